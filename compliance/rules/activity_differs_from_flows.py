"""A record of processing names other data or other people than its flows carry.

Finds: categories and data subjects of running flows that their activity does not name (an error: the record is
incomplete), and those that an activity names and none of its flows carries (a warning). A category covers all that
stands below it; one declared at a parent may contain any child.
Why: GDPR Art. 30(1)(c) and 30(2)(b): the record, the agreement, the notice and the impact assessment speak of the
same data and the same people.
Fix: add what is missing to the activity, or correct the flow; take out what no flow carries.
Wrong when: an activity without flows; that is ``activity-without-flow``.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from compliance.derive.recipients import flows_of
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.frameworks.taxonomy import Vocabulary, below, label, may_contain
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity, Flow
from compliance.rules.rule import Rule


class Pair(NamedTuple):
    """A list of an activity and the list of its flows that must agree."""

    field: str
    of_flow: str
    vocabulary: Vocabulary
    verb: str


PAIRS = (
    Pair("categories", "data_categories", "category", "carries"),
    Pair("subjects", "data_subjects", "subject", "is about"),
)


def subjects(dossier: Dossier) -> Iterator[Activity]:
    return (activity for activity in dossier.all(Activity) if flows_of(activity, dossier))


def check(activity: Activity, dossier: Dossier) -> Iterator[Diagnostic]:
    flows = flows_of(activity, dossier)
    for pair in PAIRS:
        yield from _missing(activity, flows, pair)
        yield from _extra(activity, flows, pair)


def _missing(activity: Activity, flows: tuple[Flow, ...], pair: Pair) -> Iterator[Diagnostic]:
    """What flows carry and the activity does not name, each key once, at the first flow."""
    named: tuple[str, ...] = getattr(activity, pair.field)
    seen: set[str] = set()
    for flow in flows:
        carried: tuple[str, ...] = getattr(flow, pair.of_flow)
        for n, key in enumerate(carried):
            if key not in seen and not any(below(key, own) for own in named):
                seen.add(key)
                words = label(pair.vocabulary, key)
                yield RULE.found(
                    f"the flow `{flow.id}` {pair.verb} `{key}` ({words}), which its activity `{activity.name}` "
                    "does not name",
                    flow.at(pair.of_flow, n),
                    Label(activity.at(pair.field), f"the {pair.field} on record"),
                    text=words,
                    help=f"add `{key}` to `{pair.field}` of {activity.id}, or correct the flow",
                    subject=activity.id,
                )


def _extra(activity: Activity, flows: tuple[Flow, ...], pair: Pair) -> Iterator[Diagnostic]:
    """What the activity names and no flow carries."""
    carried = {key for flow in flows for key in getattr(flow, pair.of_flow)}
    named: tuple[str, ...] = getattr(activity, pair.field)
    for n, own in enumerate(named):
        if not any(may_contain(key, own) for key in carried):
            words = label(pair.vocabulary, own)
            found = RULE.found(
                f"the activity `{activity.name}` names `{own}` ({words}), which none of its flows carries",
                activity.at(pair.field, n),
                Label(flows[0].at(pair.of_flow), f"the first of its {len(flows)} flows"),
                text=words,
                help="take it out, or add the flow that carries it",
                subject=activity.id,
            )
            yield replace(found, severity=Severity.WARNING)


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
