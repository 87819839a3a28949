"""Documents would print facts about a vendor that nobody stands behind.

Finds: for each vendor, facts that are missing, null or ``unverified`` among those that the documents
``subprocessors`` and ``vendor-assessment`` print: name, address, country and privacy contact of the legal
person; for vendors with personal data also storage country, notice of changes and of breaches.
Why: nothing unverified prints as a plain fact; a draft lists these as open, a final version is refused.
Fix: find a source and record the fact with it, or ask the vendor (a line under ``questions``).
Wrong when: never; where the vendor refuses to say, that is what the documents show.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.chain import of_party
from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Party
from compliance.registers.records.vendors import Vendor
from compliance.registers.values import Fact, Record
from compliance.rules.rule import Rule


class Printed(NamedTuple):
    """A fact that is printed, and the words that name it."""

    name: str
    fact: Fact[str] | Fact[int] | None
    holder: Record

    @property
    def place(self) -> Place:
        return self.fact.place if self.fact else self.holder.at("id")


def subjects(dossier: Dossier) -> Iterator[Vendor]:
    return iter(dossier.all(Vendor))


def check(vendor: Vendor, dossier: Dossier) -> Iterator[Diagnostic]:
    open = [p for p in _printed(vendor, dossier) if p.fact is None or not p.fact.known]
    if open:
        first, *rest = open
        yield RULE.found(
            f"documents would print what nobody stands behind about {vendor.name}: {', '.join(p.name for p in open)}",
            first.place,
            *(Label(p.place, p.name) for p in rest),
            text=first.name,
            help="record each fact with its source, or ask the vendor and list it under `questions`",
            subject=vendor.id,
        )


def _printed(vendor: Vendor, dossier: Dossier) -> Iterator[Printed]:
    if vendor.personal_data:
        for region in vendor.storage:
            yield Printed("storage country", region.country, vendor)
        yield Printed("notice of changes", vendor.change_notice_days, vendor)
        yield Printed("notice of breaches", vendor.breach_notice_hours, vendor)
    party = dossier.get(Party, vendor.party)
    if party is not None:
        for name, fact in of_party(party).items():
            yield Printed(name, fact, party)


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
