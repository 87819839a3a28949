"""Phrases are found however they are written, and not inside other words."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.frameworks.gdpr import deadline
from compliance.frameworks.wording import empty_words, forbidden_claims


@pytest.mark.parametrize(
    "text",
    ["GDPR-compliant", "gdpr compliant", "GDPR\n compliant", "compliant with the GDPR", "We are GDPR compliant."],
)
def test_a_claim_in_any_writing(text: str) -> None:
    assert [phrase.claim for phrase in forbidden_claims(text)] == ["GDPR compliant"]


def test_a_phrase_knows_where_it_starts() -> None:
    (phrase,) = forbidden_claims("\u0130\u0130 is GDPR\ncompliant")
    assert (phrase.start, phrase.written) == (6, "GDPR compliant")


@pytest.mark.parametrize(
    "text", ["certified to ISO/IEC 27001:2022", "a SOC 2 report", "noncompliant", "We follow Normen."]
)
def test_what_may_be_said(text: str) -> None:
    assert list(forbidden_claims(text)) == []


def test_the_longest_phrase_is_named_once() -> None:
    assert [phrase.claim for phrase in empty_words("By best practices, where appropriate.")] == [
        "best practices",
        "where appropriate",
    ]


@pytest.mark.parametrize("text", ["irregular", "a property", "robustness-tested", "inadequate"])
def test_words_that_only_contain_one(text: str) -> None:
    assert list(empty_words(text)) == []


def test_the_deadline_holds_from_its_first_day() -> None:
    assert deadline("breach-to-authority", date(2018, 5, 24)) is None
    row = deadline("breach-to-authority", date(2018, 5, 25))
    assert row
    assert row.hours == 72
