"""``dossier pack``: what is in the archive, when it fails, and that the same input gives the same bytes."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from compliance.revision import clean_commit
from tests import company, revisions
from tests.company import command, process
from tests.corpus import REPOSITORY
from tests.packs import hostile, worked

EV1 = "controls/evidence/EV-01.yaml"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return worked.brief(monkeypatch, tmp_path / "project")


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_the_archive_holds_what_its_manifest_says() -> None:
    path = worked.small()
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(REPOSITORY / "compliance/packs/standalone.py"), str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 samples with 1 items" in done.stdout or "1 sample" in done.stdout, done.stdout
    found = worked.manifest(path)
    assert found["pack"]["kind"] == "iso27001"
    assert found["pack"]["period"] == {"from": "2025-11-01", "to": "2026-10-31"}
    assert (found["pack"]["date"], found["pack"]["level"], found["pack"]["demo"]) == ("2026-11-20", "internal", False)
    assert found["pack"]["standard"] == "ISO/IEC 27001:2022 with Amendment 1:2024"
    of = {f["path"]: f["kind"] for f in found["files"]}
    assert of["00-binder.pdf"] == "binder"
    assert of["evidence/A.5.18/EV-02.csv"] == "evidence"
    assert of["documents/policies/information-security.pdf"] == "document"
    assert of["documents/soa.xlsx"] == of["documents/evidence-index.xlsx"] == "register"


def test_a_piece_of_evidence_says_where_it_comes_from() -> None:
    (entry,) = [f for f in worked.manifest(worked.small())["files"] if f["record"] == "EV-03"]
    data = worked.member(worked.small(), entry["path"])
    assert entry["sha256"] == hashlib.sha256(data).hexdigest()
    assert entry["size"] == len(data)
    assert entry["source"] == "controls/evidence/EV-03.yaml"
    assert entry["controls"] == ["A.5.18", "A.5.19"]
    assert entry["collected_at"] == "2026-10-06T09:00:00Z"
    assert entry["media_type"] == "text/plain"
    found = worked.manifest(worked.small())
    assert found["populations"][0] | {"sha256": ""} == {
        "id": "EV-02", "rows": 3, "id_column": "ticket", "path": "evidence/A.5.18/EV-02.csv", "sha256": "",
    }  # fmt: skip
    assert found["samples"][0]["ids"] == ["T-2"]


def test_the_shipped_list_works_with_sha256sum(tmp_path: Path) -> None:
    with zipfile.ZipFile(worked.small()) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK") == len(names(worked.small())) - 2
    text = (tmp_path / "README.txt").read_text(encoding="utf-8")
    assert "sha256sum -c SHA256SUMS" in text
    assert "NOT signed" in text
    assert max(map(len, text.splitlines())) <= 100


def test_evidence_out_of_date_is_packed_listed_and_makes_the_exit_code_1(root: Path, tmp_path: Path) -> None:
    company.edit(root, EV1, {"point_in_time: 2026-10-08": "point_in_time: 2025-11-10"})
    done = worked.pack(root, tmp_path / "a.zip")
    assert done.code == 1
    assert "exception[evidence-stale]: EV-01 is out of date since 2026-11-10" in done.err
    found = {(e["code"], e["subject"]) for e in worked.manifest(tmp_path / "a.zip")["exceptions"]}
    shown = "implemented-without-fresh-evidence"
    assert found == {("evidence-stale", "EV-01"), (shown, "A.8.13"), (shown, "OC-01")}
    assert "evidence/A.8.13/EV-01.txt" in names(tmp_path / "a.zip"), "shown, not hidden"
    again = worked.pack(root, tmp_path / "b.zip", "--allow-exceptions")
    assert again.code == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_time_passes_and_evidence_goes_stale(root: Path, tmp_path: Path) -> None:
    done = worked.pack(root, tmp_path / "a.zip", "--today", "2027-12-01")
    assert done.code == 1
    assert "EV-01 is out of date" in done.err


def test_a_sample_outside_its_population_is_an_exception_and_does_not_verify(root: Path, tmp_path: Path) -> None:
    """Who may waive an exception here cannot waive what everybody can see in the pack."""
    company.edit(root, "controls/evidence/EV-03.yaml", {"ids: [T-2]": "ids: [T-9]"})
    done = worked.pack(root, tmp_path / "a.zip", "--allow-exceptions")
    assert done.code == 0
    assert "; 1 exception, 0 waived" in done.out
    assert done.err == "exception[sample-outside-population]: T-9 is in sample EV-03 and not in population EV-02\n"
    done = command("verify", "--allow-unsigned", tmp_path / "a.zip")
    assert done.code == 1
    assert "sample EV-03: `T-9` is not in its population, evidence/A.5.18/EV-02.csv" in done.out


def test_a_pack_of_another_day_has_the_same_evidence(root: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "a.zip", tmp_path / "b.zip"
    assert worked.pack(root, one).code == worked.pack(root, other, "--today", "2026-11-21").code == 0
    before, after = hostile.read(one), hostile.read(other)
    assert before.keys() == after.keys()
    assert {name for name in before if name.startswith("evidence/") and before[name] != after[name]} == set()
    assert worked.manifest(other)["pack"]["date"] == "2026-11-21"
    assert "changed date: 2026-11-20 -> 2026-11-21" in command("pack", "diff", one, other).out


def test_a_level_withholds_and_says_so(root: Path, tmp_path: Path) -> None:
    done = worked.pack(root, tmp_path / "a.zip", "--level", "nda")
    assert done.code == 0, done.err
    assert "2 withheld" in done.out
    found = worked.manifest(tmp_path / "a.zip")
    assert [w["record"] for w in found["withheld"]] == ["EV-02", "EV-03"]
    assert [n for n in names(tmp_path / "a.zip") if n.startswith("evidence/")] == ["evidence/A.8.13/EV-01.txt"]
    worked.pack(root, tmp_path / "b.zip", "--level", "public")
    public = worked.manifest(tmp_path / "b.zip")
    assert not [n for n in names(tmp_path / "b.zip") if n.startswith("evidence/")]
    assert {control["statement"] for control in public["controls"]} == {""}
    assert "controls/" not in str(public)


def test_what_is_kept_elsewhere_is_listed_by_hash_and_place(root: Path, tmp_path: Path) -> None:
    company.edit(root, EV1, {"file: EV-01.txt\n": "location: Vault of the platform team\n"})
    (root / "controls/evidence/files/EV-01.txt").unlink()
    done = worked.pack(root, tmp_path / "a.zip")
    assert done.code == 0, done.err
    (reference,) = worked.manifest(tmp_path / "a.zip")["by_reference"]
    assert reference["record"] == "EV-01"
    assert reference["place"] == "Vault of the platform team"
    assert reference["sha256"].startswith("1b60cb5f")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--period", "2026"), "'2026' is no period"),
        (("--period", "2026-01-01..2025-01-01"), "ends before it begins"),
        (("--period", "2027-01-01..2027-12-31"), "begins after today"),
        (("--period", "2026-02-30..2026-12-31"), "2026-02-30"),
        (("--period", worked.SPAN, "--key", "k.p12"), "exclude each other"),
    ],
)
def test_wrong_use_has_a_sentence_and_writes_nothing(
    options: tuple[str, ...], message: str, root: Path, tmp_path: Path
) -> None:
    target = tmp_path / "a.zip"
    done = command("pack", "iso27001", "--unsigned", "-o", target, "--project", root, *options)
    assert done.code == 2
    assert message in done.err
    assert "Traceback" not in done.err
    assert not target.exists()


def test_a_framework_that_is_not_in_scope_is_refused(root: Path, tmp_path: Path) -> None:
    company.edit(root, "dossier.yaml", {"id: iso27001-2022\n": "id: gdpr\n"})
    done = worked.pack(root, tmp_path / "a.zip")
    assert done.code == 2
    assert "iso27001-2022 is not in scope of this project" in done.err


def test_a_key_is_asked_for(root: Path, tmp_path: Path) -> None:
    done = command("pack", "iso27001", "--period", worked.SPAN, "-o", tmp_path / "a.zip", "--project", root)
    assert done.code == 2
    assert "--unsigned" in done.err


def test_a_character_without_a_glyph_is_found_at_its_line_and_nothing_is_written(root: Path, tmp_path: Path) -> None:
    company.edit(root, EV1, {"title: Restore test": "title: 🧬 Restore test"})
    done = worked.pack(root, tmp_path / "a.zip")
    assert done.code == 1
    assert "controls/evidence/EV-01.yaml:2:" in done.err
    assert "U+1F9EC" in done.err
    assert not (tmp_path / "a.zip").exists()


def test_a_template_of_the_project_may_break_and_says_where(root: Path, tmp_path: Path) -> None:
    company.write(root, "templates/binder-chapter.html.j2", "<p>\n{{ nothing.here }}</p>")
    done = worked.pack(root, tmp_path / "a.zip")
    assert done.code == 1
    assert "templates/binder-chapter.html.j2:2" in done.err
    assert not (tmp_path / "a.zip").exists()


def test_a_file_that_changes_while_it_is_packed_stops_the_pack(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from compliance.packs import making

    seal = making.seal  # type: ignore[attr-defined]  # the name that it is called by

    def late(*arguments: object) -> object:
        (root / "controls/evidence/files/EV-01.txt").write_text("changed meanwhile", encoding="utf-8")
        return seal(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "seal", late)  # the name that it is called by
    (tmp_path / "a.zip").write_bytes(b"an older pack")
    done = worked.pack(root, tmp_path / "a.zip")
    assert done.code == 2
    assert "EV-01.txt changed while the pack was made; nothing was written" in done.err
    assert (tmp_path / "a.zip").read_bytes() == b"an older pack"


@pytest.mark.last
def test_same_input_same_bytes_whatever_the_clock_the_zone_and_the_processes(tmp_path: Path) -> None:
    """Another process, two processes that typeset, an empty cache, another time zone and another hash seed."""
    done = process(
        "pack", "iso27001", "--period", worked.SPAN, "--unsigned", "--allow-exceptions", "-j", "2", "-o",
        tmp_path / "b.zip", "--project", worked.small().parent / "project",
        folder=tmp_path, TZ="Pacific/Auckland", PYTHONHASHSEED="7", DOSSIER_CACHE_DIR=str(tmp_path / "cache"),
        LC_ALL="C",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "b.zip").read_bytes() == worked.small().read_bytes()


@pytest.mark.last
def test_a_killed_run_leaves_no_half_pack(tmp_path: Path) -> None:
    root = company.copy_base(tmp_path / "project")
    target = tmp_path / "out" / "a.zip"
    run = subprocess.Popen(
        [
            sys.executable, "-m", "compliance", "pack", "iso27001", "--period", worked.SPAN, "--unsigned", "-j", "1",
            "-o", str(target), "--project", str(root), "--no-cache",
        ],
        cwd=REPOSITORY, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    time.sleep(4)
    run.send_signal(signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL, "it was still at work"
    assert not target.exists()


def test_the_commit_is_named_only_where_every_file_is_of_it(tmp_path: Path) -> None:
    root = revisions.repository(tmp_path / "project")
    head = clean_commit(root)
    assert head is not None
    assert len(head) == 40
    (root / "output").mkdir()
    (root / "output" / "pack.zip").write_bytes(b"x")
    (root / "pack.zip").write_bytes(b"x")
    assert clean_commit(root) == head, "what was made from the registers may lie beside them"
    new = root / "controls" / "evidence" / "files" / "new.txt"
    new.write_text("x", encoding="utf-8")
    assert clean_commit(root) is None
    new.unlink()
    assert clean_commit(root) == head
    company.edit(root, EV1, {"reviewed_by: ciso": "reviewed_by: dpo"})
    assert clean_commit(root) is None
    revisions.commit(root, "second")
    assert clean_commit(root) not in (None, head)
    (root / EV1).unlink()
    assert clean_commit(root) is None
