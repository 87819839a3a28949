"""A control is left out without a reason, or with one that says nothing.

Finds: ``applicable: false`` with no ``exclusion_reason``, with one of fewer than 40 characters, or with one
that only says "not applicable" in other words.
Why: ISO/IEC 27001:2022 6.1.3 d) asks for the justification of each exclusion. Auditors reject "not
applicable", because it repeats the decision instead of giving the fact behind it.
Fix: write the fact: what the company does not have or do, and who does it instead.
Wrong when: the reason is complete and short; spell it out all the same.
"""

import re
from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control
from compliance.rules.rule import Rule

SHORTEST = 40
"""Characters of the shortest reason that can hold a fact."""

FEWEST_WORDS = 4
"""Words that must be left once those that only repeat the decision are taken away."""

_WORDS = (
    "a an and any applicable applied applies apply are as at because been by company control controls could does do"
    " excluded exclusion for from has have here in is it its left n na necessary need needed no none nor not of on or"
    " organisation organization our out point present question relevant required requirement s scope since so that the"
    " there therefore this time to tbd us was we will with within"
)
EMPTY_WORDS = frozenset(_WORDS.split())
"""Words that repeat the decision or carry no fact."""


def subjects(dossier: Dossier) -> Iterator[Control]:
    return (control for control in dossier.all(Control) if not control.applicable)


def check(control: Control, dossier: Dossier) -> Iterator[Diagnostic]:
    reason = control.exclusion_reason
    if not says_nothing(reason):
        return
    yield RULE.found(
        f"{control.id} is left out, and " + ("its reason says nothing" if reason else "no reason is given"),
        control.at("exclusion_reason" if reason else "applicable"),
        text="which fact is behind it?",
        help="say in `exclusion_reason` what the company does not have or do, and who does it instead",
        subject=control.id,
    )


def says_nothing(reason: str) -> bool:
    words = [word for word in re.findall(r"\w+", reason.lower()) if word not in EMPTY_WORDS]
    return len(reason.strip()) < SHORTEST or len(words) < FEWEST_WORDS


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
