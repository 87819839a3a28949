"""What the readiness pack says of a criterion: one state in every chapter, and nothing that is missing left unsaid."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from compliance.frameworks import readiness
from compliance.packs import chapters
from compliance.packs.chapters import Grid
from compliance.packs.soc2 import ANSWERED, populations, ranking
from tests import company
from tests.packs import worked
from tests.packs.readiness import gaps, html, ready, scope, standing
from tests.packs.reading import section, text

DESCRIPTION = "controls/service-description.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return ready(tmp_path)


def described(root: Path, more: str) -> None:
    company.edit(root, DESCRIPTION, {"owner: ciso\n": f"{more}owner: ciso\n"})


def grids(number: str) -> dict[str, Grid]:
    """The tables of a chapter of the worked company's pack, by name."""
    found = worked.scope("soc2")
    chapter = next(c for c in found.kind.chapters if c.number == number)
    return {b.table.name: b for s in found.said(chapter).sections for b in s.blocks if isinstance(b, Grid)}


def column(grid: Grid, name: str) -> dict[str, str]:
    """A column of a table, by the first."""
    at = [c.key for c in grid.table.columns].index(name)
    return {str(row[0]): str(row[at]) for row in grid.table.rows}


def test_every_chapter_says_the_same_of_a_criterion() -> None:
    matrix = column(grids("03")["criteria"], "state")
    tracker = column(grids("13")["requests"], "status")
    against = column(grids("01")["against"], "state")
    assert len(matrix) == 38
    assert {f"RQ-{id}": state for id, state in matrix.items()} == tracker
    assert {id: matrix[id] for id in against} == against
    page = worked.bound("soc2").html
    for id, state in matrix.items():
        assert f"On the day of the pack {state}: " in section(page, f"criterion-{id.lower().replace('.', '-')}")


def test_a_criterion_without_the_paper_that_it_rests_on_is_not_in_place() -> None:
    """All controls of CC1.2 are in force, and no board has looked at them."""
    page = worked.bound("soc2").html
    said = section(page, "criterion-cc1-2")
    number = re.search(r"In part: every control is in force, with evidence in date; gap (G-\d+)", said)
    assert number
    row = next(r for r in grids("12")["gaps_8"].table.rows if str(r[0]) == number[1])
    assert str(row[3]) == "No minutes in which the board or the owners look at controls are on record."
    assert f'id="gap-{number[1].lower()}"' in page, "where links to the gap lead"


def test_an_excluded_control_is_named_with_what_stands_for_it() -> None:
    said = section(worked.bound("soc2").html, "criterion-cc6-4")
    assert (
        "In part: every applicable control is in force, with evidence in date; A.7.6 is excluded, CSOC-1 stands for "
        "it; gap G-" in said
    ), "the letter of the host ends before the period does"


def test_the_assertion_counts_everything_that_stands_against_it() -> None:
    found = ranking.ranked(worked.scope("soc2"), ANSWERED)
    said = section(worked.bound("soc2").html, "against")
    undated = sum(missing.due.mark == "open" for missing in found)
    assert f"{len(found)} gaps stand against it, {undated} of them without a date" in said
    assert f"Gaps {len(found)} stand, {undated} of them without a date" in section(worked.bound("soc2").html, "pack")
    counted = column(grids("01")["against_ranks"], "count")
    assert counted[str(ranking.POPULATION)] == "11"
    assert counted[str(ranking.FINDING)] == "3"
    named = {id for missing in found for id in missing.criteria}
    assert set(column(grids("01")["against"], "state")) == named


def test_a_description_of_another_period_is_not_asserted() -> None:
    said = section(worked.bound("soc2").html, "assertion-capture")
    assert (
        "[The description for 1 July 2027 to 31 December 2027 is still to be written; chapter 02 is about 1 November "
        "2025 to 31 October 2026.]" in said
    )


def test_a_description_of_the_period_of_the_pack_is(root: Path) -> None:
    planned = "examination: {type: type-2, period_start: 2025-11-01, period_end: 2026-10-31, signatory: ciso}\n"
    described(root, planned)
    said = section(html(root), "assertion-diary")
    assert "We have prepared the description of our system for the period 1 November 2025 to 31 October 2026." in said
    assert "still to be written" not in said


FINDING = "Internal audit 2026: IA-2026-1 is not closed (observation, open)."


def whats(root: Path) -> dict[str, ranking.Missing]:
    """Gaps by what is missing; several may have one subject."""
    return {missing.what.value: missing for missing in ranking.ranked(scope(root), ANSWERED)}


def test_a_finding_that_is_not_closed_lowers_its_criteria(root: Path) -> None:
    for plan in (("A.5.16", "[]"), ("A.6.5", "[]")):
        decided = f"id: {plan[0]}\napplicable: false\nexclusion_reason: None.\nstatus: excluded\nowner: ciso\n"
        company.write(root, f"controls/annex-a/{plan[0]}.yaml", f"{decided}statement: None.\n")
    closed = "Audit IA-2026, 2026-04-23: IA-2026-1, observation, closed 2026-05-10"
    assert closed in section(html(root), "criterion-cc6-2")
    assert FINDING not in whats(root)
    before = standing(root, "CC6.3").gaps
    company.edit(root, "controls/audits.yaml", {"status: closed\n        closed_on: 2026-05-10": "status: open"})
    found = whats(root)[FINDING]
    assert (found.rank, found.criteria) == (ranking.FINDING, ("CC6.1", "CC6.2", "CC6.3"))
    assert len(standing(root, "CC6.3").gaps) == len(before) + 1
    said = section(html(root), "criterion-cc6-2")
    assert "Findings of audits IA-2026-1, about A.5.18: observation, open" in said
    below = section(html(root, "nda"), "criterion-cc6-2")
    assert "Audit IA-2026, 2026-04-23: result withheld" in below
    assert "more is missing that the level of this pack does not show" in below
    assert "observation" not in below


def test_every_audit_of_the_period_and_every_waiver_stands_under_the_criterion() -> None:
    said = section(worked.bound("soc2").html, "criterion-cc6-2")
    for words in (
        "Audit SA-2026, 2026-02-10: no finding",
        "Audit IA-2026-1, 2026-04-23: NC-2026-03, minor, closed 2026-10-14",
        "Audit IA-2026-2, 2026-10-14: NC-2026-04, minor, in progress",
        "Waivers W-01 accepts that EV-0151 is out of date since 28 September 2026",
    ):
        assert words in said
    found = gaps(worked.scope("soc2"))["EV-0151"]
    assert found.action.value == "Accepted by waiver W-01; chapter 16 has the reason."
    assert (found.due.value, found.by.value) == ("2027-01-31", "Chief Information Security Officer")


def test_evidence_that_is_out_of_date_tests_nothing(root: Path) -> None:
    assert "Restore test 2026-10-08" in section(html(root), "criterion-cc7-5")
    company.edit(root, "controls/evidence/EV-01.yaml", {"point_in_time: 2026-10-08": "point_in_time: 2025-11-10"})
    assert "Restore test" not in section(html(root), "criterion-cc7-5")


def test_a_review_is_the_control_and_no_test_of_it() -> None:
    said = section(worked.bound("soc2").html, "criterion-cc9-2")
    assert "Reviewed" not in said
    assert re.search(r"A\.5\.22 .*? no test on record EV-0112", said)


def test_evidence_of_the_criterion_itself_is_listed() -> None:
    said = section(worked.bound("soc2").html, "criterion-cc3-2")
    assert "Evidence of the criterion" in said
    assert "EV-0146 Risk assessment report 2026" in said


def test_a_list_beside_a_register_has_to_cover_the_period(root: Path) -> None:
    incidents = next(asked for asked in readiness.populations() if asked.id == "incidents")
    company.write(root, "controls/incidents.yaml", f"incidents:\n{INCIDENT}")
    assert populations.held(incidents, scope(root)).standing == "on-record"
    listed = {"  id_column: ticket": "  id_column: ticket\n  lists: [incidents]"}
    company.edit(root, "controls/evidence/EV-02.yaml", listed)
    assert "no list covers 1 November 2025 to 30 June 2026" in gaps(scope(root))["incidents"].what.value


INCIDENT = """  - id: INC-1
    title: Lost phone
    kind: security-event
    severity: low
    detected_at: 2026-03-02T10:00:00Z
    description: A phone was lost.
    effects: None.
    cause: A train.
    remedial_action: It was wiped.
    owner: ciso
"""


def test_a_list_that_covers_the_period_counts_where_it_is_withheld(root: Path) -> None:
    whole = {
        "period_start: 2026-07-01": "period_start: 2025-11-01",
        "period_end: 2026-09-30": "period_end: 2026-10-31",
        "collected_at: 2026-10-05": "collected_at: 2026-11-02",
        "  id_column: ticket": "  id_column: ticket\n  lists: [changes]",
    }
    company.edit(root, "controls/evidence/EV-02.yaml", whole)
    changes = next(asked for asked in readiness.populations() if asked.id == "changes")
    assert populations.held(changes, scope(root, "nda")).standing == "on-record"
    company.edit(root, "controls/evidence/EV-02.yaml", {"period_start: 2025-11-01": "period_start: 2026-02-01"})
    found = gaps(scope(root, "nda"))["changes"].what.value
    assert found == "Changes: lists that the level of this pack withholds do not cover the whole period."


def test_lists_that_overlap_are_not_added_up_and_one_list_prints_once() -> None:
    page = worked.bound("soc2").html
    assert "EV-0115: 59 register: 4" in section(page, "populations")
    assert "The same list as of changes: EV-0120." in section(page, "population-deployments")
    assert "Audits of its controls NC-2026-05, about A.5.9: observation" in section(page, "population-asset-list")


def test_a_sample_is_as_large_as_the_table_asks(root: Path) -> None:
    found = gaps(scope(root))["EV-03"]
    assert found.what.value == "EV-03: 1 of 3 items were looked at; the table asks for 2."
    assert found.rank == ranking.SAMPLE
    company.edit(root, "controls/evidence/EV-03.yaml", {"size: 1": "size: 2", "ids: [T-2]": "ids: [T-2, T-3]"})
    assert "EV-03" not in gaps(scope(root))


def test_a_workpaper_has_the_result_of_every_item(root: Path) -> None:
    rows = b"ticket,asked_by_owner,closed_in_time,note\nT-2,yes,no,late by a day\n"
    (root / "controls/evidence/files/EV-03.csv").write_bytes(rows)
    company.edit(
        root, "controls/evidence/EV-03.yaml", {"file: EV-03.txt": "file: EV-03.csv", "bytes: 42": f"bytes: {len(rows)}"}
    )
    before = section(html(root), "workpaper-ev-03")
    assert "Asked by owner" not in before, "the file is not the one that was recorded"
    was = re.search(r"sha256: (\w+)", (root / "controls/evidence/EV-03.yaml").read_text(encoding="utf-8"))
    assert was
    company.edit(root, "controls/evidence/EV-03.yaml", {was[1]: hashlib.sha256(rows).hexdigest()})
    said = section(html(root), "workpaper-ev-03")
    assert "2 attributes were tested on each item" in said
    assert "Item Asked by owner Closed in time T-2 yes no" in said


def test_settings_of_days_after_the_period_show_nothing_of_it() -> None:
    said = section(worked.bound("soc2").html, "settings-encryption")
    assert "every reading of the settings is of days after the period; none shows them during it" in said
    assert "Settings inspected 2026-11-13 (after the period)" in section(worked.bound("soc2").html, "criterion-cc6-7")


def test_a_commitment_that_nothing_shows_is_a_gap(root: Path) -> None:
    promise = "{id: SC-1, kind: commitment, text: Diaries are there., criteria: [CC7.5], source: Contract"
    company.edit(root, DESCRIPTION, {"commitments: []": f"commitments:\n  - {promise}}}"})
    unshown = "Nothing on record shows whether SC-1 was kept in the period."
    assert (whats(root)[unshown].subject, whats(root)[unshown].criteria) == ("dc-2-diary", ("CC7.5",))
    company.edit(root, DESCRIPTION, {"source: Contract": "source: Contract, evidence: [EV-01]"})
    assert unshown not in whats(root)
    assert "Contract EV-01" in section(html(root), "dc-2-diary")


def test_management_says_whether_a_control_failed_in_an_incident(root: Path) -> None:
    company.write(root, "controls/incidents.yaml", f"incidents:\n{INCIDENT}")
    words = "Management has not said whether a control or a commitment failed in INC-1."
    assert gaps(scope(root))["dc-4-diary"].what.value == words
    judged = f"{INCIDENT}    failure: control\n    failure_note: Phones were not locked.\n"
    company.write(root, "controls/incidents.yaml", f"incidents:\n{judged}")
    assert "dc-4-diary" not in gaps(scope(root))
    said = section(html(root), "dc-4-diary")
    assert "Incidents on record in the period: 1 (1 low)." in said
    assert "A control. Phones were not locked." in said


def test_criteria_out_of_scope_are_not_called_irrelevant(root: Path) -> None:
    described(root, "criteria_not_relevant:\n  - {criterion: A1.1, reason: Nobody asks.}\n")
    said = section(html(root), "dc-8-diary")
    assert "Nobody asks." not in said
    assert "Every criterion of the categories in scope is taken as relevant." in said
    assert "Out of scope, and not looked at: Availability, Processing integrity, Privacy." in said


REPORT = """certifications:
  - scheme: SOC 2
    edition: Type 2
    status: attested
    evidence: [EV-01]
    period_start: 2025-11-01
    period_end: 2026-10-31
    report_ref: FS-2026
    categories: [security]
    user_entity_controls: [{id: U-1, text: Leavers are removed., controls: [A.5.18]}]
"""


def test_what_a_report_says_and_what_it_is_not_about(root: Path) -> None:
    path = root / "vendors/fjellsky.yaml"
    vendor = re.sub(r"^certifications:\n(?:[ -].*\n)*", "", path.read_text(encoding="utf-8"), flags=re.M)
    path.write_text(vendor + REPORT, encoding="utf-8")
    company.edit(root, DESCRIPTION, {"criteria: [CC6.4]": "criteria: [CC6.4, C1.1]"})
    found = gaps(scope(root))["fjellsky"]
    assert found.what.value == (
        "Fjellsky, SOC 2 report: the report itself is not filed as evidence; the exceptions that its auditor reports "
        "are not recorded; CSOC-1 rests on it for C1.1, a category that it does not cover."
    )
    assert found.criteria == ("CC6.4", "CC9.2", "C1.1"), "what rests on the organisation"
    said = section(html(root), "subservice-fjellsky")
    assert "Read by the company, see EV-01; the report itself is not in this pack" in said
    assert "Exceptions in it not recorded" in said
    whole = REPORT.replace("[security]", "[security, confidentiality]\n    exceptions: Two late removals.")
    path.write_text(vendor + whole, encoding="utf-8")
    company.edit(root, "controls/evidence/EV-01.yaml", {"type: backup_restore_test": "type: service_auditor_report"})
    assert "fjellsky" not in gaps(scope(root))
    assert "Where it is EV-01 Exceptions in it Two late removals." in section(html(root), "subservice-fjellsky")


def test_gaps_stand_in_one_list_and_the_last_chapter_points_to_it() -> None:
    page = worked.bound("soc2").html
    assert "Chapter 12 has the gaps of this binder, ranked, each once" in section(page, "gaps")
    assert "gaps" not in grids("16")


@pytest.mark.parametrize("emptied", [False, True])
def test_no_gap_of_the_binder_is_missing_from_the_list(root: Path, emptied: bool) -> None:
    """Criteria and controls are looked at by the list itself, and what keeps a draft from being signed is the list."""
    if emptied:
        for file in (DESCRIPTION, "controls/risks.yaml", "controls/evidence/custody.jsonl"):
            (root / file).unlink(missing_ok=True)
    found = scope(root)
    listed = {missing.what.value for missing in ranking.ranked(found, ANSWERED)}
    printed = [
        gap.text.value
        for chapter in found.kind.chapters
        if chapter.number not in ("01", "03", "03A")
        for part in found.said(chapter).sections
        for gap in chapters.gaps(part.blocks)
    ]
    assert printed
    assert set(printed) <= listed


def test_a_public_pack_does_not_count_gaps(root: Path) -> None:
    assert "Gaps" in section(html(root, "nda"), "pack")
    assert "Gaps" not in section(html(root, "public"), "pack")


def test_every_population_is_a_request_too() -> None:
    status = column(grids("13")["requests_populations"], "status")
    assert (status["RQ-joiners"], status["RQ-incidents"], status["RQ-vendors"]) == ("Missing", "In part", "On record")
    assert len(status) == len(readiness.populations())


def test_requests_say_what_they_are_for_in_words() -> None:
    said = section(worked.bound("soc2").html, "requests-due")
    assert "Monitoring and measurement results (ISO/IEC 27001, clause 9.1)" in said
    assert "measurement-results" not in said


def test_controls_that_no_criterion_rests_on_have_a_line_that_links_lead_to() -> None:
    found = worked.bound("soc2")
    assert 'href="#control-a-5-6"' in found.html
    assert re.search(
        r"A\.5\.6 Contact with special interest groups .{0,3} ?In place", section(found.html, "controls-outside")
    )


def test_the_systems_of_the_service_are_those_inside_its_boundaries_by_name() -> None:
    grid = grids("02")["systems_capture"]
    names = [str(row[0]) for row in grid.table.rows]
    assert {"Account portal", "Backup vault", "Monitoring and log store", "Code repository"} <= set(names)
    assert names == sorted(names, key=str.casefold)
    said = section(worked.bound("soc2").html, "dc-3-capture")
    assert "Clinical Kvitfjord Clinical AS at Nordhavn Sky Norway" in said


def test_a_recovery_test_says_what_it_measured() -> None:
    said = section(worked.bound("soc2").html, "category-availability")
    assert "2026-10-08 Restore: passed back after 2 hours 35 minutes lost 25 minutes" in said


def test_the_binder_speaks_of_itself_and_of_nobody_as_he() -> None:
    page = text(worked.bound("soc2").html)
    for words in ("this program", "this product", "dossier evidence", "dossier.yaml", " his ", "kept by him"):
        assert words not in page, words
