"""Whether the assessment is done that clauses and binding rules ask for (Decision (EU) 2021/914, Clause 14).

Clauses are a ground only as far as the law of the country lets the importer keep them: CJEU C-311/18, 134, and the
EDPB's Recommendations 01/2020. An adequacy decision carries that look in itself. Module 4 asks for it only where a
processor puts the data together with data of its own (Clause 14), which no flow here does.
"""

from __future__ import annotations

from dataclasses import dataclass

from compliance.derive.transfers import Transfer
from compliance.diagnostics import Place
from compliance.graph.dossier import Dossier
from compliance.registers.records.transfers import Tia


@dataclass(frozen=True, slots=True)
class Lack:
    """What is missing of the assessment behind a ground, in words, and the line of the assessment, if there is one."""

    words: str
    tia: Tia | None
    at: Place | None


def lacking(transfer: Transfer, dossier: Dossier) -> Lack | None:
    """What is missing of a transfer's assessment; None where it is done, or where none is asked for."""
    vendor = transfer.hop.importer.vendor
    if transfer.verdict != "ok" or transfer.ground not in ("scc", "bcr") or transfer.module == "4" or vendor is None:
        return None
    tia = _assessments(dossier).get(vendor.id)
    if tia is None:
        return Lack("no transfer impact assessment is on record", None, None)
    if tia.conclusion is None:
        return Lack(f"the transfer impact assessment {tia.id} is not concluded", tia, tia.at("id"))
    if tia.conclusion == "suspend":
        return Lack(f"the transfer impact assessment {tia.id} concludes to suspend it", tia, tia.at("conclusion"))
    if tia.next_review and tia.next_review < dossier.today:
        due = f"the transfer impact assessment {tia.id} was to be looked at again by {tia.next_review}"
        return Lack(due, tia, tia.at("next_review"))
    return None


def _assessments(dossier: Dossier) -> dict[str, Tia]:
    found = dossier.kept.get("assessments")
    if not isinstance(found, dict):
        found = dossier.kept["assessments"] = {tia.vendor: tia for tia in reversed(dossier.all(Tia))}
    return found
