"""The list of sub-processors (GDPR Article 28(2) and (4); EDPB Opinion 22/2024).

Every supplier that personal data of customers reaches, down its whole chain, with name, address,
contact, country, what it does and on which ground data leaves the EEA.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from compliance.derive.transfers import Transfer, transfers_to
from compliance.documents.hops import FIRM_VERDICTS, OPEN_WORDS
from compliance.documents.text import Text, fact, fixed, joined, say
from compliance.documents.views import Cell, Column, OpenPoint, Table, View, cover, role
from compliance.frameworks import countries
from compliance.frameworks.taxonomy import label
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Flow, Party, System
from compliance.registers.records.vendors import Subprocessor, Vendor
from compliance.registers.values import Fact

COLUMNS = (
    Column("name", "Sub-processor", 16, "id"),
    Column("legal_name", "Legal person, address and contact", 26),
    Column("service", "What it does", 22),
    Column("data", "Data that reaches it", 24, "ids"),
    Column("countries", "Stored in and reached from", 20),
    Column("safeguard", "Ground of transfer", 17),
    Column("since", "Since", 9, "date"),
)


DOUBTS = {"secondary": "only as a third party read it", "catalogue": "only from a catalogue"}


@dataclass(frozen=True, slots=True)
class SubprocessorRow:
    """One sub-processor, ours or one further down."""

    name: Text
    legal: tuple[Text, ...]
    service: tuple[Text, ...]
    data: tuple[Text, ...]
    places: tuple[Text, ...]
    safeguard: tuple[Text, ...]
    since: Text
    below: tuple[SubprocessorRow, ...] = ()

    def cells(self) -> tuple[Cell, ...]:
        return (self.name, self.legal, self.service, self.data, self.places, self.safeguard, self.since)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubprocessorsView(View):
    """The list, with how customers hear of changes."""

    rows: tuple[SubprocessorRow, ...]
    notice_days: Text
    objection_days: Text
    contact: Text
    marks: tuple[str, ...]

    @property
    def chain(self) -> tuple[tuple[SubprocessorRow, SubprocessorRow], ...]:
        """Further links: the one above and the one below."""
        return tuple((row, below) for row in self.rows for below in deep(row))

    @property
    def tables(self) -> tuple[Table, ...]:
        first = Table("subprocessors", "Sub-processors", COLUMNS, tuple(row.cells() for row in self.rows))
        if not self.chain:
            return (first,)
        columns = (Column("engaged_by", "Engaged by", 14, "id"), *COLUMNS)
        cells = tuple((above.name, *below.cells()) for above, below in self.chain)
        return (first, Table("chain", "Engaged by our sub-processors", columns, cells))


def deep(row: SubprocessorRow) -> Iterator[SubprocessorRow]:
    """Every link below one, from the top down."""
    for below in row.below:
        yield below
        yield from deep(below)


def country(value: Fact[str] | None) -> Text:
    """A country by its name."""
    if value is None or not value.known or value.value is None:
        return fact(value, "country not verified")
    return Text(countries.name(value.value), (value.place,), fact(value).mark)


def legal_lines(party: Party) -> tuple[Text, ...]:
    """Legal name, address with country, contact: what Article 28 and Opinion 22/2024 ask for."""
    address = fact(party.address, "address not verified") if party.address else _missing(party, "address")
    contact = party.contacts.privacy if party.contacts else None
    return (
        fact(party.legal_name, "legal name not verified"),
        joined((address, country(party.country))),
        fact(contact, "contact not verified") if contact else _missing(party, "contact"),
    )


def _missing(record: Party | Subprocessor, what: str) -> Text:
    return Text(f"{what} not known", (record.place,), "open")


def places(vendor: Vendor) -> tuple[Text, ...]:
    """Where data is stored, and from where else the vendor's people reach it."""
    stored = [_region(fact_country, region) for fact_country, region in ((s.country, s.region) for s in vendor.storage)]
    seen = {s.country.value for s in vendor.storage if s.country.known}
    reached = [country(c) for c in vendor.access_countries if c.value is None or c.value not in seen]
    lines = [Text(f"Stored: {t.value}", t.sources, t.mark) for t in stored]
    if reached:
        together = joined(reached)
        lines.append(Text(f"Reached from: {together.value}", together.sources, together.mark))
    return tuple(lines)


def _region(where: Fact[str], region: Fact[str] | None) -> Text:
    name = country(where)
    if region is None or not region.known:
        return name
    return Text(f"{name.value}, {region.value}", (*name.sources, region.place), name.mark)


def flows_into(vendor: Vendor, dossier: Dossier) -> tuple[Flow, ...]:
    """Live flows that reach a system of the vendor."""
    systems = {
        s.id for s in dossier.all(System) if s.vendor == vendor.id or (s.hosting and s.hosting.provider == vendor.id)
    }
    return tuple(f for f in dossier.all(Flow) if f.to in systems and f.status == "live")


def categories(flows: tuple[Flow, ...], of: Collection[str] | None = None) -> tuple[Text, ...]:
    """Data categories of flows, each once, resting on every line that names it; only those in ``of`` where given."""
    found: dict[str, Text] = {}
    for flow in flows:
        for index, key in enumerate(flow.data_categories):
            if of is not None and key not in of:
                continue
            name, place = label("category", key), flow.at("data_categories", index)
            found[name] = found[name].also(place) if name in found else Text(name, (place,))
    return tuple(found[name] for name in sorted(found))


def safeguards(vendor: Vendor, flows: tuple[Flow, ...], dossier: Dossier) -> tuple[Text, ...]:
    """The ground of the transfer as it is derived for these flows, or that none is needed, or that it is open."""
    return grounds(transfers_to(vendor, dossier, flows), vendor)


def grounds(found: Iterable[Transfer], vendor: Vendor) -> tuple[Text, ...]:
    """The grounds of hops to a supplier, each once; its chain is left out."""
    direct = [t for t in found if t.hop.flow is not None]
    exported = [t for t in direct if t.hop.kind != "direct"] or direct
    words: dict[str, Text] = {}
    for transfer in exported:
        text = _ground(transfer)
        words[text.value] = words[text.value].also(*text.sources) if text.value in words else text
    return tuple(words.values()) or (Text("no live flow is recorded", (vendor.at("id"),), "open"),)


def _ground(transfer: Transfer) -> Text:
    places = tuple(dict.fromkeys((transfer.hop.place, *transfer.sources)))
    if transfer.verdict not in FIRM_VERDICTS:
        return Text(OPEN_WORDS.get(transfer.ground, "no ground found"), places, "open")
    if transfer.ground in ("scc", "bcr"):
        return Text(f"{transfer.words} (declared)", places)
    instrument = f": {transfer.decision.instrument}" if transfer.decision and transfer.ground == "adequacy" else ""
    return Text(f"{transfer.words}{instrument}", places)


def _chain(links: tuple[Subprocessor, ...], found: tuple[Transfer, ...]) -> tuple[SubprocessorRow, ...]:
    return tuple(link_row(link, found) for link in links if link.reached)


def link_row(link: Subprocessor, found: tuple[Transfer, ...]) -> SubprocessorRow:
    """One link of a supplier's chain as the list prints it, with those below it."""
    legal = fact(link.legal_name, "legal name not verified") if link.legal_name else fact(link.name)
    address = fact(link.address, "address not verified") if link.address else _missing(link, "address")
    contact = fact(link.contact, "contact not verified") if link.contact else _missing(link, "contact")
    return SubprocessorRow(
        name=fact(link.name),
        legal=(legal, address, contact),
        service=(fact(link.purpose),),
        data=tuple(Text(label("category", key), (link.at("categories", n),)) for n, key in enumerate(link.categories)),
        places=(country(link.country),),
        safeguard=(link_ground(link, found),),
        since=say(link, "since"),
        below=_chain(link.subprocessors, found),
    )


def link_ground(link: Subprocessor, found: Iterable[Transfer]) -> Text:
    """The ground on which a link of the chain gets the data."""
    transfer = next(t for t in found if t.hop.importer.link is link)
    if transfer.verdict == "unverified":
        return Text("under the supplier's own agreement; not verified", transfer.sources, "open")
    return _ground(transfer)


def row(
    vendor: Vendor, dossier: Dossier, flows: tuple[Flow, ...] | None = None, of: Collection[str] | None = None
) -> SubprocessorRow:
    """One supplier as the list prints it; by these flows, and of the data only these categories, where given."""
    party = dossier.get(Party, vendor.party)
    flows = flows_into(vendor, dossier) if flows is None else flows
    found = transfers_to(vendor, dossier, flows)
    return SubprocessorRow(
        name=say(vendor, "name"),
        legal=legal_lines(party) if party else (Text(vendor.party, (vendor.at("party"),), "open"),),
        service=(say(vendor, "description"),),
        data=categories(flows, of),
        places=places(vendor),
        safeguard=grounds(found, vendor),
        since=say(vendor, "used_since"),
        below=_chain(vendor.subprocessors, found),
    )


def open_points(
    found: tuple[SubprocessorRow, ...], vendors: dict[str, Vendor], dossier: Dossier
) -> Iterator[OpenPoint]:
    """What nobody stands behind, a line for each, with the owner of the supplier at the top of its chain."""
    for line in found:
        vendor = vendors[line.name.value]
        owner = role(dossier, vendor.owner, vendor.at("owner"))
        for every in (line, *deep(line)):
            cells = (cell if isinstance(cell, tuple) else (cell,) for cell in every.cells())
            texts = [text for cell in cells for text in cell if text.mark]
            if texts:
                below = "" if every is line else f", engaged by {line.name.value}"
                named = (*every.name.sources, *(line.name.sources if every is not line else ()))
                words = f"{every.name.value}{below}: {'; '.join(map(_doubt, texts))}"
                yield OpenPoint(Text(words, (*(p for t in texts for p in t.sources), *named)), owner)


def _doubt(text: Text) -> str:
    """Why a text is open: in its own words, or from where it was taken."""
    if text.mark == "open":
        return text.value[:1].lower() + text.value[1:]
    return f"“{text.value}” {DOUBTS[text.mark]}"


def view(dossier: Dossier, subject: str = "") -> SubprocessorsView:
    """The list as it stands today."""
    vendors = [v for v in dossier.all(Vendor) if v.customer_data]
    found = tuple(row(vendor, dossier) for vendor in sorted(vendors, key=lambda v: v.name.lower()))
    procedures = dossier.project.procedures
    empty = Text("")
    texts = [
        t
        for line in found
        for every in (line, *deep(line))
        for c in every.cells()
        for t in (c if isinstance(c, tuple) else (c,))
    ]
    return SubprocessorsView(
        cover=cover(
            dossier, "subprocessors", "Sub-processors", fixed("Who processes customers' personal data on our behalf")
        ),
        open_points=tuple(open_points(found, {v.name: v for v in vendors}, dossier)),
        rows=found,
        notice_days=say(procedures, "subprocessor_notice_days") if procedures else empty,
        objection_days=say(procedures, "objection_days") if procedures else empty,
        contact=say(dossier.company.contacts, "privacy"),
        marks=tuple(sorted({t.mark for t in texts if t.mark})),
    )
