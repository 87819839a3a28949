"""Replies as a record of the ledger: what was told, in plain data that the schema ``told`` describes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from compliance.graph.dossier import Dossier
from compliance.questionnaires import facts
from compliance.questionnaires.ladder import Reply
from compliance.questionnaires.normalise import fingerprint
from compliance.questionnaires.verdict import Rests
from compliance.registers.records.answers import Answer
from compliance.registers.records.controls import Control

MEASURE_CALL = re.compile(
    r"""\bmeasure\(\s*(?P<q>["'])(?P<control>.*?)(?P=q)\s*,\s*(?P<r>["'])(?P<measure>.*?)(?P=r)"""
)


def told(
    replies: Iterable[tuple[Reply, str]],
    *,
    id: str,
    customer: str,
    questionnaire: str,
    by: str,
    audience: str,
    day: date,
    dossier: Dossier,
    commit: str = "",
    sha256: str = "",
) -> dict[str, Any]:
    """The record of what was told. ``replies`` are pairs of a reply and the spot that it was written to.

    Replies that wrote nothing are left out: the customer was told nothing there.
    """
    record: dict[str, Any] = {
        "id": id,
        "customer": customer,
        "questionnaire": questionnaire,
        "answered_on": day.isoformat(),
        "answered_by": by,
        "audience": audience,
        "answers": [answer_of(reply, spot, dossier) for reply, spot in replies if reply.answered],
    }
    if commit:
        record["commit"] = commit
    if sha256:
        record["file_sha256"] = sha256
    return record


def answer_of(reply: Reply, spot: str, dossier: Dossier) -> dict[str, Any]:
    """One reply as plain data. What is empty is left out."""
    rests = reply.conclusion.rests if reply.conclusion else ()
    yes_no = reply.topic is not None and reply.topic.type == "yes-no"
    answer: dict[str, Any] = {
        "question": reply.question.text,
        "spot": spot,
        "topic": reply.topic.id if reply.topic else "",
        "inverted": reply.inverted,
        "rung": reply.rung if reply.topic else "person",
        "word": reply.word if yes_no else "text",
        "value": reply.value,
        "text": reply.text,
        "controls": [_control(rest, dossier) for rest in rests if rest.kind == "control"],
        "evidence": [_evidence(rest) for rest in rests if rest.kind == "evidence"],
        "facts": _said([*_quoted(rests), *_measures(reply.topic, dossier)], f"{reply.value} {reply.text}"),
    }
    return {key: value for key, value in answer.items() if value}


def _said(facts: list[dict[str, str]], words: str) -> list[dict[str, str]]:
    """Facts that the customer can read: a new version of a policy that nobody was told of breaks no promise."""
    text = " ".join(words.split()).casefold()
    return list({fact["name"]: fact for fact in facts if " ".join(fact["value"].split()).casefold() in text}.values())


def _control(rest: Rests, dossier: Dossier) -> dict[str, str]:
    control = dossier.get(Control, rest.id)
    return {"id": rest.id, "status": control.status if control else rest.state}


def _evidence(rest: Rests) -> dict[str, str]:
    return {"id": rest.id, **({"expires": rest.until.isoformat()} if rest.until else {})}


def _quoted(rests: Iterable[Rests]) -> list[dict[str, str]]:
    """Facts that were quoted, each with where it stood."""
    return [
        {"name": rest.id, "value": rest.value, "stood_at": f"{rest.places[0].file}#{rest.places[0].pointer}"}
        for rest in rests
        if rest.kind == "fact" and rest.value and rest.places and not rest.id.startswith("evidence ")
    ]


def _measures(topic: Answer | None, dossier: Dossier) -> list[dict[str, str]]:
    """Measures that the narrative quotes, so that a change of one is a change of what was told."""
    found: list[dict[str, str]] = []
    for control, id in quoted_measures(topic) if topic else ():
        measure = facts.measure_of(control, id, dossier)
        if measure is not None:
            place = measure.at("value")
            value = facts.measure_words(measure)
            stood = f"{place.file}#{place.pointer}"
            found.append({"name": f"measure {control}/{id}", "value": value, "stood_at": stood})
    return found


def quoted_measures(topic: Answer) -> tuple[tuple[str, str], ...]:
    """Pairs of control and measure that a narrative quotes, each once."""
    return tuple(dict.fromkeys((m["control"], m["measure"]) for m in MEASURE_CALL.finditer(topic.narrative)))


def known(replies: Iterable[Reply], *, id: str, title: str, licence: str, by: str, day: date) -> dict[str, Any]:
    """The record of a known questionnaire: fingerprints of questions whose topic is sure. No text of it is kept."""
    links = {
        fingerprint(reply.question.text): (reply.topic.id, reply.inverted)
        for reply in replies
        if reply.topic is not None and reply.rung != "blank"
    }
    questions = [
        {"hash": digest, "topic": topic, **({"inverted": True} if inverted else {})}
        for digest, (topic, inverted) in sorted(links.items())
    ]
    return {
        "id": id,
        "title": title,
        "licence": licence,
        "approved_by": by,
        "approved_on": day.isoformat(),
        "questions": questions,
    }
