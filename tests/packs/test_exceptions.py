"""What does not pass a check of evidence is an exception of the pack; a waiver accepts it and does not hide it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from compliance.packs.exceptions import RULES
from compliance.packs.items import Period
from compliance.packs.kinds import BY_NAME
from compliance.packs.scope import Scope
from tests import company
from tests.packs import worked
from tests.packs.reading import text
from tests.packs.worked import YEAR

EV1, EV2, EV3 = (f"controls/evidence/EV-0{n}.yaml" for n in (1, 2, 3))
FILES = "controls/evidence/files"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return company.copy_base(tmp_path / "project")


def scope(root: Path, period: Period = YEAR) -> Scope:
    return Scope(company.read(root), BY_NAME["iso27001"], period)


def found(root: Path) -> set[tuple[str, str]]:
    return {(one.code, one.subject) for one in scope(root).counting}


def test_sound_evidence_has_none_and_everything_was_looked_at(root: Path) -> None:
    examined = scope(root).examined
    assert examined.found == ()
    looked = {row.code: row.examined for row in examined.checks}
    assert len(looked) == len(RULES) + 3
    assert looked["evidence-stale"] == looked["evidence-hash-mismatch"] == 3
    assert looked["control-without-evidence"] == 4


CASES: dict[str, tuple[Callable[[Path], object], tuple[str, str]]] = {
    "out of date": (
        lambda root: company.edit(root, EV1, {"point_in_time: 2026-10-08": "point_in_time: 2025-11-10"}),
        ("evidence-stale", "EV-01"),
    ),
    "gone": (lambda root: (root / FILES / "EV-01.txt").unlink(), ("evidence-file-missing", "EV-01")),
    "changed": (
        lambda root: (root / FILES / "EV-01.txt").write_text("x", encoding="utf-8"),
        ("evidence-hash-mismatch", "EV-01"),
    ),
    "collected before its period was over": (
        lambda root: company.edit(root, EV2, {"2026-10-05T": "2026-09-20T"}),
        ("evidence-collected-early", "EV-02"),
    ),
    "reviewed by who collected it": (
        lambda root: company.edit(root, EV1, {"reviewed_by: ciso": "reviewed_by: platform-lead"}),
        ("evidence-self-reviewed", "EV-01"),
    ),
    "a population of another size": (
        lambda root: company.edit(root, EV2, {"row_count: 3": "row_count: 4"}),
        ("population-count-differs", "EV-02"),
    ),
    "a sample that is not in its population": (
        lambda root: company.edit(root, EV3, {"ids: [T-2]": "ids: [T-99]"}),
        ("sample-outside-population", "EV-03"),
    ),
    "redacted without its original": (
        lambda root: company.edit(root, EV1, {"level: nda": "redaction_note: Names are black.\nlevel: nda"}),
        ("redaction-without-original", "EV-01"),
    ),
    "a screenshot of nobody knows what": (
        lambda root: company.edit(root, EV1, {"method: export": "method: screenshot"}),
        ("screenshot-incomplete", "EV-01"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_fails_is_an_exception(name: str, root: Path) -> None:
    change, expected = CASES[name]
    change(root)
    assert expected in found(root)


def test_a_control_in_force_with_nothing_to_show_is_an_exception(root: Path) -> None:
    company.edit(root, EV1, {"point_in_time: 2026-10-08": "point_in_time: 2025-11-10"})
    assert ("implemented-without-fresh-evidence", "A.8.13") in found(root)


def test_findings_about_evidence_of_other_periods_are_none_of_this_pack(root: Path) -> None:
    company.edit(root, EV1, {"2026-10-08\n": "2024-10-08\n", "2026-10-08T": "2024-10-08T"})
    assert "EV-01" not in {subject for _, subject in found(root)}
    assert ("evidence-stale", "EV-01") in {
        (one.code, one.subject) for one in scope(root, Period(date(2024, 1, 1), YEAR.end)).counting
    }


def test_a_waiver_accepts_and_does_not_hide() -> None:
    """EV-0151 of the worked company is out of date, and W-01 accepts that."""
    chosen = worked.scope()
    assert [(one.code, one.subject, one.waiver) for one in chosen.exceptions] == [("evidence-stale", "EV-0151", "W-01")]
    assert chosen.counting == ()
    html = text(worked.bound().html)
    assert "EV-0151 is out of date since" in html
    assert "W-01" in html
