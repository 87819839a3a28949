"""Management has not reviewed the system for a year, or longer than it said.

Finds: no management review held in the last 366 days, or the newest one's ``next_on`` before today, where ISO/IEC
27001 is in scope.
Why: ISO/IEC 27001:2022 9.3.1: top management reviews the system at planned intervals. Certification bodies expect one
between any two of their visits.
Fix: hold the review, and record it in ``controls/management-reviews.yaml``.
Wrong when: a longer interval is planned and the certification body agrees; waive with that reason.
"""

from collections.abc import Iterator
from datetime import timedelta

from compliance.derive.applicability import isms_scope
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import ManagementReview
from compliance.registers.records.company import FrameworkScope
from compliance.rules.rule import Rule

LONGEST = timedelta(days=366)
"""Most time between two reviews."""

HELP = "hold it, and record it in controls/management-reviews.yaml"


def subjects(dossier: Dossier) -> tuple[FrameworkScope, ...]:
    return isms_scope(dossier)


def check(scope: FrameworkScope, dossier: Dossier) -> Iterator[Diagnostic]:
    held = (review for review in dossier.all(ManagementReview) if review.held_on <= dossier.today)
    newest = max(held, key=lambda review: review.held_on, default=None)
    if newest is None:
        message, at, subject = "no management review has been held", scope.at("id"), "management-review"
    elif newest.next_on < dossier.today:
        message, at, subject = f"a management review was due on {newest.next_on}", newest.at("next_on"), newest.id
    elif newest.held_on < dossier.today - LONGEST:
        message = f"the last management review was on {newest.held_on}, more than a year ago"
        at, subject = newest.at("held_on"), newest.id
    else:
        return
    yield RULE.found(message, at, text=f"today is {dossier.today}" if newest else "", help=HELP, subject=subject)


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
