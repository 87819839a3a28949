"""Questions in running text: a numbered or asking paragraph, and the place for its answer behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from compliance.frameworks.questionnaire_words import asks, heading_role, is_label, is_placeholder
from compliance.questionnaires.docx.body import Body, W, text_of
from compliance.questionnaires.docx.controls import slots_in
from compliance.questionnaires.model import Question, Slot, Spot
from compliance.questionnaires.questions import linked

if TYPE_CHECKING:
    from lxml.etree import _Element

PART = "document"
_LEADING = re.compile(r"^\s*((?:[A-Za-z]{1,4}[-.]?)?\d{1,3}(?:\.\d{1,3}){0,5}[a-z]?)[.):]?\s+(?=\S)")
_LABEL = re.compile(r"^([^\W\d_]+(?: [^\W\d_]+){0,2})\s*:\s*(.*)$", re.DOTALL)
_DOTS = re.compile(r"[\s_.\u2026]{4,}$")
FURTHER = 3
"""Paragraphs behind a question in which its answer is looked for."""


class _Asked:
    """A question whose answers are still being looked for."""

    def __init__(self, spot: Spot, number: str, text: str, section: tuple[str, ...]) -> None:
        self.spot, self.number, self.text, self.section = spot, number, text, section
        self.slots: list[Slot] = []
        self.comment: Slot | None = None
        self.seen = 0
        self.unlabelled: Slot | None = None

    def question(self) -> Question | None:
        slots = self.slots or ([self.unlabelled] if self.unlabelled else [])
        if not slots:
            return None
        key = f"{self.spot.part}!{self.spot.address}"
        return Question(
            key,
            self.number,
            self.text,
            self.section,
            self.spot,
            tuple(slots),
            self.comment,
            statement=not asks(self.text),
            label=is_label(self.text),
        )


def questions(body: Body, taken: set[_Element]) -> tuple[list[Question], int]:
    """Questions outside the tables that are taken, and how many asking paragraphs have no place for an answer."""
    made: list[Question] = []
    homeless, protection = 0, body.protection()
    for asked in _asked(body, taken, protection):
        question = asked.question()
        if question is not None:
            made.append(question)
        elif "?" in asked.text:
            homeless += 1
    return [*linked(made)], homeless


def _asked(body: Body, taken: set[_Element], protection: str) -> Iterator[_Asked]:
    headings: list[tuple[int, str]] = []
    current: _Asked | None = None
    for paragraph in body.paragraphs:
        if any(table in taken for table in paragraph.iterancestors(f"{W}tbl")):
            if current:
                yield current
            current = None
            continue
        label, _, level = body.labels[paragraph]
        text, slots = _leading(paragraph), _slots(body, paragraph)
        whole = text if slots else text_of(paragraph)
        if level and not asks(whole) and whole:
            if current:
                yield current
            current = None
            headings = [(depth, title) for depth, title in headings if depth < level] + [(level, whole)]
            continue
        begun = _begins(whole, label, slots)
        if begun:
            if current:
                yield current
            spot = Spot(PART, f"p{body.number('p', paragraph)}")
            number, question = begun
            current = _Asked(spot, number, question, tuple(title for _, title in headings))
            current.slots += slots
            if not slots and _DOTS.search(text_of(paragraph)) and not protection:
                current.slots.append(Slot(spot, "text"))
        elif current is not None:
            _answer(body, paragraph, current, whole, slots, protection)
    if current:
        yield current


def _slots(body: Body, paragraph: _Element) -> list[Slot]:
    """Slots of a paragraph: inside it, or the content control that it alone fills."""
    inside = slots_in(body, paragraph, PART)
    around = paragraph.getparent()
    control = around.getparent() if around is not None and around.tag == f"{W}sdtContent" else None
    if inside or control is None or control.tag != f"{W}sdt":
        return inside
    first = next(control.iter(f"{W}p")) is paragraph
    return [slot for slot in slots_in(body, control, PART) if first][:1]


def _leading(paragraph: _Element) -> str:
    """The text of a paragraph before its first control, field or box; all of it where it has none."""
    parts: list[str] = []
    for node in paragraph.iter():
        if node.tag in (f"{W}sdt", f"{W}ffData"):
            break
        if node.tag == f"{W}t" and node.text:
            cut = re.search("[\u2610\u2611\u2612\u25a1\u25a0\u2751\u274f\u25fb\u25fc\u2b1c]", node.text)
            parts.append(node.text[: cut.start()] if cut else node.text)
            if cut:
                break
    return " ".join("".join(parts).split())


def _begins(text: str, label: str, slots: list[Slot]) -> tuple[str, str] | None:
    """Number and text of a question that begins here."""
    bare = _DOTS.sub("", text).strip()
    leading = _LEADING.match(bare)
    number = label.strip(" .):") or (leading[1] if leading else "")
    question = bare[leading.end() :] if leading else bare
    words = len(re.findall(r"[^\W\d_]{2,}", question))
    if _is_answer_label(question) or (words < 2 and not is_label(question)):
        return None
    if asks(question) or (number and words >= 3) or (slots and (words >= 3 or is_label(question))):
        return number if re.search(r"\d", number) else "", question
    return None


def _is_answer_label(text: str) -> bool:
    """``Answer:``, ``Kommentar:`` and what stands behind it."""
    match = _LABEL.match(text)
    return bool(match) and heading_role(match[1])[0] in ("answer", "comment") if match else False


def _answer(body: Body, paragraph: _Element, asked: _Asked, text: str, slots: list[Slot], protection: str) -> None:
    """A paragraph behind a question: take it as the place for the answer if it is one."""
    asked.seen += 1
    if slots:
        asked.slots += slots
        return
    if protection or (asked.slots and not _is_answer_label(text)):
        return
    slot = Slot(Spot(PART, f"p{body.number('p', paragraph)}"), "text")
    match = _LABEL.match(text)
    if match and _is_answer_label(text):
        filled = "" if is_placeholder(match[2]) else match[2]
        slot = Slot(slot.spot, "text", filled=filled)
        if heading_role(match[1])[0] == "comment" and asked.slots:
            asked.comment = slot
        elif not asked.slots:
            asked.slots.append(slot)
    elif asked.seen <= FURTHER and (not text or is_placeholder(text)):
        asked.slots.append(slot)
    elif asked.seen == 1:
        asked.unlabelled = Slot(slot.spot, "text", filled=text)
