"""Run the benchmarks: a table of ratios, and the same as JSON in ``output/bench.json``.

Each benchmark times two things in the same run, turn about, and compares their medians: what we do,
and a plain measure of the same work. That says the same on a slow machine and on a fast one.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path

from bench import batch, packs
from bench.building import BENCHES as BUILDING
from bench.checking import BENCHES as CHECKING
from bench.flows import BENCHES as FLOWS
from bench.matching import BENCHES as MATCHING
from bench.measure import Bench, Pair, Result, SkippedError
from bench.peer import BENCHES as PEERS
from bench.questionnaires import BENCHES as QUESTIONNAIRES
from bench.transfers import BENCHES as TRANSFERS
from bench.verifying import BENCHES as VERIFYING

BENCHES: tuple[Bench, ...] = (*CHECKING, *BUILDING, *FLOWS, *PEERS, *TRANSFERS, *QUESTIONNAIRES, *MATCHING, *VERIFYING)

MANY = "many agreements"
"""Name of the benchmark whose figures come from one row of builds."""

PACKS = "evidence packs"
"""Name of the benchmark whose figures come from one generated company."""

OUTPUT = Path(__file__).parent.parent / "output" / "bench.json"


def main(arguments: list[str]) -> int:
    """Exit code 1 where a limit is not kept."""
    options = _options(arguments)
    chosen = [bench for bench in BENCHES if not options.only or any(word in bench.name for word in options.only)]
    results = []
    print(_row("benchmark", "ours", "base", "figure", "limit", "against"))
    skipped: dict[str, str] = {}
    for bench in chosen:
        try:
            results.append(run(bench, options.rounds or bench.rounds))
        except SkippedError as why:
            skipped[bench.name] = str(why)
            print(f"{bench.name}  SKIPPED: {why}", flush=True)
        else:
            print(_line(results[-1]), flush=True)
    if not options.only or any(word in MANY for word in options.only):
        print(f"{MANY}: {options.customers:,} customers", flush=True)
        for result in batch.run(options.customers):
            results.append(result)
            print(_line(result), flush=True)
    if not options.only or any(word in PACKS for word in options.only):
        print(f"{PACKS}: a binder of about {options.pages:,} pages at most", flush=True)
        for result in packs.run(options.pages):
            results.append(result)
            print(_line(result), flush=True)
    _write(results, skipped)
    return int(options.strict and not all(result.kept for result in results))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("only", nargs="*", help="only benchmarks whose name holds one of these words")
    parser.add_argument("--rounds", type=int, help="rounds of each, instead of its own number")
    parser.add_argument(
        "--customers",
        type=int,
        default=200,
        help="customers of the benchmark of agreements (1000 takes four times as long)",
    )
    parser.add_argument(
        "--pages", type=int, default=400, help="pages of the largest binder (1000 takes three times as long)"
    )
    parser.add_argument("--strict", action="store_true", help="exit with 1 where a limit is not kept")
    return parser.parse_args(arguments)


def run(bench: Bench, rounds: int) -> Result:
    """Prepare, run both once unmeasured, then measure them turn about."""
    with tempfile.TemporaryDirectory(prefix="dossier-bench-") as folder:
        pair = bench.prepare(Path(folder))
        pair.ours()
        pair.base()
        ours, base = _interleaved(pair, rounds)
    figure = bench.figure(ours, base)
    return Result(bench.name, ours, base, figure, bench.limit, bench.unit, bench.against)


def _interleaved(pair: Pair, rounds: int) -> tuple[float, float]:
    times = [(_timed(pair.ours), _timed(pair.base)) for _ in range(rounds)]
    return statistics.median(t[0] for t in times), statistics.median(t[1] for t in times)


def _timed(function: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def _row(*cells: str) -> str:
    widths = (34, 9, 9, 9, 9, 0)
    padded = (
        cell.ljust(width) if n in (0, 5) else cell.rjust(width)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()


def _line(result: Result) -> str:
    sign = "" if result.kept else "  <- over the limit"
    figure, limit = (f"{value:.{2 if value >= 0.1 else 4}f}{result.unit}" for value in (result.figure, result.limit))
    return _row(result.name, f"{result.ours:.3f}s", f"{result.base:.3f}s", figure, limit, result.against + sign)


def _write(results: Iterable[Result], skipped: dict[str, str]) -> None:
    data = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "results": [{**asdict(result), "kept": result.kept} for result in results],
        "skipped": skipped,
    }
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    print(f"\nwritten to {OUTPUT.relative_to(Path.cwd()) if OUTPUT.is_relative_to(Path.cwd()) else OUTPUT}")
