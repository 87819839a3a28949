"""An impact assessment is required and has not been made.

Finds: activities with ``dpia.required: true`` that lack ``reference`` or ``performed_on``.
Why: GDPR Art. 35(1): the assessment comes before the processing.
Fix: carry it out, and record its reference and day.
Wrong when: the controller carries it out and not the company; then ``required: false`` with that reason.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Activity]:
    return (activity for activity in dossier.all(Activity) if activity.dpia and activity.dpia.required)


def check(activity: Activity, dossier: Dossier) -> Iterator[Diagnostic]:
    dpia = activity.dpia
    if dpia is None:
        return
    missing = [field for field in ("reference", "performed_on") if not getattr(dpia, field)]
    if missing:
        yield RULE.found(
            f"the activity `{activity.name}` requires an impact assessment and has none on record",
            dpia.at("required"),
            text=f"no {' and no '.join(f'`{field}`' for field in missing)}",
            help="carry it out, then add `reference` and `performed_on`",
            subject=activity.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
