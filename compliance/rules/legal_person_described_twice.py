"""The same legal person has two addresses, countries or contacts in the registers.

Finds: parties and sub-processors in the chains of vendors that carry one legal name, where address, country or
contact differ and both are known.
Why: Annex III of the DPA, notices and records of processing name each sub-processor (GDPR Art. 28(2), Art. 30;
EDPB Opinion 22/2024); whoever compares two of them must not find two addresses.
Fix: find out which is so and correct the other.
Wrong when: they are two establishments; give each its own legal name with the branch.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from compliance.derive.chain import of_party
from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Party
from compliance.registers.records.vendors import Subprocessor, Vendor
from compliance.registers.values import Fact
from compliance.rules.rule import Rule

FIELDS = ("address", "country", "contact")


class Described(NamedTuple):
    """One description of a legal person."""

    legal_name: str
    id: str
    place: Place
    facts: Mapping[str, Fact[str] | None]


def subjects(dossier: Dossier) -> Iterator[tuple[Described, Described]]:
    """Each description with the first one of the same name."""
    first: dict[str, Described] = {}
    for described in _all(dossier):
        key = " ".join(described.legal_name.casefold().split())
        other = first.setdefault(key, described)
        if other is not described:
            yield other, described


def _all(dossier: Dossier) -> Iterator[Described]:
    for party in dossier.all(Party):
        if party.legal_name.known and party.legal_name.value:
            found = of_party(party)
            facts = {"address": found["address"], "country": found["country"], "contact": found["privacy contact"]}
            yield Described(party.legal_name.value, party.id, party.legal_name.place, facts)
    for vendor in dossier.all(Vendor):
        yield from _chain(vendor, vendor.subprocessors)


def _chain(vendor: Vendor, links: tuple[Subprocessor, ...]) -> Iterator[Described]:
    for link in links:
        if link.legal_name and link.legal_name.known and link.legal_name.value:
            facts = {"address": link.address, "country": link.country, "contact": link.contact}
            yield Described(link.legal_name.value, vendor.id, link.legal_name.place, facts)
        yield from _chain(vendor, link.subprocessors)


def check(pair: tuple[Described, Described], dossier: Dossier) -> Iterator[Diagnostic]:
    first, second = pair
    for field in FIELDS:
        one, other = first.facts[field], second.facts[field]
        if one is None or other is None or not one.known or not other.known or _same(one, other):
            continue
        yield RULE.found(
            f"{second.legal_name} has two values for its {field}: {one.value} and {other.value}",
            other.place,
            Label(one.place, "otherwise here"),
            text=field,
            help="find out which is so, and correct the other",
            subject=second.id,
        )


def _same(one: Fact[str], other: Fact[str]) -> bool:
    return " ".join(str(one.value).casefold().split()) == " ".join(str(other.value).casefold().split())


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
