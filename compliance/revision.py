"""A project as it was at a git revision, written to a temporary folder, and who wrote a line.

A cloned project is data: only git's plumbing that reads objects is run, so that neither hooks nor
filters nor text converters of the project's configuration are started, and nothing in
``.gitattributes`` can leave a file out.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from compliance.diagnostics import DossierError, Span


class GitError(DossierError):
    """git is missing, this is no checkout, or the revision does not exist."""

    def __init__(self, what: str) -> None:
        super().__init__(what, "name a commit, tag or branch of this repository")


class UnknownRevisionError(GitError):
    """A revision that this repository does not have."""

    def __init__(self, revision: str) -> None:
        super().__init__(f"there is no revision `{revision}` in this repository")
        self.help = "name a commit, tag or branch; a shallow clone does not have all of them"


class Commit(NamedTuple):
    """Who last touched a line: abbreviated hash, day, and the first line of the message."""

    hash: str
    day: str
    summary: str


_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.pager=cat")

_INHERITED = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_EXTERNAL_DIFF", "GIT_PREFIX")
"""Set by git inside hooks; they would point these commands at another repository."""


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _INHERITED}
    return {**kept, "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            ["git", *_SAFE, "-C", str(folder), *arguments],
            capture_output=True,
            check=False,
            input=given,
            env=_environment(),
        )
    except OSError:
        raise GitError("git is not installed") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise GitError(lines[-1].removeprefix("fatal: ") if lines else "git failed")
    return done.stdout


def commit_of(root: Path, revision: str) -> Commit:
    """The commit that a revision names."""
    _git(root, "rev-parse", "--show-prefix")  # outside git this says so
    try:
        name = _git(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    except GitError:
        raise UnknownRevisionError(revision) from None
    text = _git(root, "log", "-1", "--no-show-signature", "--format=%cs%n%s", name).decode(errors="replace")
    day, _, summary = text.partition("\n")
    return Commit(name[:10], day, summary.strip())


INPUT = ("dossier.yaml", "controls", "dataflows", "vendors", "customers", "answers", "templates")
"""What a project is made of; what was made from it may lie beside it."""


def clean_commit(root: Path) -> str | None:
    """The whole hash of the commit that a project's files are of; None where one of them differs, is new or is gone.

    Files are hashed here: ``git status`` would run the filters of the project's configuration. Hidden files and links
    do not count, as no register is one.
    """
    prefix = _git(root, "rev-parse", "--show-prefix").decode().removesuffix("\n").rstrip("/")
    commit = _git(root, "rev-parse", "--verify", "HEAD^{commit}").decode().strip()
    listed = _blobs(_git(root, "ls-tree", "-r", "-z", "--full-tree", f"{commit}:{prefix}" if prefix else commit))
    known = {path: blob for path, blob in listed if _counts(path)}
    tops = (root / name for name in INPUT)
    found = (path for top in tops for path in (top.rglob("*") if top.is_dir() else (top,)))
    here = {p.relative_to(root).as_posix(): p for p in found if p.is_file() and not p.is_symlink()}
    here = {path: file for path, file in here.items() if _counts(path)}
    same = here.keys() == known.keys() and all(_blob(file, known[path]) for path, file in here.items())
    return commit if same else None


def _counts(path: str) -> bool:
    parts = path.split("/")
    return parts[0] in INPUT and not any(part.startswith(".") for part in parts)


def _blob(file: Path, expected: str) -> bool:
    """Whether a file is the object that git knows by this hash."""
    digest = hashlib.new("sha1" if len(expected) == 40 else "sha256", usedforsecurity=False)
    digest.update(b"blob %d\0" % file.stat().st_size)
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest() == expected


@contextmanager
def at_revision(root: Path, revision: str, wanted: Callable[[str], bool] = lambda path: True) -> Iterator[Path]:
    """A temporary folder with the project as it was at ``revision``, or those files of it that are wanted.

    Links are left out.
    """
    if revision.startswith("-") or not revision:
        raise GitError(f"{revision!r} is not a revision")
    prefix = _git(root, "rev-parse", "--show-prefix").decode().removesuffix("\n").rstrip("/")
    commit = _git(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    tree = f"{commit}:{prefix}" if prefix else commit
    listed = _blobs(_git(root, "ls-tree", "-r", "-z", "--full-tree", tree))
    files = {path: blob for path, blob in listed if wanted(path)}
    with tempfile.TemporaryDirectory(prefix="dossier-") as name:
        folder = Path(name)
        for path, data in zip(files, _contents(root, list(files.values())), strict=True):
            target = folder / path
            if target.resolve().is_relative_to(folder.resolve()):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        yield folder


def _blobs(listing: bytes) -> Iterator[tuple[str, str]]:
    """Path and object of every ordinary file of ``git ls-tree -z``."""
    for entry in listing.split(b"\0"):
        if not entry:
            continue
        about, _, path = entry.partition(b"\t")
        mode, kind, blob = about.decode().split()
        if kind == "blob" and mode != "120000":
            yield os.fsdecode(path), blob


def _contents(root: Path, blobs: list[str]) -> Iterator[bytes]:
    """The bytes of objects, through one ``git cat-file --batch``."""
    out = _git(root, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode())
    position = 0
    for _ in blobs:
        end = out.index(b"\n", position)
        size = int(out[position:end].split()[2])
        yield out[end + 1 : end + 1 + size]
        position = end + 1 + size + 1


def blame(root: Path, span: Span) -> Commit | None:
    """The commit that last changed a line; None outside git and for a line not committed yet."""
    lines = _blame(root, span.file)
    return lines[span.line - 1] if 0 < span.line <= len(lines) else None


@cache
def _blame(root: Path, file: str) -> tuple[Commit | None, ...]:
    """The commit of each line of a file. Each file is asked for once a process."""
    try:
        text = _git(root, "blame", "--line-porcelain", "--no-textconv", "--", file).decode(errors="replace")
    except GitError:
        return ()
    commits: list[Commit | None] = []
    fields: dict[str, str] = {}
    full = ""
    for entry in text.split("\n"):
        if entry.startswith("\t"):
            commits.append(_commit(full, fields))
            fields, full = {}, ""
        elif not full:
            full = entry.partition(" ")[0]
        else:
            name, _, value = entry.partition(" ")
            fields[name] = value
    return tuple(commits)


def _commit(full: str, fields: dict[str, str]) -> Commit | None:
    if not full or set(full) == {"0"}:
        return None
    day = datetime.fromtimestamp(int(fields.get("committer-time", "0")), UTC).date().isoformat()
    return Commit(full[:10], day, fields.get("summary", ""))


class Version(NamedTuple):
    """A file as it was from one commit on: the commit and its bytes."""

    commit: Commit
    data: bytes


def versions(root: Path, path: str) -> tuple[Version, ...]:
    """Every state that a file had in the history of this checkout, newest first, each with the commit that made it.

    Empty outside git, without git, and for a file that was never committed. What a shallow clone lacks is lacking.
    """
    try:
        form = "--format=%x00%H%x01%cs%x01%s"
        listed = _git(
            root, "log", "-m", "--raw", "--no-abbrev", "--no-renames", "--no-show-signature", form, "HEAD", "--", path
        )
        made: dict[str, Commit] = {}
        for blob, commit in _states(listed.decode(errors="replace")):
            made.setdefault(blob, commit)
        made = dict(reversed(made.items()))
        found = _contents(root, list(made))
        return tuple(Version(commit, data) for commit, data in zip(made.values(), found, strict=True))
    except GitError:
        return ()


def _states(listing: str) -> Iterator[tuple[str, Commit]]:
    """Object and commit of every state in ``git log --raw``, oldest first, so that the first commit with it stays."""
    for entry in reversed(listing.split("\0")):
        head, *lines = entry.strip("\n").split("\n")
        hash, _, rest = head.partition("\x01")
        day, _, summary = rest.partition("\x01")
        for line in lines:
            fields = line.split()
            if len(fields) >= 5 and line.startswith(":") and fields[1] != "120000" and set(fields[3]) != {"0"}:
                yield fields[3], Commit(hash[:10], day, summary.strip())
