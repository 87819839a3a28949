"""Two clauses of the agreement's templates have the same id.

Finds: clause ids of ``dpa-terms.html.j2``, and annex ids of ``dpa.html.j2``, that stand twice and not on different
sides of one condition.
Why: references, deviations and returned Word files name a clause by its id; with two of them nobody can tell which
one was meant.
Fix: give one of them another id; a paragraph's id needs to differ only from those beside it.
Wrong when: never; the document cannot be printed with an id twice.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.documents import dpa_lint
from compliance.documents.clause_tags import DeclaredClause, DeclaredTerms
from compliance.graph.dossier import Dossier
from compliance.rules.rule import Rule


class Placed(NamedTuple):
    """A clause, and the others that print with it before it."""

    clause: DeclaredClause
    before: tuple[DeclaredClause, ...]


def subjects(dossier: Dossier) -> Iterator[Placed]:
    for terms in dpa_lint.templates(dossier)[:1]:
        yield from _placed(terms)


def _placed(terms: DeclaredTerms) -> Iterator[Placed]:
    known: dict[str, tuple[DeclaredClause, ...]] = {}
    for clause in terms.clauses:
        yield Placed(clause, known.get(clause.id, ()))
        known[clause.id] = (*known.get(clause.id, ()), clause)


def check(placed: Placed, dossier: Dossier) -> Iterator[Diagnostic]:
    clause = placed.clause
    other = next((one for one in placed.before if not one.never_with(clause)), None)
    if other is not None and clause.id.rpartition(".")[2]:
        yield RULE.found(
            f"clause `{clause.id}` stands twice",
            clause.place,
            text=f"{clause.where}; also {other.where}",
            help="give one of them another id",
            subject=clause.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
