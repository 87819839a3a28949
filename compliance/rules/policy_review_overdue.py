"""The next review of a policy is past.

Finds: policies whose ``next_review`` lies before today.
Why: ISO/IEC 27001:2022 A.5.1: policies are reviewed at planned intervals; a missed one is a common finding.
Fix: review the text, then move ``next_review``; a changed text gets a new version and a new approval.
Wrong when: never.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Policy
from compliance.rules.phrases import ago
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Policy]:
    return iter(dossier.all(Policy))


def check(policy: Policy, dossier: Dossier) -> Iterator[Diagnostic]:
    if policy.next_review < dossier.today:
        yield RULE.found(
            f"the review of the policy `{policy.title}` was due on {policy.next_review}",
            policy.at("next_review"),
            text=ago(policy.next_review, dossier.today),
            help="review it, then move `next_review`",
            subject=policy.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
