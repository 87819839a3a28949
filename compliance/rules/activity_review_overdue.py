"""Nobody has looked at a record of processing for a year.

Finds: activities whose ``last_reviewed`` lies more than 366 days back.
Why: GDPR Art. 30 and 5(2): the records of processing are kept current, and authorities ask when they were read.
Fix: read the record with its owner, correct it, then move ``last_reviewed``.
Wrong when: the activity has stopped; then take it out.
"""

from collections.abc import Iterator
from datetime import timedelta

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity
from compliance.rules.rule import Rule

AT_LATEST = timedelta(days=366)


def subjects(dossier: Dossier) -> Iterator[Activity]:
    return iter(dossier.all(Activity))


def check(activity: Activity, dossier: Dossier) -> Iterator[Diagnostic]:
    if activity.last_reviewed and dossier.today - activity.last_reviewed > AT_LATEST:
        yield RULE.found(
            f"the activity `{activity.name}` was last reviewed on {activity.last_reviewed}",
            activity.at("last_reviewed"),
            text="more than a year ago",
            help="read it with its owner, correct it, then move `last_reviewed`",
            subject=activity.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
