"""Benchmarks of evidence packs: a binder in parts on two processes, files that pass through, many pages.

The worked company gets 500 pieces of evidence of 100 kB each for its 93 controls, and all 61 criteria of SOC 2. The
plain measure of a binder is one run of WeasyPrint on the whole of it, in the same run and of the same HTML. Each is a
process of its own, which tells its peak memory.
"""

from __future__ import annotations

import hashlib
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.measure import Result, peak
from compliance.formats.settings import Settings
from compliance.render.parts import INDEXES, Part
from compliance.render.render import Rendered
from tests.company import copy_company

FILES, SIZE = 500, 100_000
"""Pieces of evidence, and bytes of each."""

PERIOD = (date(2025, 11, 1), date(2026, 10, 31))

RECORD = """\
id: {id}
title: Generated export number {number}
type: backup_restore_test
kind: record
controls: [{control}]
point_in_time: 2026-10-01
collected_at: 2026-10-02T08:00:00Z
method: export
collected_by: platform-lead
reviewed_by: ciso
file: {file}
bytes: {size}
sha256: {sha256}
level: nda
"""


def project(folder: Path, files: int = FILES, size: int = SIZE) -> Path:
    """The worked company with so many pieces of evidence in all."""
    root = copy_company(folder)
    text = (root / "dossier.yaml").read_text(encoding="utf-8")
    every = "[Common criteria, Availability, Confidentiality, Processing integrity, Privacy]"
    (root / "dossier.yaml").write_text(re.sub(r"categories: \[Common.*?\]", f"categories: {every}", text), "utf-8")
    evidence = root / "controls" / "evidence"
    (evidence / "custody.jsonl").unlink()
    controls = sorted(path.stem for path in (root / "controls" / "annex-a").glob("*.yaml"))
    for number in range(files - len(list(evidence.glob("*.yaml")))):
        control, id = controls[number % len(controls)], f"EV-{5000 + number}"
        data = (hashlib.sha256(str(number).encode()).hexdigest() * (size // 64 + 1))[:size].encode()
        name = f"{id}__{control}__generated__2026-10-01.txt"
        (evidence / "files" / name).write_bytes(data)
        said = {"id": id, "number": number, "control": control, "file": name, "size": size}
        record = RECORD.format(**said, sha256=hashlib.sha256(data).hexdigest())
        (evidence / f"{id}.yaml").write_text(record, encoding="utf-8")
    return root


def main(arguments: list[str]) -> None:
    """``python -m bench.packs TASK ARGUMENTS``: one measured task in this process; seconds and peak memory as JSON."""
    task, *rest = arguments
    start = time.perf_counter()
    tasks: dict[str, Callable[..., int]] = {"parts": _parts, "whole": _whole, "pack": _pack}
    said = tasks[task](*rest)
    seconds = time.perf_counter() - start
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps([said, seconds, peak(), used[1].ru_maxrss // 1024, sum(u.ru_utime for u in used)]))


def _bound(root: str) -> tuple[Rendered, Settings]:
    from compliance import pipeline
    from compliance.build import settings
    from compliance.packs.binder import bind
    from compliance.packs.items import Period
    from compliance.packs.kinds import BY_NAME
    from compliance.packs.scope import Scope
    from compliance.render.environment import environment

    path = Path(root)
    dossier = pipeline.link(path, pipeline.read(path), pipeline.CheckOptions())
    assert dossier is not None
    scope = Scope(dossier, BY_NAME["iso27001"], Period(*PERIOD))
    return bind(scope, environment(path)), settings(dossier)


def _copied(bound: Rendered, times: int) -> Rendered:
    """The binder with its body so many times over; ids of copies are others, so that no copy is like another."""
    whole = bound.parts
    assert whole is not None, "a binder has parts"
    first, last = whole.parts[:2], tuple(part for part in whole.parts if part.name == INDEXES)
    body = tuple(part for part in whole.parts if part not in (*first, *last))
    copies = tuple(_copy(part, number) for number in range(times) for part in body)
    return replace(bound, parts=replace(whole, parts=(*first, *copies, *last)))


def _copy(part: Part, number: int) -> Part:
    if not number:
        return part
    text = re.sub(r'(id="|href="#)', rf"\g<1>copy{number}-", part.body)
    ids = frozenset(f"copy{number}-{id}" for id in part.ids)
    return replace(part, body=text, ids=ids, name=f"{part.name}-{number}")


def _parts(root: str, jobs: str, times: str = "1") -> int:
    from compliance.batch import Batch
    from compliance.cache import Cache
    from compliance.executors import executor
    from compliance.formats import assembly
    from compliance.formats.steps import Made

    bound, chosen = _bound(root)
    plan = assembly.plan(_copied(bound, int(times)), chosen)
    with executor("", int(jobs)) as (runs, at_once):
        batch: Batch[int, Made] = Batch(runs, at_once, Cache(None))
        (done,) = batch.run([(0, plan.steps())])
    assert isinstance(done.result, Made), done.result
    return done.result.pages or 0


def _whole(root: str) -> int:
    from bench.building import raw, sheet
    from compliance.formats.pdf import _weasyprint

    bound, _ = _bound(root)
    _weasyprint()  # with the shipped fonts, as ours
    raw(bound.html, sheet())
    return 0


def _pack(root: str, target: str) -> int:
    """Hash and write the evidence of a project; nothing is typeset."""
    from compliance import pipeline
    from compliance.packs import making
    from compliance.packs.archive import Written
    from compliance.packs.items import Period
    from compliance.packs.kinds import BY_NAME
    from compliance.packs.manifest import Manifest
    from compliance.packs.scope import Scope
    from compliance.packs.seal import seal
    from compliance.packs.statement import manifest

    path = Path(root)
    dossier = pipeline.link(path, pipeline.read(path), pipeline.CheckOptions())
    assert dossier is not None
    scope = Scope(dossier, BY_NAME["iso27001"], Period(*PERIOD))

    def describe(written: Mapping[str, Written]) -> Manifest:
        return manifest(scope, (), written, None)

    return len(seal(Path(target), making._evidence(scope), describe, None).members)


def _run(*arguments: str | Path | int) -> tuple[int, float, int, int, float]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.packs", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    said, seconds, own, others, cpu = json.loads(done.stdout)
    return said, seconds, own, others, cpu


def run(pages: int) -> Iterator[Result]:
    """All figures; ``pages`` is about how many pages the largest binder has."""
    with tempfile.TemporaryDirectory(prefix="dossier-bench-") as name:
        folder = Path(name)
        root = project(folder / "project")
        yield from _binder(root, pages)
        yield from _files(folder, root)


def _binder(root: Path, pages: int) -> Iterator[Result]:
    count, ours, _, worker, cpu = _run("parts", root, 2)
    _, base, whole, _, alone = _run("whole", root)
    print(
        f"  binder of {count} pages: {cpu:.1f} s of processors, {alone:.1f} s of the whole; {worker} MB and {whole} MB"
    )
    against = f"one run of WeasyPrint, {count} pages"
    yield Result("a binder on two processes", ours, base, ours / base, 1 / 1.6, "x", against)
    yield Result("memory of a binder", worker, whole, worker / whole, 0.5, "x", "the same run, peak, MB")
    times = max(2, round(pages / count))
    many, _, parent, most, more = _run("parts", root, 2, times)
    print(f"  binder of {many:,} pages: {more:.1f} s of processors; {most} MB that typeset, {parent} MB that join")
    a_page, then = cpu / count, more / many
    yield Result(f"a page of {many:,}", then, a_page, then / a_page, 1.25, "x", f"a page of {count}, of processors")
    # What joins has every element of the structure tree at hand: 0.7 MB a page, which no typesetting process needs.
    against = f"one run of WeasyPrint, {count} pages, MB"
    yield Result(f"memory, {many:,} pages", most, whole, most / whole, 1.0, "x", against)


def _files(folder: Path, root: Path) -> Iterator[Result]:
    """Hashing and writing against reading, hashing and copying each file once; memory against ten times the bytes."""
    members, ours, small, _, _ = _run("pack", root, folder / "a.zip")
    start = time.perf_counter()
    for path in sorted((root / "controls" / "evidence" / "files").iterdir()):
        with path.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")
        shutil.copyfile(path, folder / "copy")
    base = time.perf_counter() - start
    print(f"  {members} members of {FILES * SIZE // 1_000_000} MB; the registers are read and checked first")
    yield Result("hash and write 50 MB of evidence", ours, base, ours - base, 8.0, "s", "hash and copy, once each")
    large = project(folder / "large", FILES, 10 * SIZE)
    _, _, more, _, _ = _run("pack", large, folder / "b.zip")
    yield Result("memory, ten times the bytes", more, small, more / small, 1.1, "x", "peak for 50 MB, in MB")


if __name__ == "__main__":
    main(sys.argv[1:])
