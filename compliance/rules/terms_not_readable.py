"""A template of the agreement holds something that cannot be read without rendering it, or that is broken.

Finds: in ``dpa-terms.html.j2`` and ``dpa.html.j2``, and in what they take in: tags that are never closed or close
nothing, clauses without a plain id, clauses in loops and macros, includes by an expression, blocks that stand twice.
Why: the checks of the agreement read clauses, duties and references from the text; what they cannot read they can
neither find missing nor find wrong.
Fix: close the tag; give the clause a plain id; name the template of an include; write paragraphs out.
Wrong when: an include by an expression takes in no clauses; waive it.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.documents import dpa_lint
from compliance.documents.clause_tags import DeclaredTerms
from compliance.graph.dossier import Dossier
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[DeclaredTerms]:
    told: set[str] = set()
    for terms in dpa_lint.templates(dossier):
        if terms.template not in told:
            told.add(terms.template)
            yield terms


def check(terms: DeclaredTerms, dossier: Dossier) -> Iterator[Diagnostic]:
    known = {f for one in dpa_lint.templates(dossier) if one.template != terms.template for f in one.faults}
    for fault in terms.faults:
        if fault in known and terms.template != dpa_lint.PAPER:
            continue
        yield RULE.found(
            fault.says, fault.place, text=fault.where, help="see docs/templates.md", subject=terms.template
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
