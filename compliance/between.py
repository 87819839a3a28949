"""Two states of a project: at one git revision and at another, or as the files are now.

Before: ``REV..REV`` of a command line. After: two dossiers of the same day, so that time alone makes
no difference. A revision whose registers cannot be read whole is a fault and never an empty project:
a comparison with half of it would report what is missing as added.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from compliance import project
from compliance.cache import Cache
from compliance.diagnostics import Diagnostic, DossierError, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.files import FOLDERS
from compliance.registers.load import load
from compliance.registers.positions import Positions
from compliance.registers.records.company import Project
from compliance.revision import Commit, GitError, at_revision, commit_of

WORK_TREE = "work tree"
"""What the files as they are now are called."""


class RangeError(DossierError):
    """A range on the command line that is none."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text!r} is not REV..REV",
            "write for example v1.0..v1.1, HEAD~1..HEAD, or main.. for what differs from the files as they are now",
        )


class NotOneRevisionError(DossierError):
    """A range, or something else, in the place of one revision."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text!r} is not one revision", "write for example --since v1.0; the newer state is the files"
        )


class NoProjectThenError(DossierError):
    """A revision in which the project's folder has no ``dossier.yaml``."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the project has no {project.ROOT_FILE} at {revision}", "compare with a revision in which it was there"
        )


class UnreadableThenError(DossierError):
    """Registers of a state that cannot be read."""

    def __init__(self, name: str, count: int, first: str) -> None:
        more = f", and {count - 1} more" if count > 1 else ""
        super().__init__(
            f"the registers of {name} cannot be read: {first}{more}",
            "compare with a state that this Dossier reads; `dossier check` shows the faults of the files as they are",
        )


class Range(NamedTuple):
    """Two revisions; an empty one is the work tree."""

    older: str
    newer: str


@dataclass(frozen=True)
class Side:
    """One state: what it was called, its commit (None for the work tree), and its dossier."""

    name: str
    commit: Commit | None
    dossier: Dossier

    @property
    def words(self) -> str:
        """How it is printed: ``v1.0 (3f2a1b9c0d of 2026-11-02)``."""
        return self.dossier.revision or self.name


class Pair(NamedTuple):
    """The older and the newer state."""

    before: Side
    after: Side


def parse_range(text: str) -> Range:
    """``A..B``, ``A..`` and ``A`` alone, the last two up to the work tree."""
    older, dots, newer = text.partition("..")
    three = newer.startswith(".") or ".." in newer
    if three or not older or older.startswith("-") or newer.startswith("-"):
        raise RangeError(text)
    return Range(older, newer if dots else "")


@contextmanager
def between(root: Path, text: str, today: date | None, cache: Cache | None = None) -> Iterator[Pair]:
    """Both states, for as long as the folders of the revisions are there.

    The day is that of the command line, else that of the newer state: for both.
    """
    wanted = parse_range(text)
    with ExitStack() as stack:
        newer = stack.enter_context(_folder(root, wanted.newer)) if wanted.newer else root
        after = _side(root, wanted.newer, newer, today, cache)
        older = stack.enter_context(_folder(root, wanted.older))
        yield Pair(_side(root, wanted.older, older, after.dossier.today, cache), after)


def before(root: Path, revision: str, today: date, cache: Cache | None = None) -> Dossier:
    """The project as it was, for documents about changes. Its folder is gone: only its records are there."""
    if ".." in revision or parse_range(revision) != Range(revision, ""):
        raise NotOneRevisionError(revision)
    with _folder(root, revision) as folder:
        return _side(root, revision, folder, today, cache).dossier


PICTURES = (".svg", ".png", ".jpg", ".jpeg")


def is_of_project(path: str) -> bool:
    """Whether a file can be one of a project's own: the rest of a repository is not written out."""
    folder, slash, _ = path.partition("/")
    return not slash or folder in (*FOLDERS, "templates") or path.lower().endswith(PICTURES)


@contextmanager
def _folder(root: Path, revision: str) -> Iterator[Path]:
    commit_of(root, revision)
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(at_revision(root, revision, is_of_project))
        except GitError:  # the project's folder was not there
            raise NoProjectThenError(revision) from None
        if not (folder / project.ROOT_FILE).is_file():
            raise NoProjectThenError(revision)
        yield folder


def _side(root: Path, revision: str, folder: Path, today: date | None, cache: Cache | None) -> Side:
    name = revision or WORK_TREE
    loaded = load(folder, cache)
    errors = [found for found in loaded.found if found.severity == Severity.ERROR]
    projects = loaded.registers.all(Project)
    if errors or not projects:
        raise UnreadableThenError(name, max(1, len(errors)), _first(errors, folder))
    day = project.today(today, projects[0].as_of)
    commit = commit_of(root, revision) if revision else None
    words = f"{name} ({commit.hash} of {commit.day})" if commit else ""
    return Side(name, commit, Dossier(folder, loaded.registers, day, revision=words))


def _first(errors: list[Diagnostic], folder: Path) -> str:
    if not errors:
        return f"{project.ROOT_FILE} is not valid"
    return f"{Positions(folder).span(errors[0].label.at)}: {errors[0].message}"
