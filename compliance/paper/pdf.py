"""A PDF becomes passages with page numbers.

PDFium reads the text and where each line stands; paragraphs follow from gaps, labels and columns, and what
repeats at the top or foot of the pages is left out. PDFium is native code and the file may be hostile, so it
runs in a process of its own, with limits of time and memory: whatever happens there becomes an error here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from typing import TYPE_CHECKING

from compliance.paper.passages import CHARACTERS, CUT, TOO_LONG, Paper, PaperError, Passage
from compliance.paper.tidy import LABEL, LONGEST, join, kind_of, tidy, whole_words
from compliance.workers import end_with_parent

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

SECONDS = 120
"""Longest time for one file; 2,000 pages of text take about ten."""
MEMORY = 3 * 1024**3
SCANNED = 20
"""A page with fewer characters than this and an image has no text layer worth reading."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Text between line ends, its baseline at its start and at its end, and its size, in points.

    PDFium puts a line whose last word is broken and the next one together, so the two baselines can differ.
    """

    text: str
    y: float
    foot: float
    size: float


@dataclass(frozen=True, slots=True)
class _Read:
    """What comes back from the reading process: lines a page, or the reason why there are none."""

    pages: tuple[tuple[_Line, ...], ...] = ()
    images: int = 0
    fault: str = ""
    help: str = ""


def pdf(name: str, data: bytes) -> Paper:
    """The passages of a PDF. Raises :class:`PaperError` for one that is encrypted, damaged or without text."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_prepare) as pool:
        future = pool.submit(_read, data)
        try:
            read = future.result(timeout=SECONDS)
        except TimeoutError:
            for process in list((pool._processes or {}).values()):  # a native call heeds nothing else
                process.kill()
            raise PaperError(f"{name} was not read within {SECONDS} seconds", _PRINT) from None
        except (BrokenProcessPool, MemoryError):
            raise PaperError(f"{name} stopped the PDF reader: it is damaged, or made to do harm", _PRINT) from None
    if read.fault:
        raise PaperError(f"{name} {read.fault}", read.help)
    empty = [number for number, lines in enumerate(read.pages, 1) if sum(len(line.text) for line in lines) < SCANNED]
    if len(empty) == len(read.pages):
        why = "its pages are pictures" if read.images else "its pages are empty"
        raise PaperError(
            f"{name} has no text: {why}", "run text recognition (OCR) over it first, or ask for the Word file"
        )
    remarks = (f"no text on {_pages(empty)}: if something stands there, it needs OCR",) if empty else ()
    return Paper(name, "pdf", tuple(_passages(read.pages)), len(read.pages), remarks)


_PRINT = "print it to a new PDF, or ask for the Word file"


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:8])) + (f" and {len(numbers) - 8} more" if len(numbers) > 8 else "")
    return f"page{'' if len(numbers) == 1 else 's'} {shown}"


# In the reading process


def _prepare() -> None:
    """Bounds of the process that reads: it ends with the one that asked, and gets no more memory than it may have."""
    end_with_parent()
    try:
        import resource
    except ImportError:  # Windows has no such limit; that of time stays
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))


def _read(data: bytes) -> _Read:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as fault:
        if "assword" in str(fault):
            return _Read(fault="is protected by a password", help="save a copy without one; the text cannot be read")
        return _Read(fault="is a damaged PDF, or none at all", help=_PRINT)
    pages: list[tuple[_Line, ...]] = []
    images = characters = 0
    for number in range(count):
        lines, pictures = _page(document, number)
        characters += sum(len(line.text) for line in lines)
        if characters > CHARACTERS:
            return _Read(fault=TOO_LONG, help=CUT)
        pages.append(lines)
        images += pictures
    return _Read(tuple(pages), images)


def _page(document: PdfDocument, number: int) -> tuple[tuple[_Line, ...], int]:
    import pypdfium2
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    try:
        page = document[number]
        lines = tuple(_lines(page))
    except pypdfium2.PdfiumError:
        return (), 0
    pictures = 0
    if sum(len(line.text) for line in lines) < SCANNED:
        pictures = sum(1 for _ in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=3))
    page.close()
    return lines, pictures


def _lines(page: PdfPage) -> Iterator[_Line]:
    from ctypes import byref, c_double

    from pypdfium2 import raw

    textpage = page.get_textpage()
    text: str = textpage.get_text_range()
    aligned = len(text) == textpage.count_chars()
    x, y = c_double(), c_double()

    def baseline(index: int) -> float:
        found = aligned and raw.FPDFText_GetCharOrigin(textpage, index, byref(x), byref(y))
        return y.value if found else 0.0

    start = 0
    for piece in re.split(r"(\r?\n|\r)", text):
        if piece.strip():
            first, last = start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip()) - 1
            size = float(raw.FPDFText_GetFontSize(textpage, first)) if aligned else 0.0
            yield _Line(whole_words(piece.rstrip(" \t")), baseline(first), baseline(last), size)
        start += len(piece)
    textpage.close()


# In our own process again


def _passages(pages: tuple[tuple[_Line, ...], ...]) -> Iterator[Passage]:
    running = _running(pages)
    open_page, pending = 0, ""
    for number, lines in enumerate(pages, 1):
        kept = [line for n, line in enumerate(lines) if not _repeats(n, line, lines, running)]
        usual = _usual_gap(kept)
        for n, line in enumerate(kept):
            before = kept[n - 1] if n else None
            if pending and (len(pending) > LONGEST or _begins(line, before, pending, usual)):
                yield _made(pending, open_page)
                pending = ""
            if not pending:
                open_page, pending = number, line.text.strip()
            else:
                pending = join(pending, line.text)
    if pending:
        yield _made(pending, open_page)


def _made(text: str, page: int) -> Passage:
    text = tidy(text)
    return Passage(text, page=page, kind=kind_of(text))


def _begins(line: _Line, before: _Line | None, pending: str, usual: float) -> bool:
    """Whether a line begins a paragraph."""
    text = line.text.strip()
    if LABEL.match(text) and (pending[-1:] in ".;:,)" or before is None or _gap(before, line) > usual * 1.15):
        return True
    if re.match(
        r"^(?:\d{1,2}(?:\.\d{1,3}){1,4}[.)]?|\([a-z]{1,2}\)|\([ivx]{1,5}\)|[\u2022\u25cf\u25aa\uf0b7])\s", text
    ):
        return True
    if before is None:  # a page begins: the sentence goes on where it was not ended
        return pending[-1:] in ".:;!?" or not text[:1].islower()
    gap = _gap(before, line)
    if before.size and line.size and abs(before.size - line.size) > 0.9:
        return True
    if gap < -usual * 0.5:  # the next column
        return pending[-1:] in ".:;!?" or not text[:1].islower()
    return gap > usual * 1.35


def _gap(before: _Line, line: _Line) -> float:
    return before.foot - line.y


def _usual_gap(lines: list[_Line]) -> float:
    """The distance of lines within paragraphs: the most common one that is not tiny."""
    gaps = Counter(round(_gap(a, b) * 2) / 2 for a, b in pairwise(lines) if 4 < _gap(a, b) < 3 * max(b.size, 6))
    return min((gap for gap, count in gaps.items() if count >= 0.25 * max(gaps.values())), default=12.0)


def _key(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.lower().split()))


def _running(pages: tuple[tuple[_Line, ...], ...]) -> frozenset[str]:
    """Lines that stand at the top or the foot of at least three pages and of every third one, whatever their number."""
    seen: Counter[str] = Counter()
    for lines in pages:
        if len(lines) > 2:
            seen.update({_key(line.text) for line in (*lines[:2], *lines[-2:])})
    return frozenset(key for key, count in seen.items() if count >= 3 and count * 3 >= len(pages))


def _repeats(n: int, line: _Line, lines: tuple[_Line, ...], running: frozenset[str]) -> bool:
    key = _key(line.text)
    edge = n < 3 or n >= len(lines) - 3
    return key in running or (edge and re.fullmatch(r"(?:page )?#(?: ?(?:of|/) ?#)?", key) is not None)
