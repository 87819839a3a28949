"""A transfer rests on clauses or binding rules, and no assessment of the country's law is concluded.

Finds: suppliers whose data rests on declared Standard Contractual Clauses (modules 1 to 3) or binding corporate rules,
while `dataflows/tias.yaml` has no assessment of them, one without a conclusion, one that says `suspend`, or one whose
day of review has passed. One finding a supplier.
Why: Clause 14 of the annex to Decision (EU) 2021/914 and CJEU C-311/18 (Schrems II): the parties warrant, and write
down, that the law and practice of the country let the importer keep the clauses. A signature alone does not carry them.
Fix: carry the assessment out (`dossier build tia --subject VENDOR` shows what is known) and record its conclusion.
Wrong when: never; an assessment may be short where the importer gets little, and it has to be written all the same.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.transfer_assessments import lacking
from compliance.derive.transfers import Transfer, transfers
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Vendor
from compliance.rules.rule import Rule


class Resting(NamedTuple):
    """A supplier, and the transfers to it that rest on clauses or binding rules."""

    vendor: Vendor
    transfers: list[Transfer]


def subjects(dossier: Dossier) -> Iterator[Resting]:
    found: dict[str, Resting] = {}
    for transfer in transfers(dossier):
        vendor = transfer.hop.importer.vendor
        if vendor and transfer.verdict == "ok" and transfer.ground in ("scc", "bcr"):
            found.setdefault(vendor.id, Resting(vendor, [])).transfers.append(transfer)
    return iter(found.values())


def check(resting: Resting, dossier: Dossier) -> Iterator[Diagnostic]:
    lack = next((lack for t in resting.transfers if (lack := lacking(t, dossier))), None)
    if lack is None:
        return
    shown = f"`dossier build tia --subject {resting.vendor.id}` shows what is known"
    grounds = [t.hop.declared.at("mechanism") for t in resting.transfers if t.hop.declared]
    yield RULE.found(
        f"data goes to {resting.vendor.name} on {resting.transfers[0].words}, and {lack.words}",
        lack.at or grounds[0],
        *(Label(place, "rests on it") for place in (grounds if lack.at else grounds[1:])),
        text="" if lack.at else "needs an assessment of the country's law",
        help=f"carry it out and record `conclusion`; {shown}",
        subject=resting.vendor.id,
    )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
