"""Indexes: what each entry leads to."""

from __future__ import annotations

import pytest

from compliance.packs.common.indexes import Index, IndexesView
from compliance.packs.levels import Level
from tests.packs import worked
from tests.packs.test_binder import kinds


def indexes(kind: str = "iso27001", level: Level = "internal") -> dict[str, Index]:
    scope = worked.scope(kind, level)
    view = next(v for v in map(scope.said, scope.kind.chapters) if isinstance(v, IndexesView))
    return {index.title: index for index in view.indexes}


def leads(index: Index, label: str) -> list[str]:
    return [lead.name for entry in index.entries if entry.label == label for lead in entry.leads]


def test_evidence_leads_to_every_place_that_lists_it() -> None:
    found = indexes()["By evidence"]
    assert leads(found, "EV-0144")[0] == "", "its own line in the register, by its page alone"
    assert "Clause 9.3.3" in leads(found, "EV-0145")
    assert "Nordhavn Sky" in leads(found, "EV-0149")


def test_an_owner_has_risks_laws_suppliers_and_gaps_too() -> None:
    found = leads(indexes()["By owner"], "Legal Counsel")
    assert {"A.5.5", "arbeidsmiljøloven", "R-13"} & set(found)
    assert any(name.startswith("gap in ") for name in leads(indexes()["By owner"], "Data Protection Officer"))


def test_what_ends_names_evidence_waivers_policies_and_reviews() -> None:
    entries = {e.about.value: e.label for e in indexes()["By expiry"].entries}
    assert entries["EV-0151 Access review of commercial systems, second quarter 2026 (over)"] == "2026-09-28"
    assert "Waiver W-01 of EV-0151" in entries
    assert "Review: Information security policy" in entries
    assert "Review: supplier Nordhavn Sky" in entries
    assert any(about.startswith("Certificate") for about in entries)
    assert list(entries.values()) == sorted(entries.values())


def test_criteria_are_in_the_order_of_the_framework_and_lead_to_their_own_page() -> None:
    entries = indexes("soc2")["By criterion"].entries
    assert [entries[0].label, entries[-1].label] == ["CC1.1", "C1.2"]
    assert all(entry.leads[0].name == "" for entry in entries)
    assert "A.7.6" not in leads(indexes()["By criterion"], "CC6.4"), "it is excluded"
    assert "A.8.23 (planned)" in leads(indexes()["By criterion"], "CC6.6")


def test_a_heading_of_two_clauses_stands_under_both() -> None:
    entries = [(e.label, e.about.value) for e in indexes()["By clause"].entries]
    assert ("6.1.2", "Risk register") in entries
    assert ("8.2", "Risk register") in entries
    assert ("5.1", "Commitment of management") in entries


@kinds
def test_columns_of_a_page_hold_every_entry_once(kind: str) -> None:
    for index in indexes(kind).values():
        assert tuple(e for page in index.pages for column in page for e in column) == index.entries
        assert all(1 <= len(page) <= 2 for page in index.pages)


@pytest.mark.parametrize("level", ["nda", "public"])
def test_lower_levels_name_no_risk(level: Level) -> None:
    found = indexes(level=level)
    assert "By risk" not in found
    assert not any(name.startswith("R-") for entry in found["By owner"].entries for name in map(str, entry.leads))
    assert ("By supplier" in found) == (level == "nda")
