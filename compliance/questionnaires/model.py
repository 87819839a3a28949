"""What a questionnaire is, whatever file it came in: questions, the places for their answers, and what to write.

A question and its places are found once, by reading; answers are found elsewhere and come back as entries. Only
values stand here: nothing in this module opens a file.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Format = Literal["xlsx", "xlsm", "csv", "docx"]
SlotKind = Literal["choice", "text", "mark", "number", "date"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something stands in a file.

    ``part`` is the name of the sheet, ``csv``, or in a Word file ``document`` (running text) or ``table 2``.
    ``address`` is a cell (``C14``; in a csv file its number counts records from 1), or in a Word file ``p12``
    (paragraph), ``t2r3c4`` (table, row, column), ``sdt5`` (content control), ``ff6`` (form field) or ``box7`` (a box
    typed as a sign), each counted from 1 in the order of the document.
    """

    part: str
    address: str

    def __str__(self) -> str:
        return f"{self.part}!{self.address}"


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that an answer can be written to.

    ``options`` are the values that the file's own list allows, in its order: empty where anything may be written.
    A ``mark`` is a place where an X (or a tick) chooses ``option``; a question has several. A ``number`` with options
    is a scale (``0`` to ``5``).
    """

    spot: Spot
    kind: SlotKind
    options: tuple[str, ...] = ()
    option: str = ""
    filled: str = ""
    """What stands there already; empty where nothing does, and for an unchosen placeholder ("Choose an item")."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the customer, in the customer's words."""

    key: str
    """The same each time the same file is read: part and address of the question."""
    number: str
    """The file's own numbering (``2.1``, ``AIS-01.1``); empty where it has none."""
    text: str
    section: tuple[str, ...]
    """Headings above it, the outermost first."""
    spot: Spot
    answers: tuple[Slot, ...]
    """One slot for a choice or a text, several where a mark goes into one of several columns."""
    comment: Slot | None = None
    """Where an explanation goes, if the file has such a place."""
    follows: str = ""
    """Key of the question that it depends on ("If yes to 2.1, ..."); empty where it stands alone."""
    statement: bool = False
    """Something to agree with or to describe, not asked as a question."""
    label: bool = False
    """A field of a form ("Company name", "Date"): a fact about the company, not a question about its practice."""
    language: str = "en"
    """ISO 639-1 code of the language that it is asked in."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column (or, in a Word table, a cell of each row) and what it was taken for, with the reasons."""

    letter: str
    role: Literal["number", "question", "answer", "comment", "section", "mark", "other"]
    heading: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What was found in one part of the file, and why; or why the part was left alone."""

    part: str
    used: bool
    questions: int
    columns: tuple[Column, ...] = ()
    why: tuple[str, ...] = ()
    """Sentences: the decision about the part first, then what was left out of it."""
    warnings: tuple[str, ...] = ()
    """What a person must look at: a list that could not be resolved, a slot that may not be written."""


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """Everything that a file asks."""

    name: str
    """The file's name, without its folder."""
    format: Format
    title: str
    questions: tuple[Question, ...]
    notes: tuple[Note, ...]
    """One for each part of the file, in its order."""
    fingerprint: str
    """SHA-256 of the normalised questions: the same for a blank and a filled copy of one questionnaire."""

    def question(self, key: str) -> Question:
        """The question with this key. Raises KeyError."""
        for question in self.questions:
            if question.key == key:
                return question
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Entry:
    """A value to be written into a slot. For a mark, ``value`` is the mark itself; ``X`` where it is empty."""

    slot: Slot
    value: str


_QUOTES = str.maketrans("\u2018\u2019\u00b4`\u2010\u2011", "''''--")


def normalised(text: str) -> str:
    """A question without what does not change it: case, accents' encoding, spaces, quotes, the mark at its end.

    Numbers, negations and every other word stay: two questions that differ in one word differ here.
    """
    text = unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold()
    return " ".join(re.findall(r"\w+(?:[.'+/-]\w+)*|[%<>=≥≤]", text))


def question_hash(text: str) -> str:
    """Short hash of a normalised question; a known questionnaire is recognised by these without its text."""
    return hashlib.sha256(normalised(text).encode()).hexdigest()[:16]


def fingerprint_of(questions: Iterable[Question]) -> str:
    """SHA-256 over the hashes of all questions that are not mere form fields, in their order."""
    return hashlib.sha256("\n".join(question_hash(q.text) for q in questions if not q.label).encode()).hexdigest()
