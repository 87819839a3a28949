"""What changed between two packs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from compliance.packs.diff import Change, compare
from compliance.packs.manifest import (
    File,
    Manifest,
    PackException,
    Period,
    Reference,
    SampleException,
    Withheld,
)
from tests.company import command
from tests.packs import small


def pack(path: Path, manifest: Manifest, members: dict[str, bytes] | None = None) -> Path:
    """A pack with this manifest; its files are those of the small pack."""
    return small.write(path, {**(members or small.files()), "manifest.json": manifest.write()})


@pytest.fixture
def one() -> Manifest:
    made = small.manifest(small.files())
    titles = {"EV-0113": "Restore test", "EV-0132": "Changes", "EV-0105": "Sign-in policy"}
    files = (
        replace(f, title=titles[f.record], collected_at="2026-06-01T00:00:00Z") if f.record else f for f in made.files
    )
    return replace(made, files=tuple(files))


def changed(folder: Path, one: Manifest, other: Manifest) -> list[Change]:
    found = compare(pack(folder / "a.zip", one), pack(folder / "b.zip", other))
    return list(found.changes)


def test_the_same_pack_twice(tmp_path: Path, one: Manifest) -> None:
    found = compare(pack(tmp_path / "a.zip", one), pack(tmp_path / "b.zip", one))
    assert found.changes == ()
    assert found.sound
    assert dict(found.compared) == {
        "controls": 2,
        "evidence": 3,
        "documents": 1,
        "populations": 1,
        "samples": 1,
        "exceptions": 0,
    }


def test_controls(tmp_path: Path, one: Manifest) -> None:
    backup, changes = one.controls
    other = replace(
        one,
        controls=(
            replace(
                backup, status="partial", owner="ciso", statement="Daily.", statement_sha256="9", evidence=("EV-2",)
            ),
            replace(changes, id="A.8.33", title="Test information"),
        ),
    )
    assert changed(tmp_path, one, other) == [
        Change("controls", "A.8.32", "removed", before="Change management"),
        Change("controls", "A.8.13", "changed", "status", "implemented", "partial"),
        Change("controls", "A.8.13", "changed", "owner", "", "ciso"),
        Change("controls", "A.8.13", "changed", "statement", "", "Daily."),
        Change("controls", "A.8.13", "changed", "evidence", "EV-0113", "EV-2"),
        Change("controls", "A.8.33", "added", after="Test information"),
    ]


def with_file(manifest: Manifest, id: str, /, **values: object) -> Manifest:
    files = (replace(f, **values) if f.record == id else f for f in manifest.files)  # type: ignore[arg-type]
    return replace(manifest, files=tuple(files))


def evidence(folder: Path, one: Manifest, other: Manifest) -> list[tuple[str, str, str]]:
    return [(c.id, c.kind, c.field) for c in changed(folder, one, other) if c.area == "evidence"]


def test_evidence_renewed_by_a_newer_record(tmp_path: Path, one: Manifest) -> None:
    other = with_file(one, "EV-0113", record="EV-0213", collected_at="2026-11-01T00:00:00Z")
    found = changed(tmp_path, one, other)
    assert found == [
        Change(
            "evidence",
            "EV-0213",
            "renewed",
            "record",
            "EV-0113 Restore test of 2026-06-01",
            "Restore test of 2026-11-01",
        )
    ]


def test_evidence_renewed_in_its_record(tmp_path: Path, one: Manifest) -> None:
    other = with_file(one, "EV-0113", sha256="1" * 64, collected_at="2026-11-01T00:00:00Z")
    assert evidence(tmp_path, one, other) == [("EV-0113", "renewed", "file")]


def test_evidence_altered(tmp_path: Path, one: Manifest) -> None:
    """Other bytes under the same record of the same day: somebody will have to explain that."""
    assert evidence(tmp_path, one, with_file(one, "EV-0113", sha256="1" * 64)) == [("EV-0113", "altered", "file")]


def test_evidence_added_removed_and_proving_something_else(tmp_path: Path, one: Manifest) -> None:
    other = with_file(one, "EV-0113", record="EV-9", title="Another thing")
    assert evidence(tmp_path, one, other) == [("EV-9", "added", ""), ("EV-0113", "removed", "")]
    other = with_file(one, "EV-0113", controls=("A.8.14",))
    assert evidence(tmp_path, one, other) == [("EV-0113", "changed", "proves")]


def test_evidence_that_is_no_longer_enclosed(tmp_path: Path, one: Manifest) -> None:
    files = tuple(f for f in one.files if f.record not in ("EV-0113", "EV-0105"))
    kept = Reference(record="EV-0113", sha256=one.files[0].sha256, place="archive room")
    other = replace(one, files=files, by_reference=(kept,), withheld=(Withheld(record="EV-0105", reason="level"),))
    found = [(c.id, c.before, c.after) for c in changed(tmp_path, one, other) if c.field == "state"]
    assert found == [("EV-0113", "enclosed", "by reference"), ("EV-0105", "enclosed", "withheld")]


def test_samples_populations_exceptions_and_the_pack(tmp_path: Path, one: Manifest) -> None:
    sample, population = one.samples[0], one.populations[0]
    other = replace(
        one,
        pack=replace(one.pack, date="2027-11-20", period=Period(FROM="2026-10-01", to="2027-09-30")),
        samples=(replace(sample, exceptions=(SampleException(id=sample.ids[0], reason="no approval"),)),),
        populations=(replace(population, rows=41),),
        exceptions=(PackException(code="evidence-stale", subject="EV-0105", message="is 400 days old"),),
    )
    assert changed(tmp_path, one, other) == [
        Change("pack", "", "changed", "date", "2026-11-20", "2027-11-20"),
        Change("pack", "period", "changed", "FROM", "2026-01-01", "2026-10-01"),
        Change("pack", "period", "changed", "to", "2026-09-30", "2027-09-30"),
        Change("populations", "EV-0132", "changed", "rows", "40", "41"),
        Change("samples", "EV-0133", "changed", "exceptions", "", f"{sample.ids[0]}: no approval"),
        Change("exceptions", "evidence-stale EV-0105", "added", after="is 400 days old"),
    ]


def grown(entries: int, month: str = "10") -> tuple[Manifest, dict[str, bytes]]:
    """A pack whose custody log has so many lines."""
    log = small.log(entries, month)
    members = small.files({"evidence/custody.jsonl": log})
    made = small.manifest(members)
    last = hashlib.sha256(log.splitlines()[-1]).hexdigest()
    return replace(made, custody_log=replace(made.custody_log, last_hash=last, lines=entries)), members


def test_a_custody_log_that_goes_on(tmp_path: Path) -> None:
    paths = [pack(tmp_path / f"{n}.zip", *grown(n)) for n in (3, 5)]
    found = [c for c in compare(*paths).changes if c.area == "custody log"]
    assert [(c.kind, c.before, c.after) for c in found] == [("changed", "3", "5, the older ones kept")]


def test_a_custody_log_that_was_written_anew(tmp_path: Path) -> None:
    paths = [pack(tmp_path / "a.zip", *grown(3)), pack(tmp_path / "b.zip", *grown(5, "09"))]
    found = [c for c in compare(*paths).changes if c.area == "custody log"]
    assert [c.kind for c in found] == ["altered"]
    assert "the log was written anew" in found[0].after


def test_documents(tmp_path: Path, one: Manifest) -> None:
    new = File(
        path="documents/soa2.pdf", sha256="0" * 64, size=1, media_type="application/pdf", title="SoA", kind="document"
    )
    files = (*(f for f in one.files if f.kind != "document"), new)
    found = changed(tmp_path, one, replace(one, files=files))
    assert [(c.id, c.kind) for c in found] == [("documents/soa.pdf", "removed"), ("documents/soa2.pdf", "added")]


# The command


def test_what_the_command_says(tmp_path: Path, one: Manifest) -> None:
    other = replace(one, controls=(replace(one.controls[0], title="<b>|x", status="partial"), one.controls[1]))
    a, b = pack(tmp_path / "a.zip", one), pack(tmp_path / "b.zip", other)
    done = command("pack", "diff", a, b)
    assert done.code == 1
    assert "  changed A.8.13 status: implemented -> partial" in done.out
    assert done.out.splitlines()[-1].startswith("2 differences; compared controls 2, evidence 3")
    assert "DOES NOT HOLD" not in done.out
    said = json.loads(command("pack", "diff", a, b, "--format", "json").out)
    assert said["changes"][1]["after"] == "partial"
    assert said["a"]["holds"] is True
    text = command("pack", "diff", a, b, "--format", "md").out
    assert "| changed | A.8.13 | status | implemented | partial |" in text
    assert "&lt;b>\\|x" in text
    assert command("pack", "diff", a, a).code == 0


def test_a_pack_that_does_not_hold_is_compared_and_named(tmp_path: Path, one: Manifest) -> None:
    a, b = pack(tmp_path / "a.zip", one), pack(tmp_path / "b.zip", one)
    b.write_bytes(b.read_bytes() + b"x")
    done = command("pack", "diff", a, b)
    assert done.code == 1
    assert "!! B DOES NOT HOLD: 1 thing does not hold" in done.out
    b.write_bytes(b"no pack")
    assert command("pack", "diff", a, b).code == 2


def test_a_manifest_that_cannot_be_read_is_not_compared(tmp_path: Path, one: Manifest) -> None:
    a, b = pack(tmp_path / "a.zip", one), pack(tmp_path / "b.zip", one)
    small.write(b, {**small.files(), "manifest.json": b"{}"})
    done = command("pack", "diff", a, b)
    assert done.code == 1
    assert "nothing was compared" in done.out
