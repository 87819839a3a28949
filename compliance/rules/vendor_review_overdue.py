"""The next review of a vendor is past.

Finds: assessed vendors whose ``next_review`` lies before today; without one, a year after ``reviewed_on``.
Why: ISO/IEC 27001:2022 A.5.22 asks for vendors to be watched and looked at again.
Fix: review the vendor, then move ``reviewed_on`` and ``next_review``.
Wrong when: the vendor is no longer used; then remove its file.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Vendor, VendorAssessment
from compliance.rules.phrases import ago
from compliance.rules.rule import Rule

AT_LATEST = timedelta(days=366)
"""After so long a vendor is due where no date says when."""


def subjects(dossier: Dossier) -> Iterator[Vendor]:
    return (vendor for vendor in dossier.all(Vendor) if vendor.assessment.reviewed_on)


def check(vendor: Vendor, dossier: Dossier) -> Iterator[Diagnostic]:
    field, due = _due(vendor.assessment)
    if due < dossier.today:
        yield RULE.found(
            f"the review of {vendor.name} was due on {due}",
            vendor.assessment.at(field),
            text=ago(due, dossier.today) if field == "next_review" else "more than a year ago",
            help="review it, then move `reviewed_on` and `next_review`",
            subject=vendor.id,
        )


def _due(assessment: VendorAssessment) -> tuple[str, date]:
    if assessment.next_review:
        return "next_review", assessment.next_review
    assert assessment.reviewed_on is not None  # subjects yields no other
    return "reviewed_on", assessment.reviewed_on + AT_LATEST


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
