"""``dossier promises``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from compliance.cli.flows_common import Asked, answer, asked
from compliance.questionnaires.promises import GONE, Broken, promises, recorded


@click.command("promises", short_help="Answers given to customers that are no longer true, with a correction.")
@click.option("--customer", default="", metavar="ID", help="Only what this customer was told.")
@asked
def command(customer: str, start: Path, today: datetime.date | None, no_cache: bool, form: str) -> None:
    """Ask every recorded answer of answers/told again of today's registers.

    Each answer that differs is printed with what it rested on, why it no longer holds, and a correction to send.
    A No that has become a Yes is printed too, and is no fault.

    Exit code 0: every recorded answer still holds. 1: one does not.
    """
    project = Asked(start, today, no_cache)
    found = promises(project.dossier, customer)
    looked_at = recorded(project.dossier, customer)
    wanting = any(broken.kind in GONE for broken in found)
    answer(_data(project, found, looked_at), _text(project, found, looked_at), form, wanting)


def _text(project: Asked, found: tuple[Broken, ...], looked_at: int) -> Iterator[str]:
    for customer, broken in groupby(found, key=lambda b: b.told.customer):
        yield customer
        for one in broken:
            yield from _lines(project, one)
        yield ""
    untrue = sum(broken.kind in GONE for broken in found)
    better = sum(broken.kind == "better" for broken in found)
    yield f"{untrue} no longer true, {better} better than told"
    yield f"examined {looked_at} recorded answers on {project.dossier.today}"


def _lines(project: Asked, broken: Broken) -> Iterator[str]:
    yield f"  {broken.kind}: {' '.join(broken.answer.question.split())}  ({project.at(broken.answer.at('question'))})"
    yield f"      told {broken.told.answered_on} in {broken.told.questionnaire}; owner {broken.owner}"
    for reason in broken.reasons:
        yield f"      {reason}"
    if broken.correction:
        yield f"      draft: {broken.correction}"


def _data(project: Asked, found: tuple[Broken, ...], looked_at: int) -> dict[str, Any]:
    return {
        "examined": looked_at,
        "today": project.dossier.today.isoformat(),
        "answers": [
            {
                "customer": broken.told.customer,
                "questionnaire": broken.told.questionnaire,
                "record": broken.told.id,
                "answered_on": broken.told.answered_on.isoformat(),
                "question": broken.answer.question,
                "topic": broken.answer.topic,
                "kind": broken.kind,
                "told": broken.answer.word,
                "now": broken.now,
                "reasons": list(broken.reasons),
                "correction": broken.correction,
                "owner": broken.owner,
                "at": project.at(broken.answer.at("question")),
            }
            for broken in found
        ],
    }
