"""Our own questionnaires as documents: derived as in customers' files, nothing said without support."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compliance.documents import questionnaire as document
from compliance.documents.questionnaire import QuestionnaireView
from compliance.documents.views import Cell
from tests import company
from tests.company import edit
from tests.corpus import BASE

PACK = """\
id: sector
title: Sector baseline
publisher: Example Association
source: example.org
licence: {licence}
text_included: true
retrieved_on: 2026-11-01
sections:
  - title: Access
    questions:
      - {{id: A-1, text: Are access rights reviewed?}}
      - {{id: A-2, text: Is the moon made of cheese?}}
"""


def words(cell: Cell) -> str:
    return "; ".join(t.value for t in cell) if isinstance(cell, tuple) else cell.value


def answers(view: QuestionnaireView) -> dict[str, tuple[str, str, str]]:
    """Answer, explanation and support by number."""
    rows = [[words(cell) for cell in row] for row in view.every.rows]
    return {row[1]: (row[3], row[4], row[5]) for row in rows}


def states(view: QuestionnaireView) -> dict[str, str]:
    return {words(row[0]): words(row[2]) for row in view.verdicts.rows}


def changed(root: Path, file: str, changes: dict[str, str]) -> Path:
    company.copy_company(root)
    edit(root, file, changes)
    return root


@pytest.fixture(scope="module")
def general() -> QuestionnaireView:
    return document.security(company.dossier())


@pytest.fixture(scope="module")
def mvsp() -> QuestionnaireView:
    return document.mvsp(company.dossier())


def test_the_general_set_is_answered(general: QuestionnaireView) -> None:
    found = answers(general)
    assert len(found) == general.questions == 150
    assert found["CO-01"][:2] == ("Stated", "Kvitfjord Clinical AS")
    assert found["AC-03"][0] == "Yes"
    assert found["AC-03"][2] == "A.8.5; EV-0111"
    assert [p.text.value.split()[0] for p in general.open_points] == [k for k, a in found.items() if a[0] == "open"]


def test_a_good_no_counts_as_met(general: QuestionnaireView) -> None:
    said, text, _ = next(a for k, a in answers(general).items() if k == "EN-03")
    assert said == "No"
    assert "1.2" in text
    encryption = next(row for row in general.counts.rows if words(row[0]) == "Encryption")
    assert [words(cell) for cell in encryption[1:]] == ["11", "8", "0", "0", "3", "0"]


def test_a_planned_control_is_no_with_its_day(general: QuestionnaireView) -> None:
    planned = [a for a in answers(general).values() if a[0] == "No" and "planned" in a[1].casefold()]
    assert planned
    assert all(re.search(r"\b20\d\d\b", text) for _, text, _ in planned)


def test_requirements_are_met_where_all_under_them_is(mvsp: QuestionnaireView) -> None:
    found = states(mvsp)
    assert len(found) == 25
    assert (found["1.4"], found["1.3"], found["2.3"]) == ("Met", "Partly", "open")


def test_an_open_question_is_an_open_point_with_an_owner(mvsp: QuestionnaireView) -> None:
    points = {p.text.value.split()[0]: p for p in mvsp.open_points}
    assert points["2.3.1"].text.value.endswith("cache controls? The answer library has no topic for it.")
    assert all(point.owner.value for point in mvsp.open_points)


def test_a_planned_control_takes_every_yes_with_it(tmp_path: Path, mvsp: QuestionnaireView) -> None:
    root = changed(
        tmp_path, "controls/annex-a/A.8.8.yaml", {"status: implemented": "status: planned\nplanned_for: 2027-03-01"}
    )
    after = document.mvsp(company.read(root))
    assert states(mvsp)["1.4"] == "Met"
    assert states(after)["1.4"] == "Partly"
    rests = [(said, rests) for said, _, rests in answers(after).values() if "A.8.8" in rests.split("; ")]
    assert rests
    assert {said for said, _ in rests} == {"No"}


def test_without_registers_nothing_is_said() -> None:
    for view in (document.mvsp(company.read(BASE)), document.security(company.read(BASE))):
        said = {said for said, _, _ in answers(view).values()} - {"open"}
        assert said <= {"Stated"}, "no Yes, no No and no N/A out of nothing"
        assert view.open_points


def test_a_public_print_keeps_what_is_under_nda(tmp_path: Path) -> None:
    old = '- document: mvsp\n      version: "2026.1"\n      classification: confidential'
    root = changed(tmp_path, "dossier.yaml", {old: old.replace("confidential", "public")})
    view = document.mvsp(company.read(root))
    found = answers(view)
    assert found["1.4.1"][0] == "On request"
    assert found["1.4.1"][2] == ""
    assert view.withheld > 5
    assert "1.4.1" not in [p.text.value.split()[0] for p in view.open_points]
    assert states(view)["1.4"] == "On request"


def test_a_project_prints_packs_of_its_own(tmp_path: Path) -> None:
    company.copy_company(tmp_path)
    path = tmp_path / "answers/packs/sector.yaml"
    path.parent.mkdir()
    path.write_text(PACK.format(licence="CC-BY-4.0"))
    dossier = company.read(tmp_path)
    assert document.own_subjects(dossier) == ("sector",)
    found = answers(document.own(dossier, "sector"))
    assert (found["A-1"][0], found["A-2"][0]) == ("Yes", "open")


def test_a_pack_that_may_not_be_passed_on_is_not_printed(tmp_path: Path) -> None:
    company.copy_company(tmp_path)
    path = tmp_path / "answers/packs/sector.yaml"
    path.parent.mkdir()
    path.write_text(PACK.format(licence="proprietary"))
    assert document.own_subjects(company.read(tmp_path)) == ()
