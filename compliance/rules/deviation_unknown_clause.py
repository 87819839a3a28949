"""An agreed deviation changes a clause that the standard terms do not have.

Finds: ``clause`` of deviations of customers that is no clause id of ``dpa-terms.html.j2``, paragraphs included
(``sub-processors.objection``).
Why: the addendum prints the clause that a deviation changes; one that is nowhere changes nothing, and whoever handles
the contract does not find it.
Fix: write the id as the template has it; `dossier lint-dpa` shows where each clause stands.
Wrong when: the customer is on terms of an older version with other clauses; waive it until those are replaced.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple

from compliance.derive.reach import running
from compliance.diagnostics import Diagnostic, Severity
from compliance.documents import dpa_lint
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer, Deviation
from compliance.rules.rule import Rule


class Agreed(NamedTuple):
    """A deviation, and whose it is."""

    customer: Customer
    deviation: Deviation


def subjects(dossier: Dossier) -> Iterator[Agreed]:
    if dpa_lint.terms(dossier) is not None:
        yield from (Agreed(customer, d) for customer in running(dossier) for d in customer.deviations)


def check(agreed: Agreed, dossier: Dossier) -> Iterator[Diagnostic]:
    customer, deviation = agreed
    terms = dpa_lint.terms(dossier)
    ids = terms.ids if terms else ()
    if deviation.clause not in ids:
        close = get_close_matches(deviation.clause, ids, 1, 0.6)
        top = ", ".join(id for id in ids if "." not in id)
        yield RULE.found(
            f"deviation {deviation.id} of {customer.legal_name} changes `{deviation.clause}`, which is no clause",
            deviation.at("clause"),
            text="no such clause in the standard terms",
            help=f"did you mean `{close[0]}`?" if close else f"clauses are: {top}",
            subject=customer.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
