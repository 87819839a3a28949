"""A customer is on standard terms that are older than the company accepts.

Finds: the data processing agreement in force of each running customer whose ``version`` is older than
``procedures.oldest_dpa_version`` in dossier.yaml, numbers compared as numbers; nothing while that is not set.
Why: GDPR Art. 28(3); duties, periods and sub-processor rules that the company has moved to are not in older paper, and
people who follow the procedure do not know which customers it does not hold for.
Fix: have the new text signed (``dossier build dpa --customer ID``) and record it; ``dossier agreements`` shows what
the old one lacks.
Wrong when: the customer has negotiated to stay on the old text; waive it with a day.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.reach import running
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.documents.signed_papers import older
from compliance.graph.dossier import Dossier
from compliance.registers.records.company import Procedures
from compliance.registers.records.customers import Agreement, Customer
from compliance.rules.rule import Rule


class Signed(NamedTuple):
    """The agreement of a customer that is in force, and the procedures that say how old it may be."""

    customer: Customer
    agreement: Agreement
    procedures: Procedures


def subjects(dossier: Dossier) -> Iterator[Signed]:
    procedures = dossier.project.procedures
    if procedures is None or not procedures.oldest_dpa_version:
        return
    for customer in running(dossier):
        found = [
            a
            for a in customer.agreements
            if a.kind == "dpa" and a.signed_on <= dossier.today and (a.expires is None or a.expires >= dossier.today)
        ]
        if found:
            yield Signed(customer, max(found, key=lambda agreement: agreement.signed_on), procedures)


def check(signed: Signed, dossier: Dossier) -> Iterator[Diagnostic]:
    customer, agreement, procedures = signed
    if older(agreement, procedures.oldest_dpa_version):
        yield RULE.found(
            f"{customer.legal_name} is on version {agreement.version} of the terms; the oldest accepted is "
            f"{procedures.oldest_dpa_version}",
            agreement.at("version"),
            Label(procedures.at("oldest_dpa_version"), "the oldest that a customer may be on"),
            text=f"signed on {agreement.signed_on}",
            help=f"have the terms in use signed; `dossier diff-terms {customer.id}` shows what changes",
            subject=customer.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
