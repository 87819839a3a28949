"""What ``dossier answer --inspect`` prints: what was found in a questionnaire, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from compliance.questionnaires.model import Note, Question, Questionnaire

_SHOWN = 8
"""Warnings of a part that are printed before the rest is counted; --verbose and JSON have all."""


def text(found: Questionnaire, verbose: bool) -> Iterator[str]:
    """The outcome as lines."""
    fields = sum(question.label for question in found.questions)
    statements = sum(question.statement and not question.label for question in found.questions)
    title = f", {found.title!r}" if found.title else ""
    yield f"{found.name} ({found.format}{title})"
    yield (
        f"{_many(len(found.questions), 'question')}: {_many(statements, 'statement')}, "
        f"{_many(fields, 'form field')}, {_many(sum(bool(q.follows) for q in found.questions), 'follow-up')}"
    )
    tongues = Counter(question.language for question in found.questions)
    if tongues:
        yield "languages: " + ", ".join(f"{code} ({count})" for code, count in tongues.most_common())
    yield f"fingerprint: {found.fingerprint}"
    for note in found.notes:
        yield ""
        yield from _part(note, verbose)
        if verbose and note.used:
            yield from _questions(q for q in found.questions if q.spot.part == note.part)


def _part(note: Note, verbose: bool) -> Iterator[str]:
    yield f"{note.part}: {_many(note.questions, 'question') if note.used else 'left alone'}"
    for why in note.why:
        yield f"  {why}"
    for column in note.columns:
        if column.role != "other":
            reasons = f": {'; '.join(column.why)}" if column.why else ""
            yield f"  column {column.letter} = {column.role}{reasons}"
    shown = note.warnings if verbose else note.warnings[:_SHOWN]
    yield from (f"  look at {warning}" for warning in shown)
    if len(note.warnings) > len(shown):
        yield f"  and {len(note.warnings) - len(shown)} more; --verbose prints all"


def _questions(questions: Iterator[Question]) -> Iterator[str]:
    for question in questions:
        number = f"{question.number} " if question.number else ""
        yield f"    {question.spot.address}: {number}{' '.join(question.text.split())}"
        for slot in question.answers:
            options = f" of {' | '.join(slot.options)}" if slot.options else f" for {slot.option!r}" * bool(slot.option)
            filled = f", holds {slot.filled[:60]!r}" if slot.filled else ""
            yield f"      answer {slot.spot.address}: {slot.kind}{options}{filled}"
        if not question.answers:
            yield "      no place for an answer that may be written to"
        if question.follows:
            yield f"      follows {question.follows}"


def data(found: Questionnaire) -> dict[str, Any]:
    """The outcome as plain data, every field of the model in it."""
    return asdict(found)


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
