"""Nobody has decided whether a personal data breach is reported to the authority.

Finds: incidents of kind ``personal-data-breach`` with neither ``authority_notified_at`` nor
``not_notified_reason``.
Why: GDPR Art. 33(1) and (5): a breach is reported, or it is documented why a risk to people is unlikely.
Fix: report it, or write the reason; as a processor, write that the controllers were told and decide.
Wrong when: never; while the hours run the decision is still owed.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Incident
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Incident]:
    return (incident for incident in dossier.all(Incident) if incident.kind == "personal-data-breach")


def check(incident: Incident, dossier: Dossier) -> Iterator[Diagnostic]:
    if incident.authority_notified_at is None and not incident.not_notified_reason:
        yield RULE.found(
            f"the breach {incident.id} is not reported to {dossier.company.authority}, and no reason says why not",
            incident.at("kind"),
            text="reported or not?",
            help="add `authority_notified_at`, or `not_notified_reason`",
            subject=incident.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
