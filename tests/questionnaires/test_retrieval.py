"""Suggestions: near, the same every time, and never a decision."""

from __future__ import annotations

import pytest

from compliance.questionnaires.retrieval import Index, Suggestions
from tests import company


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
