"""The coverage report: how much of each framework is met, where the gaps are, what expires."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from compliance.derive.controls import Verdict, state
from compliance.derive.coverage import VERDICTS, Coverage, RequirementState, coverage
from compliance.derive.freshness import freshness
from compliance.diagnostics import Place
from compliance.documents.text import Text, fixed, say
from compliance.documents.views import Bar, Cell, Column, Table, View, cover, role
from compliance.frameworks.catalog import annex_a
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Certificate, Control, Policy, Risk, Waiver
from compliance.registers.records.vendors import Vendor

VERDICT_WORDS: dict[Verdict, str] = {"met": "Met", "partly": "Partly", "not": "Not met", "excluded": "Excluded"}
HORIZON_DAYS = 90


@dataclass(frozen=True, slots=True)
class Section:
    """One framework: numbers, chart, gaps."""

    number: int
    anchor: str
    title: Text
    sentence: Text
    scope_note: Text
    chart: tuple[Bar, ...]
    groups: Table
    gaps: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageView(View):
    """The whole report."""

    sections: tuple[Section, ...]
    overview: tuple[Bar, ...]
    summary: Table
    owners: Table
    expiring: Table
    waivers: Table
    requirements: tuple[Table, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        gaps = tuple(s.gaps for s in self.sections)
        return (self.summary, *gaps, self.owners, self.expiring, self.waivers, *self.requirements)


def _places(rows: tuple[RequirementState, ...], verdict: Verdict) -> tuple[Place, ...]:
    """The status lines that a count rests on."""
    found = {c.at("status"): None for row in rows if row.verdict == verdict for c in row.controls}
    return tuple(found)


def _sentence(found: Coverage) -> Text:
    below = " That is below the minimum." if found.percent < found.minimum else ""
    text = (
        f"{found.counts['met']} of {found.in_scope} requirements in scope are met: {found.percent} per cent, "
        f"against a minimum of {found.minimum:g} per cent.{below}"
    )
    return Text(text, (found.scope.at("minimum_coverage"), *_places(found.rows, "met")))


def _group_table(found: Coverage) -> Table:
    columns = (
        Column("group", "Group", 34),
        *(Column(v, VERDICT_WORDS[v], 12, "number") for v in VERDICTS),
        Column("total", "Total", 12, "number"),
    )
    rows: list[tuple[Cell, ...]] = []
    for group, counts in found.by_group().items():
        here = tuple(r for r in found.rows if r.requirement.group == group)
        numbers = tuple(Text(str(counts[v]), _places(here, v)) for v in VERDICTS)
        rows.append((fixed(group), *numbers, fixed(str(len(here)))))
    totals = tuple(Text(str(found.counts[v]), _places(found.rows, v)) for v in VERDICTS)
    rows.append((fixed("All"), *totals, fixed(str(len(found.rows)))))
    return Table(f"{found.framework.id}-groups", f"{found.framework.title} by group", columns, tuple(rows))


def _gap_table(found: Coverage, dossier: Dossier) -> Table:
    columns = (
        Column("id", "Requirement", 12, "id"),
        Column("title", "Title", 26),
        Column("verdict", "State", 11, "status"),
        Column("reason", "Why", 48),
        Column("owners", "Owner", 20),
    )
    rows: list[tuple[Cell, ...]] = []
    for row in found.rows:
        if row.verdict not in ("partly", "not"):
            continue
        short = [c for c in row.controls if c.status != "excluded" and state(c, dossier).verdict != "met"]
        places = tuple(c.at("status") for c in short) or (found.scope.place,)
        owners = tuple({c.owner: role(dossier, c.owner, c.at("owner")) for c in short}.values())
        rows.append(
            (
                Text(row.requirement.id, places),
                fixed(row.requirement.title),
                Text(VERDICT_WORDS[row.verdict], places),
                Text(_because(row, short), (*places, *(c.at("gap") for c in short if c.gap))),
                owners,
            )
        )
    return Table(f"{found.framework.id}-gaps", f"{found.framework.title}: what is missing", columns, tuple(rows))


def _because(row: RequirementState, short: list[Control]) -> str:
    """The gap of the control itself, else which controls fall short."""
    if len(short) == 1 and short[0].id == row.requirement.id:
        gap, due = short[0].gap.rstrip(".") or row.reason, str(short[0].planned_for or "")
        when = f"; by {due}" if due and due not in gap else ""
        return gap[:1].upper() + gap[1:] + when + "."
    return row.reason[:1].upper() + row.reason[1:] + "."


def _requirement_table(found: Coverage) -> Table:
    columns = (
        Column("id", "Requirement", 12, "id"),
        Column("title", "Title", 40),
        Column("group", "Group", 18),
        Column("verdict", "State", 10, "status"),
        Column("controls", "Controls", 24, "ids"),
        Column("reason", "Why", 40),
    )
    rows = tuple(
        (
            Text(r.requirement.id, tuple(c.at("id") for c in r.controls)),
            fixed(r.requirement.title),
            fixed(r.requirement.group),
            Text(VERDICT_WORDS[r.verdict], tuple(c.at("status") for c in r.controls)),
            tuple(Text(c.id, (c.at("id"),)) for c in r.controls),
            fixed(r.reason),
        )
        for r in found.rows
    )
    return Table(f"{found.framework.id}-all", f"{found.framework.title}: every requirement", columns, rows)


def _owner_table(dossier: Dossier) -> Table:
    columns = (
        Column("owner", "Owner", 34),
        *(Column(v, VERDICT_WORDS[v], 12, "number") for v in VERDICTS),
        Column("total", "Controls", 12, "number"),
    )
    by_owner: dict[str, list[tuple[Control, Verdict]]] = {}
    for control in dossier.all(Control):
        by_owner.setdefault(control.owner, []).append((control, state(control, dossier).verdict))
    rows: list[tuple[Cell, ...]] = []
    for owner, controls in sorted(by_owner.items(), key=lambda item: (-len(item[1]), dossier.role(item[0]))):
        count = Counter(verdict for _, verdict in controls)
        numbers = tuple(Text(str(count[v]), tuple(c.at("status") for c, w in controls if w == v)) for v in VERDICTS)
        rows.append((role(dossier, owner, controls[0][0].at("owner")), *numbers, fixed(str(len(controls)))))
    return Table("owners", "Controls by owner", columns, tuple(rows))


@dataclass(frozen=True, slots=True)
class Expiry:
    """Something that runs out: what it is, whose it is, and when."""

    day: date
    kind: str
    what: Text
    owner: Text
    places: tuple[Place, ...]


def expiries(dossier: Dossier) -> Iterator[Expiry]:
    """Everything with an end: evidence, reviews, certificates, waivers, plans."""
    for e in dossier.all(Evidence):
        found = freshness(e, dossier)
        yield Expiry(
            found.expires,
            "Evidence",
            Text(f"{e.id} {e.title}", (e.at("title"), e.at("id"))),
            role(dossier, e.collected_by, e.at("collected_by")),
            (e.place,),
        )
    for p in dossier.all(Policy):
        yield Expiry(
            p.next_review,
            "Policy review",
            say(p, "title"),
            role(dossier, p.owner, p.at("owner")),
            (p.at("next_review"),),
        )
    for v in dossier.all(Vendor):
        if v.assessment.next_review:
            yield Expiry(
                v.assessment.next_review,
                "Supplier review",
                say(v, "name"),
                role(dossier, v.owner, v.at("owner")),
                (v.assessment.at("next_review"),),
            )
    for r in dossier.all(Risk):
        yield Expiry(
            r.next_review,
            "Risk review",
            Text(f"{r.id} {r.title}", (r.at("title"), r.at("id"))),
            role(dossier, r.owner or "ciso", r.place),
            (r.at("next_review"),),
        )
    for c in dossier.all(Certificate):
        if c.expires:
            yield Expiry(
                c.expires, "Certificate", say(c, "title"), role(dossier, c.owner, c.at("owner")), (c.at("expires"),)
            )
    for w in dossier.all(Waiver):
        yield Expiry(
            w.expires,
            "Waiver",
            Text(f"{w.id}: {w.code} on {w.subject}", (w.at("code"), w.at("subject"), w.at("id"))),
            role(dossier, w.owner, w.at("owner")),
            (w.at("expires"),),
        )
    for k in dossier.all(Control):
        if k.planned_for and k.status in ("planned", "partially"):
            yield Expiry(
                k.planned_for,
                "Control due",
                Text(f"{k.id} {_title(k)}".strip(), (k.at("id"),)),
                role(dossier, k.owner, k.at("owner")),
                (k.at("planned_for"),),
            )


def _title(control: Control) -> str:
    requirement = annex_a().get(control.id)
    return requirement.title if requirement else control.title


def _expiring_table(dossier: Dossier) -> Table:
    columns = (
        Column("day", "On", 12, "date"),
        Column("in_days", "In days", 9, "number"),
        Column("kind", "What", 16),
        Column("subject", "Subject", 48),
        Column("owner", "Owner", 24),
    )
    last = dossier.today + min(timedelta(days=HORIZON_DAYS), date.max - dossier.today)
    found = sorted((e for e in expiries(dossier) if e.day <= last), key=lambda e: (e.day, e.kind, e.what.value))
    rows = tuple(
        (
            Text(e.day.isoformat(), e.places),
            Text(_in_days((e.day - dossier.today).days), e.places),
            fixed(e.kind),
            e.what,
            e.owner,
        )
        for e in found
    )
    return Table("expiring", f"What runs out within {HORIZON_DAYS} days", columns, rows)


def _in_days(days: int) -> str:
    return str(days) if days >= 0 else f"{-days} ago"


def _waiver_table(dossier: Dossier) -> Table:
    columns = (
        Column("id", "Waiver", 8, "id"),
        Column("code", "Finding", 18),
        Column("subject", "About", 12),
        Column("reason", "Reason", 46),
        Column("approved_by", "Approved by", 20),
        Column("expires", "Until", 12, "date"),
    )
    rows = tuple(
        (
            say(w, "id"),
            say(w, "code"),
            say(w, "subject"),
            say(w, "reason"),
            role(dossier, w.approved_by, w.at("approved_by")),
            say(w, "expires"),
        )
        for w in dossier.all(Waiver)
    )
    return Table("waivers", "Accepted findings", columns, rows)


def _summary(found: tuple[Coverage, ...]) -> Table:
    columns = (
        Column("framework", "Framework", 34),
        *(Column(v, VERDICT_WORDS[v], 11, "number") for v in VERDICTS),
        Column("in_scope", "In scope", 11, "number"),
        Column("percent", "Share met", 11, "number"),
        Column("minimum", "Minimum", 11, "number"),
    )
    rows = tuple(
        (
            Text(c.framework.title, (c.scope.at("id"),)),
            *(Text(str(c.counts[v]), _places(c.rows, v)) for v in VERDICTS),
            fixed(str(c.in_scope)),
            Text(f"{c.percent} %", _places(c.rows, "met")),
            Text(f"{c.minimum:g} %", (c.scope.at("minimum_coverage"),)),
        )
        for c in found
    )
    return Table("summary", "Coverage by framework", columns, rows)


def _section(number: int, found: Coverage, dossier: Dossier) -> Section:
    return Section(
        number=number,
        anchor=f"framework-{number}",
        title=Text(found.framework.title, (found.scope.at("id"),)),
        sentence=_sentence(found),
        scope_note=say(found.scope, "scope_note"),
        chart=tuple(Bar(group, {str(v): n for v, n in counts.items()}) for group, counts in found.by_group().items()),
        groups=_group_table(found),
        gaps=_gap_table(found, dossier),
    )


def view(dossier: Dossier, subject: str = "") -> CoverageView:
    """Coverage as it stands today."""
    found = coverage(dossier)
    statement = ""
    if any(c.framework.id.startswith("soc2") for c in found):
        statement = (
            "Figures for SOC 2 show readiness by our own judgement. This is not a SOC 2 report, and none exists."
        )
    return CoverageView(
        cover=cover(
            dossier,
            "coverage",
            "Coverage report",
            fixed("Frameworks in scope, gaps, and what runs out"),
            statement=statement,
        ),
        sections=tuple(_section(n, c, dossier) for n, c in enumerate(found, 1)),
        overview=tuple(Bar(c.framework.title, {str(v): n for v, n in c.counts.items()}) for c in found),
        summary=_summary(found),
        owners=_owner_table(dossier),
        expiring=_expiring_table(dossier),
        waivers=_waiver_table(dossier),
        requirements=tuple(_requirement_table(c) for c in found),
    )
