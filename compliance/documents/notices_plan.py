"""The plan of notices: which customer is told when, and from which day a change may go live for all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.derive.differences import Change
from compliance.derive.engaged import DESCRIPTION, is_notable
from compliance.derive.notices import Notice, Plan, Told, plan
from compliance.documents.notices import answer_until, earliest
from compliance.documents.text import Text, fixed, joined, long_date, say
from compliance.documents.views import Cell, Column, OpenPoint, Table, View, as_of_sources, cover, role
from compliance.graph.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView(View):
    """Who is told when, and from which day the change may go live for all."""

    since: Text
    earliest: Text
    decisive: Text
    approvals: Text
    examined: Text
    told: Table
    not_told: Table
    unspoken: Table

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.told, self.not_told, self.unspoken)


def view(dossier: Dossier, subject: str = "") -> PlanView:
    """The planning table of all customers."""
    found = plan(dossier)
    last = found.decisive
    longest = [n for n in found.notices if last and n.earliest == last.earliest]
    day = Text(long_date(last.earliest), earliest(last).sources) if last else fixed("")
    return PlanView(
        cover=cover(dossier, "notices-plan", "Plan of notices", fixed("Change of sub-processors: who is told when")),
        open_points=tuple(_early(found, dossier)),
        since=fixed(dossier.before.revision if dossier.before else ""),
        earliest=day,
        decisive=joined((say(n.customer, "legal_name") for n in longest), " and "),
        approvals=joined((say(n.customer, "legal_name") for n in found.notices if n.approval), " and "),
        examined=fixed(
            f"{found.examined['sub-processors']} sub-processors and links, {found.examined['customers']} customers"
        ),
        told=_told_table(found, dossier),
        not_told=_not_told_table(found),
        unspoken=_unspoken_table(found),
    )


def _early(found: Plan, dossier: Dossier) -> Iterator[OpenPoint]:
    """A change that begins before the notices have run, once a change."""
    seen: set[str] = set()
    for notice in sorted(found.notices, key=lambda n: n.earliest, reverse=True):
        for told in notice.early:
            if told.start is None or told.change.id in seen:
                continue
            seen.add(told.change.id)
            vendor = told.engaged.vendor
            words = (
                f"{told.change.title} begins on {long_date(told.start.day)} by the registers; "
                f"{notice.customer.legal_name} may be affected from {long_date(notice.earliest)} at the earliest"
            )
            text = Text(words, (told.start.place, vendor.at("name"), notice.customer.at("legal_name")))
            yield OpenPoint(text, role(dossier, vendor.owner, vendor.at("owner")))


def _told_table(found: Plan, dossier: Dossier) -> Table:
    columns = (
        Column("customer", "Customer", 24, "id"),
        Column("authorisation", "Authorisation", 13),
        Column("changes", "Told of", 30),
        Column("contact", "Address for notices", 26),
        Column("notice", "Notice", 10, "date"),
        Column("answer", "Answer until", 12, "date"),
        Column("earliest", "Live from", 10, "date"),
        Column("condition", "Only", 15),
    )
    return Table("notices", "Notices", columns, tuple(_told_row(n, dossier) for n in found.notices))


def _told_row(notice: Notice, dossier: Dossier) -> tuple[Cell, ...]:
    customer = notice.customer
    specific = Text("with written approval", (customer.dpa.at("authorisation"),))
    return (
        say(customer, "legal_name"),
        say(customer.dpa, "authorisation", customer.dpa.authorisation.capitalize()),
        tuple(_change(told) for told in notice.told),
        say(customer.contacts, "notices"),
        Text(notice.day.isoformat(), as_of_sources(dossier)),
        Text(notice.answer_until.isoformat(), answer_until(notice).sources),
        Text(notice.earliest.isoformat(), earliest(notice).sources),
        specific if notice.approval else fixed(""),
    )


def _change(told: Told) -> Text:
    word = "New" if told.change.verb == "gained" else "Changed"
    return Text(f"{word}: {told.change.title}", (told.engaged.item.place,))


def _not_told_table(found: Plan) -> Table:
    columns = (Column("customer", "Customer", 40, "id"), Column("reason", "Why no notice", 80))
    rows = tuple((say(n.customer, "legal_name"), fixed(n.reason.capitalize())) for n in found.not_told)
    return Table("no_notice", "No notice", columns, rows)


def _unspoken_table(found: Plan) -> Table:
    columns = (
        Column("name", "Sub-processor", 30, "id"),
        Column("change", "Change", 12),
        Column("what", "What", 80),
    )
    rows = tuple((_titled(c), fixed(c.verb.capitalize()), fixed(_what(c))) for c in found.unspoken)
    return Table("unspoken", "Changes that need no notice", columns, rows)


def _titled(change: Change) -> Text:
    """The name of what changed; what is gone has no line any more."""
    return Text(change.title, (change.now.place,)) if change.now else fixed(change.title)


def _what(change: Change) -> str:
    """Why nobody is told of a change."""
    if change.verb == "lost":
        return "no longer engaged, which takes nothing from customers"
    if is_notable(change):
        return "reaches no customer with a contract that runs"
    words = (f"{a.name}: {a.was or 'none'} → {a.now or 'none'}" for a in change.aspects if a.name != DESCRIPTION)
    worded = ("description: other words",) if any(a.name == DESCRIPTION for a in change.aspects) else ()
    return "; ".join((*words, *worded))


def remarks(dossier: Dossier) -> tuple[str, ...]:
    """What the command says about a build of notices: the plan in a few lines."""
    found = plan(dossier)
    names = [n.customer.legal_name for n in found.notices] + [n.customer.legal_name for n in found.not_told]
    width = max(map(len, names), default=0)
    counts, since = found.examined, dossier.before.revision if dossier.before else ""
    return (
        f"changes of sub-processors since {since}; notices of {dossier.today}",
        *(_line(notice, width) for notice in found.notices),
        *(f"  {n.customer.legal_name.ljust(width)}  no notice: {n.reason}" for n in found.not_told),
        *((f"earliest day for all: {found.decisive.earliest}",) if found.decisive else ()),
        *(f"no notice for {c.title} ({c.verb}): {_what(c)}" for c in found.unspoken),
        f"examined {counts['sub-processors']} sub-processors with the links of their chains, "
        f"{counts['customers']} customers",
    )


def _line(notice: Notice, width: int) -> str:
    word = "approve" if notice.approval else "object"
    only = ", and only with written approval" if notice.approval else ""
    early = ", but the registers let it begin before" if notice.early else ""
    name = notice.customer.legal_name.ljust(width)
    return f"  {name}  {word} until {notice.answer_until}, live from {notice.earliest}{only}{early}"
