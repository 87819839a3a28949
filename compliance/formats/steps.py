"""What formats that take long are made of: tasks, the steps that need them, and a plan known by its hash."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Task(Protocol):
    """Something to run, here or elsewhere: small, without any state, known by the hash of all that it depends on."""

    @property
    def key(self) -> str: ...

    @property
    def kept(self) -> bool:
        """Whether its bytes go into the cache."""

    def run(self) -> bytes: ...


class Result(NamedTuple):
    """The bytes of a task, and whether it had to be run for them."""

    data: bytes
    ran: bool


@dataclass(frozen=True, slots=True)
class Made:
    """A file's bytes, its pages where it has any, and whether anything was typeset for it."""

    data: bytes
    pages: int | None
    typeset: bool


Steps = Generator[tuple[Task, ...], tuple[Result, ...], Made]
"""Yields tasks, is sent their results, and in the end returns the file."""


class Plan(Protocol):
    """How a file is made."""

    @property
    def key(self) -> str:
        """The hash of everything that the file's bytes depend on; known before anything is made."""

    def steps(self) -> Steps: ...


def here(steps: Steps) -> Made:
    """Make a file in this process, one task after the other."""
    results: tuple[Result, ...] | None = None
    while True:
        try:
            tasks = next(steps) if results is None else steps.send(results)
        except StopIteration as end:
            made: Made = end.value
            return made
        results = tuple(Result(task.run(), True) for task in tasks)
