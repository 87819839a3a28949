"""Durations, added to a day by the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.registers.kinds import KINDS, Kind
from compliance.registers.validate import decide_by
from compliance.registers.values import Duration


@pytest.mark.parametrize(
    ("day", "duration", "after"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2028-01-31", "P1M", "2028-02-29"),
        ("2028-02-29", "P1Y", "2029-02-28"),
        ("2026-11-15", "P14M", "2028-01-15"),
        ("2026-12-01", "P1M", "2027-01-01"),
        ("2025-02-03", "P3Y", "2028-02-03"),
        ("2026-06-30", "P90D", "2026-09-28"),
        ("2026-01-31", "P1M2W1D", "2026-03-15"),
        ("2026-01-01", "PT36H", "2026-01-02"),
        ("2026-01-01", "PT12H", "2026-01-01"),
        ("2026-01-01", "P99999Y", "9999-12-31"),
        ("2026-01-01", "P99999M", "9999-12-31"),
        ("9999-12-31", "P1D", "9999-12-31"),
        ("9999-12-31", "P1M", "9999-12-31"),
        ("9999-01-31", "P99999W99999D", "9999-12-31"),
    ],
)
def test_after(day: str, duration: str, after: str) -> None:
    assert Duration(duration).after(date.fromisoformat(day)) == date.fromisoformat(after)


@pytest.mark.parametrize("kind", [k for k in KINDS if "duration" in k.schema["$defs"]], ids=lambda kind: kind.name)
def test_every_schema_reads_durations_alike(kind: Kind) -> None:
    decide = decide_by(kind.schema["$defs"]["duration"])
    assert all(decide(text) for text in ("P30D", "PT4H", "P1Y2M3W4DT5H6M7S", "P99999Y"))
    assert not any(decide(text) for text in ("P", "PT", "P1DT", "P100000Y", "PT999999S", "P1.5D", "30D"))
