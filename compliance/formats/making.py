"""Formats that are slow enough to be kept: one task that makes the file from the rendered page alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cache

from compliance import __version__
from compliance.cache import key
from compliance.documents.views import View
from compliance.formats.settings import Settings
from compliance.formats.steps import Made, Steps
from compliance.project import package_folder
from compliance.render.render import Rendered

Write = Callable[[Rendered, Settings], bytes]


@dataclass(frozen=True, slots=True)
class WriteTask:
    """A file to make from a page. ``page`` has no view and no blocks: what is sent stays small."""

    write: Write
    page: Rendered
    settings: Settings
    versions: tuple[str, ...]
    """Versions of the libraries that shape the bytes."""

    @property
    def key(self) -> str:
        document = self.page.document
        about = (document.name, document.title, str(document.wide), str(self.page.final), self.page.html)
        return key(self.write.__module__, _code(), *self.versions, *_set(self.settings), *about)

    @property
    def kept(self) -> bool:
        return True

    def run(self) -> bytes:
        """Make the file."""
        return self.write(self.page, self.settings)

    def steps(self) -> Steps:
        """One task."""
        (made,) = yield (self,)
        return Made(made.data, None, made.ran)


def planner(write: Write, *libraries: str) -> Callable[[Rendered, Settings], WriteTask]:
    """Plans for a format that is made from the page by ``write`` with these libraries, and by nothing else."""

    def plan(rendered: Rendered, settings: Settings) -> WriteTask:
        bare = View(cover=rendered.view.cover)
        page = replace(rendered, view=bare, blocks=(), parts=None)
        # Fonts are those of PDFs: what is sent to another process stays small.
        return WriteTask(write, page, replace(settings, faces=()), _versions(libraries))

    return plan


@cache
def _versions(libraries: tuple[str, ...]) -> tuple[str, ...]:
    from importlib.metadata import version

    return (__version__, *(f"{name} {version(name)}" for name in libraries))


@cache
def _code() -> str:
    """The hash of our own writers: while they are worked on, the version stays the same."""
    files = sorted(package_folder("formats").glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _set(settings: Settings) -> tuple[str, ...]:
    """What the settings say; of a file its hash, of the project's folder nothing."""
    found = ((entry.name, getattr(settings, entry.name)) for entry in fields(settings) if entry.name != "root")
    return tuple(f"{name} {_hash(value) if isinstance(value, bytes) else repr(value)}" for name, value in found)


@cache
def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
