"""The screening for impact assessments, criterion by criterion."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.derive.screening import Answered, Screened, screen, states_none
from compliance.frameworks.dpia import screening
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity
from tests import company

ACTIVITIES = "dataflows/activities.yaml"
FLOW = '    activity: trial-diaries\n    in_transit: {protocol: TLS, min_version: "1.3"}'


def of(id: str, dossier: Dossier | None = None) -> Screened:
    dossier = dossier or company.dossier()
    activity = dossier.get(Activity, id)
    assert activity is not None
    return screen(activity, dossier)


def answer(screened: Screened, id: str) -> Answered:
    every = (*screened.criteria, *screened.cases, *screened.topics)
    return next(answered for answered in every if answered.question.id == id)


def small(tmp_path: Path, **changes: str) -> Screened:
    """The one activity of the small project, after a change of its record."""
    root = company.copy_base(tmp_path)
    company.edit(root, ACTIVITIES, dict(changes.items()))
    return of("trial-diaries", company.read(root))


def test_the_table_has_what_the_guidelines_and_the_law_have() -> None:
    table = screening()
    assert len(table.criteria) == 9
    assert table.enough == 2
    assert [case.ref for case in table.cases] == ["35(3)(a)", "35(3)(b)", "35(3)(c)"]
    assert {q.support for q in table.topics} == {"confirmed", "from-memory"}
    assert sum(q.support == "confirmed" for q in table.topics) == 6


def test_every_signal_names_keys_of_the_taxonomy() -> None:
    from compliance.frameworks.taxonomy import labels

    for question in (*screening().criteria, *screening().cases, *screening().topics):
        for signal in question.signals:
            assert set(signal.categories) <= set(labels("category"))
            assert set(signal.subjects) <= set(labels("subject"))
            assert set(signal.purposes) <= set(labels("purpose"))
            assert set(signal.criteria) <= {criterion.id for criterion in screening().criteria}


@pytest.mark.parametrize(
    ("id", "met"),
    [
        ("trial-data-capture", 4),
        ("participant-diaries", 4),
        ("electronic-consent", 2),
        ("trial-data-export", 3),
        ("customer-support", 0),
        ("account-and-billing", 1),
        ("product-usage-analytics", 1),
        ("sales-and-marketing", 0),
        ("website-analytics", 1),
        ("security-logging", 3),
        ("staff-administration", 2),
        ("recruitment", 1),
    ],
)
def test_criteria_met_by_the_worked_company(id: str, met: int) -> None:
    assert of(id).met == met


def test_the_worked_company_states_what_its_registers_show() -> None:
    dossier = company.dossier()
    assert [(a.id, d.question.id) for a in dossier.all(Activity) for d in screen(a, dossier).differences] == []


def test_each_answer_has_a_reason_and_a_line() -> None:
    dossier = company.dossier()
    for activity in dossier.all(Activity):
        screened = screen(activity, dossier)
        for answered in (*screened.criteria, *screened.cases, *screened.topics):
            assert answered.reason
            assert answered.places, (activity.id, answered.question.id)


def test_what_the_data_shows_and_nobody_states_is_a_difference(tmp_path: Path) -> None:
    screened = small(tmp_path)
    assert [d.question.id for d in screened.differences] == ["sensitive-data", "vulnerable-people"]
    assert answer(screened, "sensitive-data").basis == "derived"


def test_what_is_stated_and_cannot_be_is_a_difference(tmp_path: Path) -> None:
    screened = small(
        tmp_path,
        **{
            "categories: [user.health_and_medical]": "categories: [user.name]",
            "{required: false,": "{required: false, criteria: [sensitive-data, vulnerable-people, innovative-use],",
        },
    )
    assert [d.question.id for d in screened.differences] == ["sensitive-data"]
    assert answer(screened, "innovative-use").basis == "stated"


def test_a_flow_of_high_volume_is_large_scale_and_makes_the_case_of_the_law(tmp_path: Path) -> None:
    root = company.copy_base(tmp_path)
    company.edit(root, "dataflows/flows/diary.yaml", {FLOW: f"{FLOW}\n    volume_band: high"})
    screened = of("trial-diaries", company.read(root))
    assert answer(screened, "large-scale").answer == "yes"
    assert "flow 2" in answer(screened, "large-scale").reason
    assert answer(screened, "special-at-scale").answer == "yes"


def test_data_declared_as_a_whole_may_contain_what_is_asked_about() -> None:
    found = answer(of("electronic-consent"), "genetic-data")
    assert (found.answer, found.basis) == ("possible", "derived")


def test_a_topic_with_a_further_criterion_waits_for_it(tmp_path: Path) -> None:
    screened = small(
        tmp_path,
        **{
            "categories: [user.health_and_medical]": "categories: [user.authorization.biometric]",
            "subjects: [participant]": "subjects: [customer]",
        },
    )
    assert answer(screened, "biometric-identification").answer == "yes"
    assert screened.met >= 1


@pytest.mark.parametrize(
    ("text", "none"),
    [
        ("None.", True),
        ("None of participants.", True),
        ("No profiles of persons; charts show groups.", True),
        ("Normally a person decides.", False),
        ("Scores below ten end participation.", False),
        ("", False),
    ],
)
def test_a_text_that_states_none(text: str, none: bool) -> None:
    assert states_none(text) is none


def test_silence_about_decisions_is_no_answer(tmp_path: Path) -> None:
    screened = small(tmp_path, **{"    automated_decisions: None.\n": ""})
    found = answer(screened, "automated-decision")
    assert (found.answer, bool(found.difference)) == ("possible", True)
