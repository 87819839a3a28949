"""A vendor's certificate or report has ended, and no letter covers the gap.

Finds: certifications of vendors that ``expires`` before today and have no ``bridge_letter``.
Why: ISO/IEC 27001:2022 A.5.22; documents and answers would quote a certificate that no longer holds.
Fix: get the new certificate and correct the dates, or record the bridge letter, or take the entry out.
Wrong when: never; without a newer copy nobody here knows that it was renewed.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Certification, Vendor
from compliance.rules.phrases import ago
from compliance.rules.rule import Rule


class Held(NamedTuple):
    """A certification with an end, and whose it is."""

    vendor: Vendor
    certification: Certification


def subjects(dossier: Dossier) -> Iterator[Held]:
    return (Held(vendor, c) for vendor in dossier.all(Vendor) for c in vendor.certifications if c.expires)


def check(held: Held, dossier: Dossier) -> Iterator[Diagnostic]:
    vendor, certification = held
    if certification.expires and certification.expires < dossier.today and not certification.bridge_letter:
        yield RULE.found(
            f"{certification.scheme} of {vendor.name} ended on {certification.expires}",
            certification.at("expires"),
            text=ago(certification.expires, dossier.today),
            help="ask for the new one and correct the dates, or name the letter that covers the gap in `bridge_letter`",
            subject=vendor.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
