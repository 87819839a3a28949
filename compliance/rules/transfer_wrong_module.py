"""A flow declares another module of the Standard Contractual Clauses than the roles ask for.

Finds: transfers that need clauses, whose declared `module` differs from the one made for the exporter's and importer's
roles: controller to controller 1, controller to processor 2, processor to processor 3, processor to controller 4.
Why: Decision (EU) 2021/914: each module holds the duties of one pair of roles; those of another pair are not a
safeguard under GDPR Art. 46(2)(c). The same supplier may need two modules, one a flow.
Fix: agree on the right module, or correct the roles of the flow.
Wrong when: the agreement holds several modules and the register names one of them; name the one that this flow uses.
"""

from collections.abc import Iterator

from compliance.derive.transfers import Transfer, transfers
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Transfer]:
    return (t for t in transfers(dossier) if t.hop.declared is not None and t.hop.declared.module)


def check(transfer: Transfer, dossier: Dossier) -> Iterator[Diagnostic]:
    declared, hop = transfer.hop.declared, transfer.hop
    if transfer.verdict == "wrong-module" and declared is not None:
        pair = f"{hop.exporter_role} to {hop.importer_role}"
        roles = (hop.flow.at("exporter_role"), hop.flow.at("importer_role")) if hop.flow else ()
        yield RULE.found(
            f"clauses of module {declared.module} are declared; from {pair} it is module {transfer.module}",
            declared.at("module"),
            *(Label(place, "this role") for place in roles),
            text=f"module {transfer.module} is made for these roles",
            help=f"agree on module {transfer.module} with {hop.importer.name}, or correct the roles",
            subject=hop.subject,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
