"""Evidence was reviewed by the role that collected it, or by nobody.

Finds: evidence without ``reviewed_by``, or where it equals ``collected_by``.
Why: ISO/IEC 27001:2022 A.5.3: duties that could hide an error or a fraud are kept apart. A second pair of eyes is what
makes a collected file evidence.
Fix: have another role look at it, and name that role.
Wrong when: two people share the role and one reviewed the other's work; give them roles of their own.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import Evidence
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> tuple[Evidence, ...]:
    return dossier.all(Evidence)


def check(evidence: Evidence, dossier: Dossier) -> Iterator[Diagnostic]:
    collector = dossier.role(evidence.collected_by)
    if not evidence.reviewed_by:
        yield RULE.found(
            f"nobody has reviewed {evidence.id}",
            evidence.at("id"),
            text="`reviewed_by` is missing",
            help=f"have a role other than {collector} look at it, and add `reviewed_by`",
            subject=evidence.id,
        )
    elif evidence.reviewed_by == evidence.collected_by:
        yield RULE.found(
            f"{evidence.id} was collected and reviewed by the same role, {collector}",
            evidence.at("reviewed_by"),
            Label(evidence.at("collected_by"), "collected"),
            help="have another role review it",
            subject=evidence.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
