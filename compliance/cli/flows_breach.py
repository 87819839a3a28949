"""``dossier flows breach``."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from compliance.cli.flows_common import Asked, answer, asked
from compliance.derive.breach import Breach, Neighbour, Notice
from compliance.derive.breach import breach as broken


def _moment(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime.datetime | None:
    if value is None:
        return None
    try:
        made = datetime.datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter("write it as 2026-11-20T14:30, with an offset such as +01:00 or Z") from None
    return made if made.tzinfo else made.replace(tzinfo=datetime.UTC)


@click.command("breach", short_help="A breach at a vendor: what it had, and who must be told by when.")
@click.argument("vendor")
@click.option(
    "--at", "found_at", callback=_moment, metavar="TIME", help="When the vendor found it; UTC without offset."
)
@asked
def breach(
    vendor: str,
    found_at: datetime.datetime | None,
    start: Path,
    today: datetime.date | None,
    no_cache: bool,
    form: str,
) -> None:
    """Say what VENDOR had about whom, what lies before and behind it, and who must be told by when.

    Hours of the vendor, of our procedure, of each customer's promise and of GDPR Art. 33(1) are put in a
    row; slack is in minutes.

    Exit code 0: every promise can be kept. 1: one cannot, or a period is not known.
    """
    project = Asked(start, today, no_cache)
    found = broken(project.dossier, vendor, found_at)
    late = any(notice.slack is None or notice.slack < 0 for notice in found.notices)
    answer(_data(project, found), _text(project, found), form, late or found.vendor_minutes is None)


def _text(asked: Asked, found: Breach) -> Iterator[str]:
    yield f"Breach at {found.vendor.name}" + (f", found at {_time(found.at)}" if found.at else "")
    yield "it had:" if found.held else "it had nothing, as far as the registers say"
    for held in found.held:
        about = ", ".join(held.subjects) or "nobody named"
        yield f"    {held.category} of {about}, {held.system}  ({asked.at(held.place)})"
    yield f"came from: {_around(found.upstream)}"
    yield f"went on to: {_around(found.downstream)}"
    yield ""
    yield from _chain(asked, found)
    for notice in found.notices:
        yield from _notice(asked, found, notice)
    if not found.notices:
        yield "no customer must be told as controller: none of their data reaches it as far as the registers say"
    yield ""
    yield asked.examined(customers=len(found.notices))


def _around(neighbours: tuple[Neighbour, ...]) -> str:
    return ", ".join(f"{n.node.name} ({n.steps})" for n in neighbours) or "nothing"


def _chain(asked: Asked, found: Breach) -> Iterator[str]:
    at = asked.at(found.vendor_place)
    if found.vendor_minutes is None:
        yield f"{found.vendor.name} tells us within: not known, so all times count from when we know  ({at})"
    else:
        by = _by(found, found.vendor_minutes)
        yield f"{found.vendor.name} tells us within {_hours(found.vendor_minutes)}{by}  ({at})"
    if found.own:
        minutes = found.vendor_minutes
        total = None if minutes is None else minutes + found.authority_minutes
        names = ", ".join(activity.name for activity in found.own)
        yield (
            f"we tell the authority within {_hours(found.authority_minutes)} of knowing{_by(found, total)} "
            f"({found.authority_source}), as controller of: {names}"
        )


def _notice(asked: Asked, found: Breach, notice: Notice) -> Iterator[str]:
    total = None if found.vendor_minutes is None else found.vendor_minutes + notice.promised
    slack = "our procedure has no hours" if notice.slack is None else f"slack {notice.slack} minutes"
    yield (
        f"tell {notice.customer.legal_name} within {_hours(notice.promised)} of knowing{_by(found, total)}: "
        f"{slack}  ({asked.at(notice.place)})"
    )
    left = found.left(notice)
    if left is not None:
        yield (
            f"    of the {_hours(found.authority_minutes)} of {found.authority_source}, were they to run from "
            f"{found.vendor.name}'s own discovery, {left} minutes are left to it"
        )


def _hours(minutes: int) -> str:
    return f"{minutes // 60} hours"


def _by(found: Breach, minutes: int | None) -> str:
    when = found.when(minutes)
    return f", by {_time(when)}" if when else ""


def _time(moment: datetime.datetime) -> str:
    return moment.isoformat(timespec="minutes", sep=" ").replace("+00:00", " UTC")


def _data(asked: Asked, found: Breach) -> dict[str, Any]:
    return {
        "vendor": found.vendor.id,
        "found_at": found.at.isoformat() if found.at else None,
        "examined": {**asked.dossier.dataflows.examined, "customers": len(found.notices)},
        "held": [
            {"category": h.category, "subjects": list(h.subjects), "system": h.system, "at": asked.at(h.place)}
            for h in found.held
        ],
        "upstream": [{"id": n.node.id, "steps": n.steps} for n in found.upstream],
        "downstream": [{"id": n.node.id, "steps": n.steps} for n in found.downstream],
        "vendor_minutes": found.vendor_minutes,
        "vendor_at": asked.at(found.vendor_place),
        "authority": {
            "minutes": found.authority_minutes,
            "source": found.authority_source,
            "activities": [activity.id for activity in found.own],
        },
        "customers": [_entry(asked, found, notice) for notice in found.notices],
    }


def _entry(asked: Asked, found: Breach, notice: Notice) -> dict[str, Any]:
    when = found.when(None if found.vendor_minutes is None else found.vendor_minutes + notice.promised)
    return {
        "customer": notice.customer.id,
        "promised_minutes": notice.promised,
        "procedure_minutes": notice.procedure,
        "slack_minutes": notice.slack,
        "by": when.isoformat() if when else None,
        "minutes_left_of_authority_period": found.left(notice),
        "at": asked.at(notice.place),
    }
