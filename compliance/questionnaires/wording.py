"""The text of an answer: the topic's narrative over the registers, or what stands in for it where it does not hold.

Narratives are compiled in a sandbox and see five functions that read registers; what these return is text
and stays text. A narrative that asks for a value that is not there yields no answer, never a gap in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from compliance.dates import long_date, long_dates
from compliance.graph.dossier import Dossier
from compliance.questionnaires import facts
from compliance.questionnaires.verdict import Conclusion, Word
from compliance.registers.records.answers import Answer
from compliance.registers.records.controls import Control

if TYPE_CHECKING:
    import jinja2

Audience = Literal["public", "nda"]
"""Who reads the answer: anybody, or a customer bound by a confidentiality agreement."""

UNDER_NDA = "Details are given under a confidentiality agreement."


@dataclass(frozen=True, slots=True)
class Told:
    """A text, or why there is none."""

    text: str = ""
    fault: str = ""


class _MissingError(LookupError):
    """A narrative asks for what the registers do not say."""


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    import jinja2
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined, autoescape=False, keep_trailing_newline=False
    )


@lru_cache(maxsize=4096)
def _compiled(source: str) -> jinja2.Template:
    return _environment().from_string(source)


def render(source: str, dossier: Dossier) -> Told:
    """A narrative over the registers, on one line; or the fault of it."""
    import jinja2

    try:
        text = _compiled(source).render(_functions(dossier))
    except _MissingError as missing:
        return Told(fault=f"the registers do not say: {missing}")
    except jinja2.TemplateError as error:
        return Told(fault=f"the narrative cannot be rendered: {error.message or error}")
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError) as error:
        return Told(fault=f"the narrative cannot be rendered: {error}")
    return Told(" ".join(text.split()))


def _functions(dossier: Dossier) -> dict[str, Callable[..., str]]:
    """What a narrative may call."""

    def measure(control: str, id: str) -> str:
        found = facts.measure_of(control, id, dossier)
        if found is None:
            raise _MissingError(f"measure {control}/{id}")
        return facts.measure_words(found)

    def fact(name: str, of: str = "") -> str:
        found = facts.value(name, of, dossier)
        if found is None:
            raise _MissingError(f"{name} {of}".strip())
        return found.words

    def planned(control: str) -> str:
        found = dossier.get(Control, control)
        if found is None or found.planned_for is None:
            raise _MissingError(f"a date for {control}")
        return long_date(found.planned_for)

    def company() -> str:
        return dossier.company.trading_name or dossier.company.legal_name

    return {"measure": measure, "fact": fact, "planned": planned, "company": company}


def text_of(topic: Answer, found: Conclusion, said: Word, dossier: Dossier, audience: Audience) -> Told:
    """The text that goes with a verdict, as far as this audience may read it."""
    if topic.level == "never":
        return Told(fault="the library keeps this to itself")
    told = _text(topic, found, dossier)
    if told.fault or not told.text:
        return told
    if topic.level == "nda" and audience == "public" and topic.type == "yes-no":
        date_told = _plan(found.planned_for) if said in ("planned", "partial") else ""
        return Told(" ".join(part for part in (date_told, UNDER_NDA) if part))
    if topic.level == "nda" and audience == "public":
        return Told(fault="told under a confidentiality agreement only")
    return told


def _text(topic: Answer, found: Conclusion, dossier: Dossier) -> Told:
    if found.state == "unknown":
        return Told()
    if found.state == "not-applicable":
        return Told("Not applicable: " + " ".join(found.reasons))
    if found.state == "met":
        return _met(topic, found, dossier)
    if topic.absent is not None:
        return Told(" ".join(part for part in (long_dates(found.reasons[0]), _plan(found.planned_for)) if part))
    if topic.otherwise:
        return render(topic.otherwise, dossier)
    return _short_of(found)


def _met(topic: Answer, found: Conclusion, dossier: Dossier) -> Told:
    """The narrative, and before it what the question asks beyond what is so."""
    told = render(topic.narrative, dossier)
    if told.fault or not found.unmet:
        return told
    named = ", ".join(dict.fromkeys(met.asked.words.strip() for met in found.unmet))
    return Told(f"Not as asked ({named}). {told.text}")


def _plan(day: date | None) -> str:
    return f"Planned for {long_date(day)}." if day else ""


def _short_of(found: Conclusion) -> Told:
    """What the controls themselves say about a gap: its date, what is missing, what stands in for it."""
    pieces = [_limit(control) for control in found.limits]
    if not pieces:
        pieces = [f"{reason[:1].upper()}{reason[1:]}." for reason in found.reasons]
    return Told(long_dates(" ".join(dict.fromkeys(piece for piece in pieces if piece))))


def _limit(control: Control) -> str:
    if control.exception is not None and control.status == "implemented":
        stands = " ".join(control.exception.compensating_control.split())
        told = f"In place with an exception until {control.exception.until}: {' '.join(control.exception.text.split())}"
        return f"{told} Instead: {stands}" if stands else told
    gap = " ".join(control.gap.split())
    day = f", planned for {control.planned_for}" if control.planned_for else ""
    if control.status == "partially":
        return f"Partly in place; the rest{day or ' has no date yet'}. {gap}".strip()
    if control.status == "planned":
        return f"Not in place today{day}. {' '.join(control.statement.split())}".strip()
    if control.status == "implemented":
        return "In place, but no evidence of it is in date at present."
    return f"Not in place. {gap}".strip()
