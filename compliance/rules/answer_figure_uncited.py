"""An answer states a figure that nothing it rests on has.

Finds: numbers, dates, standards and algorithms in the narratives of the answer library that stand in none of the
controls, measures, evidence, policies and facts of their topic. What a narrative takes from the registers by
``measure(...)`` or ``fact(...)`` is theirs already and is not looked at.
Why: a figure that is typed by hand ages unseen, and a customer holds us to it.
Fix: quote it by ``measure(...)`` or ``fact(...)``, or add what it comes from to the topic.
Wrong when: the figure is part of a name; waive it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.questionnaires.citations import cited
from compliance.questionnaires.figures import figures
from compliance.registers.records.answers import Answer
from compliance.rules.rule import Rule

QUOTED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


class Narrative(NamedTuple):
    """A text of a topic."""

    answer: Answer
    field: str
    text: str


def subjects(dossier: Dossier) -> Iterator[Narrative]:
    for answer in dossier.all(Answer):
        for field in ("narrative", "otherwise"):
            if getattr(answer, field):
                yield Narrative(answer, field, QUOTED.sub(" ", getattr(answer, field)))


def check(narrative: Narrative, dossier: Dossier) -> Iterator[Diagnostic]:
    answer, field, text = narrative
    stated = figures(text)
    if not stated:
        return
    known = {(figure.kind, figure.value) for source in cited(answer, dossier) for figure in figures(source)}
    for figure in dict.fromkeys(stated):
        if (figure.kind, figure.value) not in known:
            yield RULE.found(
                f"the answer `{answer.id}` states `{figure.words}`, which stands in nothing that it rests on",
                answer.at(field),
                help="quote it by measure(...) or fact(...), or add what it comes from",
                subject=answer.id,
            )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
