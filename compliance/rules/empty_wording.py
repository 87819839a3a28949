"""A decision uses words that nobody can check.

Finds: words of ``frameworks/wording.yaml`` (appropriate, regularly, best practice, ...) in statements, gaps and
reasons for exclusion of controls.
Why: these texts are copied into the Statement of Applicability and into contracts (SCC Annex II asks for
specific measures); an auditor asks "how often?" and "which?".
Fix: say what is done, how often, with which value; or name a measure of the control.
Wrong when: the word stands beside the number that it needs; then it can be left out.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks.wording import empty_words
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Control
from compliance.rules.rule import Rule

FIELDS = ("statement", "gap", "exclusion_reason")


class Decision(NamedTuple):
    """One text of a control."""

    control: Control
    field: str
    text: str


def subjects(dossier: Dossier) -> Iterator[Decision]:
    every = (Decision(control, field, getattr(control, field)) for control in dossier.all(Control) for field in FIELDS)
    return (decision for decision in every if decision.text)


def check(decision: Decision, dossier: Dossier) -> Iterator[Diagnostic]:
    control, field, text = decision
    found = {phrase.claim: phrase for phrase in empty_words(text)}
    if found:
        words = " and ".join(f"`{phrase.written}`" for phrase in found.values())
        yield RULE.found(
            f"the {field.replace('_', ' ')} of {control.id} says {words}, which nobody can check",
            control.at(field),
            text="; ".join(f"{phrase.written}: {phrase.why}" for phrase in found.values()),
            help="say what is done, how often and with which value",
            subject=control.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
