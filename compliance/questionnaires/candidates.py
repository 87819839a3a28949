"""A decided answer as a topic of the library: what it rests on decides what kind of topic it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from compliance.graph.dossier import Dossier
from compliance.questionnaires.decisions import Decision
from compliance.questionnaires.expansion import literal
from compliance.questionnaires.filling import Item
from compliance.questionnaires.lint_answers import Stated
from compliance.questionnaires.verdict import conclude, word
from compliance.registers.convert import to_record
from compliance.registers.records.answers import Answer
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control

LONGEST = 400
"""Characters of a question that a topic may have."""

_TEMPLATE = re.compile(r"\{\{|\{%|\{#")


@dataclass(frozen=True, slots=True)
class Unfit:
    """A decision from which nothing is learned, and why."""

    why: str


def topic_of(item: Item, decision: Decision, id: str, by: str, source: str, dossier: Dossier) -> dict[str, Any] | Unfit:
    """The topic that a decided answer would be, as plain data; whether it holds is for others to try."""
    question = literal(" ".join(decision.question.split()))
    words = " ".join(decision.explanation.split())
    controls = [r for r in decision.rests if dossier.get(Control, r) is not None]
    evidence = [r for r in decision.rests if dossier.get(Evidence, r) is not None]
    lost = [r for r in decision.rests if r not in controls and r not in evidence]
    if lost:
        return Unfit(f"it rests on {', '.join(lost)}, and the registers have no control or evidence of that name")
    if len(question) > LONGEST:
        return Unfit(f"the question is longer than {LONGEST} characters; link it to a topic")
    if _TEMPLATE.search(f"{decision.answer} {words}"):
        return Unfit("its text has the signs of a template in it")
    said = Stated(question, decision.answer).said
    base: dict[str, Any] = {"id": id, "question": question, "type": "yes-no" if said else "text"}
    if controls and said != "not-applicable":
        base["controls"] = controls
    if evidence:
        base["evidence"] = evidence
    made = _verdict(said, words, controls, evidence, by, dossier) if said else _text(item, decision, by, dossier)
    if isinstance(made, Unfit):
        return made
    approved = {"source": source, "approved_by": by, "approved_on": dossier.today.isoformat()}
    ends = {"level": "nda", "owner": by, "reviewed_on": dossier.today.isoformat(), "learned": approved}
    whole = {**base, **made, **ends}
    if said == "no" and decision.rests:
        whole |= _direction(whole, dossier)
    return whole


def _text(item: Item, decision: Decision, by: str, dossier: Dossier) -> dict[str, Any]:
    """An answer in words: it rests on what is named, or on the word of the role that gives it."""
    words = " ".join(f"{decision.answer} {decision.explanation}".split())
    return {"narrative": words, **({} if decision.rests else {"stated": _by(words, by, dossier)})}


def _verdict(
    said: str, words: str, controls: list[str], evidence: list[str], by: str, dossier: Dossier
) -> dict[str, Any] | Unfit:
    if said == "not-applicable":
        if not controls:
            return Unfit("a Not applicable needs the excluded control that it rests on")
        return {"not_applicable": controls, "narrative": words or "Not applicable."}
    if not words:
        return Unfit("it has no explanation that could be kept")
    if said == "no" and not (controls or evidence):
        return {"absent": _by(words, by, dossier), "narrative": words}
    if not (controls or evidence):
        return Unfit("it names nothing that it rests on; only a No and a text can stand on somebody's word")
    return {"narrative": words, "otherwise": words} if said != "yes" else {"narrative": words}


def _by(words: str, by: str, dossier: Dossier) -> dict[str, Any]:
    return {"statement": words, "decided_by": by, "decided_on": dossier.today.isoformat()}


def _direction(raw: dict[str, Any], dossier: Dossier) -> dict[str, Any]:
    """A No that rests on something in place is good news: there a Yes would be the bad word."""
    from compliance.diagnostics import Place

    topic = to_record(Answer, raw, Place("answers/learned", ""), raw["id"])
    found = conclude(topic, dossier)
    good = found.state == "met" and word(topic, found, False) == "yes"
    return {"polarity": "no-is-good"} if good else {}
