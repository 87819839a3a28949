"""What ``dossier answer`` prints: the triage first, then what was written and what is left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from compliance.questionnaires.against import Comparison, sentences
from compliance.questionnaires.against import data as compared
from compliance.questionnaires.answering import Answers
from compliance.questionnaires.filling import Item
from compliance.questionnaires.learning import Lesson
from compliance.questionnaires.manifest import summary
from compliance.questionnaires.outputs import Done

_SHOWN = 10
"""Questions of one group that are printed before the rest is counted; JSON and the review have all."""


def text(done: Done) -> Iterator[str]:
    """The outcome as lines."""
    answers, found = done.answers, done.triage
    asked = answers.questionnaire
    title = f", {asked.title!r}" if asked.title else ""
    yield f"{asked.name} ({asked.format}{title})"
    yield f"kind: {found.kind}"
    yield f"questions: {found.questions}{f', fields of forms among them: {found.fields}' if found.fields else ''}"
    yield f"answered now: {found.now} of {found.open} ({found.per_cent} per cent){_verdicts(answers.items)}"
    if done.against is not None:
        yield from _against(done.against, done.answers)
    yield from _group("deal-breakers", found.breakers, lambda item: f"-> {item.value}")
    yield from _group("critical and left to a person", found.critical_left, lambda item: _first(item.why))
    yield f"left to a person: {answers.counts['person']}"
    yield from (f"  {count} x {reason}" for reason, count in found.reasons)
    yield f"estimated hours left: {found.effort.hours:g} ({found.effort.basis})"
    yield from _further(done)
    yield ""
    yield f"written: {done.outputs.out} ({len(done.report.written)} places, {len(done.report.refused)} refused)"
    yield from (f"  {path}" for path in done.outputs.all[1:])
    if done.recorded:
        yield f"recorded: {done.recorded}"
    if done.lesson is not None:
        yield from _learned(done.lesson)


def _against(comparison: Comparison, answers: Answers) -> Iterator[str]:
    first, *each = sentences(comparison, answers)
    yield first
    yield from (f"  {line}" for line in each[: 3 * _SHOWN])
    if len(each) > 3 * _SHOWN:
        yield f"  and {len(each) - 3 * _SHOWN} more; the report has all"


def _learned(lesson: Lesson) -> Iterator[str]:
    links = sum(one.kind == "link" for one in lesson.kept)
    yield f"learned: {links} links, {len(lesson.kept) - links} answers{_colon(lesson.files)}"
    refused = [one for one in lesson.learnt if one.refused]
    if refused:
        yield f"not learned: {len(refused)}"
        yield from (f"  {one.key}: {_short(one.question)} ({one.refused})" for one in refused)


def _colon(names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f": {listed}" if listed else ""


def _verdicts(items: tuple[Item, ...]) -> str:
    counts = Counter(item.said or "text" for item in items if item.outcome in ("answered", "decided"))
    return f": {', '.join(f'{count} {said}' for said, count in counts.most_common())}" if counts else ""


def _further(done: Done) -> Iterator[str]:
    answers = done.answers
    standing, moot, barred = answers.of("standing"), answers.of("moot"), answers.of("no-place")
    if standing:
        yield f"filled in already and left alone: {len(standing)}"
    if moot:
        yield f"follow-ups without an object: {len(moot)}"
    if barred:
        yield f"without a place that may be written to: {len(barred)}"
    unplaced = [item for item in answers.items if item.unplaced]
    if unplaced:
        yield f"explanations that the file has no place for, in the manifest only: {len(unplaced)}"
    decided = answers.of("decided")
    if decided:
        yield f"decided by a person: {len(decided)}"
    remarked = tuple(item for item in answers.items if item.remarks)
    yield from _group("to look at", remarked, lambda item: "; ".join(item.remarks))
    if done.report.refused:
        yield f"refused by the file: {len(done.report.refused)}"
        yield from (f"  {one.entry.slot.spot}: {one.why}" for one in done.report.refused[:_SHOWN])


def _group(title: str, items: tuple[Item, ...], says: Any) -> Iterator[str]:
    if not items:
        return
    yield f"{title}: {len(items)}"
    for item in items[:_SHOWN]:
        yield f"  {item.places.spot or item.question.key}: {_short(item.question.text)} {says(item)}".rstrip()
    if len(items) > _SHOWN:
        yield f"  and {len(items) - _SHOWN} more"


def _first(why: tuple[str, ...]) -> str:
    return f"({why[0]})" if why else ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:87]}..."


def data(done: Done) -> dict[str, Any]:
    """The outcome as plain data; single answers are in the manifest."""
    outputs, report = done.outputs, done.report
    return {
        "questionnaire": done.answers.questionnaire.name,
        "customer": done.answers.customer,
        "audience": done.answers.audience,
        **summary(done.answers, done.triage),
        **({"against": compared(done.against, done.answers)} if done.against else {}),
        "remarks": [
            {"at": item.places.spot, "question": item.question.text, "remarks": list(item.remarks)}
            for item in done.answers.items
            if item.remarks
        ],
        "written": len(report.written),
        "refused": [{"at": str(r.entry.slot.spot), "value": r.entry.value, "why": r.why} for r in report.refused],
        "files": {
            "out": str(outputs.out),
            "report": str(outputs.report),
            "manifest": str(outputs.manifest),
            "review": str(outputs.review),
        },
        "recorded": done.recorded,
        "learned": [asdict(one) for one in done.lesson.learnt] if done.lesson else [],
        "learned_files": list(done.lesson.files) if done.lesson else [],
    }
