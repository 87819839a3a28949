"""Which evidence is in a pack, and what becomes of each piece."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.packs.items import Item, Period, ascii_name, select
from compliance.packs.levels import Level
from compliance.packs.standalone import why_not
from tests import company
from tests.packs.worked import YEAR

EV1 = "controls/evidence/EV-01.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return company.copy_base(tmp_path / "project")


def items(root: Path, period: Period = YEAR, level: Level = "internal") -> dict[str, Item]:
    return {item.id: item for item in select(company.read(root), period, level)[0]}


def test_files_lie_in_the_folder_of_the_control_that_they_prove_first(root: Path) -> None:
    assert {id: item.path for id, item in items(root).items()} == {
        "EV-01": "evidence/A.8.13/EV-01.txt",
        "EV-02": "evidence/A.5.18/EV-02.csv",
        "EV-03": "evidence/A.5.18/EV-03.txt",
    }
    assert items(root)["EV-03"].controls == ("A.5.18", "A.5.19"), "stored once, and it proves both"


def test_a_file_that_has_changed_is_enclosed_and_called_altered(root: Path) -> None:
    (root / "controls/evidence/files/EV-01.txt").write_text("another text", encoding="utf-8")
    found = items(root)["EV-01"]
    assert (found.fate, found.enclosed, found.holds) == ("altered", True, False)


def test_a_file_that_is_gone_is_missing(root: Path) -> None:
    (root / "controls/evidence/files/EV-01.txt").unlink()
    found = items(root)["EV-01"]
    assert (found.fate, found.path, found.holds) == ("missing", "", False)


def test_a_link_out_of_the_project_is_not_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    path = root / "controls/evidence/files/EV-01.txt"
    path.unlink()
    path.symlink_to(tmp_path / "secret.txt")
    assert items(root)["EV-01"].fate == "missing"


def test_what_is_kept_elsewhere_is_by_reference(root: Path) -> None:
    company.edit(root, EV1, {"file: EV-01.txt\n": "location: Vault of the platform team\n"})
    (root / "controls/evidence/files/EV-01.txt").unlink()
    found = items(root)["EV-01"]
    assert (found.fate, found.enclosed, found.holds) == ("by-reference", False, True)


@pytest.mark.parametrize(
    ("level", "withheld"),
    [("internal", set()), ("nda", {"EV-02", "EV-03"}), ("public", {"EV-01", "EV-02", "EV-03"})],
)
def test_evidence_above_the_level_is_withheld_and_stays_on_the_list(
    root: Path, level: Level, withheld: set[str]
) -> None:
    found = items(root, level=level)
    assert {id for id, item in found.items() if item.fate == "withheld"} == withheld
    assert set(found) == {"EV-01", "EV-02", "EV-03"}


def test_evidence_without_a_level_is_internal(root: Path) -> None:
    company.edit(root, EV1, {"level: nda\n": ""})
    assert items(root, level="nda")["EV-01"].fate == "withheld"


def test_evidence_of_later_days_is_in_and_says_so(root: Path) -> None:
    found = items(root, Period(date(2026, 1, 1), date(2026, 9, 30)))
    assert {id: item.after for id, item in found.items()} == {"EV-01": True, "EV-02": False, "EV-03": False}


def test_evidence_that_was_over_before_the_period_is_out_with_its_reason(root: Path) -> None:
    company.edit(root, EV1, {"2026-10-08\n": "2024-10-08\n", "2026-10-08T": "2024-10-08T"})
    inside, outside = select(company.read(root), YEAR, "internal")
    assert [item.id for item in inside] == ["EV-02", "EV-03"]
    assert [(o.evidence.id, o.reason) for o in outside] == [
        ("EV-01", "speaks of 2024-10-08, before the period, and is over since 2025-10-08")
    ]


def test_evidence_of_before_that_still_holds_is_in(root: Path) -> None:
    company.edit(root, EV1, {"type: backup_restore_test": "type: certificate", "level: nda": "valid_until: 2028-01-01"})
    company.edit(root, EV1, {"2026-10-08\n": "2024-10-08\n", "2026-10-08T": "2024-10-08T"})
    assert items(root)["EV-01"].holds


def test_names_that_differ_in_case_only_do_not_meet(root: Path) -> None:
    folder = root / "controls/evidence/files"
    (folder / "ev-02.CSV").write_bytes((folder / "EV-01.txt").read_bytes())
    company.edit(root, EV1, {"file: EV-01.txt": "file: ev-02.CSV", "[A.8.13]": "[A.5.18]"})
    paths = [item.path for item in items(root).values()]
    assert len({path.lower() for path in paths}) == 3
    assert "evidence/A.5.18/EV-02__EV-02.csv" in paths


@given(st.text(min_size=1, max_size=120))
def test_every_name_becomes_one_that_an_archive_may_have(name: str) -> None:
    assert why_not(f"evidence/{ascii_name(name)}") == ""
