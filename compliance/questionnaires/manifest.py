"""``OUT.manifest.json``: every answer with all that it rests on, so that it can be checked without this program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from compliance.diagnostics import Place
from compliance.graph.dossier import Dossier
from compliance.questionnaires.against import Comparison
from compliance.questionnaires.against import data as compared
from compliance.questionnaires.answering import Answers
from compliance.questionnaires.filling import Item
from compliance.questionnaires.record import quoted_measures
from compliance.questionnaires.triage import Triage, breaks
from compliance.questionnaires.verdict import Rests
from compliance.registers.records.controls import Control

At = Callable[[Place], str]
"""From a place of a register to ``file:line:column``."""


@dataclass(frozen=True, slots=True)
class Origin:
    """What the answers were made from and for. ``commit`` is that of the project's checkout, empty outside git;
    changes that were not committed are in the answers and not in it."""

    file: str
    sha256: str
    out: str
    commit: str
    version: str


def manifest(
    answers: Answers, found: Triage, origin: Origin, dossier: Dossier, at: At, against: Comparison | None = None
) -> dict[str, Any]:
    """The manifest as plain data."""
    asked = answers.questionnaire
    return {
        "made_by": f"dossier {origin.version}",
        "today": dossier.today.isoformat(),
        "commit": origin.commit,
        "customer": answers.customer,
        "audience": answers.audience,
        "questionnaire": {
            "file": origin.file,
            "sha256": origin.sha256,
            "format": asked.format,
            "title": asked.title,
            "fingerprint": asked.fingerprint,
        },
        "out": origin.out,
        "triage": summary(answers, found),
        **({"against": compared(against, answers)} if against else {}),
        "answers": [_item(item, dossier, at, against) for item in answers.items],
    }


def summary(answers: Answers, found: Triage) -> dict[str, Any]:
    """Counts and what matters most, as plain data."""
    return {
        "kind": found.kind,
        "questions": found.questions,
        "form_fields": found.fields,
        "to_answer": found.open,
        "answered_now": found.now,
        "per_cent": found.per_cent,
        "outcomes": {name: answers.counts[name] for name in sorted(answers.counts)},
        "deal_breakers": [_brief(item) for item in found.breakers],
        "critical_left": [_brief(item) for item in found.critical_left],
        "left_because": dict(found.reasons),
        "estimated_hours_left": found.effort.hours,
        "estimate_rests_on": found.effort.basis,
    }


def _brief(item: Item) -> dict[str, Any]:
    topic = item.reply.topic
    return {
        "at": item.places.spot or str(item.question.spot),
        "question": item.question.text,
        "topic": topic.id if topic else "",
        "value": item.value,
        "reasons": list(item.why),
    }


def _item(item: Item, dossier: Dossier, at: At, against: Comparison | None) -> dict[str, Any]:
    reply, topic = item.reply, item.reply.topic
    rests = reply.conclusion.rests if reply.conclusion else ()
    return {
        "key": item.question.key,
        "number": item.question.number,
        "question": item.question.text,
        "section": list(item.question.section),
        "follows": item.question.follows,
        "at": item.places.spot,
        "options": list(item.places.options),
        **({"since": against.changes[item.question.key][0]} if against else {}),
        "cells": [{"at": str(entry.slot.spot), "value": entry.value or "X"} for entry in item.entries],
        "outcome": item.outcome,
        "verdict": (item.said or "text") if item.outcome == "decided" else reply.word,
        "value": item.value,
        "text": item.text,
        "text_without_place": item.unplaced,
        "rung": "person" if item.outcome == "decided" else reply.rung,
        "registers_say": {"verdict": reply.word, "state": reply.conclusion.state if reply.conclusion else ""},
        "differs_from_registers": item.differs,
        "topic": topic.id if topic else "",
        "topic_at": at(topic.at("question")) if topic else "",
        "level": topic.level if topic else "",
        "critical": topic.critical if topic else False,
        "deal_breaker": breaks(item),
        "inverted": reply.inverted,
        "controls": [_control(rest, dossier, at) for rest in rests if rest.kind == "control"],
        "evidence": [_evidence(rest, at) for rest in rests if rest.kind == "evidence"],
        "facts": [*(_fact(r, at) for r in rests if r.kind in ("fact", "decision")), *_measures(item, dossier, at)],
        "reasons": list(item.why),
        "remarks": list(item.remarks),
        "findings": [{"code": finding.code, "message": finding.message} for finding in item.findings],
        "proposal": item.proposal,
        "suggestions": [
            {"topic": s.topic.id, "question": s.topic.question, "verdict": s.word, "score": round(s.score, 3)}
            for s in reply.suggestions
        ],
        "owner": reply.owner,
    }


def _control(rest: Rests, dossier: Dossier, at: At) -> dict[str, Any]:
    control = dossier.get(Control, rest.id)
    return {"id": rest.id, "status": control.status if control else rest.state, "at": [at(p) for p in rest.places]}


def _evidence(rest: Rests, at: At) -> dict[str, Any]:
    until = rest.until.isoformat() if rest.until else None
    return {"id": rest.id, "state": rest.state, "expires": until, "at": [at(p) for p in rest.places]}


def _fact(rest: Rests, at: At) -> dict[str, Any]:
    until = rest.until.isoformat() if rest.until else None
    return {"name": rest.id, "state": rest.state, "value": rest.value, "until": until,
            "at": [at(p) for p in rest.places]}  # fmt: skip


def _measures(item: Item, dossier: Dossier, at: At) -> list[dict[str, Any]]:
    """Measures that the narrative quotes; they carry figures of the text."""
    from compliance.questionnaires import facts

    found: list[dict[str, Any]] = []
    for control, id in quoted_measures(item.reply.topic) if item.reply.topic and item.reply.conclusion else ():
        measure = facts.measure_of(control, id, dossier)
        if measure is not None:
            found.append({"name": f"measure {control}/{id}", "state": "quoted", "value": facts.measure_words(measure),
                          "until": None, "at": [at(measure.at("value"))]})  # fmt: skip
    return found
