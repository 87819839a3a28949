"""A record of processing lacks what an authority, or the people concerned, ask for.

Finds: activities without `legal_basis`, `source_of_data` or `department`, or without day and role of their last review
(`last_reviewed`, `reviewed_by`); and those whose `retention` is empty. One finding an activity.
Why: GDPR Art. 6(1) and 5(1)(a) (no processing without a ground), Art. 14(2)(f) (source), Art. 30(1)(f) (time limits),
Art. 5(2) (the controller can show that it looked). Documents print each of these as an open point until then.
Fix: fill the fields in with whoever owns the activity.
Wrong when: never; a record that was carried over from another tool is a draft until a person has read it.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity
from compliance.rules.rule import Rule

ASKED_FOR = ("legal_basis", "source_of_data", "retention", "department", "last_reviewed", "reviewed_by")


def subjects(dossier: Dossier) -> Iterator[Activity]:
    return iter(dossier.all(Activity))


def check(activity: Activity, dossier: Dossier) -> Iterator[Diagnostic]:
    lacking = [name for name in ASKED_FOR if not getattr(activity, name)]
    if lacking:
        *most, last = (f"`{name}`" for name in lacking)
        yield RULE.found(
            f"the record of `{activity.name}` lacks {', '.join(most) + ' and ' if most else ''}{last}",
            activity.at("id"),
            help="fill them in with the owner; until then documents show them as open points",
            subject=activity.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
