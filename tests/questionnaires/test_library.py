"""The worked company's answer library: large enough, unambiguous, and resting on registers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from compliance.questionnaires import facts
from compliance.questionnaires.citations import cited
from compliance.questionnaires.expansion import expanded, fault, sampled
from compliance.questionnaires.ladder import Answerer, Question
from compliance.questionnaires.library import Library
from compliance.questionnaires.lint_answers import Stated, lint
from compliance.questionnaires.phrases import lines_of, phrases_of
from compliance.questionnaires.wording import render
from compliance.registers.records.answers import Answer
from tests import company

AREAS = {
    "access-control",
    "ai",
    "clinical",
    "company",
    "continuity",
    "development",
    "encryption",
    "incident",
    "operations",
    "people",
    "privacy",
    "product-security",
    "suppliers",
}


def library() -> Library:
    return Library.of(company.dossier())


def test_covers_every_area_with_topics() -> None:
    areas = Counter(Path(topic.place.file).stem for topic in library().topics)
    assert set(areas) == AREAS
    assert sum(areas.values()) >= 150
    assert min(areas.values()) >= 8


def test_every_topic_has_five_to_fifteen_phrasings() -> None:
    wrong = [t.id for t in library().topics if not 5 <= len(t.phrasings) + len(t.inverted) <= 15]
    assert not wrong


def test_no_two_phrasings_are_the_same_words() -> None:
    lines = Counter(line.text.casefold() for line in library().lines)
    assert [text for text, count in lines.items() if count > 1] == []
    topics: dict[str, set[tuple[str, bool]]] = {}
    for phrase in library().phrases:
        topics.setdefault(phrase.text.casefold(), set()).add((phrase.topic.id, phrase.inverted))
    assert [text for text, found in topics.items() if len(found) > 1] == []


def test_every_phrasing_leads_to_its_own_topic() -> None:
    wrong = []
    for phrase in library().phrases:
        link = library().link(phrase.text)
        if link is None or (link.topic, link.phrase.inverted) != (phrase.topic, phrase.inverted):
            wrong.append(phrase.text)
    assert not wrong


def test_alternatives_are_well_written() -> None:
    lines = [line for topic in library().topics for line in lines_of(topic)]
    assert [(line.text, fault(line.text)) for line in lines if fault(line.text)] == []
    assert sum(len(expanded(line.text)) for line in lines) > 20000


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Are {backups|copies} {often |}tested?", ()),
        ("Are {backups} tested?", "one only"),
        ("Are {a|a} tested?", "one twice"),
        ("Are backups} tested?", "stands alone"),
        ("{a|b|c|d|e|f|g|h} {a|b|c|d|e|f|g|h} {a|b|c|d|e|f|g|h}", "512 phrasings"),
    ],
)
def test_faults_of_alternatives_are_named(text: str, told: str) -> None:
    assert (told in fault(text)) if told else fault(text) == ""


def test_a_line_writes_out_its_alternatives() -> None:
    assert expanded("Are {backups|copies} {often |}tested?") == (
        "Are backups often tested?",
        "Are backups tested?",
        "Are copies often tested?",
        "Are copies tested?",
    )
    assert sampled("Are {backups|copies} {often |}tested?") == ("Are backups often tested?", "Are copies tested?")


def test_every_topic_rests_on_something() -> None:
    wrong = [t.id for t in library().topics if not (t.controls or t.evidence or t.facts or t.absent or t.stated)]
    assert not wrong


def test_the_facts_are_the_closed_set_of_the_schema() -> None:
    from compliance.registers.kinds import BY_NAME

    schema = BY_NAME["answer"].schema["$defs"]["answer-fact"]["properties"]["name"]["enum"]
    assert set(schema) == set(facts.FACTS)


@pytest.mark.parametrize("field", ["narrative", "otherwise"])
def test_every_text_can_be_rendered(field: str) -> None:
    dossier = company.dossier()
    told = {t.id: render(getattr(t, field), dossier) for t in library().topics if getattr(t, field)}
    faults = {id: one.fault for id, one in told.items() if one.fault}
    # The country of one supplier's storage is an open question of its record, so nobody can say where all are.
    assert set(faults) <= {"sub-processor-countries"} | set(_not_held(field))


def _not_held(field: str) -> list[str]:
    """Narratives of topics that do not hold today are not printed, and may ask for what is not there."""
    from compliance.questionnaires.verdict import conclude

    if field == "otherwise":
        return [t.id for t in library().topics if conclude(t, company.dossier()).state == "met"]
    return [t.id for t in library().topics if conclude(t, company.dossier()).state != "met"]


def test_every_answer_passes_the_linter() -> None:
    dossier = company.dossier()
    answerer = Answerer(dossier)
    stated = []
    for topic in library().topics:
        reply = answerer.answer(Question(topic.question))
        stated.append(
            Stated(topic.question, reply.value, reply.text, topic.id, cited(topic, dossier, reply.conclusion))
        )
    assert [f"{f.answer.spot}: {f.message}" for f in lint(stated, library())] == []


def test_what_the_registers_do_not_carry_is_answered_no_or_not_at_all() -> None:
    answerer = Answerer(company.dossier())
    for question in ("Do you have a SOC 2 Type II report?", "Are you HITRUST certified?", "Do you use DLP?"):
        assert answerer.answer(Question(question, options=("Yes", "No"))).value == "No"


def test_phrases_come_in_the_order_of_the_record() -> None:
    topic = next(t for t in company.dossier().all(Answer) if t.id == "mfa")
    flags = [phrase.inverted for phrase in phrases_of(topic)]
    assert flags == sorted(flags)
    assert flags.count(True) == sum(len(expanded(text)) for text in topic.inverted)
