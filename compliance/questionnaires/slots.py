"""Which of a question's places takes the answer, which the explanation, and what is written into each."""

from __future__ import annotations

from dataclasses import dataclass

from compliance.frameworks.questionnaire_words import is_mark
from compliance.questionnaires.model import Entry, Question, Slot


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one question. ``marks`` where an X chooses, else ``main``; ``comment`` for an explanation."""

    main: Slot | None
    marks: tuple[Slot, ...] = ()
    comment: Slot | None = None

    @property
    def options(self) -> tuple[str, ...]:
        """The values among which the customer lets choose; empty where anything may be written."""
        if self.marks:
            return tuple(slot.option or "X" for slot in self.marks)
        return self.main.options if self.main else ()

    @property
    def standing(self) -> str:
        """What stands there already as the answer: a text, or the option that is marked."""
        if self.marks:
            return ", ".join(slot.option or slot.filled for slot in self.marks if slot.filled)
        return self.main.filled if self.main else ""

    @property
    def spot(self) -> str:
        """Where the answer goes, in words."""
        slots = self.marks or ((self.main,) if self.main else ())
        if not slots:
            return ""
        last = f":{slots[-1].spot.address}" if len(slots) > 1 else ""
        return f"{slots[0].spot}{last}"

    @property
    def comment_open(self) -> bool:
        return self.comment is not None and self.comment.kind == "text" and not self.comment.filled


def places(question: Question) -> Places:
    """The places of a question: columns to mark, else the narrowest place, else the first text."""
    marks = tuple(slot for slot in question.answers if slot.kind == "mark")
    typed = [slot for slot in question.answers if slot.kind not in ("mark", "text")]
    texts = [slot for slot in question.answers if slot.kind == "text"]
    main = None if marks else (typed or texts or [None])[0]  # type: ignore[list-item]  # nothing is one of the cases
    spare = [slot for slot in texts if slot is not main]
    return Places(main, marks, question.comment or (spare[0] if spare else None))


@dataclass(frozen=True, slots=True)
class Put:
    """What is written where: ``text`` is the explanation as far as the file has a place for it."""

    entries: tuple[Entry, ...]
    text: str = ""
    unplaced: str = ""


def put(where: Places, value: str, text: str) -> Put | None:
    """Entries for an answer and its explanation; None where no place takes the value."""
    slot = _slot(where, value)
    if slot is None:
        return None
    entry = Entry(slot, _mark(slot) if where.marks else value)
    if not text or text == value:
        return Put((entry,))
    if where.comment is not None and where.comment_open:
        return Put((entry, Entry(where.comment, text)), text)
    if slot.kind == "text":
        joined = f"{value}{'' if value.endswith(('.', '!', '?')) else '.'} {text}"
        return Put((Entry(slot, joined),), text)
    return Put((entry,), unplaced=text)


def _slot(where: Places, value: str) -> Slot | None:
    """The place that takes a value: the column of its option, or the one place there is."""
    if not where.marks:
        return where.main
    plain = value.strip().casefold()
    fitting = [slot for slot in where.marks if (slot.option or "X").strip().casefold() == plain]
    return fitting[0] if len(fitting) == 1 else None


def _mark(slot: Slot) -> str:
    """The mark that a place takes; empty lets the writer set its own."""
    return next((option for option in slot.options if is_mark(option)), "")
