"""A vendor is in use and nobody has assessed it.

Finds: vendors in use whose ``assessment`` has no ``reviewed_on``, or no decision, or one that is pending.
Why: ISO/IEC 27001:2022 A.5.19 and A.5.22; GDPR Art. 28(1) allows only processors that give sufficient
guarantees, and somebody must have looked.
Fix: assess the vendor and write the day, the reviewer and the decision under ``assessment``.
Wrong when: the vendor is not used yet; give the first day as ``used_since``.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Vendor
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Vendor]:
    return (vendor for vendor in dossier.all(Vendor) if not (vendor.used_since and vendor.used_since > dossier.today))


def check(vendor: Vendor, dossier: Dossier) -> Iterator[Diagnostic]:
    assessment = vendor.assessment
    decided = assessment.decision not in (None, "pending")
    if assessment.reviewed_on is None or not decided:
        what = "has not been assessed" if assessment.reviewed_on is None else "has been reviewed, but not decided on"
        pending = assessment.decision == "pending"
        yield RULE.found(
            f"{vendor.name} is in use and {what}",
            assessment.at("decision") if pending else vendor.at("assessment"),
            text="no decision yet" if pending else "",
            help="add `reviewed_on`, `reviewer` and `decision` under `assessment`",
            subject=vendor.id,
            key=not pending,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
