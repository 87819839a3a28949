"""A verdict in the customer's words, or in none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.questionnaires.verdict import Word
from compliance.questionnaires.vocabulary import choose

WORDS: tuple[Word, ...] = ("yes", "no", "partial", "planned", "not-applicable", "")


@pytest.mark.parametrize(
    ("word", "options", "value"),
    [
        ("yes", ("Yes", "No"), "Yes"),
        ("no", ("Yes", "No"), "No"),
        ("partial", ("Yes", "No"), "No"),
        ("planned", ("Yes", "No", "N/A"), "No"),
        ("not-applicable", ("Yes", "No", "N/A"), "N/A"),
        ("not-applicable", ("Yes", "No"), None),
        ("yes", ("Compliant", "Not compliant"), "Compliant"),
        ("partial", ("Compliant", "Partially compliant", "Non-compliant"), "Partially compliant"),
        ("no", ("Compliant", "Partially compliant", "Non-compliant"), "Non-compliant"),
        ("planned", ("Implemented", "Partially Implemented", "Planned", "Not Implemented"), "Planned"),
        ("yes", ("In place", "Not in place"), "In place"),
        ("no", ("Ja", "Nei"), "Nei"),
        ("yes", ("Oui", "Non", "Partiellement"), "Oui"),
        ("partial", ("Sí", "No", "Parcialmente"), "Parcialmente"),
        ("yes", ("Yes - fully", "Yes - partly", "No"), "Yes - fully"),
        ("yes", ("Yes - by policy", "Yes - by system", "No"), None),
        ("yes", ("0 - Not implemented", "1 - Partially implemented", "2 - Fully implemented"), "2 - Fully implemented"),
        ("yes", ("Yes", "Yes, with compensating control", "No"), "Yes"),
        ("yes", ("0", "1", "2", "3", "4", "5"), "3"),
        ("no", ("0", "1", "2", "3", "4", "5"), "0"),
        ("partial", ("0 - none", "1 - ad hoc", "2 - repeatable", "3 - defined", "4 - measured"), "2 - repeatable"),
        ("no", ("1", "2", "3", "4", "5"), "1"),
        ("yes", ("Green", "Amber", "Red"), None),
        ("yes", ("Low", "High"), None),
        ("", ("Yes", "No"), None),
        ("yes", ("",), None),
    ],
)
def test_the_option_that_says_it_or_none(word: Word, options: tuple[str, ...], value: str | None) -> None:
    chosen = choose(word, options)
    assert (chosen.value if chosen else None) == value


@given(st.sampled_from(WORDS), st.lists(st.text(max_size=20), max_size=8))
def test_no_value_is_ever_made_up(word: Word, options: list[str]) -> None:
    chosen = choose(word, options)
    assert chosen is None or chosen.value in options


@given(st.lists(st.sampled_from(["Yes", "No", "Partial", "N/A", "Planned", "TBD", "Compliant"]), max_size=7))
def test_a_no_never_becomes_a_yes(options: list[str]) -> None:
    for word in ("no", "partial", "planned"):
        chosen = choose(word, options)
        assert chosen is None or chosen.value not in ("Yes", "Compliant")
