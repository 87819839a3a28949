"""A flow says that it carries a category and that it takes it away.

Finds: live and planned flows with a category, or one above it, both in ``data_categories`` and under a transform that
leaves nothing: drop, aggregate or anonymise.
Why: one of the two is wrong, and policies believe the transform; documents print the category (GDPR Art. 5(2)).
``data_categories`` are what arrives.
Fix: take the category out of the one list or the other.
Wrong when: never; a transform on part of a category names the keys below it.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.frameworks.dataflow import removes
from compliance.frameworks.taxonomy import below
from compliance.graph.dataflow import runs
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Flow
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Flow]:
    return (flow for flow in dossier.all(Flow) if flow.transforms and runs(flow, dossier.today, planned=True))


def check(flow: Flow, dossier: Dossier) -> Iterator[Diagnostic]:
    for index, category in enumerate(flow.data_categories):
        for transform in flow.transforms:
            gone = [n for n, on in enumerate(transform.on_categories) if below(category, on)]
            if gone and removes(transform.kind):
                yield RULE.found(
                    f"flow {flow.number} `{flow.id}` carries {category} and says that it does not let it through",
                    flow.at("data_categories", index),
                    Label(transform.at("on_categories", gone[0]), f"{transform.kind}: nothing of it is left"),
                    help="take it out of one of the two",
                    subject=flow.id,
                )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
