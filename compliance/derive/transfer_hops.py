"""Who hands personal data to whom: every hop that the rules on transfers have to look at.

A hop is a live flow of personal data to another legal person, the host of a system that the company runs itself, a
customer to whom data goes back, another company of a supplier's group, or a link of its chain of sub-processors.
What comes from customers is a hop of theirs; ``derive/scc.py`` makes it for the agreement with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from compliance.derive.reach import carries, running
from compliance.diagnostics import Place
from compliance.frameworks.data import read
from compliance.frameworks.transfer_tools import plain_role
from compliance.graph.dataflow import runs
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from compliance.registers.records.flows import Flow, Party, System, TransferTerms
from compliance.registers.records.vendors import Subprocessor, Vendor
from compliance.registers.values import Fact

HopKind = Literal["direct", "flow", "host", "returned", "received", "group", "onward"]
WhereKind = Literal["seat", "stored", "reached"]

COMMERCIAL = {"pharma": True, "cro": True, "hospital": False, "university": False}
"""Whether a decision for commercial organisations covers a customer; other kinds are not known."""


class Where(NamedTuple):
    """A country that matters for a hop: the seat of the importer, a store, or a place it is reached from."""

    kind: WhereKind
    fact: Fact[str]


@dataclass(frozen=True, slots=True)
class Importer:
    """The legal person that gets the data. ``places`` are the lines that name it."""

    id: str
    name: str
    places: tuple[Place, ...]
    where: tuple[Where, ...]
    party: Party | None = None
    vendor: Vendor | None = None
    """The supplier, or the one at the top of the chain."""
    link: Subprocessor | None = None
    customer: Customer | None = None
    commercial: bool | None = None
    """Whether laws on commercial activity apply to it; None where no register says so."""
    under_gdpr: str = ""
    """``yes`` where the GDPR applies to the importer itself."""
    under_gdpr_place: Place | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One legal person makes personal data available to another. ``flow`` is None in a supplier's chain."""

    kind: HopKind
    exporter: str
    exporter_places: tuple[Place, ...]
    exporter_country: str
    exporter_role: str
    importer: Importer
    importer_role: str
    place: Place
    flow: Flow | None = None
    declared: TransferTerms | None = None
    people: frozenset[str] = frozenset()
    """Whom the data is about; in a chain, of all flows that reach the supplier."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Stays the same when facts change, so that two runs can be compared."""
        return (self.kind, self.flow.id if self.flow else self.exporter, self.importer.id)

    @property
    def subject(self) -> str:
        """Id of the record to mend: the customer, the flow, or the supplier at the top of the chain."""
        if self.importer.customer:
            return self.importer.customer.id
        if self.flow:
            return self.flow.id
        return self.importer.vendor.id if self.importer.vendor else self.importer.id


@cache
def personal(category: str) -> bool:
    """Whether a category of the taxonomy is personal data; one that it does not have is taken for it."""
    flags = {entry["key"]: bool(entry.get("personal", True)) for entry in read("taxonomy")["categories"]}
    return flags.get(category, True)


def hops(dossier: Dossier) -> tuple[Hop, ...]:
    """Every hop of live flows, by their number, then the chains of the suppliers that they reach."""
    maker = _Maker(dossier)
    found = [hop for flow in maker.flows for hop in maker.of_flow(flow)]
    return (*found, *maker.chains(found))


def hops_to(vendor: Vendor, dossier: Dossier, flows: Iterable[Flow] | None = None) -> tuple[Hop, ...]:
    """The hops that reach a supplier and go on down its chain; by these flows instead of the live ones, where given."""
    maker = _Maker(dossier, flows)
    direct = [hop for flow in maker.flows for hop in maker.of_flow(flow) if hop.importer.vendor is vendor]
    return (*direct, *maker.chains(direct, vendor))


class _Maker:
    """Makes hops; importers are made once, because many flows reach the same system."""

    def __init__(self, dossier: Dossier, flows: Iterable[Flow] | None = None) -> None:
        self.dossier = dossier
        self.company = dossier.company
        own = (p for p in dossier.all(Party) if p.legal_name.value == self.company.legal_name)
        self.own = next(own, None)
        if flows is None:
            flows = (flow for flow in dossier.all(Flow) if runs(flow, dossier.today))
        with_people = (flow for flow in flows if any(map(personal, flow.data_categories)))
        self.flows = tuple(sorted(with_people, key=lambda flow: (flow.number, flow.id)))
        self._importers: dict[tuple[str, str], Importer | None] = {}
        self._places: dict[str, tuple[Where, ...]] = {}
        self._customers = {c.id: c for c in running(dossier)}

    def of_flow(self, flow: Flow) -> Iterator[Hop]:
        source, target = self.dossier.get(System, flow.from_), self.dossier.get(System, flow.to)
        if source is None or target is None:
            return  # a finding of its own
        if target.kind == "data-subject":
            yield from self._returned(flow)
            return
        importer = self._runs(target)
        if source.kind == "data-subject" and flow.initiator == "data-subject":
            if importer is not None:
                yield self._hop("direct", flow, importer, flow.exporter_role, flow.importer_role)
        elif importer is not None and not self._same(source, importer):
            yield self._hop("flow", flow, importer, _own_role(flow), flow.importer_role, flow.transfer)
        host = self._hosts(target) if importer is None else None
        if host is not None:
            role = plain_role(flow.importer_role)
            to = "sub-processor" if role == "processor" else "processor"
            yield self._hop("host", flow, host, role, to, flow.transfer)

    def _hop(
        self,
        kind: HopKind,
        flow: Flow,
        importer: Importer,
        exporter_role: str,
        importer_role: str,
        declared: TransferTerms | None = None,
    ) -> Hop:
        return Hop(
            kind,
            self.company.legal_name,
            (self.company.at("legal_name"),),
            self.company.country,
            exporter_role,
            importer,
            importer_role,
            flow.at("to"),
            flow,
            declared,
            frozenset(flow.data_subjects),
        )

    def _is_own(self, party: str) -> bool:
        return not party or (self.own is not None and party == self.own.id)

    def _same(self, source: System, importer: Importer) -> bool:
        """Whether data stays with one legal person: it runs both ends."""
        sender = self._runs(source)
        return sender is not None and sender.id == importer.id

    def _runs(self, system: System) -> Importer | None:
        """The other legal person that runs a system; None where the company does."""
        vendor = self.dossier.get(Vendor, system.vendor) if system.vendor else None
        if vendor is None and self._is_own(system.party):
            return None
        return self._at(system, vendor, system.party)

    def _hosts(self, system: System) -> Importer | None:
        """The supplier on whose machines a system of the company runs."""
        provider = system.hosting.provider if system.hosting else ""
        vendor = self.dossier.get(Vendor, provider) if provider else None
        return self._at(system, vendor, "") if vendor else None

    def _at(self, system: System, vendor: Vendor | None, party_id: str) -> Importer:
        key = (system.id, vendor.id if vendor else party_id)
        found = self._importers.get(key)
        if found is None:
            found = self._importers[key] = self._importer(system, vendor, party_id)
        return found

    def _importer(self, system: System, vendor: Vendor | None, party_id: str) -> Importer:
        id = vendor.party if vendor and self._is_own(party_id) else party_id
        party = self.dossier.get(Party, id)
        places = (*_seat(party), *_of_system(system, vendor), *self._of_vendor(vendor))
        if not any(where.kind == "reached" for where in places):
            nobody: Fact[str] = Fact(place=(vendor or system).at("id"), value=None, status="unverified")
            places = (*places, Where("reached", nobody))
        return _of_party(id, party, _distinct(places), vendor)

    def _of_vendor(self, vendor: Vendor | None) -> tuple[Where, ...]:
        """Where a supplier stores data and from where its people reach it."""
        if vendor is None:
            return ()
        if vendor.id not in self._places:
            stored = (Where("stored", region.country) for region in vendor.storage)
            reached = (Where("reached", fact) for fact in vendor.access_countries)
            self._places[vendor.id] = (*stored, *reached)
        return self._places[vendor.id]

    def _returned(self, flow: Flow) -> Iterator[Hop]:
        """Data that goes to people who act for customers goes to each of these; to anybody else it is his own."""
        if flow.importer_role not in ("controller", "joint-controller"):
            return
        for customer in self._customers.values():
            if carries(flow, customer, self.dossier):
                exporter = role_towards(customer, flow.exporter_role)
                yield self._hop("returned", flow, of_customer(customer), exporter, customer.role, customer.transfer)

    def chains(self, found: list[Hop], *also: Vendor) -> Iterator[Hop]:
        """Hops inside and below each supplier that is reached, and those named, each link once."""
        people: dict[str, frozenset[str]] = {vendor.id: frozenset() for vendor in also}
        for hop in found:
            if hop.importer.vendor:
                id = hop.importer.vendor.id
                people[id] = people.get(id, frozenset()) | hop.people
        for id, subjects in people.items():
            vendor = self.dossier.get(Vendor, id)
            assert vendor is not None
            above = self._importer_of(vendor)
            for index, other in enumerate(vendor.other_parties):
                party = self.dossier.get(Party, other)
                to = _of_party(other, party, _seat(party), vendor)
                yield self._onward("group", above, to, vendor.at("other_parties", index), subjects)
            yield from self._links(vendor, above, vendor.subprocessors, subjects)

    def _importer_of(self, vendor: Vendor) -> Importer:
        party = self.dossier.get(Party, vendor.party)
        return _of_party(vendor.party, party, _seat(party), vendor)

    def _links(
        self, vendor: Vendor, above: Importer, links: tuple[Subprocessor, ...], subjects: frozenset[str]
    ) -> Iterator[Hop]:
        for index, link in enumerate(links):
            if link.reached:
                to = self._of_link(vendor, above, link, index)
                yield self._onward("onward", above, to, link.name.place, subjects)
                yield from self._links(vendor, to, link.subprocessors, subjects)

    def _onward(self, kind: HopKind, above: Importer, to: Importer, place: Place, people: frozenset[str]) -> Hop:
        seat = next((w.fact.value for w in above.where if w.kind != "reached" and w.fact.known), None)
        country = seat or self.company.country
        return Hop(kind, above.name, above.places, country, "processor", to, "sub-processor", place, None, None, people)

    def _of_link(self, vendor: Vendor, above: Importer, link: Subprocessor, index: int) -> Importer:
        named = link.legal_name if link.legal_name and link.legal_name.known else link.name
        party = self._party_named(named.value)
        where = _distinct((Where("stored", link.country), *_seat(party)))
        name = named.value or "a sub-processor without a name"
        id = f"{above.id}/{link.name.value or index}"
        return Importer(id, name, (named.place,), where, party, vendor, link)

    def _party_named(self, name: str | None) -> Party | None:
        """The legal person of the register with this name, if there is one: then more is known of the link."""
        return next((p for p in self.dossier.all(Party) if name and p.legal_name.value == name), None)


def _own_role(flow: Flow) -> str:
    """The company's role as exporter. A tag on its own page is its own, whatever the flow says of the person."""
    if flow.exporter_role != "data-subject":
        return flow.exporter_role
    return "processor" if flow.importer_role == "sub-processor" else "controller"


def _of_party(id: str, party: Party | None, where: tuple[Where, ...], vendor: Vendor | None) -> Importer:
    name = (party.legal_name.value if party else None) or id
    places = (party.legal_name.place,) if party else (vendor.at("party"),) if vendor else ()
    gdpr = party.subject_to_gdpr if party else None
    known = gdpr if gdpr is not None and gdpr.known else None
    return Importer(
        id,
        name,
        places,
        where,
        party,
        vendor,
        under_gdpr=known.value or "" if known else "",
        under_gdpr_place=known.place if known else None,
    )


def role_towards(customer: Customer, role: str) -> str:
    """The company's role towards a customer: for one that is itself a processor it is a sub-processor."""
    return "sub-processor" if customer.role == "processor" and role == "processor" else role


def of_customer(customer: Customer) -> Importer:
    """A customer as the one that gets data."""
    seat = Fact(place=customer.at("country"), value=customer.country, status="attested")
    return Importer(
        customer.id,
        customer.legal_name,
        (customer.at("legal_name"),),
        (Where("seat", seat),),
        customer=customer,
        commercial=COMMERCIAL.get(customer.kind),
        under_gdpr=customer.subject_to_gdpr,
        under_gdpr_place=customer.at("subject_to_gdpr"),
    )


def _seat(party: Party | None) -> tuple[Where, ...]:
    return (Where("seat", party.country),) if party else ()


def _of_system(system: System, vendor: Vendor | None) -> Iterator[Where]:
    """Where a system stores data, and from where it is reached.

    Where a supplier only hosts a system, those who reach it are the company's own people.
    """
    if system.hosting:
        yield Where("stored", system.hosting.country)
    if vendor is None or system.vendor == vendor.id:
        for index, code in enumerate(system.access_countries):
            place = system.at("access_countries", index)
            yield Where("reached", Fact(place=place, value=code, status="attested"))


def _distinct(found: tuple[Where, ...]) -> tuple[Where, ...]:
    """Each country once a kind; what is not known stays."""
    kept: dict[tuple[str, str], Where] = {}
    for where in found:
        known = where.fact.value if where.fact.known else str(where.fact.place)
        kept.setdefault((where.kind, known or str(where.fact.place)), where)
    return tuple(kept.values())
