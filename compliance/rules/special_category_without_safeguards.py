"""A system holds special categories of data and no safeguards are named for them.

Finds: entries under ``holds`` with a category that the taxonomy marks as special (GDPR Art. 9) or as criminal
(Art. 10), and no ``special_safeguards``.
Why: Annex I.B of the Standard Contractual Clauses asks for the restrictions or safeguards applied to sensitive
data, and so does GDPR Art. 32; an empty line there is the first thing that a hospital's lawyer sees.
Fix: name what is done for this data in this system beyond the rest.
Wrong when: the system never has the category; take it out of `holds`.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks.taxonomy import label, special
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Holding, System
from compliance.rules.rule import Rule


class Held(NamedTuple):
    """A special category in a system."""

    system: System
    holding: Holding


def subjects(dossier: Dossier) -> Iterator[Held]:
    return (Held(s, h) for s in dossier.all(System) for h in s.holds if special(h.category))


def check(held: Held, dossier: Dossier) -> Iterator[Diagnostic]:
    system, holding = held
    if not holding.special_safeguards:
        yield RULE.found(
            f"{system.name} holds {label('category', holding.category).lower()} and names no safeguards for it",
            holding.at("category"),
            text="a special category",
            help="add `special_safeguards`",
            subject=system.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
