"""What a country asks for before data may go there: nothing, a decision that covers the importer, or clauses."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, NamedTuple

from compliance.derive.transfer_hops import Hop, Where
from compliance.diagnostics import Place
from compliance.frameworks import countries, jurisdictions
from compliance.frameworks.jurisdictions import Decision, Decisions
from compliance.frameworks.transfer_tools import hr_subjects
from compliance.registers.records.flows import DpfListing, Party
from compliance.registers.values import Fact

NeedKind = Literal["none", "adequacy", "dpf", "counsel", "unverified", "clauses"]
WHERE = {"seat": "seat", "stored": "storage", "reached": "access"}
UNKNOWN = {
    "seat": "country of the seat not verified",
    "stored": "country of storage not verified",
    "reached": "country of access not verified",
}
WEAK = ("unverified", "catalogue")
"""Statuses on which nothing in favour of a transfer may rest."""


class Need(NamedTuple):
    """What one country asks for, and why. ``sources`` are the lines that the reason rests on."""

    kind: NeedKind
    where: Where
    rule: str
    reason: str
    sources: tuple[Place, ...]
    decision: Decision | None = None
    fallen: bool = False
    """True where a decision covered the country and has ended."""


class Asked:
    """What countries ask for on a day by a table, found once each: many flows reach the same importer."""

    def __init__(self, day: date, table: Decisions) -> None:
        self.day, self.table = day, table
        self._of_hops: dict[tuple[int, str, bool], tuple[Need, ...]] = {}
        self._of_places: dict[tuple[int, str, str, bool], Need] = {}

    def __call__(self, hop: Hop) -> tuple[Need, ...]:
        """The needs of a hop. Records outlive the question, so that their identity names them."""
        key = (id(hop.importer), hop.exporter_country, _staff(hop))
        found = self._of_hops.get(key)
        if found is None:
            found = self._of_hops[key] = tuple(self._need(where, hop, key[2]) for where in hop.importer.where)
        return found

    def _need(self, where: Where, hop: Hop, staff: bool) -> Need:
        key = (id(where.fact), hop.importer.id, hop.exporter_country, staff)
        found = self._of_places.get(key)
        if found is None:
            found = self._of_places[key] = needed(where, hop, self.day, self.table)
        return found


def _staff(hop: Hop) -> bool:
    """Whether the data counts as human resources data."""
    return not hr_subjects().isdisjoint(hop.people)


def needed(where: Where, hop: Hop, day: date, table: Decisions) -> Need:
    """What one country of a hop asks for on a day (GDPR Articles 44 and 45)."""
    fact = where.fact
    if not fact.known or fact.value is None:
        return Need("unverified", where, "T2", UNKNOWN[where.kind], (fact.place,))
    name, code = countries.name(fact.value), fact.value
    at = f"{name} ({WHERE[where.kind]})"
    if countries.in_eea(code):
        if fact.status in WEAK:
            return Need("unverified", where, "T2", f"{at}: only a catalogue says so", (fact.place,))
        return Need("none", where, "T2", at, (fact.place,))
    decision = table.on(code, day)
    if decision is None:
        ended = table.ended(code, day)
        why = f"{ended.instrument} ended on {ended.expires}" if ended else "no adequacy decision"
        return Need("clauses", where, "T5", f"{at}: {why}", (fact.place,), fallen=ended is not None)
    if hop.exporter_country in jurisdictions.efta() and decision.eea.status not in jurisdictions.BINDS_EFTA:
        why = f"{decision.instrument} holds in the European Union; in the EEA Agreement it is {decision.eea.status}"
        return Need("counsel", where, "T7", f"{at}: {why}", (fact.place,), decision)
    if decision.scope == "dpf-listed":
        return _listed(where, hop, day, decision, at)
    return _scoped(where, hop, decision, at)


def _scoped(where: Where, hop: Hop, decision: Decision, at: str) -> Need:
    """A decision for all recipients, or for those of a kind."""
    sources = (where.fact.place,)
    end = f" until {decision.expires}" if decision.expires else ""
    if decision.scope == "all":
        return Need("adequacy", where, "T3", f"{at}: {decision.instrument}{end}", sources, decision)
    commercial = hop.importer.commercial
    if commercial and decision.scope == "commercial":
        why = f"{decision.instrument}{end}, for commercial organisations"
        return Need("adequacy", where, "T3", f"{at}: {why}", sources, decision)
    if commercial is None:
        why = f"{decision.instrument} covers some recipients only; whether this one is not verified"
        return Need("unverified", where, "T3", f"{at}: {why}", sources, decision)
    return Need(
        "clauses", where, "T5", f"{at}: {decision.instrument} does not cover such a recipient", sources, decision
    )


def _listed(where: Where, hop: Hop, day: date, decision: Decision, at: str) -> Need:
    """The Data Privacy Framework counts for the legal person on the list, on the day, and for the kind of data."""
    party = hop.importer.party
    listing = party.dpf if party else None
    sources: tuple[Place, ...] = (where.fact.place,)
    if party is None or listing is None:
        why = "no entry on the list of the Data Privacy Framework is recorded"
        return Need("clauses", where, "T5", f"{at}: {why}", sources, decision)
    sources = (*sources, listing.listed.place)
    if listing.listed.known and listing.listed.value is False:
        why = "stated not to be on the list of the Data Privacy Framework"
        return Need("clauses", where, "T5", f"{at}: {why}", sources, decision)
    doubt = _doubt(listing, party, hop, day)
    if doubt:
        return Need("unverified", where, "T4", f"{at}: {doubt}", sources, decision)
    if listing.checked_on:
        sources = (*sources, listing.at("checked_on"))
    why = f"on the list of the Data Privacy Framework, looked up on {listing.checked_on or listing.listed.date}"
    return Need("dpf", where, "T4", f"{at}: {why}", sources, decision)


def _doubt(listing: DpfListing, party: Party, hop: Hop, day: date) -> str:
    """Why a listing does not count for this legal person, day and data; empty where it does."""
    if not stands(listing.listed):
        return "the entry on the list of the Data Privacy Framework is not verified"
    named, own = listing.entity_name, party.legal_name.value or ""
    if named is not None and (not stands(named) or _folded(named.value or "") != _folded(own)):
        return "the entry on the list of the Data Privacy Framework is not of this legal person"
    checked = listing.checked_on or listing.listed.date
    if checked is None:
        return "no day is recorded on which the list of the Data Privacy Framework was looked up"
    if checked > day:
        return f"the list of the Data Privacy Framework was looked up on {checked} only"
    if listing.next_due and listing.next_due < day:
        return f"the entry on the list was due for renewal on {listing.next_due}"
    if _staff(hop) and not (listing.covers_hr and stands(listing.covers_hr) and listing.covers_hr.value):
        return "the entry on the list is not known to cover human resources data"
    return ""


def stands(fact: Fact[Any]) -> bool:
    """Whether something in favour of a transfer may rest on a fact."""
    return fact.known and fact.status not in WEAK


def _folded(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
