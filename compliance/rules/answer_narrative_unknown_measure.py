"""An answer quotes a measure that no control has.

Finds: ``measure("CONTROL", "MEASURE")`` in the narratives of the answer library, where there is no such control
or it has no such measure.
Why: the answer could not be printed, or would print without the number that it is about.
Fix: correct the ids, or add the measure to the control.
Wrong when: never.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.answers import Answer
from compliance.registers.records.controls import Control
from compliance.rules.rule import Rule

CALL = re.compile(r"""\bmeasure\(\s*(?P<q>["'])(?P<control>.*?)(?P=q)\s*,\s*(?P<r>["'])(?P<measure>.*?)(?P=r)""")


class Quoted(NamedTuple):
    """A measure that an answer quotes."""

    answer: Answer
    control: str
    measure: str


def subjects(dossier: Dossier) -> Iterator[Quoted]:
    return (
        Quoted(answer, call["control"], call["measure"])
        for answer in dossier.all(Answer)
        for call in CALL.finditer(answer.narrative)
    )


def check(quoted: Quoted, dossier: Dossier) -> Iterator[Diagnostic]:
    answer, id, measure = quoted
    control = dossier.get(Control, id)
    known = [m.id for m in control.measures] if control else []
    if measure in known:
        return
    ids = [c.id for c in dossier.all(Control)]
    close = get_close_matches(measure, known, 1, 0.6) if control else get_close_matches(id, ids, 1, 0.6)
    yield RULE.found(
        f"the answer `{answer.id}` quotes the measure `{measure}` of {id}, and there is no such "
        f"{'measure' if control else 'control'}",
        answer.at("narrative"),
        *((Label(control.at("measures" if control.measures else "id"), "its measures"),) if control else ()),
        help=f"did you mean `{close[0]}`?" if close else "correct the ids, or add the measure to the control",
        subject=answer.id,
    )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
