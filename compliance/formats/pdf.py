"""PDF through WeasyPrint: PDF/A-3a and PDF/UA-1 in one file, the same bytes for the same input.

WeasyPrint is imported here, inside the function that typesets, because importing it takes most of a
second. It may fetch nothing but files of the project and of the package.
"""

from __future__ import annotations

import gc
import io
import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from compliance import __version__
from compliance.cache import key
from compliance.diagnostics import DossierError
from compliance.formats import type_faces
from compliance.formats.engine import engine
from compliance.formats.settings import Settings
from compliance.paper.fonts import Face
from compliance.project import package_folder
from compliance.render.render import Rendered

if TYPE_CHECKING:
    from weasyprint import HTML

T = TypeVar("T")

Prepare = Callable[[Any], Callable[[Any, Any], None]]
"""Sees WeasyPrint's laid-out document, and returns what finishes its PDF before it is written."""

_UA_PART = (
    b'<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
    b"<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
)
_UA_SCHEMA = (
    b'<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about="" '
    b'xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    b'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" '
    b'xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>'
    b'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>'
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>"
    b'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>'
    b"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289 that the file follows</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)
"""PDF/A knows the identifier of PDF/UA only when its schema is described in the metadata."""


class MissingLibraryError(DossierError):
    """Pango is not there. WeasyPrint loads it from the system."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"PDFs cannot be typeset, because a native library is missing: {why}",
            "Debian, Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0; "
            "macOS: brew install pango; or build other formats with --format",
        )


class TypesettingError(DossierError):
    """One document that cannot be typeset. A build reports it and makes the others."""

    code = "typesetting-failed"


class GlyphError(TypesettingError):
    """A character that no shipped font has; PDF/A forbids missing glyphs."""

    code = "glyph-missing"

    def __init__(self, characters: str) -> None:
        self.characters = characters
        names = ", ".join(f"{c!r} (U+{ord(c):04X})" for c in characters[:8])
        super().__init__(
            f"no shipped font has {names}",
            "write it otherwise; the fonts cover Latin, Greek, Cyrillic, Arabic, Hebrew and common signs",
        )


class EngineError(TypesettingError):
    """WeasyPrint stumbled over a document."""

    def __init__(self, error: Exception) -> None:
        super().__init__(
            f"WeasyPrint fails: {type(error).__name__}: {error}",
            "other formats can be built with --format; please report the document",
        )


class OtherEngineError(DossierError):
    """A process of another machine that would make other bytes."""

    def __init__(self, here: str, there: str) -> None:
        mine, others = here.split(";"), there.split(";")
        differ = [f"{b} there, {a} here" for a, b in zip(mine, others, strict=False) if a != b]
        super().__init__(
            f"a worker would make other bytes: {'; '.join(differ) or 'its list of libraries is another'}",
            "install the same versions of dossier, its fonts and Pango where the workers run",
        )


@dataclass(frozen=True, slots=True)
class PdfTask:
    """All that the bytes of a PDF depend on; small enough to send to another process, or another machine."""

    html: str
    accent: str
    made: datetime
    sheet: str = ""
    """Style rules beside ``print.css``."""
    faces: tuple[Face, ...] = ()
    """The company's own fonts."""
    versions: str = field(default_factory=engine)
    """Where the task was made: whoever runs it must have the same."""

    @property
    def key(self) -> str:
        """The hash of everything that the bytes depend on."""
        own = (f"{face.role} {face.weight} {face.italic} {face.sha256}" for face in self.faces)
        return key(self.versions, _sheet(), self.sheet, self.accent, self.made.isoformat(), self.html, *own)

    @property
    def kept(self) -> bool:
        return True

    def run(self) -> bytes:
        """Typeset. This is the slow part: about 0.15 s a page."""
        return typeset(self)


@cache
def _sheet() -> str:
    return (package_folder("layouts") / "print.css").read_text(encoding="utf-8")


@cache
def _covered() -> frozenset[int]:
    """Every character that a shipped font has."""
    from fontTools.ttLib import TTFont

    found: set[int] = set()
    for name in ("IBMPlexSans-Regular.ttf", "IBMPlexSerif-Regular.ttf", "DejaVuSans.ttf"):
        with TTFont(package_folder("layouts") / "fonts" / name, lazy=True) as font:
            found.update(font.getBestCmap())
    return frozenset(found)


def uncovered(text: str, faces: tuple[Face, ...] = ()) -> str:
    """Characters of a text that no font of the company and no shipped one has, each once, in order."""
    covered = _covered().union(*map(type_faces.covered, faces)) if faces else _covered()
    return "".join(c for c in dict.fromkeys(text) if ord(c) not in covered and not c.isspace())


@cache
def _weasyprint() -> Any:
    """WeasyPrint with the shipped fonts and no others."""
    os.environ["FONTCONFIG_FILE"] = str(package_folder("layouts") / "fonts.conf")
    try:
        with warnings.catch_warnings():
            # It says that harfbuzz-subset will be needed one day; `make demo` installs it.
            warnings.simplefilter("ignore", DeprecationWarning)
            import weasyprint
    except OSError as error:
        raise MissingLibraryError(str(error).splitlines()[0]) from None
    return weasyprint


def _fetcher() -> Any:
    """A fetcher that opens nothing: pictures stand inside the page as data addresses."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no annotations
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if urlsplit(url).scheme == "data":
                return super().fetch(url, headers)
            raise FatalURLFetchingError(f"not allowed: {url}")

    return Fetcher(allowed_protocols=("data",), allow_redirects=False)


class ForbiddenAddressError(TypesettingError):
    """A document asks for something outside the project."""

    code = "address-forbidden"

    def __init__(self, why: str) -> None:
        super().__init__(f"a document may load files of the project only: {why}", "put the file into the project")


def _with_ua(generate: Callable[..., bytes]) -> Callable[..., bytes]:
    """PDF/A metadata that also claims PDF/UA-1; WeasyPrint offers one of the two."""

    def both(variant: str, version: str, conformance: str) -> bytes:
        return generate(variant, version, conformance).replace(b"</rdf:RDF>", _UA_PART + _UA_SCHEMA + b"</rdf:RDF>")

    return both


@lru_cache(maxsize=2)
def _configured(faces: tuple[Face, ...]) -> Any:
    """WeasyPrint's fonts with those of the company; without any, None: a configuration of its own for each document."""
    if not faces:
        return None
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    found = FontConfiguration()
    CSS(string=type_faces.declared(faces), font_config=found, url_fetcher=_fetcher())
    return found


@lru_cache(maxsize=8)
def _parsed(rules: str) -> Any:
    """A style sheet, read once: a document in forty parts would read the same rules forty times, 0.1 s each."""
    from weasyprint import CSS

    return CSS(string=rules, url_fetcher=_fetcher())


def _document(task: PdfTask, weasyprint: Any) -> Any:
    html: HTML = weasyprint.HTML(string=task.html, base_url="file:///nowhere/", url_fetcher=_fetcher())
    rules = type_faces.dressed(f":root {{ --accent: {task.accent} }}\n{_sheet()}{task.sheet}", task.faces)
    fonts = _configured(task.faces)
    sheet = _parsed(rules)
    document = html.render(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/a-3a")
    metadata = document.metadata
    metadata.created = metadata.modified = task.made.strftime("%Y-%m-%dT%H:%M:%SZ")
    metadata.generator = f"Dossier {__version__}"
    metadata.generate_rdf_metadata = _with_ua(metadata.generate_rdf_metadata)
    return document


def typeset(task: PdfTask, prepare: Prepare | None = None) -> bytes:
    """The PDF of a task. ``prepare`` sees the pages before they are drawn."""

    def drawn(document: Any) -> bytes:
        prepared = prepare(document) if prepare else None

        def finish(whole: Any, pdf: Any) -> None:
            _scope(document)
            if prepared:
                prepared(whole, pdf)

        data: bytes = document.write_pdf(pdf_variant="pdf/a-3a", finisher=finish)
        return data

    return _made(task, drawn)


def _scope(document: Any) -> None:
    """Heads of tables say what they are heads of (ISO 32000-1, table 349).

    Cells name their heads already, which PDF/UA-1 asks for (7.5); most screen readers look at the scope.
    """
    for page in document.pages:
        for box in page._page_box.descendants(placeholders=True):
            if box.element_tag == "th" and (cell := getattr(box, "mark", None)) is not None:
                cell["A"]["Scope"] = "/Row" if box.element.attrib.get("scope") == "row" else "/Column"


def laid_out(task: PdfTask) -> Any:
    """WeasyPrint's pages of a task, not drawn: for whoever asks how long it is."""
    return _made(task, lambda document: document)


def _made(task: PdfTask, of: Callable[[Any], T]) -> T:
    """What is made of the pages of a task; every mistake is the document's own."""
    if task.versions != engine():
        raise OtherEngineError(task.versions, engine())
    missing = uncovered(task.html, task.faces)
    if missing:
        raise GlyphError(missing)
    weasyprint = _weasyprint()
    from weasyprint.urls import FatalURLFetchingError

    # Layout makes many objects and few cycles: looking for those takes a tenth of the time, and finds 4 MB in 27 pages.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return of(_document(task, weasyprint))
    except FatalURLFetchingError as error:
        raise ForbiddenAddressError(str(error)) from None
    except Exception as error:  # whatever an engine of 100 modules may raise concerns this document only
        raise EngineError(error) from error
    finally:
        if collecting:
            gc.enable()


def pages(data: bytes) -> int:
    """Number of pages of a PDF."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as document:
        return len(document.pages)


def task(rendered: Rendered, settings: Settings) -> PdfTask:
    """The job that makes the PDF of a document."""
    return PdfTask(rendered.html, settings.accent, settings.made, faces=settings.faces)


def write(rendered: Rendered, settings: Settings) -> bytes:
    """The document as a PDF."""
    return task(rendered, settings).run()
