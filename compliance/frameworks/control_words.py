"""With which words questionnaires ask for what an Annex A control is about: for finding, never for deciding."""

from __future__ import annotations

from compliance.frameworks.data import read


def control_words(id: str) -> str:
    """Words of questions about a control; empty for one that the table does not have."""
    words: str = read("control-words")["words"].get(id, "")
    return words
