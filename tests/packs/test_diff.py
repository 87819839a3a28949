"""What changed between two packs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.packs.changes import Change, Stretch, stretches
from compliance.packs.diff import compare
from compliance.packs.manifest import (
    ControlState,
    File,
    FindingState,
    GapState,
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
        "exceptions": 0,
        "controls": 2,
        "requirements": 0,
        "findings": 0,
        "gaps": 0,
        "evidence": 3,
        "populations": 1,
        "samples": 1,
        "documents": 1,
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
        Change("controls", "A.8.13", "changed", "status", "implemented", "partial", "Information backup"),
        Change("controls", "A.8.13", "changed", "owner", "", "ciso", "Information backup"),
        Change("controls", "A.8.13", "changed", "statement", "", "Daily.", "Information backup"),
        Change("controls", "A.8.13", "changed", "evidence", "EV-0113", "EV-2", "Information backup"),
        Change("controls", "A.8.33", "added", after="Test information"),
    ]


def test_what_a_decision_says_beside_its_statement(tmp_path: Path, one: Manifest) -> None:
    backup = replace(
        one.controls[0], measures=("Kept: 35 day (all)", "Every: 1 hour (all)"), frequency="daily", planned_for=""
    )
    later = replace(
        backup, measures=("Kept: 45 day (all)", "Every: 1 hour (all)"), frequency="hourly", planned_for="2027-03-01"
    )
    a, b = replace(one, controls=(backup,)), replace(one, controls=(later,))
    assert [(c.field, c.before, c.after) for c in changed(tmp_path, a, b)] == [
        ("planned for", "", "2027-03-01"),
        ("frequency", "daily", "hourly"),
        ("measures", "Kept: 35 day (all)", "Kept: 45 day (all)"),
    ]
    reasons = (replace(backup, exclusion_reason=f"We have no {word} rooms.") for word in ("own", "such"))
    left_out = [replace(one, controls=(control,)) for control in reasons]
    (found,) = changed(tmp_path, *left_out)
    assert [s.text for s in found.words if s.kind != "same"] == ["own", "such"]


OBJECTIVES = ControlState(
    id="objectives", title="Clause 6.2: Objectives", status="Partial", owner="ciso", statement="Set each year."
)
FINDING = FindingState(id="NC-1", audit="Internal audit", grade="Minor", requirement="A.5.18", status="Open")


def test_clauses_and_findings_of_audits(tmp_path: Path, one: Manifest) -> None:
    one = replace(one, requirements=(OBJECTIVES,), findings=(FINDING,))
    other = replace(
        one,
        requirements=(replace(OBJECTIVES, status="Present", statement="Set each quarter."),),
        findings=(replace(FINDING, status="Closed"), replace(FINDING, id="NC-2")),
    )
    assert changed(tmp_path, one, other) == [
        Change("requirements", "objectives", "changed", "status", "Partial", "Present", "Clause 6.2: Objectives"),
        Change(
            "requirements",
            "objectives",
            "changed",
            "statement",
            "Set each year.",
            "Set each quarter.",
            "Clause 6.2: Objectives",
        ),
        Change("findings", "NC-1", "changed", "status", "Open", "Closed", "Minor, A.5.18, Internal audit"),
        Change("findings", "NC-2", "added", after="Minor, A.5.18, Internal audit: open"),
    ]


def gap(heading: str, text: str, owner: str = "CISO") -> GapState:
    return GapState(heading=heading, text=text, owner=owner)


def test_gaps_close_open_and_change(tmp_path: Path, one: Manifest) -> None:
    closed, stays, moved = gap("08 A.8.8", "No scan."), gap("13 Host", "No report."), gap("13 Mail", "No letter.")
    before, after = gap("09 A.6.3", "Two of forty are missing."), gap("09 A.6.3", "One of forty is missing.")
    first, second = gap("13 Host", "No letter."), gap("13 Host", "No status page.")
    found = changed(
        tmp_path,
        replace(one, gaps=(closed, stays, before, moved)),
        replace(one, gaps=(stays, after, first, second, replace(moved, owner="CTO"))),
    )
    assert found == [
        Change("gaps", "08 A.8.8", "removed", before="No scan."),
        Change("gaps", "09 A.6.3", "changed", "text", before.text, after.text),
        Change("gaps", "13 Host", "added", after="No letter."),
        Change("gaps", "13 Host", "added", after="No status page."),
        Change("gaps", "13 Mail", "changed", "owner", "CISO", "CTO", "No letter."),
    ]


def test_words_that_differ() -> None:
    assert stretches("Kept for 35 days, then they expire.", "Kept for 45 days, then they  are deleted.") == (
        Stretch("same", "Kept for"),
        Stretch("gone", "35"),
        Stretch("new", "45"),
        Stretch("same", "days, then they"),
        Stretch("gone", "expire."),
        Stretch("new", "are deleted."),
    )


@given(st.text(), st.text())
def test_words_lose_nothing_of_either_text(before: str, after: str) -> None:
    found = stretches(before, after)
    for side, whole in (("gone", before), ("new", after)):
        assert " ".join(s.text for s in found if s.kind in ("same", side)).split() == whole.split()


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


def test_evidence_that_is_told_otherwise(tmp_path: Path, one: Manifest) -> None:
    """The same bytes under another title, of another day, for other controls: nothing of it is passed over."""
    other = with_file(
        one, "EV-0113", title="Restore", collected_at="2026-07-01T00:00:00Z", controls=("A.8.14",), criteria=("A1.3",)
    )
    assert changed(tmp_path, one, other) == [
        Change("evidence", "EV-0113", "changed", "title", "Restore test", "Restore", "Restore"),
        Change(
            "evidence", "EV-0113", "changed", "collected at", "2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z", "Restore"
        ),
        Change("evidence", "EV-0113", "changed", "proves", "A.8.13", "A1.3, A.8.14", "Restore"),
    ]


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
    found = changed(tmp_path, one, other)
    assert found == [
        Change("pack", "", "changed", "date", "2026-11-20", "2027-11-20"),
        Change("pack", "period", "changed", "from", "2026-01-01", "2026-10-01"),
        Change("pack", "period", "changed", "to", "2026-09-30", "2027-09-30"),
        Change("exceptions", "evidence-stale EV-0105", "added", after="is 400 days old"),
        Change("populations", "EV-0132", "changed", "rows", "40", "41"),
        Change("samples", "EV-0133", "changed", "exceptions", "", f"{sample.ids[0]}: no approval"),
    ]


def test_an_exception_that_says_something_else(tmp_path: Path, one: Manifest) -> None:
    def of(*messages: str) -> Manifest:
        found = (PackException(code="evidence-stale", subject="EV-0105", message=message) for message in messages)
        return replace(one, exceptions=tuple(found))

    id = "evidence-stale EV-0105"
    assert changed(tmp_path, of("is 400 days old"), of("is 410 days old")) == [
        Change("exceptions", id, "changed", "message", "is 400 days old", "is 410 days old")
    ]
    assert changed(tmp_path, of("is old", "is torn"), of("is torn")) == [
        Change("exceptions", id, "removed", before="is old")
    ]


def test_a_sample_that_was_drawn_anew(tmp_path: Path, one: Manifest) -> None:
    sample = one.samples[0]
    drawn = (*sample.ids[1:], "CHG-99")
    found = changed(tmp_path, one, replace(one, samples=(replace(sample, ids=drawn),)))
    assert found == [Change("samples", "EV-0133", "changed", "ids", sample.ids[0], "CHG-99")]


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
    assert not [c for c in compare(*paths).changes if c.area == "documents"], "it is told once"


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
    assert "  changed A.8.13 <b>|x, status: implemented -> partial" in done.out
    assert "summary:\n  controls: 1 of 2: 1 changed\n" in done.out
    assert done.out.splitlines()[-1].startswith("2 differences; compared exceptions 0, controls 2, clauses")
    assert "!!" not in done.out
    said = json.loads(command("pack", "diff", a, b, "--format", "json").out)
    assert said["changes"][1]["after"] == "partial"
    assert said["a"]["holds"] is True
    text = command("pack", "diff", a, b, "--format", "md").out
    assert "| changed | A.8.13 &lt;b>\\|x | status | implemented | partial |" in text
    assert "* controls: 1 of 2: 1 changed" in text
    done = command("pack", "diff", a, a)
    assert (done.code, "summary" in done.out) == (0, False)


def test_a_statement_is_told_word_by_word(tmp_path: Path, one: Manifest) -> None:
    """However long it is: a year's change of one number must not be cut off."""
    around = "Copies are made " + "and kept " * 60
    said = [f"{around}for {days} days. {around}" for days in ("*35*", "45")]
    packs = [
        pack(tmp_path / f"{n}.zip", replace(one, controls=(replace(one.controls[0], statement=text),)))
        for n, text in enumerate(said)
    ]
    expected = "... kept and kept and kept for [-*35*-] {+45+} days. Copies are made and kept ..."
    done = command("pack", "diff", *packs)
    assert f"  changed A.8.13 Information backup, statement: {expected}" in done.out.splitlines()
    (change,) = json.loads(command("pack", "diff", *packs, "--format", "json").out)["changes"]
    assert (change["before"], change["after"]) == tuple(said)
    assert [w["text"] for w in change["words"] if w["kind"] != "same"] == ["*35*", "45"]
    text = command("pack", "diff", *packs, "--format", "md").out
    assert "for ~~\\*35\\*~~ days." in text
    assert "for **45** days." in text


def test_gaps_and_findings_as_the_command_tells_them(tmp_path: Path, one: Manifest) -> None:
    handed = gap("13 Z", "No list.")
    before = (gap("08 A.8.8", "No scan."), gap("13 X", "1 a."), handed)
    after = (gap("13 X", "2 a."), gap("13 Y", "No letter."), replace(handed, owner="CTO"))
    a = pack(tmp_path / "a.zip", replace(one, findings=(FINDING,), gaps=before))
    b = pack(tmp_path / "b.zip", replace(one, findings=(replace(FINDING, status="Closed"),), gaps=after))
    lines = command("pack", "diff", a, b).out.splitlines()
    for line in (
        "  findings of audits: 1 of 1: 1 changed",
        "  gaps: 4 of 5: 2 changed, 1 closed, 1 new",
        "  changed NC-1 Minor, A.5.18, Internal audit, status: Open -> Closed",
        "  closed 08 A.8.8: No scan.",
        "  changed 13 X: [-1-] {+2+} a.",
        "  new 13 Y: No letter.",
        "  changed 13 Z, owner: CISO -> CTO; No list.",
    ):
        assert line in lines


def test_what_has_to_be_known_first(tmp_path: Path, one: Manifest) -> None:
    a = pack(tmp_path / "a.zip", one)
    altered = replace(
        with_file(one, "EV-0113", sha256="1" * 64), pack=replace(one.pack, level="internal", date="2026-11-19")
    )
    lines = command("pack", "diff", a, pack(tmp_path / "b.zip", altered)).out.splitlines()
    for line in (
        "!! ALTERED, to be explained: other bytes under the record and day of EV-0113",
        "!! A is at the level nda, B at internal: what one withholds reads as removed or added",
        "!! A is the newer one: give the older pack first",
    ):
        assert line in lines
    assert any(line.endswith(f"of 2026-06-01 {'1' * 12}...") for line in lines), "a hash in short"
    another = replace(one, pack=replace(one.pack, kind="soc2"))
    assert "of different companies or kinds" in command("pack", "diff", a, pack(tmp_path / "c.zip", another)).out
    paths = [pack(tmp_path / "d.zip", *grown(3)), pack(tmp_path / "e.zip", *grown(5, "09"))]
    assert "!! REWRITTEN: the custody log of B does not begin with that of A" in command("pack", "diff", *paths).out


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
