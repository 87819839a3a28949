"""A flow declares a ground of transfer that nothing asks for.

Finds: flows and customers with `transfer` where seat, storage and access are known to be in the EEA, or where an
adequacy decision or an entry on the list covers the importer and another decision is declared.
Why: documents would print a transfer that does not take place, and customers would ask for an assessment of it.
Fix: remove `transfer`, or correct the countries.
Wrong when: the clauses are agreed with the supplier in advance; then the flow still needs none today.
"""

from collections.abc import Iterator

from compliance.derive.transfers import Transfer, transfers
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Transfer]:
    return (t for t in transfers(dossier) if t.hop.declared is not None and t.hop.declared.mechanism != "none")


def check(transfer: Transfer, dossier: Dossier) -> Iterator[Diagnostic]:
    declared = transfer.hop.declared
    if transfer.verdict == "not-needed" and declared is not None:
        yield RULE.found(
            f"a ground of transfer is declared for {transfer.hop.importer.name}, and none is needed",
            declared.at("mechanism"),
            *(Label(need.where.fact.place, need.reason) for need in transfer.needs),
            text="not needed",
            help="remove `transfer`, or correct the countries",
            subject=transfer.hop.subject,
        )


RULE = Rule(__name__, __doc__, Severity.NOTE, subjects, check)
