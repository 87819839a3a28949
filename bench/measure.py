"""What a benchmark is."""

from __future__ import annotations

import resource
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple


def peak() -> int:
    """The most memory that this process has had, in MB.

    What ``getrusage`` says of a process begins with the peak of the one that started it (``execve`` keeps it), here
    that of all benchmarks before. Linux counts anew in ``VmHWM``.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


class SkippedError(Exception):
    """A benchmark cannot run here, and why: a peer is not installed."""


class Pair(NamedTuple):
    """Two ways to do the same work: ours, and the plain measure that it is held against."""

    ours: Callable[[], object]
    base: Callable[[], object]


@dataclass(frozen=True)
class Bench:
    """One benchmark. ``prepare`` gets an empty folder and returns what is timed.

    The figure is ours / base (``unit`` ``x``), divided by ``scale`` where the two differ in size on
    purpose, or ours - base in seconds (``unit`` ``s``). ``limit`` is the most that it may be.
    """

    name: str
    against: str
    prepare: Callable[[Path], Pair]
    limit: float
    unit: Literal["x", "s"] = "x"
    scale: float = 1
    rounds: int = 5

    def figure(self, ours: float, base: float) -> float:
        return ours - base if self.unit == "s" else ours / base / self.scale


@dataclass(frozen=True)
class Result:
    """One benchmark's medians in seconds, and the figure that the limit is about."""

    name: str
    ours: float
    base: float
    figure: float
    limit: float
    unit: str
    against: str

    @property
    def kept(self) -> bool:
        return self.figure <= self.limit
