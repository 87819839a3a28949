"""Populations and samples: counted, drawn, drawn again; and how large a sample the table asks for."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.derive.sampling import METHODS, draw
from tests.company import copy_company, edit
from tests.evidence.project import FOLDER, WHO, base, errors, evidence, log, put, record, state

ROWS = "".join(f"CHG-{n},2026-10-{n % 28 + 1:02}\n" for n in range(1, 101))
TABLE = "change,day\n" + ROWS
SAID = ("--title", "Changes of October", "--type", "change_population", "--control", "A.8.13")
WHOLE = ("--query", "list", "--filter", "none", "--time-zone", "UTC", "--completeness", "No gap in the numbers.")
DAYS = ("--period", "2026-10-01..2026-10-31")
IDS = st.lists(st.text(min_size=1, max_size=12), unique=True, min_size=1, max_size=60)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = base(tmp_path)
    assert evidence(made, "log", "--adopt").code == 0
    return made


@pytest.fixture
def population(root: Path, tmp_path: Path) -> str:
    done = evidence(root, "population", "add", put(tmp_path, "changes.csv", TABLE), *SAID, *WHO, *WHOLE, *DAYS)
    assert done.code == 0, done.err
    return "EV-04"


def test_a_population_is_counted(root: Path, population: str) -> None:
    made = record(root, population)
    assert made["kind"] == "population"
    assert made["population"] == {
        "row_count": 100,
        "completeness_check": "No gap in the numbers.",
        "filter_used": "none",
        "time_zone": "UTC",
        "id_column": "change",
    }
    assert [line for line in errors(root) if "EV-04" in line] == []


@pytest.mark.parametrize(
    ("text", "options", "words"),
    [
        (TABLE, ("--expected-rows", "101"), "has 100 rows, and the source counts 101"),
        (TABLE, ("--id-column", "number"), "has no column `number`"),
        (TABLE, ("--id-column", "day"), "does not identify its rows: 2026-10-02 stands in lines 2 and 30"),
        ("change\nCHG-1\n\nCHG-1\n", ("--id-column", "change"), "CHG-1 stands in lines 2 and 4"),
        ("a,b\n1,1\n,2\n", ("--id-column", "a"), "line 3 has none"),
        ("a,b\n1,1\n1,1\n", (), "no column of changes.csv identifies its rows"),
        ("", (), "cannot be read as CSV"),
    ],
)
def test_a_population_that_is_none(root: Path, tmp_path: Path, text: str, options: tuple[str, ...], words: str) -> None:
    before = state(root)
    path = put(tmp_path, "changes.csv", text)
    done = evidence(root, "population", "add", path, *SAID, *WHO, *WHOLE, *DAYS, *options)
    assert done.code == 2
    assert words in done.err
    assert state(root) == before


def test_a_population_says_that_it_is_complete(root: Path, tmp_path: Path) -> None:
    done = evidence(root, "population", "add", put(tmp_path, "c.csv", TABLE), *SAID, *WHO, *DAYS)
    assert done.code == 2
    assert "--completeness" in done.err


def test_a_sample_is_drawn_recorded_and_drawn_again(root: Path, population: str) -> None:
    done = evidence(root, "sample", population, "--size", "5", "--seed", "20261118", *WHO[2:])
    assert done.code == 0, done.err
    made = record(root, "EV-05")
    assert made["kind"] == "sample"
    assert made["type"] == "change_sample"
    assert made["controls"] == ["A.8.13"]
    sample = made["sample"]
    assert (sample["of"], sample["method"], sample["size"], sample["seed"]) == (population, "random", 5, "20261118")
    assert sample["algorithm"] == "sha256-rank-1"
    assert sample["population_sha256"] == record(root, population)["sha256"]
    # By hand, with no more than a hash: the documented way.
    ids = [line.partition(",")[0] for line in ROWS.splitlines()]
    assert sample["ids"] == sorted(ids, key=lambda id: hashlib.sha256(f"20261118|{id}".encode()).hexdigest())[:5]
    listed = (root / FOLDER / "files" / made["file"]).read_text().splitlines()
    assert listed[0] == "draw,change,day"
    assert [line.split(",")[1] for line in listed[1:]] == sample["ids"]
    assert log(root)[-1]["action"] == "drawn"
    checked = evidence(root, "sample", "--check")
    assert checked.code == 0
    assert "EV-05  agrees: 5 of 100 drawn again" in checked.out
    assert [line for line in errors(root) if "EV-05" in line] == []


def test_the_command_that_is_recorded_draws_the_same(root: Path, population: str) -> None:
    assert evidence(root, "sample", population, "--size", "5", *WHO[2:]).code == 0
    made = record(root, "EV-05")
    again = evidence(root, *made["query"].split()[2:], "--list")
    assert [line.split(",")[1] for line in again.out.splitlines()[1:]] == made["sample"]["ids"]
    assert made["sample"]["seed"] == made["sample"]["population_sha256"][:16]


def test_a_changed_population_is_refused_and_told(root: Path, population: str) -> None:
    assert evidence(root, "sample", population, "--size", "5", "--seed", "s", *WHO[2:]).code == 0
    file = root / FOLDER / "files" / record(root, population)["file"]
    file.write_text(TABLE + "CHG-101,2026-10-31\n")
    refused = evidence(root, "sample", population, "--size", "5", "--seed", "t", *WHO[2:])
    assert refused.code == 2
    assert "has changed since it was recorded; nothing was drawn" in refused.err
    checked = evidence(root, "sample", "--check", "EV-05")
    assert checked.code == 1
    assert "DIFFERS" in checked.out


def test_chosen_items_are_found_out(root: Path, population: str) -> None:
    assert evidence(root, "sample", population, "--size", "5", "--seed", "s", *WHO[2:]).code == 0
    ids = record(root, "EV-05")["sample"]["ids"]
    other = next(f"CHG-{n}" for n in range(1, 101) if f"CHG-{n}" not in ids)
    edit(root, f"{FOLDER}/EV-05.yaml", {f"{ids[2]}{end}": f"{other}{end}" for end in (",",)})
    checked = evidence(root, "sample", "--check")
    assert checked.code == 1
    assert "EV-05  DIFFERS: the seed draws other items" in checked.out


def test_exceptions_are_recorded(root: Path, population: str) -> None:
    drawn = evidence(root, "sample", population, "--size", "3", "--seed", "s", "--list").out
    id = drawn.splitlines()[1].split(",")[1]
    options = ("sample", population, "--size", "3", "--seed", "s", *WHO[2:])
    assert "was not drawn" in evidence(root, *options, "--exception", "CHG-0=no review").err
    assert "is no exception" in evidence(root, *options, "--exception", id).err
    assert evidence(root, *options, "--exception", f"{id}=no review").code == 0
    assert record(root, "EV-05")["sample"]["exceptions"] == [{"id": id, "reason": "no review"}]


def test_a_workpaper_holds_the_items_drawn(root: Path, population: str, tmp_path: Path) -> None:
    options = ("sample", population, "--size", "3", "--seed", "s", *WHO[2:])
    drawn = evidence(root, *options[:6], "--list").out
    tested = drawn.replace("\n", ",yes\n").replace("day,yes", "day,reviewed")
    wrong = put(tmp_path, "wrong.csv", tested.replace(drawn.splitlines()[1].split(",")[1], "CHG-0"))
    assert "does not hold the items that were drawn" in evidence(root, *options, "--workpaper", wrong).err
    assert evidence(root, *options, "--workpaper", put(tmp_path, "tested.csv", tested)).code == 0
    assert (root / FOLDER / "files" / record(root, "EV-05")["file"]).read_text() == tested


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("EV-04", "--size", "101"), "101 of 100 items cannot be drawn"),
        (("EV-04", "--size", "0"), "0 of 100 items cannot be drawn"),
        (("EV-01", "--size", "1"), "EV-01 is a record and no population"),
        (("EV-99", "--size", "1"), "there is no evidence `EV-99`"),
        ((), "nothing says from which population"),
    ],
)
def test_what_cannot_be_drawn(root: Path, population: str, arguments: tuple[str, ...], words: str) -> None:
    done = evidence(root, "sample", *arguments, "--seed", "s", *WHO[2:])
    assert done.code == 2
    assert words in done.err


@pytest.mark.parametrize("how", METHODS)
def test_every_method_is_drawn_again(root: Path, population: str, how: str) -> None:
    assert evidence(root, "sample", population, "--method", how, "--size", "7", "--seed", "x", *WHO[2:]).code == 0
    sample = record(root, "EV-05")["sample"]
    assert sample["size"] == len(sample["ids"]) == (100 if how == "all" else 7)
    assert "EV-05  agrees" in evidence(root, "sample", "--check").out


def test_the_shell_says_the_same(root: Path, population: str) -> None:
    script = "printf '%s|%s' 20261118 CHG-7 | sha256sum"
    said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout
    assert said.startswith(hashlib.sha256(b"20261118|CHG-7").hexdigest())


# Properties of a draw


@given(IDS, st.text(max_size=8), st.randoms())
def test_the_order_of_rows_does_not_matter(ids: list[str], seed: str, shuffle: object) -> None:
    size = max(1, len(ids) // 2)
    mixed = sorted(ids, reverse=True)
    assert draw(ids, "random", size, seed).ids == draw(mixed, "random", size, seed).ids


@given(IDS, st.text(max_size=8), st.sampled_from(METHODS))
def test_items_are_drawn_once_and_from_the_population(ids: list[str], seed: str, how: str) -> None:
    for size in range(1, len(ids) + 1):
        made = draw(ids, how, size, seed).ids
        assert len(set(made)) == len(made) == (len(ids) if how == "all" else size)
        assert set(made) <= set(ids)


@given(IDS, st.text(max_size=8))
def test_a_larger_sample_holds_the_smaller(ids: list[str], seed: str) -> None:
    whole = draw(ids, "random", len(ids), seed).ids
    assert all(draw(ids, "random", size, seed).ids == whole[:size] for size in range(len(ids)))


def test_no_item_is_favoured() -> None:
    """Over many seeds each of 40 items is drawn about as often: within six standard deviations."""
    ids = [f"I-{n}" for n in range(40)]
    for how in ("random", "systematic"):
        counts = dict.fromkeys(ids, 0)
        for seed in range(2000):
            for id in draw(ids, how, 10, str(seed)).ids:
                counts[id] += 1
        assert all(abs(count - 500) < 6 * (2000 * 0.25 * 0.75) ** 0.5 for count in counts.values()), how


# Sizes


def test_the_table_says_whose_it_is(root: Path) -> None:
    done = evidence(root, "sample-size")
    assert done.code == 0
    assert "Every quarter" in done.out
    assert "Own judgement, and nobody's rule" in done.out


def test_the_auditors_table_goes_first(tmp_path: Path) -> None:
    company = copy_company(tmp_path / "company")
    asked = json.loads(evidence(company, "sample-size", "A.5.18", "--format", "json").out)
    assert (asked["size"], asked["frequency"]) == (2, "quarterly")
    path = company / "dossier.yaml"
    own = "\nsampling:\n  source: Letter of the auditor, 2026-03-02\n  sizes:\n    - {frequency: quarterly, size: 3}\n"
    path.write_text(path.read_text() + own)
    asked = json.loads(evidence(company, "sample-size", "A.5.18", "--format", "json").out)
    assert (asked["size"], asked["source"]) == (3, "Letter of the auditor, 2026-03-02")
    weekly = json.loads(evidence(company, "sample-size", "A.8.8", "--format", "json").out)
    assert weekly["size"] == 8
    assert "Own judgement" in weekly["source"]


def test_per_event_goes_by_the_number_of_items(tmp_path: Path) -> None:
    company = copy_company(tmp_path / "company")
    assert "does not say how often" in evidence(company, "sample-size", "A.8.32").err
    assert evidence(company, "sample-size", "A.8.32", "--items", "30").out.startswith("A.8.32: 8 of 30")
    assert evidence(company, "sample-size", "A.8.32", "--items", "2").out.startswith("A.8.32: 1 of 2")
    assert "there is no control `A.9.9`" in evidence(company, "sample-size", "A.9.9").err


def test_without_a_size_the_table_decides(root: Path, population: str) -> None:
    assert evidence(root, "sample", population, "--seed", "s", *WHO[2:]).code == 0
    assert record(root, "EV-05")["sample"]["size"] == 25
