"""A pack is made: chapters and documents typeset side by side, joined, hashed, sealed, written.

Before: the dossier and what was asked for. After: one file, whole or not at all; with it what was found.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import jinja2

from compliance.batch import Batch, Work
from compliance.build import settings
from compliance.cache import Cache
from compliance.derive import custody
from compliance.diagnostics import Diagnostic, DossierError
from compliance.formats import BY_NAME as FORMATS
from compliance.formats import faults
from compliance.formats.attaching import Attachment, attach
from compliance.formats.pdf import TypesettingError
from compliance.formats.settings import Settings
from compliance.graph.dossier import Dossier
from compliance.packs import papers as enclosed
from compliance.packs import workbooks
from compliance.packs.archive import Member, Written, writable
from compliance.packs.binder import bind
from compliance.packs.chapters import Kind
from compliance.packs.items import Period
from compliance.packs.levels import Level
from compliance.packs.manifest import Manifest
from compliance.packs.papers import Paper
from compliance.packs.readme import readme
from compliance.packs.scope import Scope
from compliance.packs.seal import Sealed, Sealer, seal
from compliance.packs.standalone import BINDER
from compliance.packs.statement import CUSTODY, Enclosure, manifest
from compliance.project import package_folder
from compliance.render.environment import environment
from compliance.render.render import Rendered, TemplateFaultError, render
from compliance.revision import GitError, clean_commit

Progress = Callable[[int, int, str], None]
"""Called with how many documents are typeset, how many there are, and the name of the last one."""

README, VERIFIER = "README.txt", "verify.py"


class NotInScopeError(DossierError):
    """A pack for a framework that the project is not about."""

    def __init__(self, kind: Kind, known: tuple[str, ...]) -> None:
        super().__init__(
            f"{kind.framework} is not in scope of this project, so there is nothing to pack",
            f"put it under `frameworks` in dossier.yaml; in scope: {', '.join(known) or 'none'}",
        )


class PeriodError(DossierError):
    """A period that ends before it begins, or has not begun."""

    def __init__(self, period: Period, why: str) -> None:
        super().__init__(f"the period {period.start}..{period.end} {why}", "write --period FROM..TO, both YYYY-MM-DD")


@dataclass(frozen=True)
class PackOptions:
    """What ``dossier pack`` was asked for."""

    kind: Kind
    period: Period
    level: Level = "internal"
    output: Path | None = None
    jobs: int = 0


@dataclass(frozen=True)
class Packed:
    """A pack that was made; ``sealed`` is None where a document could not be, and ``found`` says why."""

    scope: Scope
    sealed: Sealed | None = None
    pages: int = 0
    typeset: int = 0
    found: tuple[Diagnostic, ...] = ()


def scope_of(dossier: Dossier, options: PackOptions, demo: bool = False) -> Scope:
    """The scope of a pack, or why there can be none."""
    if options.kind.framework not in {framed.id for framed in dossier.scopes}:
        raise NotInScopeError(options.kind, tuple(framed.id for framed in dossier.scopes))
    if options.period.start > options.period.end:
        raise PeriodError(options.period, "ends before it begins")
    if options.period.start > dossier.today:
        raise PeriodError(options.period, f"begins after today, {dossier.today}")
    return Scope(dossier, options.kind, options.period, options.level, demo)


def default_output(root: Path, options: PackOptions) -> Path:
    """Where a pack goes when nobody says: its name has its kind, period and level."""
    name = f"{options.kind.name}_{options.period.start}_{options.period.end}_{options.level}.zip"
    return root / "output" / "packs" / name


def possible(dossier: Dossier, options: PackOptions) -> None:
    """Raise why there can be no such pack, before anybody is asked for a passphrase or a timestamp."""
    scope_of(dossier, options)
    writable(options.output or default_output(dossier.root, options))


def make(
    dossier: Dossier,
    options: PackOptions,
    cache: Cache,
    runs: tuple[Executor, int],
    progress: Progress,
    sealer: Sealer | None,
) -> Packed:
    """Typeset everything, then seal and write."""
    scope = scope_of(dossier, options, sealer is not None and sealer.demo)
    maker = _Maker(scope, settings(dossier), environment(dossier.root))
    batch: Batch[int, None] = Batch(*runs, cache)
    maker.typeset(batch, progress)
    if maker.found:
        return Packed(scope, found=tuple(maker.found), typeset=batch.tally.ran)
    others = maker.others(sealer is not None)
    members = [*(member for _, member in others), *_evidence(scope)]
    listed = tuple(each for each, _ in others)
    revision = _revision(dossier.root)

    def describe(written: Mapping[str, Written]) -> Manifest:
        return manifest(scope, listed, written, revision)

    target = options.output or default_output(dossier.root, options)
    sealed = seal(target, members, describe, sealer)
    return Packed(scope, sealed, maker.pages, batch.tally.ran)


@dataclass
class _Maker:
    """Documents and binder as they are typeset; files by their path in the archive."""

    scope: Scope
    settings: Settings
    env: jinja2.Environment
    files: dict[str, tuple[Enclosure, bytes]] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)
    pages: int = 0
    _bound: Rendered | None = None
    _unset: list[tuple[Rendered, TypesettingError]] = field(default_factory=list)

    def typeset(self, batch: Batch[int, None], progress: Progress) -> None:
        """The binder first, because it takes longest; then the documents."""
        papers, _ = enclosed.papers(self.scope.dossier, self.scope.level)
        total = len(papers) + 1
        for done, _ in enumerate(batch.run(self._works(papers)), 1):
            progress(done, total, self.scope.kind.name)
        self.found += faults.typesetting(sorted(self._unset, key=lambda one: one[0].stem), self.scope.dossier.root)

    def _works(self, papers: tuple[Paper, ...]) -> Iterator[tuple[int, Work[None]]]:
        bound = self._rendered(lambda: bind(self.scope, self.env))
        if bound is not None:
            self._bound = bound
            yield 0, self._binder(bound)
        for number, paper in enumerate(papers, 1):
            page = self._rendered(partial(self._paper, paper))
            if page is not None:
                yield number, self._document(paper, page)

    def _rendered(self, make: Callable[[], Rendered]) -> Rendered | None:
        try:
            return make()
        except TemplateFaultError as error:
            if error.diagnostic not in self.found:
                self.found.append(error.diagnostic)
            return None

    def _paper(self, paper: Paper) -> Rendered:
        """A document, final where nothing of it is open; else a draft that lists what is."""
        page = render(paper.document, paper.subject, self.scope.dossier, self.env, final=True)
        if page.view.open_points:
            page = render(paper.document, paper.subject, self.scope.dossier, self.env)
        return page

    def _binder(self, bound: Rendered) -> Work[None]:
        try:
            made = yield from FORMATS["pdf"].plan(bound, self.settings).steps()  # type: ignore[misc]  # PDF has a plan
        except TypesettingError as error:
            self._unset.append((replace(bound, html="", parts=None), error))
            raise
        self.pages = made.pages or 0
        books = tuple(self._books(bound))
        for book in books:
            path = f"{enclosed.FOLDER}/{book.name}"
            self.files[path] = Enclosure(path, book.description, "register"), book.data
        binder = attach(made.data, books, self.settings.made)
        self.files[BINDER] = Enclosure(BINDER, self.scope.kind.title, "binder"), binder

    def _books(self, bound: Rendered) -> Iterator[Attachment]:
        index = (workbooks.evidence_index(self.scope),)
        for name, title, tables in (
            (workbooks.INDEX, "Evidence index", index),
            (workbooks.REGISTERS, "Registers of the binder", workbooks.registers(bound)),
        ):
            yield Attachment(name, title, workbooks.XLSX, workbooks.write(bound, tables, title, self.settings))

    def _document(self, paper: Paper, page: Rendered) -> Work[None]:
        for name in paper.formats:
            form = FORMATS[name]
            try:
                data = (yield from form.plan(page, self.settings).steps()).data if form.plan else None
            except TypesettingError as error:
                self._unset.append((replace(page, html="", parts=None), error))
                raise
            path = paper.path(name)
            kind = "register" if name == "xlsx" else "document"
            made = form.write(page, self.settings) if data is None else data
            self.files[path] = Enclosure(path, paper.title, kind), made  # type: ignore[arg-type]  # two of its words

    def others(self, signed: bool) -> list[tuple[Enclosure, Member]]:
        """Every file of the pack that is no evidence."""
        text = readme(self.scope, signed)
        verifier = (package_folder("packs") / "standalone.py").read_bytes()
        own = {
            README: (Enclosure(README, "What this pack is, and how to verify it", "readme"), text),
            VERIFIER: (Enclosure(VERIFIER, "Checks the archive", "verifier"), verifier),
        }
        files = {**self.files, **own}
        made = [(each, _of(path, data)) for path, (each, data) in files.items()]
        for member in _log(self.scope):
            made.append((Enclosure(CUSTODY, "Custody log", "register"), member))
        return made


def _of(path: str, data: bytes) -> Member:
    return Member(path, partial(io.BytesIO, data), len(data))


def _evidence(scope: Scope) -> Iterator[Member]:
    """Files of evidence, read when they are written and never held in memory."""
    for item in scope.items:
        if item.file is not None:
            yield Member(item.path, partial(_open, item.file))


def _open(path: Path) -> BinaryIO:
    return path.open("rb")


def _log(scope: Scope) -> Iterator[Member]:
    """The custody log, which names all evidence: for packs of the closed level only."""
    path = scope.dossier.root / custody.LOG
    if scope.level == "internal" and path.is_file():
        yield Member(CUSTODY, partial(_open, path))


def _revision(root: Path) -> str | None:
    """The commit that the registers are of; None outside git, and where something has changed since."""
    with suppress(GitError):
        return clean_commit(root)
    return None
