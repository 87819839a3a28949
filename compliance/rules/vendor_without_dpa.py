"""A vendor receives personal data and there is no data processing agreement.

Finds: vendors with ``personal_data: true`` whose ``dpa.status`` is ``missing`` or ``not-needed``.
Why: GDPR Art. 28(3): a processor acts under a contract; ISO/IEC 27001:2022 A.5.20.
Fix: sign or accept the agreement and record it, or stop the flows to the vendor.
Wrong when: the vendor is a controller of its own for all it receives; then its ``role`` is ``controller``.
"""

from collections.abc import Iterator

from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Vendor
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Vendor]:
    return (vendor for vendor in dossier.all(Vendor) if vendor.personal_data and vendor.role != "controller")


def check(vendor: Vendor, dossier: Dossier) -> Iterator[Diagnostic]:
    if vendor.dpa.status in ("missing", "not-needed"):
        yield RULE.found(
            f"{vendor.name} receives personal data without a data processing agreement",
            vendor.dpa.at("status"),
            Label(vendor.at("personal_data"), "it receives personal data"),
            text=f"the agreement is {vendor.dpa.status.replace('-', ' ')}",
            help="sign the agreement and record it under `dpa`, or stop the flows to the vendor",
            subject=vendor.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
