"""Drawing a sample from a population so that anybody can draw it again, with any tool and in any year.

No generator of random numbers is used: those of programming languages change between versions and cannot be
recomputed by hand. Each item gets the rank ``SHA-256(seed|id)``; the items with the lowest ranks are the sample.
So a draw depends on the seed and the ids and on nothing else, neither on the order of the rows nor on this program:
``printf '%s|%s' SEED ID | sha256sum`` gives the rank of an item. A larger sample with the same seed contains the
smaller one, which is what an auditor who extends a sample asks for.

The systematic method takes every n-th row in the order of the file from a start that the seed gives; it does depend
on the order, and therefore on the hash of the population that is recorded with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from compliance.registers.records.assurance import Sample

Method = Literal["random", "systematic", "all"]

METHODS: tuple[str, ...] = get_args(Method)

ALGORITHMS: dict[str, str] = {"random": "sha256-rank-1", "systematic": "sha256-systematic-1", "all": "all-1"}
"""The name, with a version, under which the record of a sample states how it was drawn."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A sample as it is drawn: how, with which seed (empty for all), and the items in the order of drawing."""

    method: str
    seed: str
    ids: tuple[str, ...]

    @property
    def algorithm(self) -> str:
        return ALGORITHMS[self.method]


def draw(ids: Sequence[str], method: str, size: int, seed: str) -> Draw:
    """Draw ``size`` of the ids, which are unique. ``size`` lies between 0 and their number."""
    if method == "all":
        return Draw(method, "", tuple(ids))
    if not 0 <= size <= len(ids):
        raise ValueError(f"{size} of {len(ids)} cannot be drawn")
    chosen = _ranked(ids, size, seed) if method == "random" else _every(ids, size, seed)
    return Draw(method, seed, tuple(chosen))


def rank(seed: str, id: str) -> str:
    """The rank of an item: ``SHA-256(seed|id)`` in hexadecimal, over UTF-8."""
    return hashlib.sha256(f"{seed}|{id}".encode()).hexdigest()


def _ranked(ids: Sequence[str], size: int, seed: str) -> list[str]:
    return sorted(ids, key=lambda id: (rank(seed, id), id))[:size]


def _every(ids: Sequence[str], size: int, seed: str) -> list[str]:
    """Rows ``floor((start + i * n) / size)``; with a start from 0 to n-1, each row has the same chance, size/n."""
    count = len(ids)
    if not size:
        return []
    start = int(rank(seed, "start"), 16) % count
    return [ids[(start + index * count) // size] for index in range(size)]


def redrawable(sample: Sample) -> bool:
    """Whether the record says that it was drawn by a method of this module."""
    return ALGORITHMS.get(sample.method) == sample.algorithm


def redraw(sample: Sample, ids: Sequence[str]) -> Draw | None:
    """The same sample drawn again; None where its size does not fit the population."""
    if sample.method != "all" and not 0 <= sample.size <= len(ids):
        return None
    return draw(ids, sample.method, sample.size, sample.seed)
