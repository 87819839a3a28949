"""A clause of the standard terms declares a duty that does not exist.

Finds: keys in ``meets`` of clauses of ``dpa-terms.html.j2`` that are neither a rule of ``frameworks/dpa_rules.yaml``
nor one of its duties.
Why: a slip in a key would leave the real duty undeclared, or hide that nothing has it.
Fix: write the key as `dossier lint-dpa` prints it.
Wrong when: never.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.documents import dpa_lint
from compliance.documents.clause_tags import DeclaredClause
from compliance.frameworks.dpa_rules import duties, known, rules
from compliance.graph.dossier import Dossier
from compliance.rules.rule import Rule


class Declared(NamedTuple):
    """A clause and one key that it declares."""

    clause: DeclaredClause
    key: str


def subjects(dossier: Dossier) -> Iterator[Declared]:
    terms = dpa_lint.terms(dossier)
    if terms is not None:
        yield from (Declared(clause, key) for clause in terms.clauses for key in clause.meets)


def check(declared: Declared, dossier: Dossier) -> Iterator[Diagnostic]:
    clause, key = declared
    if not known(key):
        close = get_close_matches(key, [*duties(), *(rule.id for rule in rules())], 1, 0.6)
        meant = f"did you mean `{close[0]}`?" if close else "`dossier lint-dpa` lists the rules"
        yield RULE.found(
            f"clause `{clause.id}` declares `{key}`, which is no rule and no duty",
            clause.place,
            text=clause.where,
            help=meant,
            subject=clause.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
