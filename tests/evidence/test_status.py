"""``dossier evidence status``, ``verify`` and ``log``: what is due, what holds, and who did what."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.company import copy_company, edit
from tests.evidence.project import FOLDER, LOG, SAID, WHO, base, evidence, log, put, record, state


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return base(tmp_path)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    return copy_company(tmp_path / "company")


def asked(root: Path, *arguments: str) -> tuple[int, Any]:
    done = evidence(root, "status", *arguments, "--format", "json")
    return done.code, json.loads(done.out)


def standing(data: Any) -> dict[str, str]:
    return {row["control"]: row["standing"] for row in data["controls"]}


def test_the_company_has_evidence_in_date(company: Path) -> None:
    code, data = asked(company)
    assert code == 0
    assert data["counts"]["missing"] == data["counts"]["stale"] == 0
    assert data["counts"]["ageing"] + data["counts"]["fresh"] == len(data["controls"]) == 91
    assert standing(data)["A.8.15"] == "fresh"
    over = [d for d in data["due"] if d["days"] < 0]
    assert [(d["evidence"], d["waived_by"]) for d in over] == [("EV-0151", "W-01")]
    days = [d["days"] for d in data["due"]]
    assert days == sorted(days)
    assert max(days) <= 90


def test_later_it_is_stale(company: Path) -> None:
    code, data = asked(company, "--today", "2026-12-20")
    assert code == 1
    assert standing(data)["A.8.15"] == "stale"
    assert asked(company, "--today", "2026-12-20", "--control", "A.8.13")[0] == 0
    assert evidence(company, "status", "--today", "2026-12-20", "--fail-on", "never").code == 0


def test_ageing_can_fail(company: Path) -> None:
    """The settings hold for 30 days, and are due for renewal when a quarter of these is left."""
    late = ("status", "--control", "A.8.15", "--today", "2026-12-05")
    assert evidence(company, *late).code == 0
    assert evidence(company, *late, "--fail-on", "ageing").code == 1


def test_by_owner_and_control(company: Path) -> None:
    _, data = asked(company, "--owner", "Platform Lead")
    assert {row["owner"] for row in data["controls"]} == {"platform-lead"}
    assert {row["owner"] for row in data["due"]} == {"platform-lead"}
    _, data = asked(company, "--control", "A.8.13")
    assert list(standing(data)) == ["A.8.13"]
    for options, words in (("--owner", "there is no role"), ("--control", "there is no control")):
        done = evidence(company, "status", options, "nobody")
        assert (done.code, words in done.err) == (2, True)


def test_text_says_how_much_was_examined(company: Path) -> None:
    out = evidence(company, "status").out
    assert "due within 30 days:" in out
    assert "91 controls in force: 0 missing, 0 stale, 0 ageing, 91 fresh; 6 not in force" in out
    assert "examined 56 pieces of evidence, on 2026-11-20" in out


@pytest.mark.parametrize("how", ["no record", "no file", "another file"])
def test_missing_is_missing(root: Path, how: str) -> None:
    if how == "no record":
        (root / FOLDER / "EV-01.yaml").unlink()
    elif how == "no file":
        (root / FOLDER / "files/EV-01.txt").unlink()
    else:
        put(root, f"{FOLDER}/files/EV-01.txt", "edited")
    code, data = asked(root)
    assert code == 1
    assert standing(data)["A.8.13"] == "missing"


def test_what_newer_evidence_replaces_is_not_due(company: Path, tmp_path: Path) -> None:
    new = put(tmp_path, "logs.json", "{}")
    who = ("--collected-on", "2026-11-19", "--collector", "platform-lead", "--reviewer", "ciso")
    assert evidence(company, "add", new, "--like", "EV-0138", *who).code == 0
    _, data = asked(company)
    assert "EV-0138" not in {d["evidence"] for d in data["due"]}
    assert data["examined"]["renewed"] == 1


# Verify


def test_everything_holds(company: Path) -> None:
    done = evidence(company, "verify")
    assert done.code == 0
    assert "56 records; 56 files hashed" in done.out
    assert "custody log: 56 entries followed" in done.out


def test_one_byte_of_any_file_is_noticed(company: Path) -> None:
    for path in sorted((company / FOLDER / "files").iterdir())[::7]:
        data = path.read_bytes()
        path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
        done = evidence(company, "verify")
        assert done.code == 1
        assert f"{path.name} has changed" in done.out
        path.write_bytes(data)
    assert evidence(company, "verify").code == 0


def test_any_byte_of_the_log_before_the_last_line_is_noticed(root: Path) -> None:
    assert evidence(root, "log", "--adopt").code == 0
    data = (root / LOG).read_bytes()
    last = data.rstrip(b"\n").rindex(b"\n") + 1
    for at in range(0, last, 29):
        (root / LOG).write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert evidence(root, "verify").code == 1, at


@pytest.mark.parametrize("how", ["gone", "stray", "record gone", "swapped"])
def test_what_does_not_hold_is_named(company: Path, how: str) -> None:
    files = company / FOLDER / "files"
    first, second = (record(company, id)["file"] for id in ("EV-0101", "EV-0102"))
    if how == "gone":
        (files / first).unlink()
        words = "the file of EV-0101 is not there"
    elif how == "stray":
        put(files, "notes.txt", "x")
        words = "no record names this file"
    elif how == "record gone":
        (company / FOLDER / "EV-0101.yaml").unlink()
        words = "custody.jsonl:1:1: EV-0101 is in the custody log and has no record"
    else:
        one, other = (files / first).read_bytes(), (files / second).read_bytes()
        (files / first).write_bytes(other)
        (files / second).write_bytes(one)
        words = f"{second} has changed"
    done = evidence(company, "verify")
    assert done.code == 1
    assert words in done.out


def test_file_and_record_changed_together_are_found_by_the_log(company: Path) -> None:
    made = record(company, "EV-0101")
    path = company / FOLDER / "files" / made["file"]
    path.write_bytes(path.read_bytes() + b"signed\n")
    import hashlib

    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    size = path.stat().st_size
    edit(company, f"{FOLDER}/EV-0101.yaml", {made["sha256"]: digest, f"bytes: {made['bytes']}": f"bytes: {size}"})
    done = evidence(company, "verify")
    assert done.code == 1
    assert "the custody log has EV-0101 with the SHA-256" in done.out


# The log


def test_a_damaged_log_takes_no_more(root: Path, tmp_path: Path) -> None:
    assert evidence(root, "log", "--adopt").code == 0
    path = root / LOG
    path.write_text(path.read_text().replace("platform-lead", "ciso", 1))
    before = state(root)
    done = evidence(root, "add", put(tmp_path, "a.txt", "a"), *SAID, *WHO)
    assert done.code == 2
    assert f"{LOG}:2: this line does not carry the hash of line 1" in done.err
    assert "git" in done.err
    assert state(root) == before
    assert evidence(root, "log").code == 1


def test_a_log_cut_short_shows_in_what_it_lacks(company: Path) -> None:
    path = company / LOG
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    done = evidence(company, "verify")
    assert done.code == 1
    assert "EV-0156 is not in the custody log" in done.out


def test_adopting_hashes_again(root: Path) -> None:
    put(root, f"{FOLDER}/files/EV-01.txt", "edited")
    done = evidence(root, "log", "--adopt")
    assert done.code == 2
    assert "EV-01" in done.err
    assert not (root / LOG).exists()


def test_what_was_done_is_entered(root: Path) -> None:
    assert evidence(root, "log", "--adopt").code == 0
    shared = ("log", "EV-01", "EV-02", "--action", "shared", "--who", "ciso", "--reason", "sent to the auditor")
    assert evidence(root, *shared).code == 0
    assert [(e["evidence"], e["action"]) for e in log(root)[3:]] == [("EV-01", "shared"), ("EV-02", "shared")]
    out = evidence(root, "log", "EV-01").out
    assert "EV-01  shared by ciso: sent to the auditor" in out
    assert "2 entries of 5" in out
    assert "an entry needs --who and --reason" in evidence(root, "log", "EV-01", "--action", "shared").err
    assert "there is no role" in evidence(root, *shared[:6], "nobody", *shared[7:]).err
    assert "there is no evidence `EV-9`" in evidence(root, "log", "EV-9").err


def test_entries_stand_in_the_order_of_their_days(root: Path, tmp_path: Path) -> None:
    assert evidence(root, "log", "--adopt").code == 0
    done = evidence(
        root,
        "add",
        put(tmp_path, "a.txt", "a"),
        *SAID,
        "--today",
        "2026-11-19",
        "--collected-on",
        "2026-11-18",
        *WHO[2:],
    )
    assert done.code == 2
    assert "the custody log already has an entry of 2026-11-20" in done.err
    assert not (root / FOLDER / "EV-04.yaml").exists()
