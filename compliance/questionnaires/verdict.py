"""What may truly be said on a topic today: derived from controls, evidence and facts, never written.

The *state* is about the safeguard, not about a word: ``met``, ``partial``, ``planned``, ``absent``,
``not-applicable`` or ``unknown``. The word follows from the state, the polarity of the topic and the way
of asking (``word``). Nothing here sees a question's list of answers, and nothing here may guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from compliance.derive import controls as control_states
from compliance.derive.controls import Proof
from compliance.derive.evidence_files import intact
from compliance.derive.freshness import freshness
from compliance.diagnostics import Place
from compliance.graph.dossier import Dossier
from compliance.questionnaires import facts
from compliance.questionnaires.guards import Asked
from compliance.questionnaires.qualifiers import Met, meet
from compliance.registers.records.answers import Answer, Decision
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control

State = Literal["met", "partial", "planned", "absent", "not-applicable", "unknown"]
Word = Literal["yes", "no", "partial", "planned", "not-applicable", ""]
"""What is answered; empty is left to a person."""

_WORST: tuple[State, ...] = ("unknown", "absent", "planned", "partial", "met")
STATEMENT_HOLDS = timedelta(days=365)
"""How long a role's statement counts without being given again."""


@dataclass(frozen=True, slots=True)
class Rests:
    """One thing that a verdict rests on: a control, a piece of evidence, a fact or a decision.

    ``state`` is its status in words of its register, ``until`` the last day on which it holds.
    """

    kind: Literal["control", "evidence", "fact", "decision"]
    id: str
    state: str
    places: tuple[Place, ...]
    until: date | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The state of a topic for a question with these qualifiers, and why.

    ``reasons`` say in words what keeps it from being met; ``adverse`` that a fact itself shows the opposite,
    so that the adverse word may be said; ``unmet`` are qualifiers that do not hold, ``open`` those that nobody
    can judge.
    """

    state: State
    reasons: tuple[str, ...] = ()
    rests: tuple[Rests, ...] = ()
    planned_for: date | None = None
    adverse: bool = False
    unmet: tuple[Met, ...] = ()
    open: tuple[Met, ...] = ()
    limits: tuple[Control, ...] = ()
    """Controls that are not, or not wholly, in place."""


def conclude(
    topic: Answer, dossier: Dossier, extra: tuple[Asked, ...] = (), shared: tuple[Asked, ...] = ()
) -> Conclusion:
    """What may be said on a topic to a question with these qualifiers.

    ``extra`` are those that no approved phrasing has: each must be met. ``shared`` stand in the phrasing that a
    person approved: they are judged where the topic has a field for them.
    """
    return (
        _excluded(topic, dossier)
        or _decided(topic, dossier)
        or _qualified(topic, extra, shared, _supported(topic, dossier), dossier)
    )


def word(topic: Answer, found: Conclusion, inverted: bool) -> Word:
    """The word that a conclusion allows. Polarity flips the word, never the truth.

    Yes needs support: a good Yes by all that the topic rests on, an adverse Yes by a fact that shows it. A
    control that is not in place proves nothing about the opposite, so there an adverse Yes is left to a person.
    """
    good_is_yes = (topic.polarity == "yes-is-good") != inverted
    if found.state == "unknown" or (found.open and found.state == "met"):
        return ""
    if found.state == "not-applicable":
        return "not-applicable"
    if found.unmet and not good_is_yes:
        return ""
    if found.state == "met":
        if found.unmet:
            return "no"
        return "yes" if good_is_yes else "no"
    if good_is_yes:
        return {"partial": "partial", "planned": "planned", "absent": "no"}[found.state]  # type: ignore[return-value]
    return "yes" if found.adverse and not found.unmet and not found.open else ""


def _excluded(topic: Answer, dossier: Dossier) -> Conclusion | None:
    """Not applicable: only by a recorded exclusion with its reason."""
    if not topic.not_applicable:
        return None
    found = [facts.value("excluded", id, dossier) for id in topic.not_applicable]
    if not all(value is not None and value.holds for value in found):
        return None
    rests = tuple(
        Rests("control", id, "excluded", value.places, value=value.words)
        for id, value in zip(topic.not_applicable, found, strict=True)
        if value is not None
    )
    return Conclusion("not-applicable", tuple(rest.value for rest in rests), rests)


def _decided(topic: Answer, dossier: Dossier) -> Conclusion | None:
    """A recorded absence."""
    decision = topic.absent
    if decision is None:
        return None
    rests = (_decision(decision),)
    if decision.decided_on > dossier.today:
        return Conclusion("unknown", (f"it is recorded for {decision.decided_on} only",), rests)
    state: State = "planned" if decision.planned_for else "absent"
    return Conclusion(state, (" ".join(decision.statement.split()),), rests, decision.planned_for, adverse=True)


def _decision(decision: Decision) -> Rests:
    told = f"recorded on {decision.decided_on} by {decision.decided_by}"
    return Rests("decision", decision.decided_by, told, (decision.at("statement"),), decision.planned_for)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one support of a topic says."""

    state: State
    reason: str
    rests: tuple[Rests, ...]
    planned_for: date | None = None
    adverse: bool = False
    limit: Control | None = None


def _supported(topic: Answer, dossier: Dossier) -> Conclusion:
    """The worst of all that the topic rests on. Resting on nothing is unknown."""
    parts = list(_parts(topic, dossier))
    if not parts:
        return Conclusion("unknown", ("the topic rests on no control, evidence or fact",))
    adverse = [part for part in parts if part.adverse]
    if adverse:
        rests = tuple(rest for part in adverse for rest in part.rests)
        return Conclusion("absent", tuple(part.reason for part in adverse), rests, adverse=True)
    worst = min((part.state for part in parts), key=_WORST.index)
    reasons = tuple(dict.fromkeys(part.reason for part in parts if part.state != "met" and part.reason))
    planned = max((p.planned_for for p in parts if p.planned_for), default=None)
    limits = tuple(part.limit for part in parts if part.limit is not None)
    return Conclusion(worst, reasons, _once(r for p in parts for r in p.rests), planned, limits=limits)


def _once(rests: Iterable[Rests]) -> tuple[Rests, ...]:
    return tuple(dict.fromkeys(rests))


def _parts(topic: Answer, dossier: Dossier) -> Iterator[_Part]:
    for id in topic.controls:
        yield _control(id, topic, dossier)
    for id in topic.evidence:
        yield _evidence(id, dossier)
    for fact in topic.facts:
        yield _fact(fact.name, fact.of, topic, dossier)
    if topic.stated is not None:
        yield _statement(topic.stated, topic, dossier)


def _control(id: str, topic: Answer, dossier: Dossier) -> _Part:
    control = dossier.get(Control, id)
    if control is None:
        return _Part("unknown", f"the registers have no decision on {id}", ())
    found = control_states.state(control, dossier)
    rests = (
        Rests("control", id, control.status, (control.at("status"),), control.planned_for),
        *map(_proof, found.fresh),
    )
    missing = [s for s in topic.systems if control.systems and s not in control.systems]
    if not control.applicable:
        return _Part("unknown", f"{id} is excluded in the Statement of Applicability", rests)
    if missing and found.verdict != "not":
        return _Part("unknown", f"{id} does not say that it covers {', '.join(missing)}", rests)
    if control.exception is not None and found.verdict == "met":
        return _Part("partial", _exception(control), rests, control.exception.until, limit=control)
    if found.verdict == "met":
        return _Part("met", "", rests)
    if found.verdict == "partly":
        return _Part("partial", f"{id} is {found.reason}", rests, control.planned_for, limit=control)
    state: State = "planned" if control.status == "planned" else "absent"
    return _Part(state, f"{id} is {found.reason}", rests, control.planned_for, limit=control)


def _exception(control: Control) -> str:
    exception = control.exception
    assert exception is not None, "the caller has looked"
    told = f"exception until {exception.until}: {' '.join(exception.text.split())}"
    stands = " ".join(exception.compensating_control.split())
    return f"{told} Instead: {stands}" if stands else told


def _proof(proof: Proof) -> Rests:
    place = proof.evidence.at("title")
    return Rests("evidence", proof.evidence.id, proof.freshness.state, (place,), proof.freshness.expires)


def _evidence(id: str, dossier: Dossier) -> _Part:
    """Evidence that the topic names itself must hold, whatever else proves its control."""
    evidence = dossier.get(Evidence, id)
    if evidence is None:
        return _Part("unknown", f"the registers have no evidence {id}", ())
    age = freshness(evidence, dossier)
    rests = (Rests("evidence", id, age.state, (evidence.at("title"),), age.expires),)
    if not intact(evidence, dossier.root):
        return _Part("partial", f"the file of {id} is missing or changed", rests)
    if age.state == "stale":
        return _Part("partial", f"{id} held until {age.expires}", rests)
    if age.state == "future":
        return _Part("unknown", f"{id} speaks of {age.as_of}, which is still to come", rests)
    return _Part("met", "", rests)


def _fact(name: str, of: str, topic: Answer, dossier: Dossier) -> _Part:
    label = f"{name} {of}".strip()
    value = facts.value(name, of, dossier)
    if value is None:
        return _Part("unknown", f"the registers do not say: {label}", ())
    rests = (Rests("fact", label, "holds" if value.holds else "does not hold", value.places, value.until, value.words),)
    if name in facts.EXISTENCE and topic.polarity == "no-is-good":
        there = bool(value.items)
        return _Part("absent" if there else "met", value.words if there else "", rests, adverse=there)
    if not value.holds:
        return _Part("absent", value.words, rests, value.planned)
    return _Part("met", "", rests)


def _statement(stated: Decision, topic: Answer, dossier: Dossier) -> _Part:
    """A role's statement carries a No or a text; a Yes needs more than somebody's word."""
    rests = (_decision(stated),)
    if not stated.decided_on <= dossier.today <= stated.decided_on + STATEMENT_HOLDS:
        return _Part("unknown", f"the statement of {stated.decided_on} is older than 12 months", rests)
    if topic.type == "yes-no" and topic.polarity == "yes-is-good":
        return _Part("unknown", "a statement alone carries no Yes", rests)
    return _Part("met", "", rests)


def _qualified(
    topic: Answer, extra: tuple[Asked, ...], shared: tuple[Asked, ...], found: Conclusion, dossier: Dossier
) -> Conclusion:
    """The same conclusion with the qualifiers judged: what a question adds must be met by a field."""
    if found.state in ("unknown", "not-applicable"):
        return found
    agreed = [meet(one, topic, dossier) for one in shared]
    judged = [meet(one, topic, dossier) for one in extra] + [m for m in agreed if m.label]
    unmet = tuple(m for m in judged if m.verdict == "unmet")
    open_ = tuple(m for m in judged if m.verdict == "open")
    quoted = (Rests("fact", m.label, "quoted", m.places, None, m.value) for m in judged if m.places)
    reasons = (*found.reasons, *(m.reason for m in (*unmet, *open_)))
    rests = _once((*found.rests, *quoted))
    return Conclusion(found.state, reasons, rests, found.planned_for, found.adverse, unmet, open_, found.limits)
