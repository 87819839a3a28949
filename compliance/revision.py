"""A project as it was at a git revision, written to a temporary folder, and who wrote a line.

Only git's own commands that read are run, with hooks, filters and configured programs out of reach:
a cloned project is data.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from compliance.diagnostics import DossierError, Span


class GitError(DossierError):
    """git is missing, this is no checkout, or the revision does not exist."""

    def __init__(self, what: str) -> None:
        super().__init__(what, "name a commit, tag or branch of this repository")


class Commit(NamedTuple):
    """Who last touched a line: abbreviated hash, day, and the first line of the message."""

    hash: str
    day: str
    summary: str


_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat")


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", *_SAFE, "-C", str(folder), *arguments], capture_output=True, check=False, stdin=subprocess.DEVNULL
        )
    except OSError:
        raise GitError("git is not installed") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise GitError(lines[-1].removeprefix("fatal: ") if lines else "git failed")
    return done.stdout


@contextmanager
def at_revision(root: Path, revision: str) -> Iterator[Path]:
    """A temporary folder with the project as it was at ``revision``."""
    if revision.startswith("-"):
        raise GitError(f"{revision!r} is not a revision")
    prefix = _git(root, "rev-parse", "--show-prefix").decode().strip()
    commit = _git(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    archive = _git(root, "archive", "--format=tar", f"{commit}:{prefix}" if prefix else commit)
    with tempfile.TemporaryDirectory(prefix="dossier-") as folder:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
        yield Path(folder)


def blame(root: Path, span: Span) -> Commit | None:
    """The commit that last changed a line; None outside git and for a line not committed yet."""
    line = f"{span.line},{span.line}"
    try:
        text = _git(root, "blame", "--porcelain", "-L", line, "--", span.file).decode(errors="replace")
    except GitError:
        return None
    lines = text.splitlines()
    full = lines[0].split()[0] if lines else ""
    if not full or set(full) == {"0"}:
        return None
    from datetime import UTC, datetime

    fields = dict(entry.partition(" ")[::2] for entry in lines[1:])
    day = datetime.fromtimestamp(int(fields.get("committer-time", "0")), UTC).date().isoformat()
    return Commit(full[:10], day, fields.get("summary", ""))
