"""A system's country of storage or access is not that of the vendor who runs or hosts it.

Finds: systems whose ``hosting.country`` is known and is none of the countries under ``storage`` of their vendor
or hosting provider; and systems of a vendor whose ``access_countries`` are not those of the vendor, where both
are known.
Why: the list of sub-processors and Annex III take the countries from the vendor, records of processing and the
data-flow map from the system (GDPR Art. 30(1)(e), 30(2)(c)); remote access counts as a transfer.
Fix: correct the one that is wrong. What the vendor has not named is not known for the system either.
Wrong when: the vendor stores in a country that its record leaves out; add it there.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.frameworks.countries import name
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import System
from compliance.registers.records.vendors import Vendor
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[System]:
    return (system for system in dossier.all(System) if system.hosting and (system.vendor or system.hosting.provider))


def check(system: System, dossier: Dossier) -> Iterator[Diagnostic]:
    hosting = system.hosting
    vendor = dossier.get(Vendor, (hosting.provider if hosting else "") or system.vendor)
    if hosting is None or vendor is None:
        return
    yield from _stored(system, vendor)
    if system.vendor == vendor.id:
        yield from _reached(system, vendor)


def _stored(system: System, vendor: Vendor) -> Iterator[Diagnostic]:
    country = system.hosting.country if system.hosting else None
    stored = {region.country.value: region.country for region in vendor.storage if region.country.known}
    if country is None or not country.known or country.value in stored or not vendor.storage:
        return
    said = " and ".join(name(str(code)) for code in stored) or "not known"
    yield RULE.found(
        f"{system.name} is stored in {name(str(country.value))}; storage of {vendor.name} is {said}",
        country.place,
        *(Label(fact.place, name(str(code))) for code, fact in stored.items()),
        *(() if stored else (Label(vendor.storage[0].country.place, "not known"),)),
        text="for the system",
        help="correct the one that is wrong; what the vendor has not named is not known for the system either",
        subject=system.id,
    )


def _reached(system: System, vendor: Vendor) -> Iterator[Diagnostic]:
    known = [fact for fact in vendor.access_countries if fact.known]
    if not system.access_countries or len(known) < len(vendor.access_countries) or not known:
        return
    ours, theirs = set(system.access_countries), {str(fact.value) for fact in known}
    if ours != theirs:
        different = ", ".join(name(code) for code in sorted(ours ^ theirs))
        yield RULE.found(
            f"{system.name} and {vendor.name} disagree on from where people reach the data: {different}",
            system.at("access_countries"),
            Label(known[0].place, "the vendor"),
            text="for the system",
            help="name the same countries in both",
            subject=system.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
