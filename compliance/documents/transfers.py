"""The register of transfers: who hands personal data to whom outside the EEA, on which ground and why.

GDPR Chapter V. The answers are derived hop by hop (``derive/transfers.py``); nothing is typed a second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from compliance.derive.transfer_assessments import lacking
from compliance.derive.transfers import GROUNDS, VERDICTS, Transfer, differences, judge_all, transfers
from compliance.diagnostics import Place
from compliance.documents.subprocessors import categories
from compliance.documents.text import MARK_WORDS, Mark, Text, fact, fixed, long_date, long_dates, say
from compliance.documents.views import Cell, Column, OpenPoint, Table, View, cover, role
from compliance.frameworks import countries, jurisdictions
from compliance.frameworks.jurisdictions import Decision
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Flow, Party
from compliance.registers.records.transfers import Tia
from compliance.registers.records.vendors import Vendor

STATEMENT = (
    "Grounds are derived from the registers by the dated rules of this register. “Consistent” says that the declared "
    "basis is consistent with the rule named on the day named; it is no legal opinion."
)
PLACES = {"seat": "Seat", "stored": "Stored", "reached": "Reached from"}
EEA_WORDS = {
    "incorporated": "part of the EEA Agreement",
    "applied-nationally": "applied in Norway, as its authority says",
    "pending": "not yet part of the EEA Agreement",
    "unknown": "not known for the EEA Agreement",
}
FIELD_WORDS = {"in_force": "first day", "eea": "place in the EEA Agreement"}
SCOPE_WORDS = {
    "all": "All recipients",
    "commercial": "Commercial organisations",
    "dpf-listed": "Organisations on the list",
    "sector": "A sector",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TransfersView(View):
    """The register, its counts, and what would change if the Data Privacy Framework fell."""

    summary: Table
    leaving: Table
    returned: Table
    chain: Table
    inside: Table
    what_if: Table
    decisions: Table
    examined: Text
    marks: tuple[str, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.leaving, self.returned, self.chain, self.inside, self.what_if, self.decisions, self.summary)


@dataclass(frozen=True, slots=True)
class Line:
    """Hops that get the same answer for the same importer in the same roles: one row."""

    hops: tuple[Transfer, ...]

    @property
    def first(self) -> Transfer:
        return self.hops[0]

    @property
    def flows(self) -> tuple[Flow, ...]:
        return tuple(t.hop.flow for t in self.hops if t.hop.flow)


def gathered(found: Iterable[Transfer]) -> tuple[Line, ...]:
    """Hops by importer, roles and answer, in the order of the first."""
    groups: dict[tuple[str, ...], list[Transfer]] = {}
    for transfer in found:
        hop = transfer.hop
        by = (hop.importer.id, hop.exporter_role, hop.importer_role, transfer.words, transfer.verdict, transfer.reason)
        groups.setdefault(by, []).append(transfer)
    return tuple(Line(tuple(many)) for many in groups.values())


def importer(transfer: Transfer) -> tuple[Text, ...]:
    """The legal person that gets the data, and the supplier behind whose name it stands."""
    who, mark = transfer.hop.importer, _mark(transfer)
    name = Text(who.name, who.places, mark)
    if who.vendor is not None and who.link is None and who.vendor.name != who.name:
        return (name, say(who.vendor, "name", f"({who.vendor.name})"))
    return (name,)


def _mark(transfer: Transfer) -> Mark:
    party = transfer.hop.importer.party
    return fact(party.legal_name).mark if party else ""


def flow_list(line: Line) -> tuple[Text, ...]:
    """Printed numbers of the flows."""
    return tuple(say(flow, "number") for flow in line.flows)


def roles(transfer: Transfer) -> Text:
    """The pair of roles that decides the module."""
    hop = transfer.hop
    places = (hop.flow.at("exporter_role"), hop.flow.at("importer_role")) if hop.flow else (hop.place,)
    if hop.importer.customer:
        places = (places[0], hop.importer.customer.at("role"))
    pair = f"{hop.exporter_role} to {hop.importer_role}".capitalize()
    return Text(pair.replace("Data-subject", "Data subject").replace("joint-", "joint "), places)


def where(transfer: Transfer) -> tuple[Text, ...]:
    """Each country that was looked at, with the sign of its support; open where nobody knows."""
    found: list[Text] = []
    for need in transfer.needs:
        country, label = need.where.fact, PLACES[need.where.kind]
        if not country.known or country.value is None:
            found.append(Text(f"{label}: not verified", (country.place,), "open"))
        else:
            found.append(Text(f"{label}: {countries.name(country.value)}", (country.place,), fact(country).mark))
    return tuple({text.value: text for text in found}.values())


def ground(transfer: Transfer) -> Text:
    """The ground in words; open where there is none that anybody stands behind."""
    places = (transfer.hop.place, *transfer.sources)
    mark: Mark = "" if transfer.verdict in ("ok", "not-needed") else "open"
    words = {"unverified": "Ground not verified", "missing": "No ground found"}.get(transfer.ground, transfer.words)
    if mark and transfer.module and transfer.ground != "counsel":
        words += f"; clauses would be of module {transfer.module}"
    instrument = f": {transfer.decision.instrument}" if transfer.decision and transfer.ground == "adequacy" else ""
    return Text(f"{words}{instrument}", places, mark)


def why(transfer: Transfer) -> tuple[Text, ...]:
    """The reason, and the rule with its article."""
    reason = long_dates(transfer.reason[:1].upper() + transfer.reason[1:])
    rule = transfer.rule
    return (Text(reason, (transfer.hop.place, *transfer.sources)), fixed(f"Rule {rule.id}: {rule.citation}"))


def verdict(transfer: Transfer) -> Text:
    return Text(VERDICTS[transfer.verdict], (transfer.hop.place, *transfer.sources))


_GROUND = (Column("ground", "Ground", 17), Column("result", "Result", 13, "status"), Column("why", "Why", 38))
LEAVING = (
    Column("importer", "Importer", 17, "id"),
    Column("flows", "Flows", 7, "ids"),
    Column("roles", "Roles", 13),
    Column("countries", "Countries", 20),
    Column("data", "Data", 24, "ids"),
    *_GROUND,
)


def _assessed(transfer: Transfer, dossier: Dossier) -> tuple[Text, ...]:
    """What is missing of the assessment that the ground needs."""
    lack = lacking(transfer, dossier)
    if lack is None:
        return ()
    words = long_dates(lack.words[:1].upper() + lack.words[1:])
    return (Text(f"{words} (Clause 14)", (lack.at or transfer.hop.place,), "open"),)


def _leaving(found: Iterable[Transfer], name: str, title: str, dossier: Dossier) -> Table:
    rows = tuple(
        (
            importer(line.first),
            flow_list(line),
            roles(line.first),
            where(line.first),
            categories(line.flows),
            ground(line.first),
            verdict(line.first),
            (*why(line.first), *_assessed(line.first, dossier)),
        )
        for line in gathered(found)
    )
    return Table(name, title, LEAVING, rows)


def _chain(found: Iterable[Transfer], dossier: Dossier) -> Table:
    """Links that the same legal person engages with the same answer share a row."""
    columns = (
        Column("importer", "Importer", 22, "id"),
        Column("exporter", "Handed on by", 20),
        Column("countries", "Countries", 20),
        *_GROUND,
    )
    groups: dict[tuple[str, ...], list[Transfer]] = {}
    for t in found:
        groups.setdefault((t.hop.exporter, t.words, t.verdict, t.reason), []).append(t)
    rows = tuple(
        (
            tuple(name for t in many for name in importer(t)),
            _exporter(many[0], dossier),
            tuple({text.value: text for t in many for text in where(t)}.values()),
            ground(many[0]),
            verdict(many[0]),
            why(many[0]),
        )
        for many in groups.values()
    )
    return Table("chain", "Handed on by suppliers", columns, rows)


def _exporter(transfer: Transfer, dossier: Dossier) -> Text:
    hop = transfer.hop
    party = dossier.get(Party, hop.importer.vendor.party) if hop.importer.vendor else None
    known = party is not None and party.legal_name.value == hop.exporter
    return Text(hop.exporter, (hop.place, *hop.exporter_places), fact(party.legal_name).mark if party and known else "")


def _inside(found: Iterable[Transfer]) -> Table:
    columns = (
        Column("importer", "Importer", 28, "id"),
        Column("flows", "Flows", 30, "ids"),
        Column("roles", "Roles", 22),
        Column("countries", "Countries", 30),
        Column("ground", "Ground", 34),
    )
    groups: dict[tuple[str, str], list[Transfer]] = {}
    for t in found:
        groups.setdefault((t.hop.importer.name, t.words), []).append(t)
    rows = tuple(
        (
            importer(many[0]),
            flow_list(Line(tuple(many))),
            _each_once(roles(t) for t in many),
            _each_once(text for t in many for text in where(t)),
            _together(ground(t) for t in many),
        )
        for _, many in sorted(groups.items())
    )
    return Table("inside", "No transfer, or inside the EEA", columns, rows)


def _each_once(texts: Iterable[Text]) -> tuple[Text, ...]:
    """Texts that say the same as one, resting on the lines of all."""
    found: dict[str, Text] = {}
    for text in texts:
        found[text.value] = found[text.value].also(*text.sources) if text.value in found else text
    return tuple(found.values())


def _together(texts: Iterable[Text]) -> Text:
    (text,) = _each_once(texts)
    return text


def _what_if(dossier: Dossier, found: tuple[Transfer, ...]) -> Table:
    columns = (
        Column("importer", "Importer", 24, "id"),
        Column("flow", "Flow", 8),
        Column("today", "Today", 28),
        Column("then", "Without the framework", 28),
        Column("result", "Result", 14, "status"),
        Column("why", "Why", 46),
    )
    table = jurisdictions.decisions().assume("no-dpf")
    after = judge_all((t.hop for t in found), dossier.today, table)
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            importer(change.after),
            say(change.after.hop.flow, "number") if change.after.hop.flow else Text("\N{EN DASH}"),
            ground(change.before),
            ground(change.after),
            verdict(change.after),
            why(change.after),
        )
        for change in differences(found, after)
    )
    return Table("what_if", "If the Data Privacy Framework fell", columns, rows)


def _decisions(found: Iterable[Transfer], dossier: Dossier) -> Table:
    columns = (
        Column("place", "Place", 14, "id"),
        Column("instrument", "Decision", 30),
        Column("scope", "Covers", 40),
        Column("in_force", "From", 11, "date"),
        Column("expires", "Until", 11, "date"),
        Column("eea", "For Iceland, Liechtenstein and Norway", 36),
        Column("checked", "Looked up", 11, "date"),
    )
    table = jurisdictions.decisions()
    used: dict[str, Decision] = {}
    for need in (need for t in found for need in t.outside):
        code = need.where.fact.value if need.where.fact.known else None
        row = table.on(code, dossier.today) if code else None
        if row:
            used.setdefault(row.celex, row)
    rows = tuple(_decision(row) for row in sorted(used.values(), key=lambda row: countries.name(row.country)))
    return Table("decisions", "Decisions looked at", columns, rows)


def _decision(row: Decision) -> tuple[Cell, ...]:
    limits = tuple(fixed(long_dates(text)) for text in (SCOPE_WORDS[row.scope], row.limit, row.litigation) if text)
    doubt = "; not compared: " + ", ".join(FIELD_WORDS[name] for name in row.unconfirmed) if row.unconfirmed else ""
    eea = f"{EEA_WORDS[row.eea.status][:1].upper()}{EEA_WORDS[row.eea.status][1:]}"
    return (
        fixed(countries.name(row.country) if row.country else row.organisation),
        (fixed(row.instrument), fixed(f"CELEX {row.celex}{doubt}")),
        limits,
        fixed(row.in_force.isoformat()),
        fixed(row.expires.isoformat() if row.expires else "no end set"),
        (fixed(eea), fixed(row.eea.note)),
        fixed(row.checked_on.isoformat()),
    )


def _summary(found: tuple[Transfer, ...]) -> Table:
    """How many hops came out which way, the safest ground first."""
    columns = (
        Column("ground", "Ground", 50, "id"),
        Column("result", "Result", 24, "status"),
        Column("hops", "Steps", 10, "number"),
    )
    order = (*GROUNDS,)
    groups: dict[tuple[int, str, str], list[Place]] = {}
    for t in found:
        words = "Not verified" if t.ground == "unverified" else t.words
        groups.setdefault((order.index(t.ground), words, VERDICTS[t.verdict]), []).append(t.hop.place)
    rows = tuple(
        (Text(words, tuple(places)), Text(result, tuple(places)), Text(str(len(places)), tuple(places)))
        for (_, words, result), places in sorted(groups.items())
    )
    return Table("summary", "Results", columns, rows)


def open_points(found: Iterable[Transfer], dossier: Dossier) -> Iterator[OpenPoint]:
    """The questions of suppliers that hold up an assessment; else what is open of the hop itself."""
    seen: set[str] = set()
    for transfer in found:
        who = transfer.hop.importer
        holder = who.customer or who.vendor
        if transfer.verdict in ("ok", "not-needed") or holder is None or holder.id in seen:
            continue
        seen.add(holder.id)
        name = (
            say(holder, "short_name" if who.customer and who.customer.short_name else "legal_name")
            if (who.customer)
            else say(holder, "name")
        )
        asked = [q for q in who.vendor.questions if "tia" in q.blocks] if who.vendor else []
        for question in asked:
            text = Text(f"{name.value}: {question.question}", (*name.sources, question.at("question")))
            yield OpenPoint(text, role(dossier, question.owner, question.at("owner")), say(question, "due"))
        if not asked:
            reason = ground(transfer)
            text = Text(
                f"{name.value}: {reason.value}; {long_dates(transfer.reason)}", (*name.sources, *reason.sources)
            )
            yield OpenPoint(text, role(dossier, holder.owner, holder.at("owner")))


def _unassessed(found: Iterable[Transfer], dossier: Dossier) -> Iterator[OpenPoint]:
    """Suppliers whose ground needs an assessment that is not done, each once."""
    seen: set[str] = set()
    for transfer in found:
        lack, vendor = lacking(transfer, dossier), transfer.hop.importer.vendor
        if lack is None or vendor is None or vendor.id in seen:
            continue
        seen.add(vendor.id)
        holder: Tia | Vendor = lack.tia or vendor
        words = f"{vendor.name}: {long_dates(lack.words)}"
        owner = role(dossier, holder.owner, holder.at("owner"))
        yield OpenPoint(Text(words, (vendor.at("name"), lack.at or transfer.hop.place)), owner)


def view(dossier: Dossier, subject: str = "") -> TransfersView:
    """The register as it stands today."""
    found = transfers(dossier)
    leaving = [t for t in found if t.leaves and t.hop.flow and t.hop.kind != "returned"]
    returned = [t for t in found if t.hop.kind == "returned"]
    tables = (
        _leaving(leaving, "leaving", "Transfers, or not known to stay in the EEA", dossier),
        _leaving(returned, "returned", "Data that goes back to customers", dossier),
        _chain((t for t in found if t.hop.flow is None), dossier),
        _inside(t for t in found if not t.leaves and t.hop.flow and t.hop.kind != "returned"),
        _what_if(dossier, found),
        _decisions(found, dossier),
    )
    flows = {t.hop.flow.id: t.hop.flow for t in found if t.hop.flow}
    examined = (
        f"{len(found)} steps from one legal person to the next were examined on {long_date(dossier.today)}: along "
        f"{len(flows)} live flows of personal data, to suppliers, hosts and customers, and down "
        f"{sum(1 for t in found if t.hop.flow is None)} links in the chains of suppliers"
    )
    return TransfersView(
        cover=cover(
            dossier,
            "transfers",
            "Transfers to third countries",
            fixed("Personal data that leaves the European Economic Area, and on which ground"),
            statement=STATEMENT,
        ),
        open_points=(*open_points(found, dossier), *_unassessed(found, dossier)),
        leaving=tables[0],
        returned=tables[1],
        chain=tables[2],
        inside=tables[3],
        what_if=tables[4],
        decisions=tables[5],
        summary=_summary(found),
        examined=Text(examined, tuple(flow.at("id") for flow in flows.values())),
        marks=_marks(tables),
    )


def _marks(tables: Iterable[Table]) -> tuple[str, ...]:
    cells = (cell for table in tables for row in table.rows for cell in row)
    texts = (text for cell in cells for text in (cell if isinstance(cell, tuple) else (cell,)))
    return tuple(sorted({text.mark for text in texts if text.mark in (*MARK_WORDS, "open")}))
