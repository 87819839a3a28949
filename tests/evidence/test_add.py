"""``dossier evidence add``: a file becomes evidence, or nothing is written and the reason is told."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from unittest.mock import patch

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.evidence import naming, yaml_text
from compliance.registers import yaml12
from tests.company import copy_company
from tests.corpus import REPOSITORY
from tests.evidence.project import FOLDER, SAID, WHO, base, errors, evidence, log, new_project, put, record, state

TODAY = date(2026, 11, 20)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return base(tmp_path)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return put(tmp_path, "Restore TEST (2).PDF", b"%PDF-1.7 back in two hours")


def test_a_file_becomes_evidence(root: Path, report: Path) -> None:
    before = errors(root)
    done = evidence(root, "add", report, *SAID, *WHO, "--period", "2026-10-01..2026-10-31", "--level", "nda")
    assert done.code == 0, done.err
    name = "EV-04__A.8.13__restore-of-the-diary-database__2026-10-31.pdf"
    data = report.read_bytes()
    assert (root / FOLDER / "files" / name).read_bytes() == data
    assert record(root, "EV-04") == {
        "id": "EV-04",
        "title": "Restore of the diary database",
        "type": "backup_restore_test",
        "kind": "record",
        "controls": ["A.8.13"],
        "period_start": "2026-10-01",
        "period_end": "2026-10-31",
        "collected_at": "2026-11-18T00:00:00Z",
        "method": "manual",
        "collected_by": "platform-lead",
        "reviewed_by": "ciso",
        "file": name,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "media_type": "application/pdf",
        "level": "nda",
    }
    (entry,) = log(root)
    assert entry["evidence"] == "EV-04"
    assert entry["action"] == "collected"
    assert entry["at"] == "2026-11-20T00:00:00Z"
    assert entry["reason"] == "filed from Restore TEST (2).PDF"
    assert "holds until 2027-10-31" in done.out
    new = set(errors(root)) - set(before)
    assert {line.split(": ", 1)[1] for line in new} == {f"EV-0{n} is not in the custody log" for n in (1, 2, 3)}


@pytest.mark.parametrize("kind", ["starter", "company"])
def test_it_is_valid_at_once(tmp_path: Path, report: Path, kind: str) -> None:
    root = new_project(tmp_path) if kind == "starter" else copy_company(tmp_path / "company")
    who = ("security-lead", "managing-director") if kind == "starter" else ("platform-lead", "cto")
    control = "OC-01" if kind == "starter" else "A.8.13"
    assert evidence(root, "log", "--adopt", "--today", str(TODAY)).code == 0
    before = errors(root, TODAY)
    done = evidence(
        root,
        "add",
        report,
        *("--title", "Restore", "--type", "backup_restore_test", "--control", control, "--collected-on", "2026-11-19"),
        *("--collector", who[0], "--reviewer", who[1], "--today", str(TODAY)),
    )
    assert done.code == 0, done.err
    assert errors(root, TODAY) == before
    made = max((root / FOLDER).glob("EV-*.yaml"))
    comment = made.read_text().splitlines()[0]
    schema = ".schemas" if kind == "starter" else "compliance/schemas"
    assert comment == f"# yaml-language-server: $schema=../../{schema}/evidence.schema.json"
    assert evidence(root, "verify", "--today", str(TODAY)).code == 0


def test_like_takes_the_rest_from_earlier_evidence(tmp_path: Path, report: Path) -> None:
    root = copy_company(tmp_path / "company")
    assert evidence(root, "add", report, "--like", "EV-0113", *WHO).code == 0
    made, old = record(root, "EV-0157"), record(root, "EV-0113")
    for key in ("title", "type", "kind", "controls", "criteria", "system", "method", "level"):
        assert made[key] == old[key], key
    assert "note" not in made
    assert "query" not in made
    assert made["file"].startswith("EV-0157__A.8.13__restore-test__")


def test_what_is_missing_is_listed(root: Path, report: Path) -> None:
    before = state(root)
    done = evidence(root, "add", report, "--control", "A.8.13")
    assert done.code == 2
    assert "--title, --type, --collected-on, --collector, --reviewer" in done.err
    assert state(root) == before


def test_a_person_is_asked(root: Path, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["A.8.13", "Restore", "backup restore test", "2026-11-18", "Platform lead", "ciso"])
    asked: list[str] = []

    def prompt(text: str, **options: object) -> object:
        asked.append(text)
        return options["value_proc"](next(answers))  # type: ignore[operator]

    monkeypatch.setattr(click, "prompt", prompt)
    with patch("compliance.cli.evidence_common.sys") as stdio:
        stdio.stdin.isatty.return_value = True
        stdio.stderr.isatty.return_value = True
        done = evidence(root, "add", report)
    assert done.code == 0, done.err
    assert len(asked) == 6
    assert record(root, "EV-04")["type"] == "backup_restore_test"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--control", "A.8.31"), "there is no control `A.8.31`"),
        (("--criterion", "A1.33"), "no framework has a criterion `A1.33`"),
        (("--criterion", "A1.33"), "did you mean `A1.3`?"),
        (("--type", "backup_restore"), "did you mean `backup_restore_test`"),
        (("--collected-on", "2026-12-01"), "still to come"),
        (("--collected-on", "18.11.2026"), "is not a date"),
        (("--collected-on", "2026-11-18T10:00"), "time zone"),
        (("--reviewer", "platform-lead"), "collected and reviewed by the same role"),
        (("--collector", "nobody"), "there is no role `nobody`"),
        (("--period", "2026-10-31..2026-10-01"), "ends before it begins"),
        (("--period", "2026-10"), "is not a period"),
        (("--period", "2026-11-01..2026-11-30"), "before its period ended"),
        (("--level", "secret"), "is no level of evidence"),
        (("--id", "EV-02"), "is, or was, in use"),
        (("--id", "../EV"), "id"),
        (("--title", "two\nlines"), "title"),
        (("--like", "EV-99"), "there is no evidence `EV-99`"),
        (("--source", "no-such-system"), "there is no system"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(
    root: Path, report: Path, arguments: tuple[str, str], words: str
) -> None:
    before = state(root)
    said = dict(zip((*SAID, *WHO)[::2], (*SAID, *WHO)[1::2], strict=True)) | {arguments[0]: arguments[1]}
    done = evidence(root, "add", report, *(text for pair in said.items() for text in pair))
    assert done.code == 2, done.out
    assert words in done.err
    assert state(root) == before


def test_every_mistake_is_listed_at_once(root: Path, report: Path) -> None:
    done = evidence(root, "add", report, *SAID, *WHO, "--control", "A.9.9", "--source", "nothing")
    assert "for 2 reasons" in done.err


@pytest.mark.parametrize("what", ["missing", "folder", "fifo"])
def test_what_is_no_file(root: Path, tmp_path: Path, what: str) -> None:
    path = tmp_path / what
    if what == "folder":
        path.mkdir()
    elif what == "fifo":
        os.mkfifo(path)
    before = state(root)
    done = evidence(root, "add", path, *SAID, *WHO)
    assert done.code in (1, 2)
    assert "is not" in done.err
    assert state(root) == before


def test_the_same_file_twice_is_said(root: Path, report: Path) -> None:
    assert evidence(root, "add", report, *SAID, *WHO).code == 0
    before = state(root)
    done = evidence(root, "add", report, *SAID, *WHO)
    assert done.code == 2
    assert "is in already, as EV-04" in done.err
    assert state(root) == before


def test_nothing_is_written_over(root: Path, report: Path) -> None:
    name = "EV-04__A.8.13__restore-of-the-diary-database__2026-11-18.pdf"
    put(root, f"{FOLDER}/files/{name.upper()}", "somebody else's")
    before = state(root)
    done = evidence(root, "add", report, *SAID, *WHO)
    assert done.code == 2
    assert "is there already" in done.err
    assert state(root) == before


def test_a_file_that_lies_there_without_a_record_is_renamed(root: Path) -> None:
    stray = put(root, f"{FOLDER}/files/restore.txt", "back in two hours")
    assert evidence(root, "add", stray, *SAID, *WHO).code == 0
    assert not stray.exists()
    assert (root / FOLDER / "files" / record(root, "EV-04")["file"]).read_text() == "back in two hours"


def test_by_reference_keeps_hash_size_and_place(root: Path, tmp_path: Path) -> None:
    big = put(tmp_path, "video.mp4", b"x" * 3_000_000)
    done = evidence(root, "add", big, *SAID, *WHO, "--by-reference")
    assert done.code == 2
    assert "--location" in done.err
    place = "Records vault, shelf 4"
    assert evidence(root, "add", big, *SAID, *WHO, "--by-reference", "--location", place).code == 0
    made = record(root, "EV-04")
    assert (made["bytes"], made["location"]) == (3_000_000, place)
    assert made["sha256"] == hashlib.sha256(big.read_bytes()).hexdigest()
    assert "file" not in made
    assert log(root)[0]["reason"] == f"kept at {place}"
    assert "1 kept elsewhere" in evidence(root, "verify").out


def test_a_redacted_file_keeps_the_hash_of_its_original(root: Path, tmp_path: Path) -> None:
    original, redacted = put(tmp_path, "all.csv", "name\nKari\n"), put(tmp_path, "redacted.csv", "name\nK-001\n")
    options = (*SAID, *WHO, "--redacted-from", original)
    assert "--redaction-note" in evidence(root, "add", redacted, *options).err
    assert "nothing was taken out" in evidence(root, "add", original, *options, "--redaction-note", "names").err
    assert evidence(root, "add", redacted, *options, "--redaction-note", "Names, by staff number").code == 0
    made = record(root, "EV-04")
    assert made["original_sha256"] == hashlib.sha256(original.read_bytes()).hexdigest()
    assert [e["action"] for e in log(root)] == ["collected", "redacted"]
    assert "Kari" not in "".join(p.read_text() for p in (root / FOLDER / "files").iterdir())
    assert not [line for line in evidence(root, "verify").out.splitlines() if "EV-04" in line]


def test_dry_run_writes_nothing(root: Path, report: Path) -> None:
    before = state(root)
    done = evidence(root, "add", report, *SAID, *WHO, "--dry-run")
    assert done.code == 0
    assert "EV-04__A.8.13__" in done.out
    assert state(root) == before


def test_unreviewed_evidence_is_said_by_check(root: Path, report: Path) -> None:
    assert evidence(root, "add", report, *SAID, *WHO[:4], "--unreviewed").code == 0
    assert any("nobody has reviewed EV-04" in line for line in errors(root))


def test_ids_are_never_used_again(root: Path, report: Path, tmp_path: Path) -> None:
    assert evidence(root, "add", report, *SAID, *WHO).code == 0
    made = record(root, "EV-04")
    (root / FOLDER / "EV-04.yaml").unlink()
    (root / FOLDER / "files" / made["file"]).unlink()
    assert evidence(root, "add", put(tmp_path, "b.txt", "other"), *SAID, *WHO).code == 0
    assert (root / FOLDER / "EV-05.yaml").exists()


def test_a_full_disk_takes_everything_back(root: Path, report: Path) -> None:
    before = state(root)
    with patch("compliance.evidence.store.Store.enter", side_effect=OSError(28, "No space left on device")):
        done = evidence(root, "add", report, *SAID, *WHO)
    assert done.code == 2
    assert "No space left" in done.err
    assert state(root) == before


def test_what_a_killed_run_left_is_removed(root: Path, report: Path) -> None:
    left = put(root, f"{FOLDER}/files/.dossier-123abc", b"half a file")
    assert evidence(root, "add", report, *SAID, *WHO).code == 0
    assert not left.exists()


def test_eight_at_once_wait_for_each_other(root: Path, tmp_path: Path) -> None:
    def add(number: int) -> int:
        path = put(tmp_path, f"file-{number}.txt", f"number {number}")
        arguments = [sys.executable, "-m", "compliance", "evidence", "add", str(path), *SAID, *WHO]
        env = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        return subprocess.run(arguments, cwd=root, env=env, capture_output=True, check=False).returncode

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(add, range(8))) == [0] * 8
    assert len({entry["evidence"] for entry in log(root)}) == 8
    assert len(log(root)) == 8
    assert evidence(root, "log").code == 0


def test_fifty_megabytes_stream(root: Path, tmp_path: Path) -> None:
    """The memory that is asked for at once stays far below the size of the file."""
    import tracemalloc

    big = tmp_path / "big.bin"
    with big.open("wb") as out:
        for number in range(50):
            out.write(bytes([number]) * 1_000_000)
    evidence(root, "add", put(tmp_path, "small.txt", "x"), *SAID, *WHO)
    tracemalloc.start()
    assert evidence(root, "add", big, *SAID, *WHO).code == 0
    assert evidence(root, "verify").code == 1  # the records of the small project are not in the log
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000
    assert record(root, "EV-05")["bytes"] == 50_000_000


# Names and texts


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Restore test of the trial database", "restore-test-of-the-trial-database"),
        ("Prøve på gjenoppretting, Ålesund", "prove-pa-gjenoppretting-alesund"),
        ("日本", "evidence"),
        ("a" * 90, "a" * 40),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_words_of_a_name(title: str, words: str) -> None:
    assert naming.slug(title) == words


@given(st.text(max_size=80), st.dates(), st.sampled_from([".pdf", ".tar.gz", ""]))
def test_a_name_reads_back(title: str, day: date, suffix: str) -> None:
    name = naming.Name("EV-0142", "A.8.13", naming.slug(title), day, suffix)
    assert naming.parse(str(name)) == name


LINE = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=300)


@settings(max_examples=200)
@given(LINE, st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]) | st.just("\n"), max_size=400))
def test_any_text_reads_back(title: str, note: str) -> None:
    raw = {"id": "EV-1", "title": title, "controls": ["A.8.13"], "note": note, "bytes": 3}
    try:
        text = yaml_text.text(raw)
    except ValueError:
        pytest.skip("YAML cannot hold it, and it is refused")
    assert yaml12.parse_text(text, "x") == raw


@pytest.mark.parametrize(
    "word", ["NO", "no", "1.10", "012", "0x1F", "null", "true", "2026-11-20", "~", "- a", "a: b", "1e5"]
)
def test_words_that_yaml_could_take_for_something_else(word: str) -> None:
    assert yaml12.parse_text(yaml_text.text({"title": word}), "x") == {"title": word}


def test_a_sample_is_drawn_and_not_just_filed(root: Path, report: Path) -> None:
    done = evidence(root, "add", report, "--like", "EV-03", *WHO)
    assert done.code == 2
    assert "draw it with `dossier evidence sample`" in done.err


@pytest.mark.parametrize("name", [b"re\xffport.pdf", b"re\x1b[2Jport.pdf", b"two\nlines.pdf"])
def test_a_name_that_is_no_text(root: Path, tmp_path: Path, name: bytes) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    path.write_bytes(b"x")
    done = evidence(root, "add", path, *SAID, *WHO)
    assert done.code == 0, done.err
    assert evidence(root, "log").code == 0
    assert "\x1b" not in done.out
    assert "is in already" in evidence(root, "add", path, *SAID, *WHO).err
