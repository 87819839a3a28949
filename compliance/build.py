"""The stages of ``dossier build``: plan, render, typeset, write.

Everything is rendered and typeset before the first file is written; each file is written under a
temporary name and moved, so that a killed build leaves old files or new ones and never halves.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from multiprocessing import get_context
from pathlib import Path

from compliance.cache import Cache
from compliance.diagnostics import Diagnostic, DossierError, Label, Severity
from compliance.diagrams.d2 import LayoutEngineError
from compliance.documents import BY_NAME, DOCUMENTS, Document
from compliance.documents.views import OpenPoint
from compliance.exports import EXPORTS, Export
from compliance.exports import wanted as exports_wanted
from compliance.formats import BY_NAME as FORMATS_BY_NAME
from compliance.formats import faults, pdf
from compliance.formats.settings import Settings
from compliance.graph.dossier import Dossier
from compliance.oscal.export import Exported, FaultyExportError
from compliance.render.environment import environment
from compliance.render.marks import Block
from compliance.render.render import Rendered, TemplateFaultError, render

PREFIX = ".dossier-"
"""Start of temporary names; what a killed build left behind is removed by the next one."""


class UnknownDocumentError(DossierError):
    """A document or subject that there is not."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"there is no document `{name}`", f"known: {', '.join(known)}")


class NothingToBuildError(DossierError):
    """None of the documents comes in the formats asked for."""

    def __init__(self, formats: Iterable[str]) -> None:
        super().__init__(
            f"none of these documents comes as {' or '.join(formats)}", "`dossier build --list` shows their formats"
        )


class NeedsSinceError(DossierError):
    """A document about changes, and no revision to compare with."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"`{name}` is about what has changed, and nothing says since when",
            "name a git revision: --since v1.0, or --since HEAD~1",
        )


class OutputError(DossierError):
    """A file cannot be written."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"{path} cannot be written: {error.strerror or error}", "check the folder, or name one with -o"
        )


class EpochError(DossierError):
    """``SOURCE_DATE_EPOCH`` is no time."""

    def __init__(self, text: str) -> None:
        super().__init__(f"SOURCE_DATE_EPOCH is {text!r}", "it is a number of seconds since 1970")


class WorkerLostError(DossierError):
    """A process that typeset was ended from outside."""

    def __init__(self) -> None:
        super().__init__(
            "a process that typesets was ended by the system; it may have run out of memory", "try fewer with -j 1"
        )


class UnknownSubjectError(DossierError):
    """A subject that none of the documents has."""

    def __init__(self, subject: str) -> None:
        super().__init__(
            f"no document has a subject `{subject}`", "`dossier build --list` shows documents and subjects"
        )


class UnknownCustomerError(DossierError):
    """A customer that the registers do not have, or for whom none of the documents is made."""

    def __init__(self, customer: str, known: Iterable[str]) -> None:
        super().__init__(
            f"none of these documents is made for a customer `{customer}`", f"there is one for: {', '.join(known)}"
        )


@dataclass(frozen=True)
class BuildOptions:
    """What ``dossier build`` was asked for; empty means all."""

    documents: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    output: Path | None = None
    final: bool = False
    jobs: int = 0
    since: str = ""
    """The git revision that documents about changes compare with."""
    customers: tuple[str, ...] = ()
    """Only documents of customers, and of these only those of the named ones."""


@dataclass(frozen=True, slots=True)
class Job:
    """One subject of a document, and the formats that it is wanted in."""

    document: Document
    subject: str
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file that was written."""

    document: str
    subject: str
    format: str
    path: Path
    bytes: int
    pages: int | None
    cached: bool


@dataclass(frozen=True)
class Built:
    """What a build wrote, what it found, and how many documents it left out because of that."""

    files: tuple[BuiltFile, ...]
    found: tuple[Diagnostic, ...]
    left_out: int = 0
    remarks: tuple[str, ...] = ()
    """What documents have to say that stands on none of their pages."""


Progress = Callable[[int, int, str], None]
"""Called with how many documents are done, how many there are, and the name of the last one."""


def plan(dossier: Dossier, options: BuildOptions) -> tuple[Job, ...]:
    """What is to be built, in a fixed order."""
    exports = [each.name for each in EXPORTS]
    known = [*(document.name for document in DOCUMENTS), *exports]
    for name in options.documents:
        if name not in known:
            raise UnknownDocumentError(name, known)
        if name not in exports and BY_NAME[name].needs_before and dossier.before is None:
            raise NeedsSinceError(name)
    jobs = tuple(_jobs(dossier, options))
    if options.customers:
        _known_customers(jobs, dossier, options)
    if options.subjects:
        found = {job.subject for job in jobs}
        for subject in options.subjects:
            if subject not in found:
                raise UnknownSubjectError(subject)
    if not jobs and options.formats and not exports_of(options):
        raise NothingToBuildError(options.formats)
    return jobs


def exports_of(options: BuildOptions) -> tuple[Export, ...]:
    """The exports that are to be built."""
    return exports_wanted(options.documents, options.formats, bool(options.subjects or options.customers))


def _jobs(dossier: Dossier, options: BuildOptions) -> Iterator[Job]:
    for document in wanted(dossier, options):
        formats = tuple(f for f in document.formats if not options.formats or f in options.formats)
        subjects = document.subjects(dossier) if document.subjects else ("",)
        for subject in subjects:
            asked = not options.subjects or subject in options.subjects
            if formats and asked and (not options.customers or subject in options.customers):
                yield Job(document, subject, formats)


def _known_customers(jobs: Iterable[Job], dossier: Dossier, options: BuildOptions) -> None:
    """Each customer that was named has a document, or the command says who has."""
    found = {job.subject for job in jobs}
    made = (d.subjects(dossier) for d in wanted(dossier, options) if d.subjects)
    known = sorted({subject for subjects in made for subject in subjects})
    for customer in options.customers:
        if customer not in found and (customer not in known or not options.formats):
            raise UnknownCustomerError(customer, known)


def wanted(dossier: Dossier, options: BuildOptions) -> Iterator[Document]:
    """The documents asked for, and what is built beside them; those about changes only since a revision."""
    for document in DOCUMENTS:
        asked = not options.documents or not {document.name, document.beside}.isdisjoint(options.documents)
        asked = asked and (document.of_customers or not options.customers)
        if asked and (dossier.before is not None or not document.needs_before):
            yield document


def remarks(dossier: Dossier, options: BuildOptions) -> tuple[str, ...]:
    """What the documents of a build have to say to whoever builds them."""
    found = (document.remarks for document in wanted(dossier, options) if document.remarks)
    return tuple(line for make in found for line in make(dossier))


def settings(dossier: Dossier) -> Settings:
    """Accent colour and time inside files: ``SOURCE_DATE_EPOCH``, else midnight UTC of today's date."""
    chosen = dossier.project.documents
    accent = (chosen.accent if chosen else "") or "#1F4E5F"
    return Settings(dossier.root, accent, _made(os.environ.get("SOURCE_DATE_EPOCH", ""), dossier.today))


def _made(epoch: str, today: date) -> datetime:
    try:
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.combine(today, time(), UTC)
    except (ValueError, OverflowError, OSError):
        raise EpochError(epoch) from None


def render_all(
    jobs: Collection[Job], dossier: Dossier, options: BuildOptions
) -> tuple[list[tuple[Job, Rendered]], list[Diagnostic]]:
    """Every document as HTML. A template that fails, or a final with open points, is left out and reported."""
    env = environment(dossier.root)
    made: list[tuple[Job, Rendered]] = []
    found: list[Diagnostic] = []
    for job in jobs:
        try:
            rendered = render(job.document, job.subject, dossier, env, options.final)
        except TemplateFaultError as error:
            if error.diagnostic not in found:
                found.append(error.diagnostic)
            continue
        except LayoutEngineError as error:
            if all(other.document is job.document for other in jobs):
                raise
            label = Label(dossier.project.place, f"left out: {job.document.name}")
            found.append(Diagnostic(error.code, Severity.ERROR, error.message, label, help=error.help))
            continue
        open_points = rendered.view.open_points if options.final else ()
        found += [_refusal(job.document.name, job.subject, point, dossier) for point in open_points]
        if not open_points:
            made.append((job, rendered))
    return made, found


def export_all(
    dossier: Dossier, chosen: Settings, options: BuildOptions
) -> tuple[list[tuple[Export, Exported]], list[Diagnostic]]:
    """Every export that is asked for. A final one with open points is left out and reported."""
    made: list[tuple[Export, Exported]] = []
    found: list[Diagnostic] = []
    for each in exports_of(options):
        open_points = each.open_points(dossier) if options.final else ()
        found += [_refusal(each.name, "", point, dossier) for point in open_points]
        if open_points:
            continue
        try:
            made.append((each, each.make(dossier, chosen.made, options.final)))
        except FaultyExportError as error:
            label = Label(dossier.project.place, f"left out: {each.name}")
            found.append(Diagnostic("export-faulty", Severity.ERROR, error.message, label, help=error.help))
    return made, found


def _refusal(document: str, subject: str, point: OpenPoint, dossier: Dossier) -> Diagnostic:
    """Why a document cannot be final."""
    place = point.text.sources[0] if point.text.sources else dossier.project.place
    name = f"{document} {subject}".strip()
    return Diagnostic(
        "open-point",
        Severity.ERROR,
        f"{name} cannot be final: {point.text.value}",
        Label(place, f"open with {point.owner.value}"),
        help="settle it, or build a draft without --final",
        subject=subject or document,
    )


def typeset_all(
    made: list[tuple[Job, Rendered]], chosen: Settings, options: BuildOptions, cache: Cache, progress: Progress
) -> tuple[dict[str, tuple[bytes, bool]], list[Diagnostic]]:
    """The PDF of every document that is wanted as one, by stem, and whether it came from the cache.

    A document that cannot be typeset is reported, and the others are made.
    """
    tasks = {r.stem: pdf.task(r, chosen) for job, r in made if "pdf" in job.formats}
    keys = {stem: task.key for stem, task in tasks.items()}
    done: dict[str, tuple[bytes, bool]] = {}
    for stem, entry in keys.items():
        data = cache.get(entry)
        if data is not None:
            done[stem] = (data, True)
            progress(len(done), len(tasks), stem)
    left = {stem: task for stem, task in tasks.items() if stem not in done}
    failed: dict[str, pdf.TypesettingError] = {}
    for stem, outcome in _run(left, options.jobs or os.cpu_count() or 1):
        if isinstance(outcome, pdf.TypesettingError):
            failed[stem] = outcome
        else:
            done[stem] = (outcome, False)
            cache.put({keys[stem]: outcome})
        progress(len(done) + len(failed), len(tasks), stem)
    return done, faults.typesetting([(r, failed[r.stem]) for _, r in made if r.stem in failed], chosen.root)


def _run(tasks: Mapping[str, pdf.PdfTask], workers: int) -> Iterator[tuple[str, bytes | pdf.TypesettingError]]:
    """Typeset here where that is all there is to do, else in a pool; the longest first."""
    ordered = sorted(tasks, key=lambda stem: (-len(tasks[stem].html), stem))
    if workers < 2 or len(tasks) < 2:
        for stem in ordered:
            yield stem, _attempt(tasks[stem].run)
        return
    # spawn: a forked process would share Pango's state with this one.
    pool: Executor
    try:
        with ProcessPoolExecutor(min(workers, len(tasks)), get_context("spawn")) as pool:
            futures = {pool.submit(tasks[stem].run): stem for stem in ordered}
            for future in as_completed(futures):
                yield futures[future], _attempt(future.result)
    except BrokenExecutor:
        raise WorkerLostError from None


def _attempt(result: Callable[[], bytes]) -> bytes | pdf.TypesettingError:
    try:
        return result()
    except pdf.TypesettingError as error:
        return error


@dataclass
class _Writer:
    """Puts files in place, each by a move."""

    folder: Path
    written: list[BuiltFile] = field(default_factory=list)

    def put(self, path: Path, data: bytes) -> None:
        try:
            _put(path, data)
        except OSError as error:
            raise OutputError(path, error) from None


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f"{PREFIX}{os.getpid()}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_all(
    made: list[tuple[Job, Rendered]],
    typeset: Mapping[str, tuple[bytes, bool]],
    chosen: Settings,
    folder: Path,
) -> tuple[BuiltFile, ...]:
    """Every file and its side file of sources, put in place by moves."""
    writer = _Writer(folder)
    _sweep({(folder / rendered.stem).parent for _, rendered in made})
    for job, rendered in made:
        if "pdf" in job.formats and rendered.stem not in typeset:
            continue
        for name in job.formats:
            form = FORMATS_BY_NAME[name]
            data, cached = typeset[rendered.stem] if name == "pdf" else (form.write(rendered, chosen), False)
            path = folder / f"{rendered.stem}{form.suffix}"
            writer.put(path, data)
            pages = pdf.pages(data) if name == "pdf" else None
            writer.written.append(BuiltFile(job.document.name, job.subject, name, path, len(data), pages, cached))
        name, subject = rendered.document.name, rendered.subject
        writer.put(folder / f"{rendered.stem}.sources.json", side_file(name, subject, rendered.blocks, chosen.root))
    return tuple(writer.written)


def write_exports(made: list[tuple[Export, Exported]], root: Path, folder: Path) -> tuple[BuiltFile, ...]:
    """Every file of every export below a folder of its name, and the side files.

    What an earlier build wrote there and this one does not is taken away: the set would contradict itself.
    """
    writer = _Writer(folder)
    for each, exported in made:
        place = folder / each.name
        _sweep({place})
        for file in exported.files:
            path = place / file.name
            writer.put(path, file.data)
            writer.put(path.with_suffix(".sources.json"), side_file(each.name, path.stem, file.blocks, root))
            writer.written.append(BuiltFile(each.name, path.stem, each.format, path, len(file.data), None, False))
        _forget(place, {Path(file.name).stem for file in exported.files}, each.format)
    return tuple(writer.written)


def _forget(folder: Path, kept: set[str], form: str) -> None:
    """Take away files of earlier builds, known by their side files, that no longer belong to the set."""
    for side in sorted(folder.glob("*.sources.json")):
        stem = side.name.removesuffix(".sources.json")
        if stem not in kept:
            for path in (folder / f"{stem}.{form}", side):
                try:
                    path.unlink(missing_ok=True)
                except OSError as error:
                    raise OutputError(path, error) from None


def _sweep(folders: Iterable[Path]) -> None:
    """Remove what a killed build left behind: temporary files of processes that are gone."""
    for folder in folders:
        for path in folder.glob(f"{PREFIX}*") if folder.is_dir() else ():
            owner = path.name.removeprefix(PREFIX).partition("-")[0]
            if owner.isdigit() and not _alive(int(owner)):
                with suppress(OSError):
                    path.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def side_file(document: str, subject: str, found: Collection[Block], root: Path) -> bytes:
    """What ``dossier why`` reads: blocks of text with their places, and the state of the files they name."""
    blocks = [
        {
            "tag": block.tag,
            "text": block.text,
            "pieces": [{"text": text, "sources": [str(place) for place in places]} for text, places in block.pieces],
        }
        for block in found
        if block.pieces
    ]
    files = sorted({place.file for block in found for place in block.sources})
    data = {
        "version": 1,
        "document": document,
        "subject": subject or None,
        "registers": {file: hashlib.sha256((root / file).read_bytes()).hexdigest() for file in files},
        "blocks": blocks,
    }
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()
