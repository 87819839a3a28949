"""What ``dossier build`` is asked for, and what there is to do: the plan."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from compliance.diagnostics import Diagnostic, DossierError
from compliance.documents import BY_NAME, DOCUMENTS, Document
from compliance.exports import EXPORTS, Export
from compliance.exports import wanted as exports_wanted
from compliance.formats import word_reference
from compliance.formats.settings import Settings
from compliance.graph.dossier import Dossier
from compliance.paper import fonts
from compliance.paper.reference import reference
from compliance.registers.records.company import DocumentSettings


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


class EpochError(DossierError):
    """``SOURCE_DATE_EPOCH`` is no time."""

    def __init__(self, text: str) -> None:
        super().__init__(f"SOURCE_DATE_EPOCH is {text!r}", "it is a number of seconds since 1970")


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
    executor: str = ""
    """Address of a Dask scheduler whose workers typeset; empty for processes of this machine."""


@dataclass(frozen=True, slots=True)
class Job:
    """One subject of a document, and the formats that it is wanted in."""

    document: Document
    subject: str
    formats: tuple[str, ...]

    @property
    def stem(self) -> str:
        """Path below the output folder, without the ending."""
        return f"{self.document.name}/{self.subject}" if self.subject else self.document.name


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file that a build vouches for. ``written`` is not set where it stood there already, byte for byte."""

    document: str
    subject: str
    format: str
    path: Path
    bytes: int
    pages: int | None
    cached: bool
    """Nothing had to be typeset for it."""
    written: bool = True


@dataclass(frozen=True)
class Built:
    """What a build wrote, what it found, and how many documents it left out because of that."""

    files: tuple[BuiltFile, ...]
    found: tuple[Diagnostic, ...]
    left_out: int = 0
    remarks: tuple[str, ...] = ()
    """What documents have to say that stands on none of their pages."""
    typeset: int = 0
    """How many pieces were typeset: documents, parts of documents, Word files."""


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
    """Accent colour, the company's own Word file and fonts, and time inside files.

    That time is ``SOURCE_DATE_EPOCH``, else midnight UTC of today's date.
    """
    chosen = dossier.project.documents
    own = reference(dossier.root, chosen.reference_docx).data if chosen and chosen.reference_docx else b""
    made = _made(os.environ.get("SOURCE_DATE_EPOCH", ""), dossier.today)
    return Settings(dossier.root, accent(chosen), made, own, fonts.faces(dossier.root, chosen))


def accent(chosen: DocumentSettings | None) -> str:
    """The colour of headings and rules, as ``#RRGGBB``."""
    return (chosen.accent if chosen else "") or "#1F4E5F"


def usable(jobs: tuple[Job, ...], dossier: Dossier, chosen: Settings) -> tuple[tuple[Job, ...], tuple[Diagnostic, ...]]:
    """Jobs without their Word files where the company's own Word file cannot be used, without their PDFs where one of
    its fonts cannot, and why."""
    found: list[Diagnostic] = []
    if any("docx" in job.formats for job in jobs) and (fault := word_reference.fault(dossier, chosen)):
        jobs, found = _without("docx", jobs), [fault]
    if any("pdf" in job.formats for job in jobs) and (
        faults := tuple(fonts.faults(dossier.root, dossier.project.documents))
    ):
        jobs, found = _without("pdf", jobs), [*found, *faults]
    return jobs, tuple(found)


def _without(format: str, jobs: tuple[Job, ...]) -> tuple[Job, ...]:
    left = (replace(job, formats=tuple(f for f in job.formats if f != format)) for job in jobs)
    return tuple(job for job in left if job.formats)


def _made(epoch: str, today: date) -> datetime:
    try:
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.combine(today, time(), UTC)
    except (ValueError, OverflowError, OSError):
        raise EpochError(epoch) from None
