"""Who can read what is encrypted: the key holder of the systems that a supplier runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from compliance.derive.reach import systems_of
from compliance.diagnostics import Place
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import System
from compliance.registers.records.vendors import Vendor

KeyState = Literal["ours", "theirs", "unverified"]


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who holds the key of one system. ``place`` is the line that says so, or the one where it is missing."""

    system: System
    state: KeyState
    place: Place


def key_holders(vendor: Vendor, dossier: Dossier) -> tuple[KeyHolder, ...]:
    """The key holder of each system with personal data that a supplier runs or hosts."""
    ids = systems_of(vendor, dossier)
    return tuple(_holder(system) for system in dossier.all(System) if system.id in ids and system.personal_data)


def encryption_counts(vendor: Vendor, dossier: Dossier) -> bool:
    """Whether encryption may carry a conclusion: the key of every system is known not to be the supplier's.

    EDPB Recommendations 01/2020, annex 2, use cases 6 and 7: where the importer has the key or needs the data in the
    clear, encryption is no effective measure against its authorities.
    """
    found = key_holders(vendor, dossier)
    return bool(found) and all(holder.state == "ours" for holder in found)


def _holder(system: System) -> KeyHolder:
    encryption = system.encryption_at_rest
    if encryption is None:
        return KeyHolder(system, "unverified", system.at("id"))
    fact = encryption.key_holder
    if not fact.known:
        return KeyHolder(system, "unverified", fact.place)
    return KeyHolder(system, "ours" if fact.value in ("company", "customer") else "theirs", fact.place)
