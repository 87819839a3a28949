"""A register uses a data category, data subject or purpose that the taxonomy does not have.

Finds: keys in fields that a schema marks as taxonomy (``x-taxonomy``) and that the shipped taxonomy lacks.
Why: GDPR Article 30(1)(c) and Article 28(3) ask for categories of data and of people; a key without a label
prints as code, and a rule on its parent key (health data, for one) does not see it.
Fix: use a key of the taxonomy; a parent key covers everything below it.
Wrong when: never; a kind of data that has no key of its own stands under the nearest parent.
"""

from collections.abc import Iterator
from difflib import get_close_matches

from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks.taxonomy import labels
from compliance.graph.dossier import Dossier
from compliance.registers.references import Term
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Term]:
    return iter(dossier.registers.terms)


def check(term: Term, dossier: Dossier) -> Iterator[Diagnostic]:
    known = labels(term.vocabulary)
    if term.key not in known:
        yield RULE.found(
            f"the taxonomy has no {term.vocabulary} `{term.key}`",
            term.place,
            text=f"used by {term.kind} `{term.id}`",
            help=_instead(term.key, known),
            subject=term.id,
        )


def _instead(key: str, known: dict[str, str]) -> str:
    close = get_close_matches(key, known, 1, 0.6)
    if close:
        return f"did you mean `{close[0]}` ({known[close[0]]})?"
    steps = key.split(".")
    above = (".".join(steps[:n]) for n in range(len(steps) - 1, 0, -1))
    parent = next((k for k in above if k in known), "")
    return f"`{parent}` covers everything below it" if parent else "use one of: " + ", ".join(_tops(known))


def _tops(known: dict[str, str]) -> list[str]:
    return [key for key in known if "." not in key]


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
