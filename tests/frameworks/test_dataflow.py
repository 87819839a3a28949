"""The dated tables behind the flow graph: periods in months, tags by purpose, costs, and the keys they name."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.frameworks.data import read
from compliance.frameworks.dataflow import cost, identifiers, pseudonym, removes, tags, tags_of_purpose
from compliance.frameworks.gdpr import after_months, period
from compliance.frameworks.taxonomy import below, labels, may_contain


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-11-20", 1, "2026-12-20"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-11-30", 3, "2027-02-28"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_one(start: str, months: int, end: str) -> None:
    assert after_months(date.fromisoformat(start), months) == date.fromisoformat(end)


def test_the_month_of_a_request_may_be_extended() -> None:
    limit = period("request-answered", date(2026, 11, 20))
    assert limit is not None
    assert limit.ends(date(2026, 11, 20), extended=True) == date(2027, 2, 20)
    assert period("request-answered", date(2018, 5, 24)) is None


def test_every_key_of_the_tables_is_in_the_taxonomy() -> None:
    assert {*identifiers(), pseudonym()} <= labels("category").keys()
    rows = [*read("dataflow")["tags"], *read("dataflow")["costs"]]
    assert {key for row in rows for key in row.get("purposes", ())} <= labels("purpose").keys()


def test_tags_follow_the_hierarchy_of_purposes() -> None:
    assert tags_of_purpose("analytics.reporting.system") == {"analytics"}
    assert tags_of_purpose("essential.service") == frozenset()
    assert set().union(*map(tags_of_purpose, labels("purpose"))) == tags().keys()


def test_a_flow_costs_as_much_as_its_dearest_purpose() -> None:
    assert cost("server", ["marketing", "essential.service"]).weight > cost("server", ["marketing"]).weight
    assert cost("data-subject", ["marketing"]).weight > cost("server", ["essential"]).weight


def test_what_transforms_leave() -> None:
    kinds = ("drop", "aggregate", "anonymise", "pseudonymise", "hash")
    assert [removes(kind) for kind in kinds] == [True, True, True, False, False]


def test_the_hierarchy_is_the_prefix_with_its_dot() -> None:
    assert below("user.financial.credit_card", "user.financial")
    assert not below("user.financial_aid", "user.financial")
    assert may_contain("user", "user.name")
    assert may_contain("user.name", "user")
    assert not may_contain("user.name", "user.location")
