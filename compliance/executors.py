"""Where tasks run: in this process, in processes of this machine, or on a cluster of others.

All of them are a :class:`concurrent.futures.Executor`; whoever has tasks does not know which.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, TypeVar
from urllib.parse import urlsplit

from compliance.diagnostics import DossierError
from compliance.workers import end_with_parent

T = TypeVar("T")

SCHEMES = ("tcp", "tls", "ucx")
"""What a Dask scheduler listens on."""

CONNECT = 10.0
"""Seconds to wait for a scheduler."""


class ExecutorAddressError(DossierError):
    """An address that is no scheduler's."""

    def __init__(self, address: str) -> None:
        super().__init__(
            f"{address!r} is not the address of a Dask scheduler",
            "it is like tcp://HOST:8786, as the scheduler prints it",
        )


class DaskMissingError(DossierError):
    """The client of Dask is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "--executor needs Dask, which is not installed",
            "pip install 'compliance-dossier[dask]', here and for workers",
        )


class SchedulerError(DossierError):
    """A scheduler that does not answer, or has no workers."""

    def __init__(self, address: str, why: str) -> None:
        super().__init__(f"the Dask scheduler at {address} cannot be used: {why}", "look at `dask scheduler` there")


class WorkerLostError(DossierError):
    """A process that typeset was ended from outside, twice."""

    def __init__(self) -> None:
        super().__init__(
            "a process that typesets was ended by the system; it may have run out of memory",
            "what was typeset is kept: run the build again, with fewer processes (-j 1)",
        )


class WorkerFaultError(DossierError):
    """Something went wrong with a worker, and not with what it typeset."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(
            f"a worker failed: {type(error).__name__}: {str(error).partition(chr(10))[0]}",
            "what was typeset is kept: run the build again; the worker's own log says more",
        )


class Here(Executor):
    """Runs each task at once, in this process."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Processes(Executor):
    """A pool of processes that is made when there is something to do, and made anew when one of them is lost."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        if self._pool is None:
            # spawn: a forked process would share Pango's state with this one.
            self._pool = ProcessPoolExecutor(self.workers, get_context("spawn"), initializer=end_with_parent)
        try:
            return self._pool.submit(fn, *args, **kwargs)
        except BrokenExecutor:  # one was lost and nobody has asked for its result yet
            self.renew()
            return self.submit(fn, *args, **kwargs)

    def renew(self) -> None:
        """Give up the pool; the next task makes another."""
        self.shutdown(wait=False, cancel_futures=True)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=wait, cancel_futures=cancel_futures)


@contextmanager
def executor(address: str = "", jobs: int = 0) -> Iterator[tuple[Executor, int]]:
    """The executor of an address, else of this machine, and how many tasks it runs at once."""
    if address:
        with _cluster(address) as found:
            yield found
        return
    workers = jobs or os.cpu_count() or 1
    chosen: Executor = Here() if workers == 1 else Processes(workers)
    try:
        yield chosen, workers
    finally:
        chosen.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """A Dask cluster. It gives the tasks of a lost worker to the others; results come back here."""
    if urlsplit(address).scheme not in SCHEMES or not urlsplit(address).netloc:
        raise ExecutorAddressError(address)
    try:
        from distributed import Client
    except ImportError:
        raise DaskMissingError from None
    try:
        client: Any = Client(address, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError, RuntimeError) as error:
        raise SchedulerError(address, str(error) or type(error).__name__) from None
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise SchedulerError(address, "no worker is connected to it")
        with client.get_executor(pure=False) as found:
            yield found, threads
