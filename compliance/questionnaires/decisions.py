"""What a person decided in ``OUT.review.xlsx``, read back and put into the places of the questions.

A decision is written as the person made it, if its place takes it. Where it says more than the registers do, that is
said wherever the answer is told of: a decision never becomes an unmarked Yes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from compliance.questionnaires.answering import Answers
from compliance.questionnaires.faults import DamagedFileError, QuestionnaireError
from compliance.questionnaires.files import load
from compliance.questionnaires.filling import Item
from compliance.questionnaires.lint_answers import Stated
from compliance.questionnaires.model import Entry
from compliance.questionnaires.normalise import normal
from compliance.questionnaires.package import Package
from compliance.questionnaires.slots import Places, put

AT, QUESTION, DECISION, EXPLANATION = "Question at", "Question", "Decision", "Explanation to the customer"
"""Headings of the columns that are read back."""
TOPIC, RESTS = "Same as topic", "Rests on"
"""Headings of the columns for `--learn`; a review of an earlier version has none."""

SHEET = "Review"
_WAY_OUT = "give the OUT.review.xlsx that `dossier answer` wrote for this file"


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of a review that a person filled in. ``row`` counts from 1, as the sheet shows it."""

    key: str
    question: str
    answer: str
    explanation: str
    row: int
    topic: str = ""
    """Id of the topic that the question asks for, after `opposite of ` where a good answer is the other word."""
    rests: tuple[str, ...] = ()
    """Ids of controls and evidence that the answer rests on."""


def read_decisions(path: Path) -> dict[str, Decision]:
    """Decisions by the key of their question. Rows without one are left out.

    Raises :class:`QuestionnaireError` for a file that is no review, or decides one question twice.
    """
    found: dict[str, Decision] = {}
    rows = _rows(path)
    head = next((n for n, row in enumerate(rows) if {AT, QUESTION, DECISION, EXPLANATION} <= set(row)), None)
    if head is None:
        raise QuestionnaireError(f"{path.name} has no row with the headings of a review", _WAY_OUT)
    column = {
        name: rows[head].index(name)
        for name in (AT, QUESTION, DECISION, EXPLANATION, TOPIC, RESTS)
        if name in rows[head]
    }
    for number, row in enumerate(rows[head + 1 :], head + 2):
        told = {name: row[at] for name, at in column.items()}
        topic, rests = " ".join(told.get(TOPIC, "").split()), tuple(re.split(r"[\s,;]+", told.get(RESTS, "").strip()))
        made = Decision(
            told[AT], told[QUESTION], told[DECISION], told[EXPLANATION], number, topic, tuple(filter(None, rests))
        )
        if not (made.answer or made.explanation or made.topic):
            continue
        if made.key in found:
            other = found[made.key].row
            raise QuestionnaireError(
                f"{path.name} decides {made.key} in rows {other} and {number}", "leave one of them"
            )
        found[made.key] = made
    return found


def _rows(path: Path) -> list[list[str]]:
    """The rows of the sheet as text, as long as the longest; the file is held to the limits of every package."""
    from python_calamine import CalamineError, CalamineWorkbook

    data, kind = load(path)
    if kind != "package":
        raise QuestionnaireError(f"{path.name} is no workbook", _WAY_OUT)
    package = Package(path.name, data)
    for name in package.names:
        package.part(name)  # what unpacks beyond all bounds is refused here
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        if SHEET not in book.sheet_names:
            raise QuestionnaireError(f"{path.name} has no sheet {SHEET!r}", _WAY_OUT)
        return [[_text(cell) for cell in row] for row in book.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)]
    except CalamineError as fault:
        raise DamagedFileError(path.name, str(fault)) from None


def _text(cell: object) -> str:
    """A cell as it was typed: 3 and not 3.0, a date as YYYY-MM-DD."""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def decide(answers: Answers, decisions: Mapping[str, Decision], name: str) -> Answers:
    """The answers with the decisions in them; what a place does not take stays with the person, and is said.

    Raises :class:`QuestionnaireError` where a decision is about a question that this file does not ask.
    """
    asked = {item.question.key: item for item in answers.items}
    for key, decision in decisions.items():
        if key not in asked or normal(asked[key].question.text) != normal(decision.question):
            raise QuestionnaireError(f"row {decision.row} of {name}: this file does not ask that at {key}", _WAY_OUT)
    items = tuple(
        decided(item, decisions[item.question.key]) if item.question.key in decisions else item
        for item in answers.items
    )
    return replace(answers, items=items)


def decided(item: Item, decision: Decision) -> Item:
    """One question with a person's decision in its place."""
    where = item.places
    if not (decision.answer or decision.explanation):
        return item  # a link: the topic has answered it already
    if not decision.answer:
        return _explained(item, where, decision.explanation)
    value = _allowed(decision.answer, where.options)
    made = put(where, value, decision.explanation) if value else None
    if made is None:
        taken = f"it takes {', '.join(where.options)}" if where.options else "the file has no place for it"
        return _refused(item, f"the decision {decision.answer!r} was not written: {taken}")
    if where.marks and where.standing and where.standing != value:
        told = f"the decision {value!r} was not written: {where.standing!r} is marked already, remove that mark first"
        return _refused(item, told)
    differs = contradiction(item, value)
    return replace(
        item,
        outcome="decided",
        entries=made.entries,
        value=value,
        text=made.text,
        unplaced=made.unplaced,
        why=("decided by a person",),
        remarks=(differs,) if differs else (),
        findings=(),
        differs=differs,
    )


def _refused(item: Item, why: str) -> Item:
    proposal = item.proposal or item.value
    return replace(item, outcome="person", entries=(), value="", text="", why=(why, *item.why), proposal=proposal)


def _explained(item: Item, where: Places, text: str) -> Item:
    """Only an explanation: beside the answer that is written, or as the answer where the place is for text."""
    if item.outcome == "answered" and where.comment_open and where.comment is not None:
        entries = tuple(entry for entry in item.entries if entry.slot != where.comment)
        return replace(item, entries=(*entries, Entry(where.comment, text)), text=text, unplaced="")
    if where.main is not None and where.main.kind == "text" and item.outcome != "answered":
        made = put(where, text, "")
        assert made is not None, "a place for text takes text"
        differs = contradiction(item, text)
        return replace(item, outcome="decided", entries=made.entries, value=text, differs=differs,
                       remarks=(differs,) if differs else (), why=("decided by a person",), findings=())  # fmt: skip
    return replace(item, remarks=(*item.remarks, "an explanation without a decision was not written"))


def _allowed(value: str, options: tuple[str, ...]) -> str:
    """The decision as the list writes it; empty where the list does not have it."""
    if not options:
        return value
    return next((option for option in options if option.strip().casefold() == value.casefold()), "")


def contradiction(item: Item, value: str) -> str:
    """How a decided answer differs from what the registers say; empty where it does not, or they are silent.

    A Yes and a Not applicable need support: where the registers show none, that is said too.
    """
    said = Stated(item.question.text, value).said
    word = item.reply.word
    ours = {"partial": "Partial", "planned": "No, planned", "not-applicable": "Not applicable"}.get(word, word.title())
    if said is None:
        return ""
    if said == "not-applicable" and word != "not-applicable":
        return f"a person decided {value!r}; the registers record no exclusion"
    if not word or item.reply.topic is None or item.reply.topic.type != "yes-no":
        return f"a person decided {value!r}; no register shows it" if said == "yes" else ""
    same = said == word or (said == "no" and word in ("partial", "planned"))
    reasons = f" ({'; '.join(item.reply.conclusion.reasons)})" if item.reply.conclusion and not same else ""
    return "" if same else f"a person decided {value!r}; the registers say {ours}{reasons.replace(' ()', '')}"
