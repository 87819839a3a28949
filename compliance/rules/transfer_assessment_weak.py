"""The conclusion of a transfer impact assessment rests on encryption whose key the supplier may hold.

Finds: assessments that conclude to go on and name `encryption` among what that rests on, while the key of a system that
the supplier runs is its own, or nobody stands behind who holds it.
Why: EDPB Recommendations 01/2020, annex 2, use cases 6 and 7: whoever holds the key can be made to use it.
Fix: rest the conclusion on something else, take the key into your own hands, or record who holds it.
Wrong when: data is encrypted before it reaches the supplier, with a key of your own: then record that key holder on the
system.
"""

from collections.abc import Iterator

from compliance.derive.key_holders import encryption_counts, key_holders
from compliance.diagnostics import Diagnostic, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.transfers import Tia
from compliance.registers.records.vendors import Vendor
from compliance.rules.rule import Rule

SAID = {"ours": "not the supplier's", "theirs": "the supplier or its host holds this key", "unverified": "not verified"}


def subjects(dossier: Dossier) -> Iterator[Tia]:
    return (tia for tia in dossier.all(Tia) if tia.conclusion in ("proceed", "proceed-with-measures"))


def check(tia: Tia, dossier: Dossier) -> Iterator[Diagnostic]:
    vendor = dossier.get(Vendor, tia.vendor)
    if vendor is None or "encryption" not in tia.rests_on or encryption_counts(vendor, dossier):
        return
    weak = [holder for holder in key_holders(vendor, dossier) if holder.state != "ours"]
    yield RULE.found(
        f"the conclusion on {vendor.name} rests on encryption, and the key is not known to be out of its hands",
        tia.at("rests_on", tia.rests_on.index("encryption")),
        *(Label(holder.place, SAID[holder.state]) for holder in weak),
        text="does not carry the conclusion",
        help="rest the conclusion on something else, or record who holds the key",
        subject=tia.id,
    )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
