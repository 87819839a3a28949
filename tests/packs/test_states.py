"""What manifests say of controls, clauses, criteria, findings and gaps, by which two packs are compared."""

from __future__ import annotations

import pytest

from compliance.packs import states
from compliance.packs.chapters import Gap
from compliance.packs.common.sheets import SheetsView
from compliance.packs.levels import Level
from tests.packs import worked


@pytest.mark.parametrize("kind", ["iso27001", "soc2"])
def test_every_gap_that_the_binder_prints_is_in_the_manifest(kind: str) -> None:
    found = worked.scope(kind)
    told = {(gap.heading, gap.text) for gap in states.gaps(found)}
    assert len(told) == len(list(states.gaps(found))), "each once"
    for chapter in found.kind.chapters:
        view = found.said(chapter)
        for section in view.sections:
            for block in section.blocks:
                if isinstance(block, Gap):
                    assert (f"{chapter.number} {section.title}", block.text.value) in told
        for sheet in view.sheets if isinstance(view, SheetsView) else ():
            assert {(f"{chapter.number} {sheet.control.id}", gap.text.value) for gap in sheet.gaps} <= told


def test_clause_items_and_criteria() -> None:
    clauses = {state.id: state for state in worked.scope("iso27001").kind.requirements(worked.scope("iso27001"))}
    objectives = clauses["objectives"]
    assert objectives.title.startswith("Clause 6.2: ")
    assert objectives.status in ("Present", "Partial")
    assert objectives.statement
    assert objectives.evidence
    soc2 = worked.scope("soc2")
    criteria = {state.id: state for state in soc2.kind.requirements(soc2)}
    assert len(criteria) == 38
    assert criteria["CC4.1"].status == "In place"
    assert criteria["CC8.1"].status == "In part", "its population does not cover the period"
    assert criteria["CC6.7"].status == "In part"


def test_findings_of_audits() -> None:
    found = {finding.id: finding for finding in states.findings(worked.scope())}
    assert found["NC-2026-04"].status == "In progress"
    assert found["NC-2026-04"].requirement == "A.5.18"


@pytest.mark.parametrize(("level", "statements", "gaps"), [("nda", True, True), ("public", False, False)])
def test_a_manifest_says_no_more_than_its_binder(level: Level, statements: bool, gaps: bool) -> None:
    found = worked.scope("iso27001", level)
    assert list(states.findings(found)) == [], "audits are internal"
    assert bool(list(states.gaps(found))) == gaps
    page = worked.bound("iso27001", level).html
    for gap in states.gaps(found):
        assert gap.heading.partition(" ")[2] in page
    for state in (*states.controls(found), *found.kind.requirements(found)):
        assert bool(state.statement) == bool(state.statement_sha256) == statements
    backup = next(state for state in states.controls(found) if state.id == "A.8.13")
    kept = "Time that backups are kept: 35 days (trial databases and files)"
    assert (kept in backup.measures, backup.frequency) == ((True, "many times a day") if statements else (False, ""))
    secure = next(state for state in states.controls(found) if state.id == "A.7.6")
    assert secure.exclusion_reason.startswith("Kvitfjord has no secure areas") == statements
