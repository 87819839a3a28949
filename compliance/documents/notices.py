"""Notices of a change of sub-processors, one a customer (GDPR Article 28(2)).

What changes, who it is, where and why, with which safeguards, from when at the earliest, and until when
the customer may object or must approve. Facts of the older revision print without a source: their
lines are gone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.derive import engaged as derived
from compliance.derive.differences import Aspect, Item
from compliance.derive.notices import Notice, Told, plan
from compliance.diagnostics import Place
from compliance.documents.subprocessors import grounds, legal_lines, link_ground, link_row, places
from compliance.documents.text import Text, each, fact, fixed, joined, long_date, say
from compliance.documents.views import Column, OpenPoint, Table, View, as_of_sources, cover, role
from compliance.frameworks import countries
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Agreement, Customer, Deviation
from compliance.registers.records.flows import Party
from compliance.registers.records.vendors import Certification, Subprocessor, Vendor

DPA_WORDS = {
    "signed": "Signed",
    "accepted": "Accepted",
    "incorporated": "Part of the main contract",
    "missing": "Missing",
    "not-needed": "Not needed",
}
COUNTING = "the day of this letter is not counted"

Facts = tuple[tuple[str, tuple[Text, ...]], ...]


@dataclass(frozen=True, slots=True)
class ChangePart:
    """One change: its heading, what differs where something did, and the sub-processor as it will be."""

    id: str
    heading: Text
    lead: Text
    differs: Table | None
    facts: Facts
    is_link: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView(View):
    """The letter to one customer."""

    approval: bool
    on_behalf: bool
    """The customer is itself a processor and has controllers to tell."""
    legal_name: Text
    agreement: Text
    answer_until: Text
    earliest: Text
    dates: tuple[tuple[str, Text], ...]
    reply_to: Text
    owner: Text
    deviations: tuple[Text, ...]
    changes: tuple[ChangePart, ...]
    ended: Text
    marks: tuple[str, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        dates = Table("dates", "Dates", _PAIR, tuple((fixed(name), text) for name, text in self.dates))
        facts = tuple(
            Table(f"facts-{part.id}", part.heading.value, _PAIR, tuple((fixed(n), t) for n, t in part.facts))
            for part in self.changes
        )
        return (dates, *(part.differs for part in self.changes if part.differs), *facts)


_PAIR = (Column("what", "What", 30, "id"), Column("value", "Value", 90))


def subjects(dossier: Dossier) -> tuple[str, ...]:
    """Customers who must be told."""
    return tuple(notice.customer.id for notice in plan(dossier).notices) if dossier.before else ()


def view(dossier: Dossier, subject: str) -> NoticeView:
    """The notice to one customer."""
    notice = next(n for n in plan(dossier).notices if n.customer.id == subject)
    customer = notice.customer
    changes = tuple(_part(told, dossier) for told in notice.told)
    title = "Request for approval" if notice.approval else "Notice of a change"
    texts = [text for part in changes for _, cell in part.facts for text in cell]
    return NoticeView(
        cover=cover(dossier, "notices", title, joined((fixed("Sub-processors of"), say(customer, "legal_name")), " ")),
        open_points=tuple(_open(notice, changes, dossier)),
        approval=notice.approval,
        on_behalf=customer.role == "processor",
        legal_name=say(customer, "legal_name"),
        agreement=agreement(customer),
        answer_until=answer_until(notice),
        earliest=earliest(notice),
        dates=tuple(_dates(notice, dossier)),
        reply_to=say(dossier.company.contacts, "privacy"),
        owner=role(dossier, customer.owner, customer.at("owner")),
        deviations=tuple(say(d, "wording") for d in customer.deviations if _about_subprocessors(d)),
        changes=changes,
        ended=fixed(", ".join(change.title for change in notice.ended)),
        marks=tuple(sorted({text.mark for text in texts if text.mark})),
    )


def agreement(customer: Customer) -> Text:
    """The latest data processing agreement with a customer."""
    found: list[Agreement] = sorted((a for a in customer.agreements if a.kind == "dpa"), key=lambda a: a.signed_on)
    if not found:
        return Text("no data processing agreement is on record", (customer.at("agreements"),), "open")
    last = found[-1]
    words = f"version {last.version} of {long_date(last.signed_on)}"
    return Text(words, (last.at("version"), last.at("signed_on")))


def _about_subprocessors(deviation: Deviation) -> bool:
    return deviation.clause.replace("-", "").casefold().startswith("subprocessor")


def answer_until(notice: Notice) -> Text:
    """The last day for the customer's answer."""
    return Text(long_date(notice.answer_until), (notice.customer.promises.at("objection_days"),))


def earliest(notice: Notice) -> Text:
    """The first day of the change for the customer."""
    promises = notice.customer.promises
    places = (promises.at("subprocessor_notice_days"), promises.at("objection_days"))
    return Text(long_date(notice.earliest), places)


def _dates(notice: Notice, dossier: Dossier) -> Iterator[tuple[str, Text]]:
    customer, promises = notice.customer, notice.customer.promises
    where = joined((say(customer, "address"), say(customer, "country", countries.name(customer.country))))
    yield "To", joined((say(customer, "legal_name"), where))
    yield "Address for notices", say(customer.contacts, "notices")
    yield "Agreement", joined((fixed("Data processing agreement,"), agreement(customer)), " ")
    yield "Date of this letter", Text(long_date(notice.day), as_of_sources(dossier))
    ask = "Your answer is due by" if notice.approval else "You may object until"
    last, first = answer_until(notice), earliest(notice)
    yield ask, Text(f"{last.value} ({promises.objection_days} days; {COUNTING})", last.sources)
    words = f"{first.value} ({promises.subprocessor_notice_days} days of notice)"
    yield "Takes effect not before", Text(words, first.sources)


def _part(told: Told, dossier: Dossier) -> ChangePart:
    vendor, link = told.engaged.vendor, told.engaged.link
    name = fact(link.name) if link else say(vendor, "name")
    new = told.change.verb == "gained"
    word = "New" if new else "Changed"
    chain = Text(f"{word} in the chain of {told.engaged.above}:", (told.engaged.above_place,))
    heading = joined((fixed(f"{word}:") if link is None else chain, name), " ")
    return ChangePart(
        id=told.change.id.replace("/", "-").replace(" ", "-"),
        heading=heading,
        lead=_lead(told, name),
        differs=None if new else _differs(told),
        facts=tuple(_link_facts(link, told) if link else _vendor_facts(vendor, told, dossier)),
        is_link=link is not None,
    )


def _lead(told: Told, name: Text) -> Text:
    if told.engaged.link is not None:
        engages = "is engaged by {}, which processes personal data for you on our behalf."
        above = Text(engages.format(told.engaged.above), (told.engaged.above_place,))
        return joined((name, above), " ")
    if told.change.verb == "gained":
        return joined((name, fixed("will process personal data for you on our behalf.")), " ")
    return joined(
        (name, fixed("processes personal data for you on our behalf already; the following will differ.")), " "
    )


def _differs(told: Told) -> Table:
    """What was and what will be, whole and not only the difference."""
    columns = (
        Column("what", "What", 24, "id"),
        Column("was", "Until now", 38),
        Column("now", "From then on", 38),
    )
    was, now = told.change.was, told.change.now
    aspects = [a for a in told.change.aspects if a.name != derived.DESCRIPTION]
    rows = tuple((fixed(a.name[:1].upper() + a.name[1:]), _before(a, was), _after(a, now, told)) for a in aspects)
    return Table(f"differs-{told.change.id}", f"What changes: {told.change.title}", columns, rows)


def _before(aspect: Aspect, item: Item | None) -> Text:
    labels = [value.label for value in item.aspect(aspect.name)] if item else []
    return fixed(", ".join(labels) or "none")


def _after(aspect: Aspect, item: Item | None, told: Told) -> Text:
    if aspect.name == derived.GROUND:
        link, found = told.engaged.link, told.engaged.transfers
        return joined((link_ground(link, found),) if link else grounds(found, told.engaged.vendor))
    values = item.aspect(aspect.name) if item else ()
    texts = [Text(v.label, (v.place,), "" if v.key else "open") for v in values]
    return joined(texts) if texts else fixed("none")


def _vendor_facts(vendor: Vendor, told: Told, dossier: Dossier) -> Iterator[tuple[str, tuple[Text, ...]]]:
    party, item = dossier.get(Party, vendor.party), told.engaged.item
    unknown = Text(vendor.party, (vendor.at("party"),), "open")
    yield "Legal person", legal_lines(party) if party else (unknown,)
    yield "Service", (joined(each(vendor, "services")),)
    yield "What it does", (say(vendor, "description"),)
    yield "Purposes", (_values(item, derived.PURPOSE, vendor.at("id")),)
    yield "People concerned", (_values(item, derived.PEOPLE, vendor.at("id")),)
    yield "Personal data", (_values(item, derived.DATA, vendor.at("id")),)
    yield "Where", places(vendor)
    yield "Ground of transfer", grounds(told.engaged.transfers, vendor)
    yield "Agreement with it", (_dpa(vendor),)
    yield "Safeguards", tuple(_safeguards(vendor))


def _link_facts(link: Subprocessor, told: Told) -> Iterator[tuple[str, tuple[Text, ...]]]:
    row = link_row(link, told.engaged.transfers)
    yield "Legal person", row.legal
    yield "Engaged by", (Text(told.engaged.above, (told.engaged.above_place,)),)
    yield "What it does", row.service
    yield "Personal data", (joined(row.data) if row.data else Text("data not recorded", (link.place,), "open"),)
    yield "Where", row.places
    yield "Ground of transfer", row.safeguard


def _values(item: Item, aspect: str, place: Place) -> Text:
    values = item.aspect(aspect)
    if not values:
        return Text(f"{aspect} not recorded", (place,), "open")
    return joined(Text(value.label, (value.place,)) for value in values)


def _dpa(vendor: Vendor) -> Text:
    dpa = vendor.dpa
    mark = "open" if dpa.status == "missing" else ""
    words = DPA_WORDS[dpa.status]
    if dpa.signed_on is None:
        return Text(words, (dpa.at("status"),), "open" if mark else "")
    return Text(f"{words} on {long_date(dpa.signed_on)}", (dpa.at("status"), dpa.at("signed_on")))


def _safeguards(vendor: Vendor) -> Iterator[Text]:
    security = vendor.security
    for name, found in (
        ("Encryption on the way", security.encryption_in_transit if security else None),
        ("Encryption at rest", security.encryption_at_rest if security else None),
    ):
        text = fact(found) if found else Text("not recorded", (vendor.at("id"),), "open")
        yield joined((fixed(f"{name}:"), text), " ")
    yield from (_certificate(c) for c in vendor.certifications if c.status != "unverified")


def _certificate(entry: Certification) -> Text:
    edition = f":{entry.edition}" if entry.edition.isdigit() else f" {entry.edition}" if entry.edition else ""
    until = f", valid until {long_date(entry.expires)}" if entry.expires else ""
    mark = entry.status if entry.status in ("secondary", "catalogue") else ""
    return Text(f"{entry.scheme}{edition}{until}", (entry.at("scheme"),), mark)


def _open(notice: Notice, parts: tuple[ChangePart, ...], dossier: Dossier) -> Iterator[OpenPoint]:
    """What nobody stands behind, and changes that the registers let begin too early."""
    for told, part in zip(notice.told, parts, strict=True):
        vendor = told.engaged.vendor
        owner = role(dossier, vendor.owner, vendor.at("owner"))
        for name, cell in part.facts:
            for text in cell:
                if text.mark:
                    weak = "" if text.mark == "open" else f" ({text.mark} source only)"
                    about = f"{part.heading.value}: {name.lower()}: {text.value}{weak}"
                    yield OpenPoint(Text(about, (*text.sources, *part.heading.sources)), owner)
        if told in notice.early and told.start:
            verb = "runs since" if told.start.live and told.start.day <= notice.day else "is planned for"
            words = f"{part.heading.value}: {verb} {long_date(told.start.day)}, before the earliest day of this letter"
            yield OpenPoint(Text(words, (told.start.place, *part.heading.sources)), owner)
    known = agreement(notice.customer)
    if known.mark == "open":
        yield OpenPoint(known, role(dossier, notice.customer.owner, notice.customer.at("owner")))
