"""What every process that works for another does when it starts."""

from __future__ import annotations

import os
from multiprocessing import parent_process
from threading import Thread


def end_with_parent() -> None:
    """Runs in a worker: end it when the process that it works for is gone.

    A pool's workers wait for tasks at a pipe that they hold open for each other, so after a parent that was killed they
    would wait for ever, each with the memory of a typesetter.
    """
    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, name="end with parent", daemon=True).start()
