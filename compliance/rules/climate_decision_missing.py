"""Nobody has decided whether climate change is a relevant issue.

Finds: no clause item for ``C-4.1-4.2`` that carries ``climate``, where ISO/IEC 27001 is in scope.
Why: Amendment 1:2024 to ISO/IEC 27001:2022 added to 4.1 that the organisation determines whether climate change is a
relevant issue. Certification bodies ask since then. "Not relevant" is a decision too; silence is none.
Fix: add ``climate:`` with ``relevant``, ``reason``, ``decided_on`` and ``owner``.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.derive.applicability import clause_items, isms_scope
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.company import FrameworkScope
from compliance.rules.rule import Rule

CONTEXT = "C-4.1-4.2"
"""The item on the organisation's context and its interested parties."""


def subjects(dossier: Dossier) -> tuple[FrameworkScope, ...]:
    return isms_scope(dossier)


def check(scope: FrameworkScope, dossier: Dossier) -> Iterator[Diagnostic]:
    kept = clause_items(CONTEXT, dossier)
    if any(clause.climate for clause in kept):
        return
    yield RULE.found(
        "there is no decision on whether climate change is a relevant issue",
        kept[0].at("id") if kept else scope.at("id"),
        text="`climate` is missing" if kept else "in scope here",
        help=f'add `climate:` to a clause item with `requirement: {CONTEXT}`; "not relevant" needs its reason too',
        subject=kept[0].id if kept else CONTEXT,
    )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
