"""A reference in the agreement's templates leads to a clause or annex that there is not.

Finds: ``{{ ref("...") }}`` in ``dpa-terms.html.j2`` and ``dpa.html.j2``, and in what they take in, whose id no clause
has, or after ``annex:`` no annex. While no annex is declared at all, references to annexes are counted and not judged.
Why: numbers are made from ids; a reference that leads nowhere cannot be printed, and one that a project breaks by
replacing a block would point its customers to a wrong clause.
Fix: write the full id, outer clauses included: `breach.notice`.
Wrong when: the clause is made by a loop or an include that only rendering resolves; give it a plain id.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.documents import dpa_lint
from compliance.documents.clause_tags import Spot
from compliance.graph.dossier import Dossier
from compliance.rules.rule import Rule

ANNEX = "annex:"


class Referred(NamedTuple):
    """A reference, and what references may lead to."""

    reference: Spot
    known: tuple[str, ...]


def subjects(dossier: Dossier) -> Iterator[Referred]:
    templates = dpa_lint.templates(dossier)
    clauses = tuple(dict.fromkeys(id for terms in templates for id in terms.ids))
    annexes = tuple(dict.fromkeys(f"{ANNEX}{spot.says}" for terms in templates for spot in terms.annexes))
    references = dict.fromkeys(reference for terms in templates for reference in terms.references)
    yield from (Referred(r, annexes if r.says.startswith(ANNEX) else clauses) for r in references)


def check(referred: Referred, dossier: Dossier) -> Iterator[Diagnostic]:
    reference, known = referred
    if reference.says in known or (reference.says.startswith(ANNEX) and not known):
        return
    close = get_close_matches(reference.says, known, 1, 0.6) or [
        id for id in known if id.endswith(f".{reference.says}")
    ]
    yield RULE.found(
        f"`{reference.says}` is referred to and is no {'annex' if reference.says.startswith(ANNEX) else 'clause'}",
        reference.place,
        text=reference.where,
        help=f"did you mean `{close[0]}`?" if close else f"there are: {', '.join(i for i in known if '.' not in i)}",
        subject=reference.says,
    )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
