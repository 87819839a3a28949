"""``dossier flows erasure``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from compliance.cli.flows_common import Asked, answer, asked
from compliance.derive.erasure import Erasure, Holder, ends
from compliance.derive.erasure import erasure as erased
from compliance.frameworks.taxonomy import label
from compliance.project import parse_date

VERDICTS = {"in-time": "in time", "late": "too late", "not-stated": "not stated"}


@click.command("erasure", short_help="Where a person's data must be erased, how, and by when.")
@click.argument("subject")
@click.option("--received", metavar="DATE", help="Day on which the request came in (YYYY-MM-DD); else today.")
@asked
def erasure(
    subject: str, received: str | None, start: Path, today: datetime.date | None, no_cache: bool, form: str
) -> None:
    """List every system with data of SUBJECT (participant, customer, visitor, ...): how it is deleted, and by when.

    Days of everybody who must act one after another are added up and held against the month of GDPR
    Art. 12(3); days in backups come on top.

    Exit code 0: gone in time everywhere. 1: somewhere it takes longer, or nobody knows.
    """
    project = Asked(start, today, no_cache)
    found = erased(project.dossier, subject, parse_date(received) if received else None)
    if found is None:
        raise click.UsageError("no period of the GDPR was in force on that day")
    wanting = any(holder.verdict != "in-time" for holder in found.holders)
    answer(_data(project, found), _text(project, found), form, wanting)


def _text(asked: Asked, found: Erasure) -> Iterator[str]:
    months = "one month" if found.limit.months == 1 else f"{found.limit.months} months"
    yield f"{label('subject', found.subject)} ({found.subject}): request of {found.received}, due {found.due}"
    extended = found.limit.ends(found.received, extended=True)
    yield f"({months}, {found.limit.source}; {extended} if extended with reasons)"
    for holder in found.holders:
        yield ""
        yield from _holder(asked, found, holder)
    yield ""
    counts = {v: sum(1 for h in found.holders if h.verdict == v) for v in VERDICTS}
    words = ", ".join(f"{count} {VERDICTS[v]}" for v, count in counts.items())
    yield asked.examined(holders=len(found.holders)) + f": {words}"


def _holder(asked: Asked, found: Erasure, holder: Holder) -> Iterator[str]:
    whose = ", on the customer's instruction" if holder.instructed else ""
    gone, last = ends(found, holder)
    when = f"gone by {gone}" if gone else "day not known"
    backup = f", from backups by {last}" if last != gone else ""
    if gone is None and holder.backup:
        backup = f", {holder.backup} days more in backups"
    yield f"{holder.node.name}: {VERDICTS[holder.verdict]}, {when}{backup}{whose}"
    for kept in holder.kept:
        yield f"    {kept.holding.category}: {kept.words}  ({asked.at(kept.holding.at('category'))})"
        yield f"        {kept.method or 'no method of deletion in the registers'}"
    loose = [c for c in holder.categories if not any(k.holding.category == c for k in holder.kept)]
    if loose:
        yield f"    without a holding of its own: {', '.join(loose)}"
    for step in holder.steps:
        days = "not stated" if step.days is None else f"{step.days} days"
        yield f"    {step.who}: {days}  ({asked.at(step.place)})"
    yield from asked.way(holder.path)


def _data(asked: Asked, found: Erasure) -> dict[str, Any]:
    return {
        "subject": found.subject,
        "received": found.received.isoformat(),
        "due": found.due.isoformat(),
        "due_if_extended": found.limit.ends(found.received, extended=True).isoformat(),
        "source": found.limit.source,
        "examined": {**asked.dossier.dataflows.examined, "holders": len(found.holders)},
        "holders": [_entry(asked, found, holder) for holder in found.holders],
    }


def _entry(asked: Asked, found: Erasure, holder: Holder) -> dict[str, Any]:
    gone, last = ends(found, holder)
    return {
        "system": holder.node.id,
        "name": holder.node.name,
        "verdict": holder.verdict,
        "on_instruction": holder.instructed,
        "categories": list(holder.categories),
        "days": holder.days,
        "backup_days": holder.backup,
        "gone_by": gone.isoformat() if gone else None,
        "gone_from_backups_by": last.isoformat() if last else None,
        "holdings": [
            {
                "category": kept.holding.category,
                "period": kept.words,
                "method": kept.method or None,
                "at": asked.at(kept.holding.at("category")),
            }
            for kept in holder.kept
        ],
        "steps": [{"who": s.who, "days": s.days, "at": asked.at(s.place)} for s in holder.steps],
        "path": asked.way_data(holder.path),
    }
