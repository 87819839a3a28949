"""``dossier build`` as people use it: what is built, what is refused, and that no file is ever half."""

from __future__ import annotations

import hashlib
import io
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pikepdf
import pytest

from compliance import build as stages
from compliance import executors, pipeline, writing
from compliance.build import BuildOptions, BuiltFile
from compliance.cache import Cache
from compliance.diagnostics import DossierError
from compliance.formats import assembly, pdf
from tests import company
from tests.company import command, edit, write
from tests.corpus import REPOSITORY

VENDOR = "vendors/fjellsky.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return company.copy_base(tmp_path / "project")


def hashes(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def build(root: Path, cache: Path, *documents: str, subjects: tuple[str, ...] = ()) -> tuple[BuiltFile, ...]:
    """Build as the command does, and see which files came from the cache."""
    options = BuildOptions(documents, subjects, jobs=1)
    built, findings = pipeline.build(root, options, None, Cache(cache), lambda done, total, stem: None)
    assert findings == ()
    return built.files


def typeset(files: tuple[BuiltFile, ...]) -> list[str]:
    return [f"{f.document} {f.subject}".strip() for f in files if f.format == "pdf" and not f.cached]


# What can be asked for


def test_the_list_names_documents_formats_and_subjects(root: Path) -> None:
    done = command("build", "--list", "--project", root)
    assert done.code == 0
    lines = {line.split()[0]: line for line in done.out.splitlines() if not line.startswith(" ")}
    assert {"soa", "subprocessors", "vendor-assessment", "policies", "policy-set", "risk-treatment", "coverage"} <= set(
        lines
    )
    assert "pdf, xlsx, html, json" in lines["soa"]
    assert "one each: fjellsky" in done.out
    assert "one each: information-security" in done.out
    assert not (root / "output").exists()


def test_formats_and_paths(root: Path) -> None:
    assert (
        command("build", "soa", "vendor-assessment", "--format", "html", "--format", "json", "--project", root).code
        == 0
    )
    assert sorted(hashes(root / "output")) == [
        "soa.html",
        "soa.json",
        "soa.sources.json",
        "vendor-assessment/fjellsky.html",
        "vendor-assessment/fjellsky.json",
        "vendor-assessment/fjellsky.sources.json",
    ]


def test_one_subject(root: Path) -> None:
    second = (root / VENDOR).read_text().replace("id: fjellsky", "id: second", 1)
    write(root, "vendors/second.yaml", second)
    done = command("build", "--subject", "second", "--format", "html", "--project", root)
    assert done.code == 0, done.err
    assert sorted(hashes(root / "output")) == ["vendor-assessment/second.html", "vendor-assessment/second.sources.json"]


def test_another_folder(root: Path, tmp_path: Path) -> None:
    assert command("build", "soa", "--format", "json", "-o", tmp_path / "a" / "b", "--project", root).code == 0
    assert (tmp_path / "a" / "b" / "soa.json").is_file()
    assert not (root / "output").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing",), "there is no document `nothing`"),
        (("soa", "--subject", "nobody"), "no document has a subject `nobody`"),
        (("soa", "--subject", "fjellsky"), "no document has a subject `fjellsky`"),
        (("policies", "--format", "xlsx"), "none of these documents comes as xlsx"),
        (("--format", "odt"), "odt"),
        (("--today", "yesterday"), "'yesterday' is not a date"),
    ],
)
def test_what_there_is_not(root: Path, arguments: tuple[str, ...], words: str) -> None:
    done = command("build", *arguments, "--project", root, "-q")
    assert (done.code, words in done.err) == (2, True), done.err
    assert not (root / "output").exists()


def test_the_table_names_what_was_written(root: Path) -> None:
    done = command("build", "subprocessors", "--project", root, "-o", root / "out", "-j", "1", "--no-cache")
    assert done.code == 0
    for ending in ("pdf", "xlsx", "html", "json"):
        assert re.search(rf"subprocessors +{ending} .*/out/subprocessors.{ending}", done.out), done.out
    assert " files; 1 PDFs, of which 0 from the cache" in done.out


# What is refused


def test_registers_that_cannot_be_read_build_nothing(root: Path) -> None:
    edit(root, VENDOR, {"name: Fjellsky\n": "name: Fjellsky\nname: again\n"})
    done = command("build", "--project", root)
    assert (done.code, (root / "output").exists()) == (2, False)
    assert "nothing was built" in done.err
    assert "dossier check" in done.err


def test_a_draft_says_so_and_lists_its_open_points(root: Path) -> None:
    assert command("build", "soa", "--format", "html", "--project", root, "-q").code == 0
    page = (root / "output" / "soa.html").read_text()
    assert "Draft" in page
    assert "A.5.1 Policies for information security: no decision is recorded" in page


@pytest.fixture
def decided(root: Path) -> Path:
    """The small project with all 93 decisions: no rule finds an error, and only `open.yaml` is open."""
    from compliance.frameworks.catalog import annex_a

    for requirement in annex_a().requirements:
        path = root / "controls" / "annex-a" / f"{requirement.id}.yaml"
        if not path.exists():
            write(
                root,
                f"controls/annex-a/{requirement.id}.yaml",
                f"id: {requirement.id}\napplicable: true\ninclusion: {{law: [gdpr]}}\nstatus: implemented\n"
                f"owner: ciso\nstatement: We do what {requirement.id} names.\nevidence: [EV-01]\n",
            )
    return root


def test_final_is_refused_for_what_is_open_and_the_others_are_built(decided: Path) -> None:
    edit(decided, VENDOR, {"breach_notice_hours: 12\n": "breach_notice_hours: {value: null, status: unverified}\n"})
    done = command("build", "--final", "--format", "html", "--format", "json", "--project", decided, "-q")
    assert done.code == 1, done.err
    assert "error[open-point]: vendor-assessment fjellsky cannot be final" in done.err
    assert f"--> {VENDOR}:" in done.err
    assert "left out" in command("build", "--final", "--format", "html", "--project", decided).out
    built = hashes(decided / "output")
    assert "vendor-assessment/fjellsky.html" not in built
    assert {"soa.html", "subprocessors.html", "coverage.html", "risk-treatment.html"} <= set(built)


def test_final_without_open_points_is_no_draft(decided: Path) -> None:
    documents = ("soa", "subprocessors", "risk-treatment", "coverage", "policies", "policy-set")
    done = command("build", *documents, "--final", "--format", "html", "--format", "json", "--project", decided, "-q")
    assert done.code == 0, done.err
    for path in (decided / "output").rglob("*.html"):
        page = path.read_text()
        assert "raft" not in page.partition("</head>")[2], path
        assert "Open points" not in page, path
        assert 'class="' in page
        assert 'class="soa landscape final"' in page or path.name != "soa.html"
    for path in (decided / "output").rglob("*.json"):
        if not path.name.endswith(".sources.json"):
            assert json.loads(path.read_text())["final"] is True


def test_final_is_refused_altogether_while_a_rule_finds_an_error(root: Path) -> None:
    done = command("build", "soa", "--final", "--format", "html", "--project", root)
    assert (done.code, (root / "output").exists()) == (2, False), "controls without a decision are errors"


# Faults of one document


def test_a_character_without_a_glyph_keeps_back_what_prints_it(root: Path) -> None:
    """The finding is at the register's line; the others are built, and so are other formats."""
    edit(root, VENDOR, {"Hosts the diary and its database.": "Hosts 🧬 and its database."})
    done = command("build", "subprocessors", "vendor-assessment", "risk-treatment", "--project", root, "-q", "-j", "2")
    assert done.code == 1
    assert "error[glyph-missing]: no shipped font has '🧬' (U+1F9EC)" in done.err
    assert f"--> {VENDOR}:7:14" in done.err
    assert "left out: subprocessors, vendor-assessment fjellsky" in done.err
    assert done.err.count("error[") == 1
    assert [name for name in hashes(root / "output") if not name.startswith("risk-treatment.")] == []
    assert (root / "output" / "risk-treatment.pdf").is_file()
    assert command("build", "subprocessors", "--format", "html", "--project", root, "-q").code == 0


def test_a_character_of_the_template_is_shown_at_the_template(root: Path) -> None:
    write(
        root, "templates/soa.html.j2", '{% extends "layouts/page.html.j2" %}\n{% block body %}<p>🧬</p>{% endblock %}'
    )
    done = command("build", "soa", "--project", root, "-q")
    assert done.code == 1
    assert "templates/soa.html.j2:1:1" in done.err


def every_error() -> list[DossierError]:
    raised = OSError(28, "No space left on device")
    return [
        pdf.GlyphError("🧬"),
        pdf.ForbiddenAddressError("file:///etc/passwd"),
        pdf.EngineError(ValueError("x")),
        pdf.MissingLibraryError("libpango"),
        writing.OutputError(Path("x"), raised),
        stages.UnknownDocumentError("x", ["soa"]),
        executors.WorkerLostError(),
        executors.WorkerFaultError(ValueError("x")),
        executors.SchedulerError("tcp://x:1", "no worker is connected to it"),
        pdf.OtherEngineError("dossier 1;weasyprint 1", "dossier 1;weasyprint 2"),
        assembly.LostTargetError("x"),
        pipeline.BrokenRegistersError(3),
    ]


@pytest.mark.parametrize("error", every_error(), ids=lambda error: type(error).__name__)
def test_errors_come_back_whole_from_another_process(error: DossierError) -> None:
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error)
    assert (back.message, back.help, str(back)) == (error.message, error.help, str(error))
    assert back.__dict__ == error.__dict__


def test_a_fault_of_the_engine_is_a_finding(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(task: pdf.PdfTask, weasyprint: object) -> object:
        raise IndexError("list index out of range")

    monkeypatch.setattr(pdf, "_document", stumble)
    done = command("build", "soa", "--project", root, "-q", "-j", "1", "--no-cache")
    assert done.code == 1
    assert "error[typesetting-failed]: WeasyPrint fails: IndexError: list index out of range" in done.err


def test_a_missing_library_says_what_to_install(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> object:
        raise pdf.MissingLibraryError("cannot load library 'libpango-1.0'")

    monkeypatch.setattr(pdf, "_weasyprint", missing)
    done = command("build", "soa", "--project", root, "-q", "-j", "1", "--no-cache")
    assert (done.code, "apt-get install libpango-1.0-0" in done.err) == (2, True)


# Files


def test_an_output_that_is_a_file(root: Path) -> None:
    (root / "output").write_text("in the way")
    done = command("build", "soa", "--format", "json", "--project", root, "-q")
    assert (done.code, "cannot be written" in done.err) == (2, True)
    assert "Traceback" not in done.err
    assert (root / "output").read_text() == "in the way"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere: run as another user to test rights")
def test_an_output_without_the_right_to_write(root: Path) -> None:
    (root / "output").mkdir(mode=0o555)
    done = command("build", "soa", "--format", "json", "--project", root, "-q")
    assert (done.code, "Permission denied" in done.err) == (2, True)


def test_a_full_disk_leaves_the_old_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert command("build", "soa", "--format", "json", "--project", root, "-q").code == 0
    before = hashes(root / "output")

    def full(source: str, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    edit(root, "dossier.yaml", {"legal_name: Lillevik AS": "legal_name: Nyvik AS"})
    done = command("build", "soa", "--format", "json", "--project", root, "-q")
    assert (done.code, "No space left on device" in done.err) == (2, True)
    assert hashes(root / "output") == before, "no leftover either"


def test_a_bad_source_date_epoch_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    done = command("build", "soa", "--format", "json", "--project", root)
    assert (done.code, "SOURCE_DATE_EPOCH is 'yesterday'" in done.err) == (2, True)


def test_leftovers_of_a_killed_build_vanish(root: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for folder in ("output", "output/policies"):
        write(root, f"{folder}/{writing.PREFIX}{gone.pid}-xyz", "half a file")
    write(root, "output/mine.txt", "kept")
    assert command("build", "soa", "policies", "--format", "json", "--project", root, "-q").code == 0
    left = [name for name in hashes(root / "output") if ".json" not in name]
    assert left == ["mine.txt"]


KILLED = """
import os, signal, sys
from compliance import build, cli
left = int(sys.argv.pop(1))
real = os.replace
def replace(source, target):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    real(source, target)
build.os.replace = replace
cli.main()
"""


def test_a_build_that_is_killed_while_it_writes_leaves_whole_files(root: Path) -> None:
    """Killed just before the fourth file is moved into place: three are new, the rest are old, none is half."""
    arguments = ("build", "--format", "html", "--format", "json", "--project", str(root), "-q")
    assert command(*arguments).code == 0
    old = hashes(root / "output")
    edit(root, "dossier.yaml", {"legal_name: Lillevik AS": "legal_name: Nyvik AS"})
    done = subprocess.run(
        [sys.executable, "-c", KILLED, "3", *arguments],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    leftovers = [name for name in hashes(root / "output") if Path(name).name.startswith(writing.PREFIX)]
    assert len(leftovers) == 1, "the file that was about to be moved"
    between = {name: h for name, h in hashes(root / "output").items() if name not in leftovers}
    assert command(*arguments).code == 0
    new = hashes(root / "output")
    assert set(between) == set(old) == set(new), "and no leftover"
    assert all(between[name] in (old[name], new[name]) for name in between)
    assert sum(between[name] != old[name] for name in between) == 3


def test_a_build_that_is_killed_at_any_moment_leaves_whole_files(root: Path) -> None:
    assert command("build", "--format", "html", "--project", root, "-q").code == 0
    old = hashes(root / "output")
    edit(root, "dossier.yaml", {"legal_name: Lillevik AS": "legal_name: Nyvik AS"})
    running = subprocess.Popen(
        [sys.executable, "-m", "compliance", "build", "-q", "--no-cache", "-j", "1"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        stdout=subprocess.DEVNULL,
    )
    time.sleep(1.0)
    running.kill()
    running.wait(30)
    for name, digest in hashes(root / "output").items():
        path = root / "output" / name
        if digest != old.get(name) and not path.name.startswith(writing.PREFIX):
            whole(path)


def whole(path: Path) -> None:
    """Fails where a file ends before its end."""
    data = path.read_bytes()
    if path.suffix == ".pdf":
        pikepdf.open(io.BytesIO(data)).close()
    elif path.suffix == ".xlsx":
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    elif path.suffix == ".json":
        json.loads(data)
    else:
        assert data.endswith(b"</html>")


def test_what_another_build_is_writing_is_left_alone(root: Path) -> None:
    mine = f"output/{writing.PREFIX}{os.getpid()}-abc"
    write(root, mine, "in the making")
    assert command("build", "soa", "--format", "json", "--project", root, "-q").code == 0
    assert (root / mine).read_text() == "in the making"


# The same bytes


def test_the_same_bytes_on_any_machine(root: Path, tmp_path: Path) -> None:
    """Hash seed, time zone, locale, folder and number of processes leave no trace in any file."""
    other = company.copy_base(tmp_path / "elsewhere" / "a longer name")
    documents = ("subprocessors", "vendor-assessment", "risk-treatment")
    for folder, jobs, env in (
        (root, "1", {"PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}),
        (
            other / "vendors",
            "2",
            {"PYTHONHASHSEED": "42", "TZ": "America/Caracas", "LC_ALL": "nb_NO.UTF-8", "LANG": "nb_NO.UTF-8"},
        ),
    ):
        done = company.process("build", *documents, "-q", "-j", jobs, "--no-cache", folder=folder, **env)
        assert done.returncode == 0, done.stderr
    first, second = hashes(root / "output"), hashes(other / "output")
    assert {Path(name).suffix for name in first} == {".pdf", ".xlsx", ".html", ".json"}
    assert [name for name in first if first[name] != second.get(name)] == []


def test_source_date_epoch_changes_dates_and_nothing_else(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no way to make old evidence fresh."""
    forms = ("--format", "html", "--format", "json", "--format", "xlsx")
    assert command("build", *forms, "--project", root, "-q").code == 0
    before = hashes(root / "output")
    checked = command("check", "--project", root, "--format", "json").out
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert command("build", *forms, "--project", root, "-q").code == 0
    after = hashes(root / "output")
    dated = {n for n in before if n.endswith(".xlsx") or (n.startswith("oscal/") and not n.endswith(".sources.json"))}
    assert {name for name in before if before[name] != after[name]} == dated
    assert command("check", "--project", root, "--format", "json").out == checked
    with zipfile.ZipFile(root / "output" / "soa.xlsx") as book:
        assert "2001-09-09T01:46:40Z" in book.read("docProps/core.xml").decode()


# The cache


def test_nothing_is_typeset_twice(root: Path, tmp_path: Path) -> None:
    cache, documents = tmp_path / "cache", ("subprocessors", "vendor-assessment", "risk-treatment")
    assert typeset(build(root, cache, *documents)) == ["subprocessors", "vendor-assessment fjellsky", "risk-treatment"]
    first = hashes(root / "output")
    assert typeset(build(root, cache, *documents)) == []
    assert hashes(root / "output") == first

    path = root / VENDOR
    path.write_text("# a comment on top\n\n" + path.read_text())
    assert typeset(build(root, cache, *documents)) == []
    changed = {name for name, h in hashes(root / "output").items() if h != first[name]}
    assert changed == {"subprocessors.sources.json", "vendor-assessment/fjellsky.sources.json"}, (
        "and no customer sees it"
    )

    edit(root, VENDOR, {"{country: NO, region: Bergen}": "{country: SE, region: Bergen}"})
    assert typeset(build(root, cache, *documents)) == ["subprocessors", "vendor-assessment fjellsky"]


def test_a_damaged_cache_is_as_good_as_none(root: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "cache.sqlite3").write_bytes(b"no database")
    assert typeset(build(root, cache, "risk-treatment")) == ["risk-treatment"]


def test_a_changed_picture_is_typeset_anew(root: Path, tmp_path: Path) -> None:
    write(
        root,
        "logo.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    )
    edit(root, "dossier.yaml", {"  language: en\n": "  language: en\n  logo: logo.svg\n"})
    cache = tmp_path / "cache"
    assert typeset(build(root, cache, "risk-treatment")) == ["risk-treatment"]
    edit(root, "logo.svg", {"<rect": '<rect fill="red"'})
    assert typeset(build(root, cache, "risk-treatment")) == ["risk-treatment"]
