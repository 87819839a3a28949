"""A clause of the standard terms declares no duty.

Finds: clauses of the first level of ``dpa-terms.html.j2`` where neither they nor a paragraph in them says with
``meets`` which duty they keep. ``meets=""`` says that a clause keeps none.
Why: `dossier lint-dpa` holds agreements against GDPR Art. 28(3) by what clauses declare; a clause without a word
may hold a duty that then counts as missing, or one that a later edit removes unseen.
Fix: declare the duty where it stands, `meets="DPA-12.copies"`, or write `meets=""`.
Wrong when: never; `meets=""` is the answer for clauses on notices, costs and the like.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.documents import dpa_lint
from compliance.documents.clause_tags import DeclaredClause
from compliance.graph.dossier import Dossier
from compliance.rules.rule import Rule


class Whole(NamedTuple):
    """A clause of the first level with the paragraphs in it."""

    clause: DeclaredClause
    parts: tuple[DeclaredClause, ...]


def subjects(dossier: Dossier) -> Iterator[Whole]:
    terms = dpa_lint.terms(dossier)
    for clause in terms.clauses if terms else ():
        if not clause.parent:
            parts = tuple(c for c in (terms.clauses if terms else ()) if c.id.startswith(f"{clause.id}."))
            yield Whole(clause, (clause, *parts))


def check(whole: Whole, dossier: Dossier) -> Iterator[Diagnostic]:
    if not any(part.meets or part.says_none for part in whole.parts):
        yield RULE.found(
            f"clause `{whole.clause.id}` declares no duty, and neither does a paragraph of it",
            whole.clause.place,
            text=whole.clause.where,
            help='say with `meets` which duty it keeps; `meets=""` says none',
            subject=whole.clause.id,
        )


RULE = Rule(__name__, __doc__, Severity.NOTE, subjects, check)
