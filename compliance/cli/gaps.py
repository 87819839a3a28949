"""``dossier gaps``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from compliance.cli.flows_common import Asked, answer, asked
from compliance.questionnaires.gaps import Gap, gaps
from compliance.questionnaires.library import Library


@click.command("gaps", short_help="Which No would become Yes by what: control, date, owner.")
@asked
def command(start: Path, today: datetime.date | None, no_cache: bool, form: str) -> None:
    """List topics of the answer library that are answered with No, Partial or not at all, and what would change that.

    Those that most recorded questionnaires asked for come first, then those over which customers end a purchase.

    Exit code 0, whatever is found.
    """
    project = Asked(start, today, no_cache)
    found = gaps(project.dossier)
    topics = len(Library.of(project.dossier).topics)
    answer(_data(project, found, topics), _text(project, found, topics), form, wanting=False)


def _text(project: Asked, found: tuple[Gap, ...], topics: int) -> Iterator[str]:
    for gap in found:
        often = f"asked by {len(gap.asked_by)} ({', '.join(gap.customers)})" if gap.asked_by else "not asked so far"
        critical = ", critical" if gap.topic.critical else ""
        yield f"{gap.topic.question}  ({project.at(gap.topic.at('question'))})"
        yield f"    {gap.word}{critical}; {often}"
        for step in gap.steps:
            by = f" by {step.by}" if step.by else ", no date"
            yield f"    {step.what}{by}, {project.dossier.role(step.owner)}"
    yield ""
    yield f"{len(found)} gaps"
    yield f"examined {topics} topics on {project.dossier.today}"


def _data(project: Asked, found: tuple[Gap, ...], topics: int) -> dict[str, Any]:
    return {
        "examined": topics,
        "today": project.dossier.today.isoformat(),
        "gaps": [
            {
                "topic": gap.topic.id,
                "question": gap.topic.question,
                "answer": gap.word,
                "critical": gap.topic.critical,
                "asked_by": list(gap.asked_by),
                "customers": list(gap.customers),
                "reasons": list(gap.conclusion.reasons),
                "steps": [
                    {"what": s.what, "by": s.by.isoformat() if s.by else None, "owner": s.owner} for s in gap.steps
                ],
                "at": project.at(gap.topic.at("question")),
            }
            for gap in found
        ],
    }
