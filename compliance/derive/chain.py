"""The chain of legal persons behind a vendor that reach personal data, and what must be known of each.

A controller must be able to name every processor in the chain, with address and contact (EDPB
Opinion 22/2024, part 1), however far down it stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from compliance.diagnostics import Place
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Party
from compliance.registers.records.vendors import Subprocessor, Vendor
from compliance.registers.values import Fact


@dataclass(frozen=True, slots=True)
class Link:
    """One legal person of the chain. ``facts`` are those that documents name it by; None where a
    field is not in the register at all."""

    vendor: Vendor
    name: str
    place: Place
    facts: Mapping[str, Fact[str] | None]

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of fields that the register does not have."""
        return tuple(name for name, fact in self.facts.items() if fact is None)

    @property
    def unverified(self) -> dict[str, Fact[str]]:
        """Fields that the register has and that nobody stands behind."""
        return {name: fact for name, fact in self.facts.items() if fact is not None and not fact.known}


def chain(vendor: Vendor, dossier: Dossier) -> Iterator[Link]:
    """The vendor's own legal person, then every sub-processor that is reached, from the top down."""
    party = dossier.get(Party, vendor.party)
    if party is not None:
        yield Link(vendor, party.legal_name.value or party.id, party.at("id"), of_party(party))
    yield from _below(vendor, vendor.subprocessors)


def of_party(party: Party) -> dict[str, Fact[str] | None]:
    """What documents print about a legal person."""
    return {
        "legal name": party.legal_name,
        "address": party.address,
        "country": party.country,
        "privacy contact": party.contacts.privacy if party.contacts else None,
    }


def _below(vendor: Vendor, links: tuple[Subprocessor, ...]) -> Iterator[Link]:
    for link in links:
        if link.reached:
            name = link.name.value or (link.legal_name.value if link.legal_name else None) or "a sub-processor"
            yield Link(vendor, name, link.name.place, _of_subprocessor(link))
            yield from _below(vendor, link.subprocessors)


def _of_subprocessor(link: Subprocessor) -> dict[str, Fact[str] | None]:
    return {
        "legal name" if link.legal_name else "name": link.legal_name or link.name,
        "address": link.address,
        "country": link.country,
        "contact": link.contact,
    }
