"""A vendor's certificate or report has ended, or nobody can say that it holds.

Finds: certifications of vendors that ``expires`` before today, unless a ``bridge_letter`` covers the time to today
(``bridge_letter_until``); bridge letters that are needed and state no last day; certifications that somebody stands
behind (status ``attested``, ``primary`` or ``secondary``) and that state no last day; certificates by an edition of a
standard whose transition is over, such as ISO/IEC 27001:2013 since 2025-10-31 (IAF MD 26:2023), whatever they state.
Why: ISO/IEC 27001:2022 A.5.22; documents and answers would quote a certificate that no longer holds.
Fix: get the new certificate and correct the dates, or record the bridge letter with its last day, or take the entry
out.
Wrong when: the scheme knows no end; write the day on which you will ask again.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.derive.assessment import holds
from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks import editions
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Certification, Vendor
from compliance.rules.phrases import ago
from compliance.rules.rule import Rule


class Held(NamedTuple):
    """A certification that may be quoted, and whose it is."""

    vendor: Vendor
    certification: Certification


def subjects(dossier: Dossier) -> Iterator[Held]:
    held = (Held(vendor, c) for vendor in dossier.all(Vendor) for c in vendor.certifications)
    return (h for h in held if h.certification.expires or h.certification.status not in ("unverified", "catalogue"))


def check(held: Held, dossier: Dossier) -> Iterator[Diagnostic]:
    vendor, certification = held
    if holds(certification, dossier.today).verdict == "met":
        return
    field, said, text, help = _fault(certification, dossier)
    yield RULE.found(
        f"{certification.scheme} of {vendor.name} {said}",
        certification.at(field),
        text=text,
        help=help,
        subject=vendor.id,
    )


def _fault(certification: Certification, dossier: Dossier) -> tuple[str, str, str, str]:
    """The field at fault, what is said of it, the words at its line, and the way out."""
    edition = editions.ended(certification.scheme, certification.edition)
    if edition and edition.ended < dossier.today:
        said = f"is by the edition of {edition.edition}, whose certificates ended on {edition.ended}"
        help = f"ask for the certificate by the edition of {edition.successor}, or take the entry out"
        return "edition", said, ago(edition.ended, dossier.today), help
    ended, covered = certification.expires, certification.bridge_letter_until
    if ended is None:
        return "scheme", "states no last day", "no `expires`", "ask for the certificate and write its last day"
    if not certification.bridge_letter:
        help = "ask for the new one and correct the dates, or name the letter that covers the gap in `bridge_letter`"
        return "expires", f"ended on {ended}", ago(ended, dossier.today), help
    if covered is None:
        said = f"ended on {ended}, and its bridge letter states no last day"
        return "bridge_letter", said, "until when?", "write the last day that it covers in `bridge_letter_until`"
    said = f"ended on {ended}, and its bridge letter on {covered}"
    return "bridge_letter_until", said, ago(covered, dossier.today), "ask for the new certificate or a newer letter"


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
