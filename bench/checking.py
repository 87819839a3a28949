"""Benchmarks of reading and checking: against libyaml's plain parse of the same bytes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import yaml

from bench.measure import Bench, Pair
from bench.project import generate
from compliance import pipeline
from compliance.cache import Cache
from compliance.diagnostics import Severity


def _project(folder: Path, records: int) -> Path:
    root = folder / f"project-{records}"
    generate(root, records)
    wrong = [f.diagnostic for f in pipeline.check(root).findings if f.diagnostic.severity == Severity.ERROR]
    if wrong:
        raise SystemExit(f"the generated project is not clean: {wrong[0].message}")
    return root


def _plain_parse(files: list[bytes]) -> None:
    for data in files:
        yaml.load(data, Loader=yaml.CSafeLoader)


def _bytes(root: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(root.rglob("*.yaml"))]


def _check(records: int, folder: Path) -> Pair:
    root = _project(folder, records)
    return Pair(lambda: pipeline.check(root), partial(_plain_parse, _bytes(root)))


def _read(records: int, folder: Path) -> Pair:
    root = _project(folder, records)
    return Pair(lambda: pipeline.read(root), partial(_plain_parse, _bytes(root)))


def _linear(folder: Path) -> Pair:
    large, small = _project(folder, 10_000), _project(folder, 1_000)
    return Pair(lambda: pipeline.check(large), lambda: pipeline.check(small))


def _cached(folder: Path) -> Pair:
    """The second reading of 10,000 records against the first one, which also fills the cache."""
    root = _project(folder, 10_000)
    warm, cold = folder / "warm", folder / "cold"
    pipeline.read(root, Cache(warm))

    def first() -> None:
        shutil.rmtree(cold, ignore_errors=True)
        pipeline.read(root, Cache(cold))

    return Pair(lambda: pipeline.read(root, Cache(warm)), first)


def _help(folder: Path) -> Pair:
    def run(*arguments: str) -> None:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True, cwd=folder)

    return Pair(lambda: run("-m", "compliance", "--help"), lambda: run("-c", "pass"))


PARSE = "libyaml's parse of the same bytes"

BENCHES: tuple[Bench, ...] = (
    Bench("help", "the interpreter's own start", _help, 0.15, unit="s", rounds=15),
    Bench("check, 1,000 records", PARSE, partial(_check, 1_000), 3),
    Bench("check, 10,000 records", PARSE, partial(_check, 10_000), 3),
    Bench("check, 10 times as many records", "1,000 records, times ten", _linear, 1.3, scale=10),
    Bench("read, 10,000 records", PARSE, partial(_read, 10_000), 3),
    Bench("read again, 10,000 records", "the first reading", _cached, 0.5),
)
