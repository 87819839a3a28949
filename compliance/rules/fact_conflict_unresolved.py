"""Sources disagree about a vendor and nobody has said which one is right.

Finds: facts of vendors and of the legal persons behind them with ``conflicts``, where the fact itself is not
known or a conflict has no ``note`` on why it is not followed. One finding a vendor.
Why: two documents could quote two values; an auditor who finds the other source asks why it was not seen.
Fix: find out which one holds; write the reason as ``note`` of the conflict, or correct the fact.
Wrong when: never.
"""

from collections.abc import Iterator
from typing import Any

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Party
from compliance.registers.records.vendors import Vendor
from compliance.registers.values import Fact
from compliance.registers.walk import facts
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Vendor]:
    return iter(dossier.all(Vendor))


def check(vendor: Vendor, dossier: Dossier) -> Iterator[Diagnostic]:
    parties = (dossier.get(Party, id) for id in (vendor.party, *vendor.other_parties))
    records = (vendor, *(party for party in parties if party))
    open = [fact for record in records for fact in facts(record) if _unresolved(fact)]
    if open:
        said = [Label(c.at("value"), f"so says {c.source}") for fact in open for c in fact.conflicts]
        count = "a fact" if len(open) == 1 else f"{len(open)} facts"
        yield RULE.found(
            f"sources disagree on {count} about {vendor.name}",
            open[0].place,
            *said,
            *(Label(fact.place, "also disputed") for fact in open[1:]),
            text="disputed",
            help="find out which holds; give each conflict a `note` on why it is not followed",
            subject=vendor.id,
        )


def _unresolved(fact: Fact[Any]) -> bool:
    return bool(fact.conflicts) and (not fact.known or any(not conflict.note for conflict in fact.conflicts))


RULE = Rule(__name__, __doc__, Severity.NOTE, subjects, check)
