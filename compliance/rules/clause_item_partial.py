"""A clause item is kept in part, or said to be missing.

Finds: records of ``controls/clauses.yaml`` with status ``partial``; with status ``missing`` where the standard does
not require the item (what it requires is an error of ``clause-item-missing``).
Why: ISO/IEC 27001:2022 7.5.2: documented information is created and brought up to date. A gap that is known is work
for the next audit.
Fix: complete the document, then set ``status: present``.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks.catalog import clauses
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Clause
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> tuple[Clause, ...]:
    return dossier.all(Clause)


def check(clause: Clause, dossier: Dossier) -> Iterator[Diagnostic]:
    required = clauses().get(clause.requirement)
    if clause.status == "present" or (clause.status == "missing" and required and required.mandatory):
        return
    yield RULE.found(
        f"{clause.id} is {clause.status}" + (f": {required.title}" if required else ""),
        clause.at("status"),
        help=f"{dossier.role(clause.owner)} completes it; then set `status: present`",
        subject=clause.id,
    )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
