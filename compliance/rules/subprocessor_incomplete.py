"""A link in the chain of sub-processors is not identified: a field about it is missing.

Finds: vendors that customers' data reaches, and every sub-processor below them that is ``reached``,
where name, address, country or contact is not in the register.
Why: GDPR Art. 28(2) and (4); EDPB Opinion 22/2024: the identity of every sub-processor in the chain
must be at hand at any time. Annex III of the DPA prints these fields.
Fix: add the field. Where nobody knows, write ``{value: null, status: unverified}`` with a note, and a
question to the vendor: that is then a warning (``subprocessor-unverified``).
Wrong when: the data does not reach that sub-processor; then ``reached: false``.
"""

from collections.abc import Iterator

from compliance.derive.chain import Link, chain
from compliance.diagnostics import Diagnostic, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Vendor
from compliance.rules.rule import Rule


def subjects(dossier: Dossier) -> Iterator[Link]:
    return (link for vendor in dossier.all(Vendor) if vendor.customer_data for link in chain(vendor, dossier))


def check(link: Link, dossier: Dossier) -> Iterator[Diagnostic]:
    if link.missing:
        missing = " and no ".join(link.missing)
        yield RULE.found(
            f"{link.name}, in the chain of {link.vendor.name}, has no {missing}",
            link.place,
            text=f"no {missing}",
            help="add it; where nobody knows, write `{value: null, status: unverified}` and ask the vendor",
            subject=link.vendor.id,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
