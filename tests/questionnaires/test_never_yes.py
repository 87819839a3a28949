"""Several hundred questions to which no Yes may be said, and questions with a word more than was approved."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from compliance.questionnaires.ladder import Answerer, Question
from compliance.questionnaires.library import Library
from compliance.questionnaires.verdict import conclude
from tests import company

BANK = Path(__file__).parents[1] / "data" / "questions-never-yes.txt"

SCOPES = (
    "on all mobile phones",
    "in the commercial systems",
    "at every sub-processor",
    "of guests and visitors",
    "on mainframes",
    "for all administrators of customers",
    "by a certified forensic laboratory",
    "using homomorphic methods",
    "since the company was founded",
    "in our own tenant",
    "on industrial control systems",
    "including former customers",
)
"""Words that make another question of an approved one: whom, where, what and since when."""


@cache
def answerer() -> Answerer:
    return Answerer(company.dossier())


def bank() -> list[str]:
    return [line for line in BANK.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def test_the_bank_is_large() -> None:
    assert len(bank()) == len(set(bank())) >= 300


@pytest.mark.parametrize("options", [("Yes", "No", "N/A"), ("Compliant", "Not compliant"), ()], ids=str)
def test_no_yes_is_said(options: tuple[str, ...]) -> None:
    said = {question: answerer().answer(Question(question, options=options)) for question in bank()}
    wrong = [q for q, r in said.items() if r.word == "yes" or r.value.startswith(("Yes", "Compliant"))]
    assert wrong == []


def test_some_of_them_are_answered_no() -> None:
    """A bank of questions that nobody understands would prove nothing."""
    said = [answerer().answer(Question(question, options=("Yes", "No"))).value for question in bank()]
    assert said.count("No") > 100


@pytest.mark.parametrize("scope", SCOPES)
def test_a_word_more_breaks_the_link(scope: str) -> None:
    wrong, asked = [], 0
    for topic in Library.of(company.dossier()).topics:
        if topic.type != "yes-no" or conclude(topic, company.dossier()).state != "met":
            continue
        asked += 1
        question = f"{topic.question.rstrip('?')} {scope}?"
        reply = answerer().answer(Question(question, options=("Yes", "No", "N/A")))
        if reply.answered:
            wrong.append((question, reply.value))
    assert asked > 150
    assert wrong == []
