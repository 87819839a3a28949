"""Small words that every document uses."""

from __future__ import annotations

import pytest

from compliance.documents.text import long_dates, lowered


@pytest.mark.parametrize(
    ("sentence", "printed"),
    [
        ("signed on 2022-03-28; until 2031-12-27", "signed on 28 March 2022; until 27 December 2031"),
        ("Decision (EU) 2023/1795, case 2025-13-45", "Decision (EU) 2023/1795, case 2025-13-45"),
        ("no date", "no date"),
    ],
)
def test_dates_in_sentences(sentence: str, printed: str) -> None:
    assert long_dates(sentence) == printed


@pytest.mark.parametrize(
    ("label", "inside"),
    [
        ("Health data", "health data"),
        ("IP addresses", "IP addresses"),
        ("E-mail addresses", "e-mail addresses"),
        ("", ""),
    ],
)
def test_labels_inside_a_sentence(label: str, inside: str) -> None:
    assert lowered(label) == inside
