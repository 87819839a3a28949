"""Benchmarks of many agreements: against raw WeasyPrint, which typesets each of them whole, in one process.

A company with many customers is built from nothing, again without a change, and again after one sub-processor
changed. The plain measure is taken on a sample in the same run and scaled to the same number of documents. Each
build is a process of its own, started as a person would, and tells its peak memory.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bench.measure import Result, peak
from tests import agreements, customers
from tests.company import edit

SAMPLE = 20
"""Documents that raw WeasyPrint typesets; all of them where there are fewer."""

PEERS = 5
"""Documents that a peer prints."""

CHANGE = {"Runs the machines, storage and networks of": "Runs the machines, archives and networks of"}
"""In ``vendors/nordhavn-sky.yaml``: what its row of Annex III says."""

FORMATS = ("pdf", "html", "json")


@dataclass(frozen=True)
class Run:
    """What a build took, and what it says of itself. Memory in megabytes; of the largest process that typeset."""

    seconds: float
    typeset: int
    written: int
    memory: int
    worker: int
    cpu: float
    """Seconds of all its processes together: less moved by what else the machine does."""


def main(arguments: list[str]) -> None:
    """``python -m bench.batch ROOT JOBS SUBJECT FORMATS...``: one build, in this process."""
    from compliance import pipeline
    from compliance.build import BuildOptions
    from compliance.cache import Cache, default_folder

    root, jobs, subject, *formats = arguments
    customer = (subject,) if subject else ()
    options = BuildOptions(("dpa",), formats=tuple(formats), customers=customer, jobs=int(jobs))
    built, findings = pipeline.build(Path(root), options, None, Cache(default_folder()), lambda done, total, stem: None)
    assert not findings, findings[0].diagnostic.message
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in used)
    peaks = (peak(), used[1].ru_maxrss // 1024)
    print(json.dumps([built.typeset, sum(file.written for file in built.files), *peaks, cpu]))


def _build(root: Path, cache: Path, jobs: int = 0, subject: str = "", formats: tuple[str, ...] = FORMATS) -> Run:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bench.batch", str(root), str(jobs), subject, *formats],
        env={**os.environ, "DOSSIER_CACHE_DIR": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return Run(time.perf_counter() - start, *json.loads(done.stdout))


def _project(folder: Path, count: int) -> Path:
    root = customers.company(folder, count)
    shutil.rmtree(root / "output", ignore_errors=True)
    return root


def run(count: int) -> Iterator[Result]:
    """All figures for so many customers."""
    with tempfile.TemporaryDirectory(prefix="dossier-bench-") as name:
        folder = Path(name)
        root = _project(folder / "project", count)
        pages = _pages(root, min(count, SAMPLE))
        raw = _raw(pages) / len(pages)
        against = f"raw WeasyPrint, {raw:.2f} s each, on {len(pages)} of them"
        yield from _batch(folder, root, count, raw, against)
        yield _alone(folder, root, raw)
        yield from _peers(folder, pages, raw)


def _batch(folder: Path, root: Path, count: int, raw: float, against: str) -> Iterator[Result]:
    title, whole = f"{count:,} agreements", raw * count
    cold = _build(root, folder / "cache")
    _remark(title, cold)
    yield Result(f"{title}, empty cache", cold.seconds, whole, cold.seconds / whole, 0.15, "x", against)
    same = _build(root, folder / "cache")
    assert (same.typeset, same.written) == (0, 0), same
    yield Result(f"{title}, no change", same.seconds, whole, same.seconds / whole, 0.01, "x", against)
    edit(root, "vendors/nordhavn-sky.yaml", CHANGE)
    changed = _build(root, folder / "cache")
    assert changed.written >= count, "every agreement names the sub-processor"
    _remark("after the change", changed)
    yield Result(f"{title}, one change", changed.seconds, whole, changed.seconds / whole, 0.03, "x", against)
    few = _build(_project(folder / "few", max(count // 10, 4)), folder / "cache-few")
    _remark(f"{max(count // 10, 4):,} agreements", few)
    grown = cold.worker / few.worker
    yield Result("memory, ten times as many", cold.worker, few.worker, grown, 1.2, "x", "peak of a process, MB")


def _remark(title: str, found: Run) -> None:
    print(
        f"  {title}: {found.typeset} pieces typeset, {found.written} files written; {found.cpu:.1f} s of processors; "
        f"peak {found.memory} MB, and {found.worker} MB in the largest process that typesets",
        flush=True,
    )


def _alone(folder: Path, root: Path, raw: float) -> Result:
    """One agreement from nothing, its PDF only, in this process as raw WeasyPrint: start-up counts for neither."""
    from compliance.build import settings
    from compliance.formats import assembly
    from compliance.formats.steps import here

    rendered = agreements.rendered(root=root)
    plain = min(_timed(lambda: _raw([rendered.html])) for _ in range(3))
    chosen = settings(agreements.read(root))
    ours = min(_timed(lambda: here(assembly.plan(rendered, chosen).steps())) for _ in range(3))
    return Result("one agreement, in parts", ours, plain, ours / plain, 1.15, "x", "raw WeasyPrint, the same page")


def _pages(root: Path, count: int) -> list[str]:
    """The rendered pages of customers spread over all."""
    ids = agreements.subjects(root)
    return [agreements.rendered(id, root=root).html for id in ids[:: max(1, len(ids) // count)][:count]]


def _raw(pages: list[str]) -> float:
    """What anybody would write: each page whole, the same sheet and kind of PDF, one after the other."""
    from bench.building import raw, sheet
    from compliance.formats.pdf import _weasyprint

    _weasyprint()  # with the shipped fonts, as ours
    style = sheet()

    def typeset() -> None:
        for page in pages:
            raw(page, style)

    return _timed(typeset)


def _timed(function: Callable[[], object]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def _peers(folder: Path, pages: list[str], raw: float) -> Iterator[Result]:
    """Others that print HTML. They make untagged files or none of PDF/A-3a, and each document is made whole."""
    chosen = pages[:PEERS]
    for n, page in enumerate(chosen):
        (folder / f"{n}.html").write_text(page, encoding="utf-8")
    for name, printer in (("Chromium, a process each", _chromium), ("pandoc with typst, a process each", _pandoc)):
        missing = printer(folder, -1)
        if missing:
            print(f"  {name}: skipped, {missing}", flush=True)
            continue
        seconds = _timed(lambda run=printer: [run(folder, n) for n in range(len(chosen))]) / len(chosen)  # type: ignore[misc]
        yield Result(f"peer: {name}"[:34], seconds, raw, seconds / raw, float("inf"), "x", "raw WeasyPrint, a document")


def _chromium(folder: Path, n: int) -> str:
    """Print a page, or say why that cannot be (page -1)."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if program is None:
        return "no chromium on PATH"
    if n >= 0:
        options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
        target = f"--print-to-pdf={folder / f'{n}.chromium.pdf'}"
        subprocess.run([program, *options, target, str(folder / f"{n}.html")], check=True, capture_output=True)
    return ""


def _pandoc(folder: Path, n: int) -> str:
    if not all(map(find_spec, ("pypandoc", "typst"))):
        return "pypandoc-binary and typst are not installed"
    if n >= 0:
        code = (
            "import sys, pypandoc, typst\n"
            "pypandoc.convert_file(sys.argv[1], 'typst', outputfile=sys.argv[2], extra_args=['--standalone'])\n"
            "typst.compile(sys.argv[2], output=sys.argv[3])\n"
        )
        files = [str(folder / f"{n}.{ending}") for ending in ("html", "typ", "typst.pdf")]
        subprocess.run([sys.executable, "-c", code, *files], check=True, capture_output=True)
    return ""


if __name__ == "__main__":
    main(sys.argv[1:])
