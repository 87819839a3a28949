"""The ledger: what was told, what is no longer so, and what would turn a No into a Yes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

from jsonschema import Draft202012Validator

from compliance.questionnaires.gaps import gaps
from compliance.questionnaires.ladder import Answerer, Question
from compliance.questionnaires.promises import promises, recorded
from compliance.questionnaires.record import known, told
from compliance.registers.convert import to_record
from compliance.registers.kinds import BY_NAME
from compliance.registers.records.controls import Control
from compliance.registers.records.told import Told
from tests import company
from tests.corpus import REPOSITORY
from tests.questionnaires.changed import planned, with_control

QUESTIONS = (
    "Is customer data encrypted at rest?",
    "Are access rights reviewed at least quarterly?",
    "RTO",
    "Do you use DLP?",
    "Is outsourced development supervised?",
)


def record() -> Told:
    """What a customer would be told today."""
    dossier = company.dossier()
    replies = [(Answerer(dossier).answer(Question(q)), f"Sheet!B{n}") for n, q in enumerate(QUESTIONS)]
    raw = told(
        replies,
        id="sund-2026-11",
        customer="sund",
        questionnaire="Autumn",
        by="head-of-sales",
        audience="nda",
        day=date(2026, 11, 20),
        dossier=dossier,
        commit="abcdef1",
    )
    Draft202012Validator(BY_NAME["told"].schema).validate(raw)
    return to_record(Told, raw, dossier.project.place, "sund-2026-11")


def after(change: str) -> list[tuple[str, str, str]]:
    """What is no longer so once a control is only planned."""
    dossier = with_control(change, planned)
    records = {**dossier.registers.records, Told: {"sund-2026-11": record()}}
    dossier = replace(dossier, registers=replace(dossier.registers, records=records))
    return [(b.answer.question, b.kind, b.correction) for b in promises(dossier)]


def test_what_was_told_today_holds_today() -> None:
    assert promises(company.dossier()) == ()
    assert recorded(company.dossier()) == 20
    assert after("A.6.4") == []


def test_an_answer_that_lost_its_control_is_found_with_a_correction() -> None:
    ((question, kind, correction),) = after("A.8.24")
    assert (question, kind) == ("Is customer data encrypted at rest?", "untrue")
    assert '"Is customer data encrypted at rest?" with "Yes"' in correction
    assert "As of today the answer is No, planned. It is planned for 30 June 2027." in correction


def test_a_measure_that_became_worse_is_found() -> None:
    def slower(control: Control) -> Control:
        measures = tuple(replace(m, value=12) if m.id == "access-review-interval" else m for m in control.measures)
        return replace(control, measures=measures)

    dossier = with_control("A.5.18", slower)
    dossier = replace(
        dossier, registers=replace(dossier.registers, records={**dossier.registers.records, Told: {"sund": record()}})
    )
    (broken,) = promises(dossier)
    assert (broken.kind, broken.now) == ("untrue", "no")


def test_a_no_that_became_a_yes_is_told_and_no_fault(tmp_path: Path) -> None:
    root = company.copy_company(tmp_path)
    changes = {"status: planned\nplanned_for: 2027-03-31": "status: implemented\nevidence: [EV-0129]"}
    company.edit(root, "controls/annex-a/A.8.12.yaml", changes)
    done = company.command("promises", "--project", root, "--format", "json")
    assert done.code == 0
    kinds = {(a["topic"], a["kind"], a["now"]) for a in json.loads(done.out)["answers"]}
    assert kinds == {("data-leakage-prevention", "better", "yes")}


def test_a_correction_is_what_the_customer_believes_from_then_on(tmp_path: Path) -> None:
    root = company.copy_company(tmp_path)
    assert company.command("promises", "--project", root).code == 0
    company.edit(root, "dossier.yaml", {"    value: 42\n": "    value: 44\n"})
    done = company.command("promises", "--project", root, "--format", "json")
    assert done.code == 1
    (answer,) = json.loads(done.out)["answers"]
    assert (answer["customer"], answer["kind"]) == ("sorfjord-hospital", "fact-changed")
    assert "42 on 31 October 2026; it is 44 on 31 October 2026" in answer["correction"]


def test_the_check_finds_it_too(tmp_path: Path) -> None:
    root = company.copy_company(tmp_path)
    changes = {"status: implemented": "status: planned\nplanned_for: 2027-06-30"}
    company.edit(root, "controls/annex-a/A.8.24.yaml", changes)
    done = company.command("check", "--project", root, "--format", "json")
    found = [d for d in json.loads(done.out)["findings"] if d["code"] == "told-answer-untrue"]
    assert [d["subject"] for d in found] == ["lindeborg-pharma-2026-11"]


def test_gaps_are_ranked_by_who_asked() -> None:
    found = gaps(company.dossier())
    assert found[0].topic.id == "data-leakage-prevention"
    assert found[0].customers == ("lindeborg-pharma", "sorfjord-hospital")
    step = found[0].steps[0]
    assert (step.what, step.by, step.owner) == ("A.8.12: put it into operation", date(2027, 3, 31), "ciso")
    assert [len(g.asked_by) for g in found] == sorted((len(g.asked_by) for g in found), reverse=True)


def test_gaps_and_promises_say_how_much_they_examined() -> None:
    assert company.command("gaps", "--project", REPOSITORY).out.splitlines()[-1] == "examined 333 topics on 2026-11-20"
    last = company.command("promises", "--project", REPOSITORY).out.splitlines()[-1]
    assert last == "examined 20 recorded answers on 2026-11-20"


def test_a_known_questionnaire_holds_no_text() -> None:
    answerer = Answerer(company.dossier())
    raw = known(
        (answerer.answer(Question(q)) for q in (*QUESTIONS, "Whose cat is this?")),
        id="sund-sheet",
        title="Sheet",
        licence="unknown",
        by="ciso",
        day=date(2026, 11, 20),
    )
    Draft202012Validator(BY_NAME["known-questionnaire"].schema).validate(raw)
    assert len(raw["questions"]) == len(QUESTIONS)
    assert all(set(q) <= {"hash", "topic", "inverted"} for q in raw["questions"])
