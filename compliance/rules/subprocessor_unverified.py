"""A link in the chain of sub-processors is not identified: nobody stands behind a fact about it.

Finds: vendors that customers' data reaches, and every sub-processor below them that is ``reached``,
where name, address, country or contact is null or ``unverified``.
Why: GDPR Art. 28(2) and (4); EDPB Opinion 22/2024: the identity of every sub-processor in the chain
must be at hand at any time. A final Annex III is refused while such a fact would print.
Fix: ask the vendor, and record the answer with its source.
Wrong when: the data does not reach that sub-processor; then ``reached: false``.
"""

from collections.abc import Iterator

from compliance.derive.chain import Link, chain
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Vendor
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Link]:
    return (link for vendor in dossier.all(Vendor) if vendor.customer_data for link in chain(vendor, dossier))


def check(link: Link, dossier: Dossier) -> Iterator[Diagnostic]:
    if link.unverified:
        (first, at), *rest = ((name, fact.place) for name, fact in link.unverified.items())
        yield RULE.found(
            f"nobody stands behind the {' and '.join(link.unverified)} of {link.name}, in the chain of "
            f"{link.vendor.name}",
            at,
            *(Label(place, name) for name, place in rest),
            text=first,
            help="ask the vendor, and record the answer with its source and status",
            subject=link.vendor.id,
        )


RULE = Rule(__name__, __doc__, Severity.WARNING, subjects, check)
