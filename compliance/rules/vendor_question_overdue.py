"""A question to a vendor is past its date.

Finds: ``questions`` of vendors whose ``due`` lies before today.
Why: what is not known prints as open in every document that the question blocks; ISO/IEC 27001:2022 A.5.22.
Fix: record the answer as a fact with its source and take the question out, or set a new date.
Wrong when: never.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import OpenQuestion, Vendor
from compliance.rules.phrases import ago
from compliance.rules.rule import Rule


class Asked(NamedTuple):
    """A question and the vendor that it is put to."""

    vendor: Vendor
    question: OpenQuestion


def subjects(dossier: Dossier) -> Iterator[Asked]:
    return (Asked(vendor, question) for vendor in dossier.all(Vendor) for question in vendor.questions)


def check(asked: Asked, dossier: Dossier) -> Iterator[Diagnostic]:
    vendor, question = asked
    if question.due and question.due < dossier.today:
        yield RULE.found(
            f"question {question.id} about {vendor.name} was due on {question.due} ({dossier.role(question.owner)})",
            question.at("due"),
            text=ago(question.due, dossier.today),
            help="record the answer as a fact and take the question out, or set a new date",
            subject=vendor.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
