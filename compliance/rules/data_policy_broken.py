"""Data gets where a policy of the company says that it must not.

Finds: policies of ``dataflows/policies.yaml`` whose denied data reaches one of their places over live flows, through
any number of systems, vendors and sub-processors. A policy with ``reading: possible`` is also tried with hubs that
forward all they hold, whatever their flows say. The labels are the way that the data takes, hop by hop.
Why: each flow may look right by itself; the chain is what an authority asks about (GDPR Art. 5(1)(b), 5(2), 24).
Fix: stop or change one of the flows (`dossier flows reach CATEGORY TARGET --cut` shows the cheapest), or declare the
transform that takes the data away, with its evidence.
Wrong when: a parent key is declared where only harmless keys below it flow; declare those instead.
Waive: the subject is the policy's id, a slash, and the id of the system or vendor that has the data.
"""

from collections.abc import Iterator
from dataclasses import replace

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.frameworks.taxonomy import may_contain
from compliance.graph.dossier import Dossier
from compliance.graph.policies import Hit, hits
from compliance.graph.witness import steps_of
from compliance.registers.records.flows import DataPolicy
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> tuple[DataPolicy, ...]:
    return dossier.all(DataPolicy)


def check(policy: DataPolicy, dossier: Dossier) -> Iterator[Diagnostic]:
    for hit in hits(policy, dossier.dataflows):
        yield replace(_finding(hit, dossier), severity=Severity[policy.severity.upper()])


def _finding(hit: Hit, dossier: Dossier) -> Diagnostic:
    flows, policy, path = dossier.dataflows, hit.policy, hit.path
    target = flows.nodes[hit.target]
    steps = steps_of(path, flows, hit.reading)
    beyond = flows.nodes[path.end]
    where = f"{target.name}, {beyond.name}" if beyond.kind == "country" else target.name
    verb = "gets" if hit.reading == "declared" else "could get"
    wanted = [c for c in policy.deny.categories if any(may_contain(k, c) for k in hit.categories)]
    return RULE.found(
        f"{_listed(hit.categories)} {verb} to {where}; `{policy.id}` denies {', '.join(wanted)}",
        steps[-1].at,
        *(Label(step.at, step.text) for step in steps[:-1]),
        Label(policy.deny.at("categories"), f"denied: {policy.citation}"),
        text=steps[-1].text,
        help=f"change one of these flows, or the policy with {dossier.role(policy.owner)}; "
        f"`dossier flows reach {wanted[0]} {target.id} --cut` shows the cheapest",
        subject=f"{policy.id}/{target.id}",
    )


def _listed(categories: tuple[str, ...]) -> str:
    """At most three of them; a parent key may stand for dozens."""
    more = len(categories) - 3
    return ", ".join(categories[:3]) + (f" and {more} more" if more > 0 else "")


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
