"""The declared ground of a transfer has ended.

Finds: transfers that need a ground, where the declared clauses have an `expires` before today, or the adequacy decision
that is declared has ended or was struck out.
Why: GDPR Art. 44 and 46: a ground that has ended carries nothing, from that day on.
Fix: renew the clauses and record the new dates, or declare another ground, or stop the flow.
Wrong when: never; where the clauses run on without an end, leave `expires` out.
"""

from collections.abc import Iterator

from compliance.derive.transfers import Transfer, transfers
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Transfer]:
    return (t for t in transfers(dossier) if t.hop.declared is not None and t.hop.declared.mechanism != "none")


def check(transfer: Transfer, dossier: Dossier) -> Iterator[Diagnostic]:
    declared, hop = transfer.hop.declared, transfer.hop
    if transfer.verdict == "expired" and declared is not None:
        own = declared.expires is not None and declared.expires < dossier.today
        labels = [Label(hop.flow.at("to"), "data goes there all the same")] if hop.flow else []
        yield RULE.found(
            f"the ground for data to {hop.importer.name} has ended: {transfer.reason.rpartition('; ')[2]}",
            declared.at("expires" if own else "mechanism"),
            *labels,
            text="ended" if own else "no longer in force",
            help="renew it and record the new dates, declare another ground, or stop the flow",
            subject=hop.subject,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
