"""The SOC 2 readiness pack: it says what it is, claims nothing, leaves no gap out, and joins each gap to its plan."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from compliance.derive import gap_subjects
from compliance.frameworks import readiness
from compliance.packs import papers
from compliance.packs.chapters import Gap, Grid
from compliance.packs.common.sheets import SheetsView
from compliance.packs.kinds import BY_NAME
from compliance.packs.levels import Level
from compliance.packs.soc2 import ANSWERED, KIND, NOT_A_REPORT, gaplist, populations, ranking
from compliance.packs.soc2.criteria import covered, in_scope, relied_on
from tests import company
from tests.packs import worked
from tests.packs.readiness import gaps, html, ready, scope
from tests.packs.reading import section, text

TOC = (
    "Cover and limits", "assertion", "description of the system", "Control matrix", "Sheets", "Risks", "Policies",
    "Populations", "Workpapers", "Configuration", "Governance", "Vendors", "Availability, confidentiality", "Gap list",
    "Request tracker", "custody log", "Indexes", "Exceptions",
)  # fmt: skip

PLAN = """remediation:
  - {subject: joiners, action: Export them from payroll., owner: ciso, due: 2027-01-15, status: open}
  - {subject: A.5.18, action: Hold the review again., owner: platform-lead, due: 2026-11-01, status: in-progress}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return ready(tmp_path)


def test_the_table_of_contents_is_that_of_a_readiness_pack() -> None:
    titles = [chapter.title for chapter in BY_NAME["soc2"].chapters]
    assert len(titles) == len(TOC)
    for title, expected in zip(titles, TOC, strict=True):
        assert expected in title


def test_it_says_on_the_cover_and_in_the_foot_of_every_page_that_it_is_no_report() -> None:
    found = worked.bound("soc2")
    page = found.html
    assert "This is a readiness pack and not a SOC 2 report." in page
    foot = re.search(r'<p class="running-version">(.*?)</p>', page)
    assert foot
    assert NOT_A_REPORT in foot[1]
    assert found.parts is not None
    assert NOT_A_REPORT in found.parts.running, "what the foot of every part is made of"


def test_every_page_of_a_pack_says_that_it_is_no_report(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (apt-get install poppler-utils): the text of pages is not looked at")
    monkeypatch.setattr(papers, "ENCLOSED", ())
    few = tuple(chapter for chapter in KIND.chapters if chapter.number in ("00", "12"))
    monkeypatch.setitem(BY_NAME, "soc2", replace(KIND, chapters=few))
    pack = root.parent / "pack.zip"
    span = "2025-11-01..2026-10-31"
    done = company.command("pack", "soc2", "--period", span, "--unsigned", "--project", root, "-o", pack)
    assert done.code == 0, done.out + done.err
    with zipfile.ZipFile(pack) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        binder_pdf = archive.read("00-binder.pdf")
    assert manifest["pack"]["kind"] == "soc2"
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=binder_pdf, capture_output=True, check=True)
    pages = read.stdout.decode().split("\f")[:-1]
    assert len(pages) >= 4
    for number, page in enumerate(pages, 1):
        assert "not a SOC 2 report" in " ".join(page.split()), number


def test_it_never_says_that_a_criterion_is_met_or_that_anybody_complies() -> None:
    said = text(worked.bound("soc2").html).lower()
    assert "compliant" not in said
    assert "we comply" not in said
    for chapter in BY_NAME["soc2"].chapters[:4]:
        view = worked.scope("soc2").said(chapter)
        for table in view.tables:
            for row in table.rows:
                for cell in row:
                    for one in cell if isinstance(cell, tuple) else (cell,):
                        assert not re.search(r"\bmet\b", one.value), (table.name, one.value)


def test_every_criterion_in_scope_has_a_section_and_no_other_has() -> None:
    found = worked.scope("soc2")
    page = worked.bound("soc2").html
    ids = {row.requirement.id for row in in_scope(found)}
    assert len(ids) == 38
    for row in covered(found).rows:
        anchor = f'id="criterion-{row.requirement.id.lower().replace(".", "-")}"'
        assert (anchor in page) == (row.requirement.id in ids), row.requirement.id


def test_a_line_of_the_matrix_goes_from_criterion_to_evidence() -> None:
    said = section(worked.bound("soc2").html, "criterion-cc8-1")
    for words in (
        "In part: every control is in force, with evidence in date; gaps G-", "SR-3", "CUEC-5", "A.8.32",
        "Change management", "Head of Engineering", "At each event", "Sample of 15 from EV-0120, no exception",
        "EV-0121", "OC-03", "Extended",
    ):  # fmt: skip
        assert words in said, words


def test_every_control_of_a_criterion_has_a_sheet() -> None:
    found = worked.scope("soc2")
    views = [found.said(chapter) for chapter in found.kind.chapters]
    sheets = {s.control.id for view in views if isinstance(view, SheetsView) for s in view.sheets}
    assert sheets == {control.id for control in relied_on(found)}


def test_the_nine_description_criteria_each_have_a_section() -> None:
    page = worked.bound("soc2").html
    for number in range(1, 10):
        assert f'id="dc-{number}-capture"' in page
    assert "INC-2026-04" in section(page, "dc-4-capture")
    assert "A.5.15, A.5.18, A.8.3" in section(page, "dc-6-capture")
    assert "Carve-out" in section(page, "dc-7-capture")


def test_a_change_before_the_period_is_no_change_of_the_period(root: Path) -> None:
    changes = "changes:\n  - {change: Old., on: 2024-01-01}\n  - {change: New host., on: 2026-03-02}\nowner: ciso\n"
    company.edit(root, "controls/service-description.yaml", {"owner: ciso\n": changes})
    said = section(html(root), "dc-9-diary")
    assert "New host." in said
    assert "Old." not in said


def test_a_planned_control_is_in_the_gap_list_and_in_no_place_in_place(root: Path) -> None:
    file = "controls/annex-a/A.5.18.yaml"
    planned = "status: planned\nplanned_for: 2027-02-01\ngap: Reviews have not begun."
    before = gaps(scope(root))
    assert "A.5.18" not in before
    company.edit(root, file, {"status: implemented": planned})
    now = gaps(scope(root))["A.5.18"]
    assert now.rank == ranking.ABSENT
    assert (now.what.value, now.due.value) == ("Reviews have not begun.", "2027-02-01")
    assert "CC6.2" in now.criteria
    said = section(html(root), "criterion-cc6-2")
    assert "Not in place" in said
    assert re.search(r"A\.5\.18 Access rights .* Not in place", said)


def test_a_control_without_evidence_in_date_is_a_gap_and_not_in_place(root: Path) -> None:
    company.edit(root, "controls/evidence/EV-01.yaml", {"point_in_time: 2026-10-08": "point_in_time: 2025-11-10"})
    found = gaps(scope(root))["A.8.13"]
    assert found.rank == ranking.STALE
    assert "out of date" in found.what.value
    assert found.due.mark == "open", "nobody has set a date"


def test_gaps_are_joined_to_their_plan_and_say_when_it_is_late(root: Path) -> None:
    company.edit(root, "controls/service-description.yaml", {"owner: ciso\n": f"{PLAN}owner: ciso\n"})
    company.edit(
        root, "controls/annex-a/A.5.18.yaml", {"status: implemented": "status: partially\ngap: Two systems are left."}
    )
    found = gaps(scope(root))
    joiners = found["joiners"]
    assert (joiners.action.value, joiners.due.value) == ("Export them from payroll.", "2027-01-15")
    assert joiners.rank == ranking.POPULATION
    late = found["A.5.18"]
    assert late.action.value == "Begun: Hold the review again."
    assert late.due.value == "2026-11-01 (overdue)"
    assert (late.owner.value, late.by.value) == ("Chief Information Security Officer", "Platform Lead")


def test_a_plan_that_answers_no_gap_is_named(root: Path) -> None:
    """The review of A.5.18 was held and is in date, so nothing is missing there; joiners are missing."""
    assert list(KIND.warnings(scope(root))) == []
    assert "Plans on record: 0; each answers a gap" in section(html(root), "gaps-plans")
    company.edit(root, "controls/service-description.yaml", {"owner: ciso\n": f"{PLAN}owner: ciso\n"})
    assert list(KIND.warnings(scope(root))) == [
        "1 plan answers no gap of this pack: A.5.18 (in progress); take out what is done, correct the subject of what "
        "is not"
    ]
    said = section(html(root), "gaps-plans")
    assert "Plans on record: 2; answering no gap of this list: 1." in said
    assert "A.5.18 Hold the review again. Platform Lead 2026-11-01 In progress" in said
    assert "payroll" not in said
    assert list(KIND.warnings(scope(root, "nda"))) == [], "gaps that a lower level withholds are not known there"
    assert "Hold the review again" not in html(root, "nda")


def test_a_gap_without_a_plan_says_which_subject_a_plan_would_have(root: Path) -> None:
    said = section(html(root), "gaps-6")
    assert "no action is recorded (subject: fjellsky)" in said
    assert "(subject: " not in html(root, "nda")


@pytest.mark.parametrize("emptied", [False, True])
def test_a_plan_may_name_whatever_a_gap_is_about(root: Path, emptied: bool) -> None:
    """The rule `remediation-unknown-subject` does not know the gaps; it must know all that they can be about."""
    if emptied:
        for path in ("risks", "audits", "management-reviews", "continuity", "service-description"):
            (root / f"controls/{path}.yaml").unlink()
        shutil.rmtree(root / "controls/evidence")
        shutil.rmtree(root / "vendors")
    found = scope(root)
    subjects = {missing.subject for missing in ranking.ranked(found, ANSWERED)}
    assert ("description" in subjects) == emptied
    assert subjects - gap_subjects.titles(found.dossier).keys() == set()


def test_every_plan_of_the_worked_company_answers_a_gap() -> None:
    found = worked.scope("soc2")
    assert gaplist.unanswered(found, ANSWERED) == ()
    subjects = {missing.subject for missing in ranking.ranked(found, ANSWERED)}
    assert subjects <= gap_subjects.titles(found.dossier).keys()


def test_the_gap_list_takes_in_every_gap_of_the_other_chapters() -> None:
    found = worked.scope("soc2")
    listed = {missing.what.value for missing in ranking.ranked(found, ANSWERED)}
    for chapter in ANSWERED:
        for part in found.said(chapter).sections:
            for block in part.blocks:
                if isinstance(block, Gap):
                    assert block.text.value in listed
    ranks = [missing.rank for missing in ranking.ranked(found, ANSWERED)]
    assert ranks == sorted(ranks)


def test_populations_on_record_in_part_and_missing() -> None:
    found = worked.scope("soc2")
    standing = {asked.id: populations.held(asked, found).standing for asked in readiness.populations()}
    assert standing["vendors"] == standing["customer-list"] == standing["asset-list"] == "on-record"
    assert standing["changes"] == standing["training"] == standing["incidents"] == "in-part"
    assert standing["joiners"] == standing["backups"] == "missing"
    page = worked.bound("soc2").html
    covered = "no list covers 1 November 2025 to 30 June 2026 and 1 October 2026 to 31 October 2026"
    assert covered in section(page, "population-changes")
    assert "no list covers 1 November 2025 to 31 December 2025" in section(page, "population-incidents")


def test_a_report_that_ends_before_the_pack_wants_a_bridge_letter(root: Path) -> None:
    assert "No SOC 2 report" in gaps(scope(root))["fjellsky"].what.value
    report = (
        "certifications:\n  - {scheme: SOC 2, edition: Type 2, status: attested, evidence: [EV-01],\n"
        "     categories: [security, confidentiality], exceptions: None.,\n"
        "     period_start: 2025-07-01, period_end: 2026-06-30,\n"
        "     user_entity_controls: [{id: U-1, text: Leavers are removed., controls: [A.5.18]}]}\n"
    )
    path = root / "vendors/fjellsky.yaml"
    vendor = re.sub(r"^certifications:\n(?:[ -].*\n)*", "", path.read_text(encoding="utf-8"), flags=re.M)
    path.write_text(vendor + report, encoding="utf-8")
    company.edit(root, "controls/evidence/EV-01.yaml", {"type: backup_restore_test": "type: service_auditor_report"})
    assert "a bridge letter that reaches to 31 October 2026 is missing" in gaps(scope(root))["fjellsky"].what.value
    bridged = report.replace(
        "evidence:", "bridge_letter: Letter of November, bridge_letter_until: 2026-11-15, evidence:"
    )
    path.write_text(vendor + bridged, encoding="utf-8")
    assert "fjellsky" not in gaps(scope(root))


def test_the_companys_own_mapping_replaces_the_programs_and_is_labelled(root: Path) -> None:
    own = (
        "    mappings:\n      - requirement: CC1.2\n        controls: [A.5.19]\n"
        "        reason: Our board reads the supplier review.\n"
    )
    company.edit(
        root,
        "dossier.yaml",
        {
            "    categories: [Common criteria, Confidentiality]\n": (
                f"    categories: [Common criteria, Confidentiality]\n{own}"
            )
        },
    )
    page = html(root)
    said = section(page, "criterion-cc1-2")
    assert "A.5.19" in said
    assert "A.5.35" not in said
    assert "Chosen" in said
    assert "Our board reads the supplier review." in said
    assert re.search(r"CC6\.2 Users are registered.* Adopted CC6\.3", section(page, "criteria"))
    assert "Mapping" not in section(page, "criterion-cc6-2"), "what the first table says of most is not said of each"


def test_a_criterion_declared_not_relevant_says_why_and_is_no_gap(root: Path) -> None:
    assert gaps(scope(root))["CC1.2"].rank == ranking.UNMAPPED
    declared = "criteria_not_relevant:\n  - {criterion: CC1.2, reason: One owner runs the company.}\nowner: ciso\n"
    company.edit(root, "controls/service-description.yaml", {"owner: ciso\n": declared})
    assert "CC1.2" not in gaps(scope(root))
    assert "Declared not relevant One owner runs the company." in section(html(root), "criterion-cc1-2")


def test_a_project_that_describes_nothing_gets_gaps_and_no_text(root: Path) -> None:
    (root / "controls/service-description.yaml").unlink()
    said = text(html(root))
    assert "The registers hold no description of a service" in said
    assert "there is nothing to assert" in said
    assert "We have prepared" not in said


def test_a_request_has_the_state_of_its_criterion() -> None:
    found = worked.scope("soc2")
    tracker = next(c for c in found.kind.chapters if c.number == "13")
    grid = next(b for s in found.said(tracker).sections for b in s.blocks if isinstance(b, Grid))
    status = {str(row[0]): str(row[3]) for row in grid.table.rows}
    assert status["RQ-CC1.1"] == "In part", "there is no code of conduct"
    assert status["RQ-CC2.1"] == "In part", "A.8.16 is in force in part"
    assert status["RQ-CC4.1"] == "In place"
    assert len(status) == 38


@pytest.mark.parametrize("level", ["public", "nda"])
def test_lower_levels_keep_the_headings_and_say_less(level: Level) -> None:
    whole, cut = worked.bound("soc2").html, worked.bound("soc2", level).html
    assert re.findall(r"<h2[^>]*>.*?</h2>", cut) == re.findall(r"<h2[^>]*>.*?</h2>", whole)
    for words in ("Folder with job applications", "Sørfjord universitetssjukehus", "Phishing of finance"):
        assert words in whole
        assert words not in cut
    assert NOT_A_REPORT in cut
