"""Many documents at once: each says which tasks it needs next; what is known is not done again.

A document is a generator of steps (:data:`compliance.formats.steps.Steps`): it yields tasks and is sent their
bytes. Tasks that several documents share run once. A bounded number of documents is open at a time, so that
memory does not grow with how many there are.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Generator, Hashable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from compliance.cache import Cache
from compliance.diagnostics import DossierError
from compliance.executors import Processes, WorkerFaultError, WorkerLostError
from compliance.formats.pdf import TypesettingError
from compliance.formats.steps import Result, Task

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

Work = Generator[tuple[Task, ...], tuple[Result, ...], T]

LOSSES = 2
"""How many times a pool is made anew before we give up."""

NEAR = 32 * 1024 * 1024
"""Bytes of results that are kept at hand: what many documents share."""


@dataclass
class Tally:
    """How many tasks ran whose results are kept, and how many results were there already."""

    ran: int = 0
    found: int = 0


@dataclass(eq=False)
class _Open(Generic[K, T]):
    """A document that waits for results."""

    name: K
    work: Work[T]
    asked: tuple[Task, ...] = ()
    got: dict[str, Result] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done(Generic[K, T]):
    """A document that is made, or why it is not."""

    name: K
    result: T | TypesettingError


class Batch(Generic[K, T]):
    """Runs documents on an executor, and keeps in the cache what tasks say is to be kept."""

    def __init__(self, executor: Executor, workers: int, cache: Cache) -> None:
        self._executor, self._cache = executor, cache
        self._window = 4 * workers + 2
        self._open: list[_Open[K, T]] = []
        self._running: dict[str, tuple[Task, Future[bytes]]] = {}
        self._near: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self._losses = 0
        self.tally = Tally()

    def run(self, documents: Iterable[tuple[K, Work[T]]]) -> Iterator[Done[K, T]]:
        """Each document as it is done. ``documents`` is drawn from only as fast as they are."""
        waiting = iter(documents)
        drawn = False
        while True:
            while not drawn and len(self._open) < self._window:
                found = next(waiting, None)
                if found is None:
                    drawn = True
                    break
                opened = _Open(*found)
                self._open.append(opened)
                yield from self._step(opened, None)
                yield from self._collect(0)
            if not self._open:
                return
            yield from self._collect(None)

    def _collect(self, timeout: float | None) -> Iterator[Done[K, T]]:
        """Take in what has run, and let the documents go on that waited for it."""
        if not self._running:
            return
        futures = {future: key for key, (_, future) in self._running.items()}
        for future in wait(futures, timeout, FIRST_COMPLETED).done:
            key = futures[future]
            if self._running.get(key, (None, None))[1] is future:  # else its pool was lost meanwhile
                yield from self._result(key, future)

    def _result(self, key: str, future: Future[bytes]) -> Iterator[Done[K, T]]:
        task, _ = self._running.pop(key)
        try:
            data = future.result()
        except BrokenExecutor:
            self._running[key] = (task, future)
            self._again()
            return
        except TypesettingError as error:
            for opened in [o for o in self._open if self._lacks(o, key)]:
                yield from self._step(opened, error)
            return
        except (CancelledError, Exception) as error:
            raise error if isinstance(error, DossierError) else WorkerFaultError(error) from None
        self._keep(task, data)
        for opened in [o for o in self._open if self._lacks(o, key)]:
            opened.got[key] = Result(data, True)
            if len(opened.got) == len({asked.key for asked in opened.asked}):
                yield from self._step(opened, None)

    @staticmethod
    def _lacks(opened: _Open[K, T], key: str) -> bool:
        return key not in opened.got and any(task.key == key for task in opened.asked)

    def _step(self, opened: _Open[K, T], error: TypesettingError | None) -> Iterator[Done[K, T]]:
        """Let a document go on, as long as all that it asks for is there."""
        try:
            while True:
                if error is not None:
                    opened.asked = opened.work.throw(error)
                    error = None
                elif opened.asked:
                    opened.asked = opened.work.send(tuple(opened.got[task.key] for task in opened.asked))
                else:
                    opened.asked = next(opened.work)
                if not self._ask(opened):
                    return
        except StopIteration as end:
            result: T | TypesettingError = end.value
        except TypesettingError as raised:
            result = raised
        self._open.remove(opened)
        yield Done(opened.name, result)

    def _ask(self, opened: _Open[K, T]) -> bool:
        """Look up what a document asks for, and start what is not there. Whether all is there."""
        wanted = {task.key: task for task in opened.asked}
        known = {key: self._near[key] for key in wanted if key in self._near}
        far = [key for key, task in wanted.items() if key not in known and key not in self._running and task.kept]
        known |= self._cache.get_many(far) if far else {}
        for key, data in known.items():
            self._remember(key, data)
        opened.got = {key: Result(data, False) for key, data in known.items()}
        self.tally.found += len(known)
        for key, task in wanted.items():
            if key not in known and key not in self._running:
                self._running[key] = (task, self._executor.submit(task.run))
        return len(known) == len(wanted)

    def _keep(self, task: Task, data: bytes) -> None:
        if task.kept:
            self.tally.ran += 1
            self._cache.put({task.key: data})
            self._remember(task.key, data)

    def _remember(self, key: str, data: bytes) -> None:
        """Keep at hand what was used last."""
        if key in self._near:
            self._near.move_to_end(key)
            return
        self._near[key] = data
        self._size += len(data)
        while self._size > NEAR:
            self._size -= len(self._near.popitem(last=False)[1])

    def _again(self) -> None:
        """A process was lost, and with it all that its pool had to do: another pool does it."""
        self._losses += 1
        if not isinstance(self._executor, Processes) or self._losses > LOSSES:
            raise WorkerLostError
        self._executor.renew()
        self._running = {key: (task, self._executor.submit(task.run)) for key, (task, _) in self._running.items()}
