"""Several hundred questions that are one word away from a good one: none may get a false Yes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from compliance.questionnaires.ladder import Answerer, Question
from compliance.questionnaires.library import Library
from compliance.questionnaires.phrases import Phrase
from compliance.questionnaires.verdict import conclude
from tests import company

TURNED = (
    "Is it wrong to say: {}",
    "Do you not comply with this: {}",
    "{} Except for contractors?",
    "{} Only for administrators?",
    "{} Unless the customer asks otherwise?",
    "Are there cases without this: {}",
    "Is this planned: {}",
    "Do you allow exceptions from this: {}",
    "Is this never so: {}",
    "Can this be bypassed: {}",
)
"""Frames that turn a question round or narrow it."""

ABSURD = (
    "{} Every second?",
    "{} Within 1 second?",
    "{} For at least 99 years?",
    "{} With AES-512?",
    "{} With TLS 9.9?",
    "{} Certified to ISO 99999?",
    "{} By an accredited body?",
    "{} In real time?",
    "{} 123456 times?",
)
"""Qualifiers that no register meets."""


@cache
def answerer() -> Answerer:
    return Answerer(company.dossier())


def good(phrases: Iterator[Phrase] | tuple[Phrase, ...]) -> list[Phrase]:
    """Phrasings of topics that hold today."""
    dossier = company.dossier()
    return [p for p in phrases if p.topic.type == "yes-no" and conclude(p.topic, dossier).state == "met"]


def bare(text: str) -> str:
    return text.rstrip("?.")


@pytest.mark.parametrize("frame", TURNED)
def test_a_question_turned_round_gets_no_answer(frame: str) -> None:
    wrong, asked = [], 0
    for phrase in good(Library.of(company.dossier()).phrases)[::37]:
        reply = answerer().answer(Question(frame.format(bare(phrase.text)), options=("Yes", "No", "N/A")))
        asked += 1
        if reply.answered:
            wrong.append((reply.question.text, reply.value))
    assert asked > 100
    assert wrong == []


@pytest.mark.parametrize("frame", ABSURD)
def test_a_qualifier_that_nothing_meets_gets_no_good_answer(frame: str) -> None:
    wrong, asked = [], 0
    for phrase in good(Library.of(company.dossier()).phrases)[::37]:
        reply = answerer().answer(Question(frame.format(bare(phrase.text)), options=("Yes", "No", "N/A")))
        asked += 1
        if reply.answered and not reply.bad:
            wrong.append((reply.question.text, reply.value))
    assert asked > 100
    assert wrong == []


@pytest.mark.parametrize(
    "question",
    [
        "Do you allow X without MFA?",
        "Are there any production systems that are not backed up?",
        "Are there any employees who have not completed security training?",
        "Do you ever store passwords in clear text?",
        "Is it possible for employees to bypass MFA?",
        "Can customer data be accessed without a ticket?",
        "Do you permit administrators to share credentials?",
        "Is encryption at rest optional?",
        "Are only some laptops encrypted?",
        "Have you stopped encrypting backups?",
        "Is MFA not enforced?",
        "Do you fail to review access rights annually?",
        "Is customer data stored unencrypted in any system?",
        "Are penetration tests no longer performed?",
        "Do you plan to encrypt data at rest?",
        "Will you encrypt data at rest in the future?",
        "Do you store data outside the EEA?",
        "Are backups encrypted with DES?",
        "Do you hold a SOC 2 Type II report and ISO 27001?",
        "Is data encrypted at rest and in transit using customer-managed keys?",
    ],
)
def test_no_false_yes(question: str) -> None:
    assert answerer().answer(Question(question, options=("Yes", "No", "N/A"))).value != "Yes"


@pytest.mark.parametrize(
    "text", ["", "   ", "?", "\u202e", "{{ 7 * 7 }}", "=1+1", "x" * 20000, "Ja", "\x00\x01", "🔒" * 50]
)
def test_odd_text_is_no_question_and_no_crash(text: str) -> None:
    assert not answerer().answer(Question(text, options=("Yes", "No"))).answered
