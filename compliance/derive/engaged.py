"""Who processes customers' data for the company, as things to compare: sub-processors and their chains.

GDPR Article 28(2) asks for notice of any intended change; EDPB Opinion 22/2024 extends what must be
known to every link of the chain. What counts as a change that a customer must be told is here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from compliance.derive.differences import UNKNOWN, Aspect, Change, Item, Value
from compliance.derive.reach import flows_for_customers
from compliance.derive.transfers import GROUNDS, Transfer, transfers_to
from compliance.diagnostics import Place
from compliance.frameworks import countries
from compliance.frameworks.taxonomy import Vocabulary, label
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Flow, Party, TransferTerms
from compliance.registers.records.vendors import Subprocessor, Vendor
from compliance.registers.values import Fact

LEGAL_PERSON, SEAT, ADDRESS, CONTACT = "legal person", "country of the legal person", "address", "contact"
STORED, REACHED = "stored in", "reached from"
PURPOSE, SERVICES, DATA, PEOPLE = "purpose", "services", "data", "people"
GROUND, DESCRIPTION = "ground of transfer", "description"

NOTABLE = frozenset({LEGAL_PERSON, SEAT, STORED, REACHED, PURPOSE, SERVICES, DATA, PEOPLE, GROUND})
"""Aspects of which customers are told when something is added; the rest is words and addresses."""

FACTS = frozenset({LEGAL_PERSON, SEAT, STORED, REACHED, PURPOSE})
"""Aspects that the registers may simply not have known before."""

NO_GROUND_NEEDED = frozenset({"no-transfer", "none-eea"})
"""Answers about transfers that bring nothing a customer would have to know."""

BY_PREFIX = frozenset({DATA, PEOPLE, PURPOSE})
"""Aspects whose keys are of the taxonomy: whoever was told of a category was told of its children."""

MECHANISMS = {
    "dpf": "EU-US Data Privacy Framework",
    "scc": "Standard Contractual Clauses",
    "bcr": "binding corporate rules",
    "adequacy": "adequacy decision",
    "derogation": "derogation (Article 49)",
    "none": "none declared",
}


@dataclass(frozen=True, slots=True)
class Engaged:
    """A sub-processor, ours or one further down. ``above`` names the one that engages a link."""

    vendor: Vendor
    flows: tuple[Flow, ...]
    transfers: tuple[Transfer, ...]
    """The hops to the vendor by these flows, and those down its chain."""
    item: Item
    above: str
    above_place: Place
    link: Subprocessor | None = None


def engaged(dossier: Dossier, carries: Callable[[Flow], bool] = lambda flow: True) -> tuple[Engaged, ...]:
    """Every vendor that customers' data reaches or will reach, each followed by the links that it engages.

    ``carries`` limits the flows to those of one customer; a vendor whose flows all carry others' data is left
    out. One without flows cannot be told apart and stays.
    """
    found: list[Engaged] = []
    for vendor in dossier.all(Vendor):
        every = flows_for_customers(vendor, dossier, planned=True) if vendor.customer_data else ()
        flows = tuple(flow for flow in every if carries(flow))
        if vendor.customer_data and (flows or not every):
            judged = transfers_to(vendor, dossier, flows)
            item = _vendor_item(vendor, flows, judged, dossier)
            found.append(Engaged(vendor, flows, judged, item, vendor.name, vendor.at("name")))
            found += _links(found[-1], vendor.subprocessors)
    return tuple(found)


def _vendor_item(vendor: Vendor, flows: tuple[Flow, ...], judged: tuple[Transfer, ...], dossier: Dossier) -> Item:
    party = dossier.get(Party, vendor.party)
    contact = party.contacts.privacy if party and party.contacts else None
    aspects = {
        LEGAL_PERSON: _facts(party.legal_name) if party else (),
        SEAT: _countries([party.country]) if party else (),
        ADDRESS: _facts(party.address) if party else (),
        CONTACT: _facts(contact),
        STORED: _countries(region.country for region in vendor.storage),
        REACHED: _countries(vendor.access_countries),
        SERVICES: tuple(Value(s.casefold(), s, vendor.at("services", n)) for n, s in enumerate(vendor.services)),
        PURPOSE: _keys(flows, "purposes", "purpose"),
        DATA: _keys(flows, "data_categories", "category"),
        PEOPLE: _keys(flows, "data_subjects", "subject"),
        GROUND: _judged(t for t in judged if t.hop.flow is not None),
        DESCRIPTION: (Value(vendor.description, vendor.description, vendor.at("description")),),
    }
    return Item(vendor.id, vendor.name, vendor.at("id"), aspects)


def _links(above: Engaged, links: tuple[Subprocessor, ...]) -> Iterator[Engaged]:
    """The links below a sub-processor that its customers' data reaches, from the top down."""
    over = above.link.name.value or "" if above.link else above.vendor.name
    place = above.link.name.place if above.link else above.vendor.at("name")
    for link in links:
        name = link.name.value or (link.legal_name.value if link.legal_name else None)
        if link.reached and name:
            judged = (t for t in above.transfers if t.hop.importer.link is link)
            item = _link_item(link, f"{above.item.id}/{name}", f"{name}, engaged by {over}", judged)
            found = Engaged(above.vendor, above.flows, above.transfers, item, over, place, link)
            yield found
            yield from _links(found, link.subprocessors)


def _link_item(link: Subprocessor, id: str, title: str, judged: Iterable[Transfer]) -> Item:
    categories = tuple(
        Value(key, label("category", key), link.at("categories", n)) for n, key in enumerate(link.categories)
    )
    aspects = {
        LEGAL_PERSON: _facts(link.legal_name),
        ADDRESS: _facts(link.address),
        CONTACT: _facts(link.contact),
        STORED: _countries([link.country]),
        PURPOSE: _facts(link.purpose),
        DATA: categories,
        GROUND: _judged(judged),
    }
    return Item(id, title, link.name.place, aspects)


def _facts(fact: Fact[str] | None) -> tuple[Value, ...]:
    if fact is None:
        return ()
    if not fact.known or fact.value is None:
        return (Value(UNKNOWN, "not verified", fact.place),)
    return (Value(" ".join(fact.value.split()), fact.value, fact.place),)


def _countries(facts: Iterable[Fact[str]]) -> tuple[Value, ...]:
    found: dict[str, Value] = {}
    for fact in facts:
        known = fact.known and fact.value is not None
        code = (fact.value or UNKNOWN) if known else UNKNOWN
        found.setdefault(code, Value(code, countries.name(code) if known else "not verified", fact.place))
    return tuple(found.values())


def _keys(flows: Iterable[Flow], field: str, vocabulary: Vocabulary) -> tuple[Value, ...]:
    found: dict[str, Value] = {}
    for flow in flows:
        for index, key in enumerate(getattr(flow, field)):
            found.setdefault(key, Value(key, label(vocabulary, key), flow.at(field, index)))
    return tuple(found[key] for key in sorted(found))


def _judged(found: Iterable[Transfer]) -> tuple[Value, ...]:
    """Grounds of transfer as they are derived, each once.

    One that is declared and not yet shown to hold has the key of the declared one: to find its day of signature
    out is no change of ours.
    """
    values = map(_ground, found)
    return tuple({value.key: value for value in values}.values())


def _ground(found: Transfer) -> Value:
    terms, place = found.hop.declared, found.hop.place
    if found.verdict in ("ok", "not-needed"):
        key = f"{found.ground} {found.module if found.ground == 'scc' else ''}".strip()
        return Value(key, found.words, place)
    if terms is None or terms.mechanism == "none":
        return Value(UNKNOWN, GROUNDS[found.ground].lower(), place)
    declared = _declared(terms)
    return Value(declared.key, f"{declared.label} ({GROUNDS[found.ground].lower()})", place)


def _declared(terms: TransferTerms) -> Value:
    key = f"{terms.mechanism} {terms.module or ''}".strip()
    words = MECHANISMS[terms.mechanism] + (f", module {terms.module}" if terms.module else "")
    return Value(key, words, terms.at("mechanism"))


def grounds(flows: Iterable[Flow]) -> tuple[Value, ...]:
    """Grounds of transfer that flows declare, each once."""
    found: dict[str, Value] = {}
    for flow in flows:
        if flow.transfer is not None:
            value = _declared(flow.transfer)
            found.setdefault(value.key, value)
    return tuple(found.values())


def is_notable(change: Change) -> bool:
    """Whether customers must be told: a new one, or one that gets something that it had not."""
    return change.verb == "gained" or (change.verb == "changed" and any(map(is_notable_aspect, change.aspects)))


def is_notable_aspect(aspect: Aspect) -> bool:
    """Whether an aspect brings something new.

    A fact that was open and is now known is no change of what happens, with one exception: a country
    outside the EEA that nobody had named before.
    """
    gained = [value for value in aspect.gained if value.key != UNKNOWN and value.key not in NO_GROUND_NEEDED]
    if aspect.name not in NOTABLE or not gained:
        return False
    if not (aspect.clarifies and aspect.name in FACTS):
        return True
    return aspect.name in (SEAT, STORED, REACHED) and any(not countries.in_eea(value.key) for value in gained)
