"""Until when evidence proves something."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from compliance.derive.freshness import freshness
from compliance.graph.dossier import Dossier
from compliance.registers.load import load
from compliance.registers.records.assurance import Evidence
from tests.rule_cases import BASE

DAY = date(2026, 10, 8)


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    return Dossier(BASE, load(Path(BASE)).registers, date(2026, 11, 20))


def evidence(dossier: Dossier, type: str, valid_until: str = "", day: date = DAY) -> Evidence:
    """The base's first evidence, as another type and with another end."""
    found = dossier.get(Evidence, "EV-01")
    assert found
    return replace(
        found, type=type, point_in_time=day, valid_until=date.fromisoformat(valid_until) if valid_until else None
    )


@pytest.mark.parametrize(
    ("type", "valid_until", "expires"),
    [
        ("backup_restore_test", "", "2027-10-08"),
        ("backup_restore_test", "2026-12-31", "2026-12-31"),
        ("backup_restore_test", "2031-12-31", "2027-10-08"),
        ("certificate", "", "2029-10-08"),
        ("certificate", "2028-02-02", "2028-02-02"),
        ("certificate", "2031-12-31", "2031-12-31"),
        ("insurance_certificate", "", "2027-10-08"),
        ("insurance_certificate", "9999-12-31", "9999-12-31"),
        ("own-type", "2031-12-31", "2027-10-08"),
    ],
)
def test_the_first_end_counts_but_for_what_is_valid_by_itself(
    dossier: Dossier, type: str, valid_until: str, expires: str
) -> None:
    found = freshness(evidence(dossier, type, valid_until), dossier)
    assert found.expires == date.fromisoformat(expires)
    assert found.holds


def test_the_end_of_the_calendar_is_no_fault(dossier: Dossier) -> None:
    found = freshness(evidence(dossier, "certificate", day=date(9999, 12, 31)), dossier)
    assert (found.expires, found.state) == (date.max, "future")


@pytest.mark.parametrize(
    ("day", "valid_until", "state"),
    [
        ("2025-12-10", "", "ageing"),
        ("2025-12-30", "", "fresh"),
        ("2026-11-12", "2026-12-12", "fresh"),
        ("2026-10-25", "2026-11-24", "ageing"),
        ("2026-10-20", "2026-11-19", "stale"),
    ],
)
def test_what_holds_for_a_month_is_not_ageing_from_its_first_day(
    dossier: Dossier, day: str, valid_until: str, state: str
) -> None:
    found = freshness(evidence(dossier, "backup_restore_test", valid_until, date.fromisoformat(day)), dossier)
    assert found.state == state
