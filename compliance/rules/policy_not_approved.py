"""A policy, or its newest version, has not been approved.

Finds: policies without ``approved_on``, with one in the future, and those whose version in force is dated
after the approval.
Why: ISO/IEC 27001:2022 5.2 and A.5.1: policies are approved by management before they bind anybody.
Fix: have the approver approve the text, then write the day as ``approved_on``.
Wrong when: the change was one of spelling only; then it needs no new version.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Policy, PolicyChange
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Policy]:
    return iter(dossier.all(Policy))


def check(policy: Policy, dossier: Dossier) -> Iterator[Diagnostic]:
    help = f"{dossier.role(policy.approver)} approves it; then write the day as `approved_on`"
    if policy.approved_on is None:
        message = f"the policy `{policy.title}` is not approved"
        yield RULE.found(message, policy.at("id"), text="no `approved_on`", help=help, subject=policy.id)
        return
    newer = _newer(policy)
    if policy.approved_on > dossier.today:
        message = f"the policy `{policy.title}` is approved from {policy.approved_on} on, which is yet to come"
        yield RULE.found(message, policy.at("approved_on"), help=help, subject=policy.id)
    elif newer:
        yield RULE.found(
            f"version {policy.version} of the policy `{policy.title}` is newer than its approval",
            policy.at("approved_on"),
            Label(newer.at("date"), f"version {newer.version} is of {newer.date}"),
            text="approved before",
            help=help,
            subject=policy.id,
        )


def _newer(policy: Policy) -> PolicyChange | None:
    """The entry on the version in force, where it was made after the approval."""
    current = (change for change in policy.changes if change.version == policy.version)
    return next((change for change in current if policy.approved_on and change.date > policy.approved_on), None)


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
