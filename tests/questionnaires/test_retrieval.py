"""Suggestions: near, the same every time, and never a decision."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from compliance.questionnaires.library import Library
from compliance.questionnaires.retrieval import Index, Suggestions
from tests import company

ASKED = Path(__file__).parents[1] / "data" / "questions-asked.txt"


def near(question: str, section: str = "") -> list[str]:
    return [found.id for found in Suggestions.of(company.dossier()).topics_near(question, section)]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("What safeguards stop brute force against your login page?", "account-lockout"),
        ("Offboarding: are the accounts of leavers closed?", "leaving"),
        ("Which uptime percentage do you commit to?", "availability"),
        ("Encrypton of bakups", "backup-encryption"),
        ("Do your subprocessors sit outside Europe?", "sub-processor-countries"),
    ],
)
def test_the_topic_is_among_the_first_five(question: str, topic: str) -> None:
    assert topic in near(question)


def test_the_heading_above_a_question_helps() -> None:
    assert "backup-retention" in near("How long are they kept?", "Backups")


@pytest.mark.parametrize(
    ("question", "control"),
    [
        ("Do you filter malicious websites?", "A.8.23"),
        ("Who may enter the building?", "A.7.2"),
        ("Is there a non-disclosure agreement?", "A.6.6"),
        ("Are patches applied to known CVEs?", "A.8.8"),
    ],
)
def test_controls_are_found_by_the_words_of_questions(question: str, control: str) -> None:
    found = [one.id for one in Suggestions.of(company.dossier()).controls_near(question)]
    assert control in found


def test_ties_are_in_order_of_the_id_and_nothing_is_near_to_nothing() -> None:
    index = Index([("b", "backup"), ("a", "backup"), ("c", "logging")])
    assert index.scores("") == {}
    assert sorted(index.scores("backup")) == ["a", "b"]
    assert Index([]).scores("backup") == {}


@cache
def asked() -> tuple[tuple[str, str], ...]:
    """Labelled questions that no phrasing was written from, each with its topic."""
    lines = (line.split(": ", 1) for line in ASKED.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return tuple((question.strip(), topic) for topic, questions in lines for question in questions.split(" | "))


def test_the_benchmark_has_every_topic() -> None:
    assert {topic for _, topic in asked()} == set(Library.of(company.dossier()).by_id)
    assert len(asked()) >= 950


@pytest.mark.parametrize(("half", "floors"), [("tuned", (0.46, 0.68, 0.56)), ("held back", (0.43, 0.71, 0.54))])
def test_the_benchmark_is_kept(half: str, floors: tuple[float, float, float]) -> None:
    """The topic of a question is among the first suggestions, about as often as when this was measured."""
    pairs = asked()[0 if half == "tuned" else 1 :: 2]
    suggestions = Suggestions.of(company.dossier())
    ranks = []
    for question, topic in pairs:
        found = [near.id for near in suggestions.topics_near(question, count=10)]
        ranks.append(found.index(topic) + 1 if topic in found else 0)
    first = sum(rank == 1 for rank in ranks) / len(pairs)
    five = sum(0 < rank <= 5 for rank in ranks) / len(pairs)
    mrr = sum(1 / rank for rank in ranks if rank) / len(pairs)
    print(f"{half}: {len(pairs)} questions, hit@1 {first:.3f}, recall@5 {five:.3f}, MRR {mrr:.3f}")
    assert (first >= floors[0], five >= floors[1], mrr >= floors[2]) == (True, True, True), (first, five, mrr)
