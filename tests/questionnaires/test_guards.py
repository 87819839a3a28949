"""Guard words: what must be equal before one question stands for another."""

from __future__ import annotations

import pytest

from compliance.questionnaires.guards import guards
from compliance.questionnaires.likeness import nearly_the_same, same_question
from compliance.questionnaires.normalise import fingerprint, normal, sense


def asked(text: str) -> list[tuple[str, float, float, str]]:
    return [(a.kind, round(a.days, 3), a.number, a.name) for a in guards(text).asked]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Is it reviewed annually?", ("frequency", 365.0, 0, "")),
        ("Is it done at least quarterly?", ("frequency", 91.25, 0, "")),
        ("Is it done every 90 days?", ("frequency", 90.0, 0, "")),
        ("Is it done twice a year?", ("frequency", 182.5, 0, "")),
        ("Do you tell us within 24 hours?", ("time-limit", 1.0, 0, "")),
        ("Do you tell us within two working days?", ("time-limit", 2.0, 0, "")),
        ("Kept for at least 12 months?", ("retention", 365.0, 12, "")),
        ("A breach in the last 3 years?", ("window", 1095.0, 0, "")),
        ("Is AES-256 used?", ("algorithm", 0, 256, "aes")),
        ("Is TLS v1.2 or higher used?", ("algorithm", 0, 1.2, "tls")),
        ("Are all laptops managed?", ("coverage", 0, 0, "all")),
        ("Is there a documented plan?", ("manner", 0, 0, "documented")),
    ],
)
def test_qualifiers_are_found(text: str, found: tuple[str, float, float, str]) -> None:
    assert found in asked(text)


@pytest.mark.parametrize("word", ["not", "never", "without", "except", "only", "unless", "no longer", "planned"])
def test_negations_make_two_questions_of_one(word: str) -> None:
    assert not same_question("do you encrypt backups", f"do you {word} encrypt backups")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("What is your RTO?", "What is your RPO?", False),
        ("Are access rights reviewed annually?", "Are access rights reviewed quarterly?", False),
        ("Are you certified to ISO 27001?", "Are you certified to ISO 27701?", False),
        ("Is there an internal audit programme?", "Is there an external audit programme?", False),
        ("Is authorization required for access?", "Is authorisation required for access?", True),
        ("Do you have an incident response plan?", "Do you have an incident respnse plan?", True),
        ("Is data encrypted in transit?", "Is data encrypted at rest?", False),
        ("Do all staff use MFA?", "Do any staff use MFA?", False),
    ],
)
def test_ninety_of_a_hundred_is_not_enough(one: str, other: str, same: bool) -> None:
    assert bool(nearly_the_same(one, [normal(other)])) is same


def test_numbering_case_and_punctuation_are_spelling() -> None:
    texts = (
        "Is data encrypted at rest?",
        "3.1.4 Is data encrypted at rest",
        "Q12. IS DATA ENCRYPTED AT REST ?",
        "a) Is data  encrypted at rest?",
    )
    assert len({fingerprint(text) for text in texts}) == 1


def test_a_fingerprint_tells_nothing_of_the_text() -> None:
    assert len(fingerprint("Is data encrypted at rest?")) == 32
    assert fingerprint("Is data encrypted at rest?") != fingerprint("Is data encrypted in transit?")


def test_frames_do_not_change_what_is_asked() -> None:
    wanted = sense(normal("incident response plan"))
    for text in (
        "Do you have an incident response plan?",
        "Does your organisation maintain an incident response plan?",
        "Please describe your incident response plan.",
        "Is an incident response plan in place?",
    ):
        assert sense(normal(text)) == wanted


def test_who_is_who_is_kept() -> None:
    ours, theirs = "Do you have access to customer data?", "Do customers have access to your data?"
    assert sense(normal(ours)) != sense(normal(theirs))


def test_a_short_form_in_brackets_says_it_twice() -> None:
    assert normal("What is the recovery time objective (RTO)?") == normal("What is the recovery time objective?")
    assert normal("Do you encrypt data (backups)?") != normal("Do you encrypt data?")
