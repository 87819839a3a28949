"""Questionnaires of our own: what they hold, under which licence, and that their questions are known."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from compliance.questionnaires import packs
from compliance.questionnaires.known import recognised
from compliance.questionnaires.ladder import Answerer, Question
from compliance.questionnaires.library import Library
from compliance.questionnaires.normalise import normal
from compliance.questionnaires.packs import InvalidPackError, UnlicensedPackError, asked, bundled, shipped
from tests import company

RAW: dict[str, Any] = {
    "id": "sector",
    "title": "Sector baseline",
    "publisher": "Example Association",
    "source": "example.org",
    "licence": "CC0-1.0",
    "text_included": True,
    "retrieved_on": "2026-11-01",
    "sections": [{"title": "Access", "questions": [{"id": "A-1", "text": "Are access rights reviewed?"}]}],
}


def test_the_general_set_has_150_questions_each_once() -> None:
    pack = shipped("security")
    texts = [normal(question.text) for question in asked(pack)]
    ids = [question.id for section in pack.sections for question in section.questions]
    assert len(texts) == len(set(texts)) == len(set(ids)) == 150
    assert Counter(question.type for question in asked(pack)) == {"yes-no": 119, "text": 31}
    assert pack.licence == "Apache-2.0"


def test_mvsp_has_its_25_controls_with_their_statements() -> None:
    pack = shipped("mvsp")
    controls = [question for section in pack.sections for question in section.questions]
    assert [len(section.questions) for section in pack.sections] == [8, 8, 5, 4]
    assert all(control.checks and control.title for control in controls)
    assert controls[3].text.startswith("Contract a security vendor to perform comprehensive penetration tests")
    assert (pack.licence, pack.source) == ("CC0-1.0", "https://mvsp.dev")


@pytest.mark.parametrize("id", packs.SHIPPED)
def test_every_link_is_a_phrase_of_the_library(id: str) -> None:
    library = Library.of(company.dossier())
    missing = [q.same_as for q in asked(shipped(id)) if q.same_as and library.link(q.same_as) is None]
    assert not missing


def test_a_pack_that_may_not_be_passed_on_is_refused() -> None:
    assert bundled(RAW, "sector.yaml").title == "Sector baseline"
    with pytest.raises(UnlicensedPackError, match="CC-BY-ND") as refused:
        bundled({**RAW, "licence": "CC-BY-ND-4.0"}, "sector.yaml")
    assert "CC0-1.0" in refused.value.help
    with pytest.raises(UnlicensedPackError):  # a permission to one is none to all who get the product
        bundled({**RAW, "licence": "proprietary", "permission": "Bought in 2026"}, "sector.yaml")


def test_a_pack_without_a_licence_is_refused() -> None:
    with pytest.raises(InvalidPackError, match="licence"):
        bundled({key: value for key, value in RAW.items() if key != "licence"}, "sector.yaml")


def test_a_file_made_of_a_pack_is_recognised() -> None:
    dossier = company.dossier()
    texts = [question.text for question in asked(shipped("security"))]
    assert recognised(texts, dossier) == "General security questionnaire 2026.1, known by 150 of 150 questions"
    assert recognised(texts[:20] + [f"Something else {n}?" for n in range(20)], dossier) == ""


def test_what_a_pack_adds_to_a_phrase_must_be_met() -> None:
    """The phrase asks for a penetration test; the yearly interval must be met by a measure."""
    answerer = Answerer(company.dossier())
    reply = answerer.answer(Question("Does an outside firm make a penetration test at least annually?"))
    assert (reply.rung, reply.word) == ("fingerprint", "yes")
    assert any(rest.value == "12 months" for rest in reply.conclusion.rests)  # type: ignore[union-attr]
