"""A policy on flows names data or places that the registers do not have.

Finds: policies of ``dataflows/policies.yaml`` of which no system, vendor or country matches ``to``, or of whose denied
data no system holds or gets anything.
Why: such a policy holds whatever happens, and a list of policies that hold then says less than it seems to.
Fix: correct the category, subject or place, or take the policy out.
Wrong when: it guards against what may come; say so in a waiver with its owner.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.graph.policies import watched
from compliance.registers.records.flows import DataPolicy
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> tuple[DataPolicy, ...]:
    return dossier.all(DataPolicy)


def check(policy: DataPolicy, dossier: Dossier) -> Iterator[Diagnostic]:
    flows = dossier.dataflows
    if not watched(policy.to, flows):
        yield _unwatched(policy, "to", "no system, vendor or country in the registers is one of its places")
    asked = flows.declared.universe.asked(policy.deny.categories, policy.deny.subjects)
    if not flows.declared.reached(asked):
        yield _unwatched(policy, "deny", "no system has any of the data that it denies")


def _unwatched(policy: DataPolicy, field: str, why: str) -> Diagnostic:
    help = "correct it, or take the policy out"
    return RULE.found(
        f"`{policy.id}` holds in any case: {why}", policy.at(field), help=help, subject=policy.id, key=True
    )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
