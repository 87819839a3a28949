"""One transfer impact assessment a supplier outside the EEA, by the steps of EDPB Recommendations 01/2020.

What the registers know is derived; what a person has to find out comes from the register of assessments, and is an open
point until it stands there. A conclusion never rests on encryption whose key the supplier may hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from compliance.derive.key_holders import encryption_counts, key_holders
from compliance.derive.reach import customers_reached
from compliance.derive.transfers import Transfer, transfers, transfers_to
from compliance.diagnostics import Place
from compliance.documents.subprocessors import categories, legal_lines
from compliance.documents.text import MARK_WORDS, Text, each, fact, fixed, joined, long_date, say
from compliance.documents.transfers import flow_list, gathered, ground, roles, where, why
from compliance.documents.views import (
    Column,
    Cover,
    OpenPoint,
    Table,
    View,
    as_of_sources,
    company,
    default_classification,
    role,
)
from compliance.frameworks import countries
from compliance.frameworks.taxonomy import label
from compliance.frameworks.transfer_tools import TiaField, tia_fields, tia_steps
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Flow, Party
from compliance.registers.records.transfers import Tia
from compliance.registers.records.vendors import Vendor

COVERED = ("no-transfer", "none-eea", "adequacy", "dpf")
"""Grounds under which nobody has to look at the law of the country."""
CONCLUSIONS = {
    "proceed": "The transfer goes on",
    "proceed-with-measures": "The transfer goes on with the measures above",
    "suspend": "The transfer is suspended",
}
UK_TEST = {"met": "Not materially lower", "not-met": "Materially lower", "not-needed": "Not needed"}
KEY_WORDS = {"ours": "key not in the supplier's hands", "theirs": "the supplier or its host holds the key"}
TRANSFORMS = {
    "drop": "left out",
    "hash": "hashed",
    "pseudonymise": "replaced by a pseudonym",
    "aggregate": "aggregated",
    "anonymise": "anonymised",
}
MISSING = {
    "laws": "No law has been looked at",
    "access_requests": "Nobody has asked whether authorities made requests",
    "practice": "No evidence of practice has been gathered",
    "technical": "None recorded",
    "contractual": "None recorded",
    "organisational": "None recorded",
    "conclusion": "Not concluded",
    "uk_test": "Not decided",
    "assessor": "Nobody yet",
    "approved_by": "Nobody yet",
    "date": "Not assessed yet",
    "next_review": "No day set",
}
OFFERS = {
    "dpf": "EU-US Data Privacy Framework",
    "scc": "Standard Contractual Clauses",
    "bcr": "Binding corporate rules",
    "adequacy": "Adequacy decision",
    "none": "No ground",
}
NO_ENCRYPTION = "Encryption carries no conclusion here: the key is not known to be out of the supplier's hands"

Texts = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step with its fields: label and texts."""

    title: str
    fields: tuple[tuple[str, Texts], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TiaView(View):
    """The assessment of the transfers to one supplier."""

    conclusion: Text
    needed: bool
    steps: tuple[Step, ...]
    hops: Table
    notes: Text
    marks: tuple[str, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        columns = (Column("step", "Step", 24, "id"), Column("field", "Field", 24), Column("value", "Value", 90))
        rows = tuple((fixed(step.title), fixed(name), texts) for step in self.steps for name, texts in step.fields)
        return (self.hops, Table("fields", "Assessment", columns, rows))


def subjects(dossier: Dossier) -> tuple[str, ...]:
    """Suppliers to which data leaves the EEA, or is not known to stay, themselves or down their chain."""
    found = {t.hop.importer.vendor.id for t in transfers(dossier) if t.leaves and t.hop.importer.vendor}
    return tuple(vendor.id for vendor in dossier.all(Vendor) if vendor.id in found)


class _Facts:
    """What the fields of one assessment say. ``_FIELDS`` names the method of each."""

    def __init__(self, vendor: Vendor, dossier: Dossier) -> None:
        self.vendor, self.dossier = vendor, dossier
        self.found = transfers_to(vendor, dossier)
        self.direct = tuple(t for t in self.found if t.hop.flow is not None)
        self.party = dossier.get(Party, vendor.party)
        self.tia = next((tia for tia in dossier.all(Tia) if tia.vendor == vendor.id), None)

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        return tuple(dict.fromkeys(t.hop.flow for t in self.direct if t.hop.flow))

    @property
    def needed(self) -> bool:
        """Whether some hop rests on a tool for which law and practice have to be looked at."""
        return any(t.ground not in COVERED for t in self.found)

    @property
    def missing(self) -> Place:
        """Where a field that nobody has written would stand."""
        return self.tia.at("id") if self.tia else self.vendor.at("id")

    # Step 1: know the transfer

    def exporter(self) -> Iterator[Text]:
        yield say(self.dossier.company, "legal_name")
        for line in gathered(self.direct):
            numbers = flow_list(line)
            pair = roles(line.first)
            places = (*pair.sources, *(p for n in numbers for p in n.sources))
            listed = ", ".join(n.value for n in numbers)
            yield Text(f"{pair.value}: flow{'s' if len(numbers) > 1 else ''} {listed}", places)

    def importer(self) -> Iterator[Text]:
        yield from (
            legal_lines(self.party) if self.party else (Text(self.vendor.party, (self.vendor.at("party"),), "open"),)
        )

    def chain(self) -> Iterator[Text]:
        onward = [t for t in self.found if t.hop.flow is None]
        for transfer in onward:
            who = transfer.hop.importer
            at, result = joined(where(transfer)), ground(transfer)
            words = f"{who.name}: {at.value[:1].lower()}{at.value[1:]}; {result.value[:1].lower()}{result.value[1:]}"
            yield Text(words, (*who.places, *at.sources, *result.sources), result.mark)
        if not onward:
            yield Text("No further step is recorded that the data reaches", (self.vendor.at("id"),))

    def countries(self) -> Iterator[Text]:
        yield from {text.value: text for t in self.direct for text in where(t)}.values()

    def data(self) -> Iterator[Text]:
        yield joined(categories(self.flows))
        people: dict[str, Text] = {}
        for flow in self.flows:
            for index, key in enumerate(flow.data_subjects):
                text = Text(label("subject", key), (flow.at("data_subjects", index),))
                people[text.value] = people[text.value].also(*text.sources) if text.value in people else text
        about = joined(people.values())
        yield Text(f"About: {about.value}", about.sources)

    def form(self) -> Iterator[Text]:
        for flow in self.flows:
            for transform in flow.transforms:
                names = [label("category", key) for key in transform.on_categories]
                words = f"Flow {flow.number}: {TRANSFORMS[transform.kind]}: {', '.join(names)}"
                yield Text(words, (flow.at("number"), transform.at("kind"), transform.at("on_categories")))
            if flow.in_transit:
                way = flow.in_transit
                version = f" {way.min_version} or newer" if way.min_version else ""
                places = (flow.at("number"), way.at("protocol"), *((way.at("min_version"),) if version else ()))
                yield Text(f"Flow {flow.number}: {way.protocol}{version} on the way", places)

    def key_holder(self) -> Iterator[Text]:
        for holder in key_holders(self.vendor, self.dossier):
            words = f"{holder.system.name}: {KEY_WORDS.get(holder.state, 'holder of the key not verified')}"
            places = (holder.place, holder.system.at("name"))
            yield Text(words, places, "open" if holder.state == "unverified" else "")
        if not encryption_counts(self.vendor, self.dossier):
            yield fixed(NO_ENCRYPTION)

    def purpose(self) -> Iterator[Text]:
        purposes: dict[str, Text] = {}
        for flow in self.flows:
            for index, key in enumerate(flow.purposes):
                text = Text(label("purpose", key), (flow.at("purposes", index),))
                purposes[text.value] = purposes[text.value].also(*text.sources) if text.value in purposes else text
        yield joined(purposes.values())

    # Step 2: the tool

    def tool(self) -> Iterator[Text]:
        for line in gathered(self.direct):
            numbers, text = flow_list(line), ground(line.first)
            listed = ", ".join(n.value for n in numbers)
            words = f"Flow{'s' if len(numbers) > 1 else ''} {listed}: {text.value}"
            yield Text(words, (*text.sources, *(p for n in numbers for p in n.sources)), text.mark)

    def offered(self) -> Iterator[Text]:
        offer = self.vendor.transfer
        if offer is None:
            yield Text("Not recorded", (self.vendor.at("id"),), "open")
            return
        for mechanism in offer.mechanisms:
            text = fact(mechanism, "Not verified")
            yield text if text.mark == "open" else replace(text, value=OFFERS[str(mechanism.value)])
        numbers = joined(fact(number, "not verified") for number in offer.modules)
        if numbers:
            yield Text(f"Modules: {numbers.value}", numbers.sources, numbers.mark)
        yield say(offer, "note")

    def decisions(self) -> Iterator[Text]:
        rows = {need.decision.celex: need.decision for t in self.direct for need in t.outside if need.decision}
        for row in rows.values():
            limits = " ".join(t for t in (row.limit, row.litigation) if t)
            yield fixed(f"{countries.name(row.country)}: {row.instrument}. {limits}".strip())

    def laws(self) -> Iterator[Text]:
        for entry in self.tia.laws if self.tia else ():
            yield joined((say(entry, "law"), say(entry, "finding"), say(entry, "source"), say(entry, "read_on")), ": ")

    def access_requests(self) -> Iterator[Text]:
        yield fact(self.tia.access_requests if self.tia else None, "not known")

    def practice(self) -> Iterator[Text]:
        yield from (fact(item, "not known") for item in (self.tia.practice if self.tia else ()))

    def declared(self) -> Iterator[Text]:
        for flow in self.flows:
            yield from each(flow.transfer, "supplementary_measures") if flow.transfer else ()

    def listed(self, name: str) -> Iterator[Text]:
        yield from each(self.tia, name) if self.tia else ()

    # Steps 5 and 6: the conclusion

    def conclusion(self) -> Iterator[Text]:
        tia = self.tia
        if tia is None or tia.conclusion is None:
            return
        weak = "encryption" in tia.rests_on and not encryption_counts(self.vendor, self.dossier)
        if weak and tia.conclusion != "suspend":
            yield Text("not carried: it rests on encryption", (tia.at("rests_on"), tia.at("conclusion")), "open")
            return
        yield say(tia, "conclusion", CONCLUSIONS[tia.conclusion])
        yield say(tia, "conclusion_reason")
        if tia.rests_on:
            rests = joined(each(tia, "rests_on"))
            yield Text(f"It rests on: {rests.value}", rests.sources)

    def uk_test(self) -> Iterator[Text]:
        in_uk = [c for c in customers_reached(self.vendor, self.dossier) if c.country == "GB"]
        if self.tia and self.tia.uk_test:
            yield say(self.tia, "uk_test", UK_TEST[self.tia.uk_test])
        elif not in_uk:
            yield Text("Not asked: no data of a customer in the United Kingdom is reached", (self.vendor.at("id"),))

    def named(self, name: str) -> Iterator[Text]:
        id = getattr(self.tia, name) if self.tia else ""
        if self.tia and id:
            yield role(self.dossier, id, self.tia.at(name))

    def day(self, name: str) -> Iterator[Text]:
        day = getattr(self.tia, name) if self.tia else None
        if self.tia and day:
            yield say(self.tia, name, long_date(day))


_FIELDS: dict[str, Callable[[_Facts], Iterator[Text]]] = {
    "exporter": _Facts.exporter,
    "importer": _Facts.importer,
    "chain": _Facts.chain,
    "countries": _Facts.countries,
    "data": _Facts.data,
    "form": _Facts.form,
    "key_holder": _Facts.key_holder,
    "purpose": _Facts.purpose,
    "tool": _Facts.tool,
    "offered": _Facts.offered,
    "decisions": _Facts.decisions,
    "laws": _Facts.laws,
    "access_requests": _Facts.access_requests,
    "practice": _Facts.practice,
    "declared": _Facts.declared,
    "technical": lambda facts: facts.listed("technical"),
    "contractual": lambda facts: facts.listed("contractual"),
    "organisational": lambda facts: facts.listed("organisational"),
    "conclusion": _Facts.conclusion,
    "uk_test": _Facts.uk_test,
    "assessor": lambda facts: facts.named("assessor"),
    "approved_by": lambda facts: facts.named("approved_by"),
    "date": lambda facts: facts.day("assessed_on"),
    "next_review": lambda facts: facts.day("next_review"),
}
"""Each field of ``frameworks/transfers.yaml``; a test holds the two together."""


def _texts(field: TiaField, facts: _Facts) -> Texts:
    """What a field says; where a person has to say it and has not, that it is open."""
    found = tuple(text for text in _FIELDS[field.id](facts) if text)
    if found or field.of == "derived":
        return found
    if not facts.needed:
        return (fixed("Not asked: a decision covers every hop"),)
    return (Text(MISSING[field.id], (facts.missing,), "open"),)


def _steps(facts: _Facts) -> tuple[Step, ...]:
    return tuple(
        Step(
            title,
            tuple((f.title, texts) for f in tia_fields() if f.step == id and (texts := _texts(f, facts))),
        )
        for id, title in tia_steps()
    )


def _open_points(facts: _Facts, dossier: Dossier) -> Iterator[OpenPoint]:
    """The supplier's open questions that hold the assessment up, then the fields that nobody has written."""
    vendor, tia = facts.vendor, facts.tia
    for question in vendor.questions:
        if "tia" in question.blocks:
            yield OpenPoint(
                say(question, "question"), role(dossier, question.owner, question.at("owner")), say(question, "due")
            )
    holder: Tia | Vendor = tia or vendor
    owner = role(dossier, holder.owner, holder.at("owner"))
    for field in tia_fields():
        if field.of == "register":
            for text in _texts(field, facts):
                if text.mark == "open":
                    yield OpenPoint(Text(f"{field.title}: {text.value}", text.sources), owner)


def _hops(found: tuple[Transfer, ...]) -> Table:
    columns = (
        Column("flows", "Flows", 9, "ids"),
        Column("roles", "Roles", 18),
        Column("ground", "Ground", 26),
        Column("why", "Why", 52),
    )
    rows = tuple((flow_list(line), roles(line.first), ground(line.first), why(line.first)) for line in gathered(found))
    return Table("hops", "Transfers assessed", columns, rows)


def _cover(facts: _Facts, dossier: Dossier) -> Cover:
    vendor, tia = facts.vendor, facts.tia
    empty = Text("")
    approved = next(facts.named("approved_by"), empty)
    return Cover(
        title=Text(f"Transfer impact assessment: {vendor.name}", (vendor.at("name"),)),
        subtitle=joined(
            (say(tia, "id") if tia else empty, fact(facts.party.legal_name) if facts.party else empty), " · "
        ),
        company=company(dossier),
        classification=default_classification(dossier),
        version=empty,
        approved_by=approved,
        approved_on=next(facts.day("assessed_on"), empty),
        next_review=next(facts.day("next_review"), empty),
        as_of=dossier.today,
        as_of_sources=as_of_sources(dossier),
    )


def view(dossier: Dossier, subject: str) -> TiaView:
    """The assessment of one supplier by its id."""
    vendor = dossier.get(Vendor, subject)
    assert vendor is not None, subject  # subjects() named it
    facts = _Facts(vendor, dossier)
    steps = _steps(facts)
    texts = [text for step in steps for _, many in step.fields for text in many]
    concluded = next(facts.conclusion(), None) or Text("Not concluded", (facts.missing,), "open")
    return TiaView(
        cover=_cover(facts, dossier),
        open_points=tuple(_open_points(facts, dossier)) if facts.needed else (),
        conclusion=concluded,
        needed=facts.needed,
        steps=steps,
        hops=_hops(tuple(t for t in facts.direct if t.leaves)),
        notes=say(facts.tia, "notes") if facts.tia else Text(""),
        marks=tuple(sorted({t.mark for t in texts if t.mark in (*MARK_WORDS, "open")})),
    )
