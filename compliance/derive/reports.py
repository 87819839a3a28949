"""Reports of auditors on suppliers: which span of time they speak of, and until when somebody answers for it.

A certificate has a last day. A report on a period (SOC 1, SOC 2, ISAE 3000 or ISAE 3402 of type 2, SOC 3) has none: it
speaks of the days that were examined, and a bridge letter of the supplier speaks of those since.
"""

from __future__ import annotations

from datetime import date

from compliance.registers.records.vendors import Certification

_SCHEMES = ("SOC ", "ISAE ", "SSAE ")


def on_a_period(entry: Certification) -> bool:
    """Whether it is a report on a period: it states one, or its scheme and type make it one. Type 1 is on a day."""
    if entry.period_start or entry.period_end:
        return True
    return entry.scheme.upper().startswith(_SCHEMES) and not _on_a_day(entry.edition)


def _on_a_day(edition: str) -> bool:
    return edition.casefold().removeprefix("type").strip() in ("1", "i")


def covered_until(entry: Certification) -> date | None:
    """The last day that a report and its bridge letter speak of; None where the period is not recorded."""
    if entry.period_end is None:
        return None
    return max(entry.period_end, entry.bridge_letter_until or entry.period_end)


def full_name(entry: Certification) -> str:
    """Scheme and edition as people write them: ``ISO/IEC 27001:2022``, ``SOC 2 Type 2``."""
    edition = entry.edition
    return f"{entry.scheme}:{edition}" if edition.isdigit() else f"{entry.scheme} {edition}".strip()
