"""The role that owns a policy also approves it.

Finds: policies whose ``owner`` and ``approver`` are the same role.
Why: ISO/IEC 27001:2022 A.5.1 and A.5.3: the approval of one's own text is no second look.
Fix: name another role as ``approver``, one of top management for the main policy.
Wrong when: the company is too small for two roles; say so in a waiver.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Policy
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Policy]:
    return iter(dossier.all(Policy))


def check(policy: Policy, dossier: Dossier) -> Iterator[Diagnostic]:
    if policy.owner == policy.approver:
        yield RULE.found(
            f"{dossier.role(policy.owner)} owns the policy `{policy.title}` and approves it too",
            policy.at("approver"),
            Label(policy.at("owner"), "the same role"),
            text="approver",
            help="let another role approve it",
            subject=policy.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
