"""A personal data breach was reported to the authority later than the law allows.

Finds: breaches whose ``authority_notified_at`` comes more hours after ``aware_at`` (after ``detected_at``, where
nobody wrote the former) than ``frameworks/gdpr.yaml`` gives for that day.
Why: GDPR Art. 33(1): without undue delay and, where feasible, within these hours; a later report gives the
reasons for the delay.
Fix: correct the times, or accept the finding with a waiver whose reason is the one given to the authority.
Wrong when: the report came in phases (Art. 33(4)); then ``authority_notified_at`` is the first of them.
"""

from collections.abc import Iterator
from datetime import timedelta

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.frameworks.gdpr import deadline
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Incident
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Incident]:
    breaches = (incident for incident in dossier.all(Incident) if incident.kind == "personal-data-breach")
    return (breach for breach in breaches if breach.authority_notified_at)


def check(breach: Incident, dossier: Dossier) -> Iterator[Diagnostic]:
    aware = breach.aware_at or breach.detected_at
    limit = deadline("breach-to-authority", aware.date())
    if limit is None or breach.authority_notified_at is None:
        return
    took = breach.authority_notified_at - aware
    if took > timedelta(hours=limit.hours):
        yield RULE.found(
            f"the breach {breach.id} was reported {took // timedelta(hours=1)} hours after it was known; "
            f"{limit.source} gives {limit.hours}",
            breach.at("authority_notified_at"),
            Label(breach.at("aware_at" if breach.aware_at else "detected_at"), "known since"),
            text="reported",
            help="correct the times, or waive it with the reasons given to the authority",
            subject=breach.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
