"""Qualifiers of a question against what the registers measure: met, unmet, or open for a person.

"Are access rights reviewed quarterly?" is Yes only where a measure says a quarter or less. A qualifier
that the topic has no field for is *open*: nobody can tell, so nothing is answered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from compliance.derive.controls import state
from compliance.derive.evidence_files import intact
from compliance.derive.freshness import freshness
from compliance.derive.stated import duration
from compliance.diagnostics import Place
from compliance.graph.dossier import Dossier
from compliance.questionnaires import facts
from compliance.questionnaires.guards import Asked
from compliance.questionnaires.normalise import normal, same_words
from compliance.registers.records.answers import Answer, Qualifier
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control, Measure

Verdict = Literal["met", "unmet", "open"]

_SLACK = 1.02
"""A month is a twelfth of a year and four weeks are one: periods that differ by so little are the same."""

_WORKING_DAY = 7 / 5
"""Calendar days that a working day may last: a weekend lies between."""


@dataclass(frozen=True, slots=True)
class Met:
    """One qualifier, judged: by which measure, fact or evidence, with its value in words."""

    asked: Asked
    verdict: Verdict
    reason: str = ""
    label: str = ""
    value: str = ""
    places: tuple[Place, ...] = ()


_KINDS: dict[str, tuple[str, ...]] = {
    "frequency": ("frequency",),
    "time-limit": ("time-limit",),
    "retention": ("retention",),
    "period": ("time-limit", "retention", "frequency"),
    "coverage": ("coverage",),
    "number": ("minimum",),
    "algorithm": ("algorithm", "standard"),
    "manner": ("manner", "tested", "documented"),
    "window": (),
    "figure": ("frequency", "time-limit", "retention"),
}
"""Which kinds of qualifier of a topic can answer one of a question."""


def meet(asked: Asked, topic: Answer, dossier: Dossier) -> Met:
    """Whether the topic's registers meet one qualifier of a question."""
    if asked.kind == "coverage" and asked.name == "any":
        return _open(asked)
    if asked.kind == "figure":
        return _told(asked, topic, dossier)
    fitting = [q for q in topic.qualifiers if q.kind in _KINDS[asked.kind] and _speaks_of(q, asked)]
    judged = [_judge(asked, qualifier, dossier) for qualifier in fitting]
    for verdict in ("met", "unmet"):
        found = next((m for m in judged if m.verdict == verdict), None)
        if found:
            return found
    return judged[0] if judged else _open(asked)


def _told(asked: Asked, topic: Answer, dossier: Dossier) -> Met:
    """A figure that is asked for is met where the text of the answer quotes it."""
    for qualifier in topic.qualifiers:
        if qualifier.kind == asked.name and qualifier.measure and f'"{qualifier.measure}"' in topic.narrative:
            return _by_measure(asked, qualifier, dossier)
    return _open(asked)


def _open(asked: Asked) -> Met:
    return Met(asked, "open", f"nothing in the registers says `{asked.words.strip()}`")


def _speaks_of(qualifier: Qualifier, asked: Asked) -> bool:
    """Whether a qualifier is about what the question qualifies."""
    if asked.kind == "manner":
        names = {"tested": ("tested",), "documented": ("documented", "formal")}.get(qualifier.kind, qualifier.words)
        return asked.name in names or (asked.name == "automatic" and "automated" in names)
    if asked.kind == "algorithm" and not qualifier.measure:
        return False
    if asked.kind in ("time-limit", "period") and qualifier.words:
        return asked.of in qualifier.words
    if asked.kind == "coverage" and qualifier.words:
        return _covers(qualifier.words, asked)
    return True


def _covers(words: tuple[str, ...], asked: Asked) -> bool:
    """``all customer data`` covers a question about all customer data backups, not one about all data."""
    wanted = f"all {asked.of}".strip()
    for own in (same_words(normal(word)) for word in words):
        if wanted == own or wanted.startswith(own + " ") or (not asked.of and own.startswith("all")):
            return True
    return False


def _judge(asked: Asked, qualifier: Qualifier, dossier: Dossier) -> Met:
    if qualifier.evidence:
        return _by_evidence(asked, qualifier.evidence, dossier)
    if qualifier.fact is not None:
        return _by_fact(asked, qualifier, dossier)
    return _by_measure(asked, qualifier, dossier)


def _by_evidence(asked: Asked, id: str, dossier: Dossier) -> Met:
    evidence = dossier.get(Evidence, id)
    if evidence is None:
        return _open(asked)
    holds = freshness(evidence, dossier).holds and intact(evidence, dossier.root)
    reason = "" if holds else f"{id}, which would show `{asked.words}`, no longer holds"
    return Met(asked, "met" if holds else "open", reason, f"evidence {id}", evidence.title, (evidence.at("title"),))


def _by_fact(asked: Asked, qualifier: Qualifier, dossier: Dossier) -> Met:
    fact = qualifier.fact
    assert fact is not None, "the caller has looked"
    value = facts.read(fact, dossier)
    if value is None:
        return _open(asked)
    reason = "" if value.holds else f"`{asked.words}` does not hold: {value.words}"
    verdict: Verdict = "met" if value.holds else "unmet"
    return Met(asked, verdict, reason, f"{fact.name} {fact.of}".strip(), value.words, value.places)


def _by_measure(asked: Asked, qualifier: Qualifier, dossier: Dossier) -> Met:
    measure = facts.measure_of(qualifier.control, qualifier.measure, dossier)
    control = dossier.get(Control, qualifier.control)
    if measure is None or control is None:
        return _open(asked)
    label = f"measure {qualifier.control}/{qualifier.measure}"
    value = facts.measure_words(measure)
    places = (measure.at("value"),)
    if not control.applicable or control.status not in ("implemented", "partially"):
        return Met(asked, "open", f"{control.id}, which would show it, is {control.status}", label, value, places)
    if measure.evidence and not _proven(measure, control, dossier):
        return Met(asked, "open", f"the evidence of `{measure.name}` no longer holds", label, value, places)
    holds = _holds(asked, qualifier, measure)
    if holds is None:
        return Met(
            asked, "open", f"`{asked.words}` cannot be compared with {measure.name}: {value}", label, value, places
        )
    reason = "" if holds else f"asked for `{asked.words.strip()}`; {measure.name}: {value}"
    return Met(asked, "met" if holds else "unmet", reason, label, value, places)


def _proven(measure: Measure, control: Control, dossier: Dossier) -> bool:
    holding = {proof.evidence.id for proof in state(control, dossier).fresh}
    return any(id in holding for id in measure.evidence)


def _holds(asked: Asked, qualifier: Qualifier, measure: Measure) -> bool | None:
    """Whether a measure meets what is asked; None where the two cannot be compared."""
    if asked.kind == "figure":
        return True
    if asked.kind in ("frequency", "time-limit", "retention", "period"):
        days = _days(measure)
        if days is None:
            return None
        return days * _SLACK >= asked.days if qualifier.kind == "retention" else days <= asked.days * _SLACK
    if asked.kind == "number":
        return None if isinstance(measure.value, str) else float(measure.value) >= asked.number
    if asked.kind == "coverage":
        return _whole(qualifier, measure)
    return _strong(asked, measure) if asked.kind == "algorithm" else None


def _whole(qualifier: Qualifier, measure: Measure) -> bool | None:
    if qualifier.words:
        return True  # the words of the qualifier say what the measure's scope covers
    if isinstance(measure.value, str) or measure.unit not in ("percent", "per cent", "%"):
        return None
    return float(measure.value) >= 100


def _days(measure: Measure) -> float | None:
    """A measure as days. A working day counts with the weekend that may lie in it."""
    if measure.unit.casefold().rstrip("s") in ("working day", "business day") and not isinstance(measure.value, str):
        return float(measure.value) * _WORKING_DAY if measure.value > 1 else 3.0
    period = duration(measure)
    if period is None:
        return None
    months = re.fullmatch(r"P(\d+)M", period.text)
    return int(months[1]) * 365 / 12 if months else period.days


def _strong(asked: Asked, measure: Measure) -> bool | None:
    """An algorithm of the same family with at least the strength, a version not below the one asked for."""
    text = str(measure.value).casefold()
    family = re.match(r"[a-z]+", text)
    named = family[0] if family else "tls" if "tls" in measure.name.casefold() else ""
    if named != asked.name.rstrip():
        return None
    if not asked.number:
        return True
    own = re.search(r"\d+(?:\.\d+)?", text)
    return None if own is None else float(own[0]) >= asked.number
