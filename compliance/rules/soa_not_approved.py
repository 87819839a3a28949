"""The Statement of Applicability is not approved, or was approved before the risks that it answers.

Finds: no row ``soa`` under ``documents.issues`` in dossier.yaml; a row without approver or date; an approval in the
future, or earlier than the newest risk assessment.
Why: ISO/IEC 27001:2022 6.1.3 d) and f), 7.5.2 c): the statement is approved, and it follows from the assessment. An
assessment that came later may need other controls.
Fix: have it approved again and write version, role and day down.
Wrong when: the later assessment changed no control; the approval is still owed, and takes a minute.
"""

from collections.abc import Iterator

from compliance.derive.applicability import isms_scope
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.company import DocumentIssue, FrameworkScope
from compliance.registers.records.controls import Risk
from compliance.rules.rule import Rule

DOCUMENT = "soa"


def subjects(dossier: Dossier) -> tuple[FrameworkScope, ...]:
    return isms_scope(dossier)


def check(scope: FrameworkScope, dossier: Dossier) -> Iterator[Diagnostic]:
    issue = dossier.issue(DOCUMENT)
    if issue is None:
        yield RULE.found(
            "no version of the Statement of Applicability is approved",
            scope.at("id"),
            text="in scope here",
            help="add `document: soa` with version, approver and date to `documents.issues`",
            subject=DOCUMENT,
        )
    elif not issue.approved_by or not issue.approved_on:
        yield RULE.found(
            f"version {issue.version} of the Statement of Applicability is not approved",
            issue.at("document"),
            text="by whom, and when?" if not issue.approved_on else "by whom?",
            help="add `approved_by` and `approved_on`",
            subject=DOCUMENT,
        )
    else:
        yield from _out_of_order(issue, dossier)


def _out_of_order(issue: DocumentIssue, dossier: Dossier) -> Iterator[Diagnostic]:
    day = issue.approved_on
    newest = max(dossier.all(Risk), key=lambda risk: risk.assessed_on, default=None)
    if day and day > dossier.today:
        yield RULE.found(
            f"the Statement of Applicability is approved on {day}, which is still to come",
            issue.at("approved_on"),
            text=f"today is {dossier.today}",
            help="write the day on which it was approved",
            subject=DOCUMENT,
        )
    elif day and newest and day < newest.assessed_on:
        yield RULE.found(
            f"the Statement of Applicability was approved on {day}, before {newest.id} was assessed",
            issue.at("approved_on"),
            Label(newest.at("assessed_on"), "assessed after the approval"),
            help="look at the controls again and have the statement approved",
            subject=DOCUMENT,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
