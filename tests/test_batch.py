"""Many customers at once: nothing typeset twice, nothing lost, the same bytes on one machine and on several."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from compliance import build, documents, executors, pipeline
from compliance.build import BuildOptions, Built
from compliance.cache import Cache
from compliance.diagnostics import Finding
from tests import agreements, customers
from tests.company import edit
from tests.corpus import REPOSITORY

COUNT = 6
"""Customers of the small batches: the four of the worked company, and two generated ones."""


@pytest.fixture(autouse=True)
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """The agreement of these tests is a document, for as long as a test runs."""
    know(monkeypatch)


def know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "DOCUMENTS", documents.DOCUMENTS)
    monkeypatch.setattr(build, "DOCUMENTS", documents.DOCUMENTS)
    monkeypatch.setitem(documents.BY_NAME, "dpa", agreements.DPA)
    agreements.install()


@dataclass(frozen=True)
class Reference:
    """An undisturbed build from nothing: what it says, its files, and the cache that it leaves."""

    built: Built
    files: dict[str, str]
    cache: Path


def project(target: Path) -> Path:
    return agreements.add_template(customers.company(target, COUNT), "short")


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    with pytest.MonkeyPatch.context() as patch:
        know(patch)
        folder = tmp_path_factory.mktemp("reference")
        root = project(folder / "project")
        built, findings = make(root, folder / "cache", formats=("pdf", "docx"))
    assert findings == ()
    return Reference(built, hashes(root / "output"), folder / "cache")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return project(tmp_path / "project")


@pytest.fixture
def warm(reference: Reference, tmp_path: Path) -> Path:
    """A cache that has every part."""
    return shutil.copytree(reference.cache, tmp_path / "cache")


def make(root: Path, cache: Path | None, **options: object) -> tuple[Built, tuple[Finding, ...]]:
    wanted = {"documents": ("dpa",), "formats": ("pdf",), "jobs": 1, **options}
    chosen = BuildOptions(**wanted)  # type: ignore[arg-type]  # each test names its own
    return pipeline.build(root, chosen, None, Cache(cache), lambda done, total, stem: None)


def hashes(folder: Path, suffix: str = ".pdf") -> dict[str, str]:
    files = sorted(folder.rglob(f"*{suffix}"))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


# Nothing twice


def test_parts_that_customers_share_are_typeset_once(reference: Reference) -> None:
    built = reference.built
    assert {file.pages for file in built.files if file.format == "pdf"} == {5}
    assert not any(file.cached for file in built.files)
    # A cover, details and a Word file each; the letters of page numbers, terms and contents once; annexes by offer.
    annexes = built.typeset - 3 * COUNT - 3
    assert 1 <= annexes <= 4, built.typeset


def test_a_second_build_typesets_and_writes_nothing(root: Path, warm: Path) -> None:
    forms = ("pdf", "docx", "html", "json")
    first, _ = make(root, warm, formats=forms)
    assert (first.typeset, sum(file.written for file in first.files)) == (0, 4 * COUNT)
    before = {path: path.stat().st_mtime_ns for path in (root / "output").rglob("*") if path.is_file()}
    assert len(before) == 5 * COUNT
    built, _ = make(root, warm, formats=forms)
    assert built.typeset == 0
    assert not any(file.written for file in built.files)
    assert all(file.cached for file in built.files if file.format in ("pdf", "docx"))
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert {file.pages for file in built.files if file.format == "pdf"} == {5}


def test_a_change_typesets_what_it_changes(root: Path, warm: Path, reference: Reference) -> None:
    edit(root, "customers/lindeborg-pharma.yaml", {"legal_name: Lindeborg Pharma": "legal_name: Lindeborg Neu Pharma"})
    built, _ = make(root, warm)
    after = hashes(root / "output")
    assert built.typeset == 1, "its cover"
    assert [name for name in after if after[name] != reference.files[name]] == ["dpa/lindeborg-pharma.pdf"]


def test_a_file_that_somebody_changed_is_made_again(root: Path, warm: Path, reference: Reference) -> None:
    """What stands in the output folder vouches for nothing: its bytes are compared with what was made."""
    make(root, warm)
    path = root / "output" / "dpa" / "lindeborg-pharma.pdf"
    path.write_bytes(path.read_bytes().replace(b"/Title", b"/Titel", 1) + b"\n")
    built, _ = make(root, warm)
    assert [file.subject for file in built.files if file.written] == ["lindeborg-pharma"]
    assert built.typeset == 0
    assert hashes(root / "output") == reference.files


# Nothing lost


BROKEN = '{% if view.parties[0].name.value.startswith("Lindeborg") %}{{ view.nothing }}{% endif %}'


def test_one_template_fault_does_not_lose_the_others(root: Path, warm: Path) -> None:
    edit(root, "templates/dpa.html.j2", {"{{ m.facts": f"{BROKEN}{{{{ m.facts"})
    built, findings = make(root, warm)
    assert built.left_out == 1
    assert len(hashes(root / "output")) == COUNT - 1
    (finding,) = findings
    assert finding.diagnostic.code == "template-unknown-name"
    assert finding.at.span.file == "templates/dpa.html.j2"


def test_a_part_that_cannot_be_typeset_keeps_back_whom_it_concerns(root: Path, warm: Path) -> None:
    edit(root, "customers/lindeborg-pharma.yaml", {"legal_name: Lindeborg Pharma": "legal_name: Lindeborg 🧬 Pharma"})
    built, findings = make(root, warm, jobs=2)
    assert built.left_out == 1
    (finding,) = findings
    assert finding.diagnostic.code == "glyph-missing"
    assert finding.at.span.file == "customers/lindeborg-pharma.yaml"
    assert len(hashes(root / "output")) == COUNT - 1
    edit(root, "customers/lindeborg-pharma.yaml", {" 🧬": ""})
    built, _ = make(root, warm)
    assert (built.left_out, sum(file.written for file in built.files)) == (0, 1)


def test_a_part_that_all_share_and_that_fails_is_one_finding(root: Path, warm: Path) -> None:
    edit(root, "templates/dpa.html.j2", {"As stated": "🧬 As stated"})
    built, findings = make(root, warm)
    assert (built.left_out, len(findings)) == (COUNT, 1)
    assert f"and {COUNT - 3} more" in findings[0].diagnostic.label.text


def started(root: Path, cache: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.agreements", "build", "dpa", "--format", "pdf", "--project", root, *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "DOSSIER_CACHE_DIR": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.last
def test_killed_half_way_and_resumed(root: Path, tmp_path: Path, reference: Reference) -> None:
    """What stands is whole, what was typeset is kept, and the next build ends with the bytes of an undisturbed one."""
    cache = tmp_path / "cold"
    running = started(root, cache, "-j", "2")
    until = time.monotonic() + 90
    while len(hashes(root / "output")) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    between = hashes(root / "output")
    assert len(between) >= 2
    assert between.items() <= reference.files.items()
    built, _ = make(root, cache)
    assert hashes(root / "output") == reference.files
    assert built.typeset <= reference.built.typeset - COUNT - 2 * len(between), "what was typeset is not typeset again"


@pytest.mark.last
def test_two_builds_at_once(root: Path, tmp_path: Path, reference: Reference) -> None:
    both = [started(root, tmp_path / "cold", "-j", "1") for _ in range(2)]
    for running in both:
        _, err = running.communicate(timeout=180)
        assert running.returncode == 0, err
    assert hashes(root / "output") == reference.files
    assert not list((root / "output").rglob(".dossier-*"))


@pytest.mark.last
def test_a_lost_process_costs_time_and_no_document(root: Path, tmp_path: Path, reference: Reference) -> None:
    """One worker of the pool is killed; another pool goes on."""
    pool = executors.Processes(2)
    killed: list[int] = []

    def progress(done: int, total: int, stem: str) -> None:
        workers = pool._pool._processes if pool._pool else {}
        if not killed and workers:
            killed.append(next(iter(workers)))
            os.kill(killed[0], signal.SIGKILL)

    options = BuildOptions(documents=("dpa",), formats=("pdf",))
    built, findings = pipeline.build(root, options, None, Cache(tmp_path / "cold"), progress, pool)
    pool.shutdown()
    assert killed
    assert (findings, built.left_out) == ((), 0)
    assert hashes(root / "output") == reference.files


def test_workers_end_when_the_process_that_they_work_for_is_killed() -> None:
    """Not at their next task: there is none. They would stay for ever."""
    code = """
import os, signal
from compliance.executors import Processes

if __name__ == "__main__":
    print(Processes(2).submit(os.getpid).result(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    # Workers have the same pipe for standard output: it ends when all of them have.
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, timeout=60, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert done.stdout.strip().isdigit(), "a worker had begun"


# Many machines


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler and two workers, each a process of its own. Workers stand elsewhere, without the project."""
    pytest.importorskip("distributed", reason="Dask is not installed (pip install -e '.[dev]'): clusters are not tried")
    file = folder / "scheduler.json"
    (folder / "elsewhere").mkdir()
    module = [sys.executable, "-m"]
    named, quiet = ("--scheduler-file", str(file)), ("--no-dashboard",)
    processes: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> None:
        processes.append(
            subprocess.Popen(
                [*module, *arguments],
                cwd=folder / "elsewhere",
                env={**os.environ, "PYTHONPATH": str(REPOSITORY), "DOSSIER_CACHE_DIR": str(folder / "elsewhere")},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    try:
        start("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", *named, *quiet)
        for _ in range(2):
            start(
                *("distributed.cli.dask_worker", "--nthreads", "1", "--no-nanny", *named),
                *("--local-directory", str(folder / "elsewhere"), *quiet),
            )
        until = time.monotonic() + 60
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.05)
        address = json.loads(file.read_text())["address"]
        _wait_for(address, 2)
        yield address, processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _wait_for(address: str, workers: int) -> None:
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)


@pytest.mark.last
def test_a_cluster_makes_the_same_bytes_and_survives_a_lost_worker(
    root: Path, tmp_path: Path, reference: Reference
) -> None:
    with cluster(tmp_path) as (address, workers):

        def progress(done: int, total: int, stem: str) -> None:
            if done == 2:
                workers[0].kill()

        options = BuildOptions(documents=("dpa",), formats=("pdf", "docx"), executor=address)
        built, findings = pipeline.build(root, options, None, Cache(tmp_path / "cold"), progress)
        assert workers[0].wait(10) == -signal.SIGKILL
    assert (findings, built.left_out) == ((), 0)
    assert hashes(root / "output") == reference.files
    assert len(hashes(root / "output", ".docx")) == COUNT


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("8786", "'8786' is not the address of a Dask scheduler"),
        ("http://somewhere:80", "is not the address of a Dask scheduler"),
        ("tcp://127.0.0.1:1", "the Dask scheduler at tcp://127.0.0.1:1 cannot be used"),
    ],
)
def test_an_address_where_no_scheduler_is(
    root: Path, address: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed (pip install -e '.[dev]'): clusters are not tried")
    monkeypatch.setattr(executors, "CONNECT", 0.5)
    from compliance.diagnostics import DossierError

    with pytest.raises(DossierError) as caught:
        make(root, None, executor=address)
    assert words in caught.value.message
    assert not (root / "output").exists()
