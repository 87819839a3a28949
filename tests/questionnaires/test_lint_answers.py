"""The linter notices what contradicts itself, in our answers and in those of others."""

from __future__ import annotations

import pytest

from compliance.questionnaires.library import Library
from compliance.questionnaires.lint_answers import Stated, lint
from tests import company


def codes(*answers: Stated, before: tuple[Stated, ...] = ()) -> list[str]:
    return [finding.code for finding in lint(answers, Library.of(company.dossier()), before)]


@pytest.mark.parametrize(
    ("text", "cites", "found"),
    [
        ("Reviewed every 3 months.", ("3 month",), []),
        ("Reviewed every 6 months.", ("3 month",), ["uncited-figure"]),
        ("Last tested on 8 October 2026.", ("as of 2026-10-08",), []),
        ("Last tested on 9 October 2026.", ("as of 2026-10-08",), ["uncited-figure"]),
        ("Certified to ISO 27001.", ("ISO/IEC 27001:2022 certificate",), []),
        ("Certified to ISO 27701.", ("ISO/IEC 27001:2022 certificate",), ["uncited-figure"]),
        ("Encrypted with AES-256.", ("AES-256",), []),
        ("Encrypted with AES-128.", ("AES-256",), ["uncited-figure"]),
        ("Sixteen policies.", ("16 policy",), []),
    ],
)
def test_a_figure_stands_in_what_is_cited(text: str, cites: tuple[str, ...], found: list[str]) -> None:
    assert codes(Stated("Describe it.", text=text, cites=cites)) == found


@pytest.mark.parametrize(
    ("question", "value", "text", "found"),
    [
        ("Do you perform penetration tests?", "Yes", "We plan to engage a tester in Q3.", "verdict-contradicted"),
        ("Is MFA in place?", "Yes", "Not yet, roll-out is in progress.", "verdict-contradicted"),
        ("Do you encrypt laptops?", "Yes", "Partially: new laptops only.", "verdict-contradicted"),
        ("Do you have MFA?", "No", "MFA is enforced for all staff accounts.", "verdict-contradicted"),
        ("Do you have DLP?", "N/A", "DLP is implemented on all endpoints.", "not-applicable-described"),
        ("Is the continuity plan tested?", "Yes", "The plan is reviewed yearly.", "reviewed-is-not-tested"),
        ("Who are you?", "[[ FILL IN: name ]]", "", "blank-left-in"),
    ],
)
def test_a_comment_does_not_contradict_its_verdict(question: str, value: str, text: str, found: str) -> None:
    assert codes(Stated(question, value, text)) == [found]


@pytest.mark.parametrize(
    ("question", "value", "text"),
    [
        ("Is the continuity plan tested?", "Yes", "Failed over on 16 April and reviewed afterwards."),
        ("Do you have shared accounts?", "No", "Every person has an account of their own."),
        ("Do you have a SOC 2 report?", "No", "A readiness assessment is under way."),
        ("Is MFA enforced?", "Yes", "Text messages are not accepted as a factor."),
        ("Do you allow exceptions?", "Yes", "None are planned."),
    ],
)
def test_what_is_consistent_is_left_alone(question: str, value: str, text: str) -> None:
    assert codes(Stated(question, value, text)) == []


def test_one_question_has_one_answer_in_a_file() -> None:
    one, other = Stated("Do you back up data?", "Yes", spot="B2"), Stated("2. Do you back up data", "No", spot="B9")
    (finding,) = lint((one, other))
    assert (finding.code, finding.answer.spot) == ("answered-differently", "B9")
    assert "B2" in finding.message


def test_questions_of_one_topic_agree() -> None:
    encrypted = Stated("Is data encrypted at rest?", "Yes")
    assert codes(encrypted, Stated("Is any customer data stored unencrypted?", "Yes")) == ["answered-differently"]
    assert codes(encrypted, Stated("Is any customer data stored unencrypted?", "No")) == []


def test_a_stricter_question_may_be_answered_no() -> None:
    loose = Stated("Are access rights reviewed?", "Yes")
    strict = Stated("Are access rights reviewed at least monthly?", "No")
    assert codes(loose, strict) == []
    assert codes(
        Stated("Are access rights reviewed?", "No"), Stated("Are access rights reviewed at least monthly?", "Yes")
    ) == ["answered-differently"]


def test_a_figure_has_one_value_in_a_file() -> None:
    here, there = (
        Stated("What is your RTO?", "4 hours"),
        Stated("Describe recovery.", "The recovery time objective is 24 hours."),
    )
    assert codes(here, there) == ["figures-differ"]
    assert codes(here, Stated("Describe recovery.", "The RTO is 240 minutes.")) == []


def test_a_customer_is_told_the_same_as_before() -> None:
    now, then = Stated("Do you back up data?", "No"), Stated("Do you back up data?", "Yes", spot="2025")
    assert codes(now, before=(then,)) == ["told-differently"]
    assert codes(now, before=(Stated("Do you back up data?", "No"),)) == []
