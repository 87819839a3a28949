"""What a validator would look for in our PDFs, what a reader would, and that the bytes never wander.

One portrait and one landscape document of the worked company are typeset whole, and an agreement in parts that
are joined; the rest looks at them.
"""

from __future__ import annotations

import base64
import io
import itertools
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from compliance.build import settings
from compliance.formats import pdf
from compliance.formats.settings import Settings
from compliance.render.render import Rendered
from tests import agreements, company
from tests.corpus import REPOSITORY

DOCUMENTS = ("coverage", "subprocessors", "dpa")
"""Portrait with charts, landscape with wide tables, portrait in parts."""

documents = pytest.mark.parametrize("name", DOCUMENTS)


def page(name: str) -> Rendered:
    return agreements.rendered() if name == "dpa" else company.rendered(name)


@cache
def made(name: str) -> bytes:
    return agreements.joined() if name == "dpa" else pdf.write(page(name), settings(company.dossier()))


def opened(name: str) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(made(name)))


def elements(node: Any) -> Iterator[Any]:
    """The structure tree in reading order."""
    for kid in node.get("/K", []) if isinstance(node.get("/K"), pikepdf.Array) else [node.get("/K")]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


@cache
def text(name: str) -> list[str]:
    """The text of each page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (apt-get install poppler-utils): the text of pages is not looked at")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made(name), capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


@documents
def test_claims_both_standards(name: str) -> None:
    with opened(name) as document, document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert "pdfaExtension" in str(metadata), "PDF/A must be told what pdfuaid is"


@documents
def test_has_an_output_intent_with_a_profile(name: str) -> None:
    with opened(name) as document:
        (intent,) = document.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp"


@documents
def test_title_and_language_are_told(name: str) -> None:
    with opened(name) as document:
        title = str(document.docinfo.Title)
        with document.open_metadata() as metadata:
            assert metadata["dc:title"] == title
        assert "Kvitfjord Clinical AS" in title
        assert document.Root.ViewerPreferences.DisplayDocTitle == True  # noqa: E712  # a pikepdf object, not a bool
        assert str(document.Root.Lang) == "en"
        assert document.Root.MarkInfo.Marked == True  # noqa: E712


@documents
def test_is_tagged_with_headings_in_order(name: str) -> None:
    with opened(name) as document:
        kinds = [str(e.S) for e in elements(document.Root.StructTreeRoot)]
    levels = [int(kind[2]) for kind in kinds if re.fullmatch(r"/H[1-6]", kind)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
    assert {"/Table", "/TR", "/TH", "/TD"} <= set(kinds)


@documents
def test_every_table_has_heads(name: str) -> None:
    with opened(name) as document:
        tables = [e for e in elements(document.Root.StructTreeRoot) if e.S == "/Table"]
        assert tables
        for table in tables:
            heads = [e for e in elements(table) if e.S == "/TH"]
            assert heads
            assert all(head.A.Scope in ("/Column", "/Row") for head in heads)
            rows = [head for head in heads if head.A.Scope == "/Row"]
            assert all(row.P.K[0] == row for row in rows), "the head of a row stands first in it"


def test_every_figure_has_an_alternative_text() -> None:
    with opened("coverage") as document:
        figures = [e for e in elements(document.Root.StructTreeRoot) if e.S == "/Figure"]
        texts = [str(e.get("/Alt", "")) for e in figures]
    assert len(texts) >= 3
    assert all(texts), texts
    assert any("met" in t for t in texts), "a chart says its numbers"


def objects(document: pikepdf.Pdf) -> Iterator[Any]:
    for found in document.objects:
        if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            yield found


@documents
def test_fonts_are_ours_and_inside(name: str) -> None:
    with opened(name) as document:
        descriptors = [o for o in objects(document) if o.get("/Type") == "/FontDescriptor"]
        names = {str(o.FontName).partition("+")[2] for o in descriptors}
        assert all("/FontFile2" in o or "/FontFile3" in o for o in descriptors)
    assert names
    assert {re.sub(r"[^A-Za-z].*", "", n) for n in names} <= {
        "IBM",
        "IBMPlexSans",
        "IBMPlexSerif",
        "IBMPlexMono",
        "DejaVu",
        "DejaVuSans",
    }, names


@documents
def test_nothing_acts_or_loads_or_smooths(name: str) -> None:
    with opened(name) as document:
        for found in objects(document):
            keys = set(found.keys())
            assert not keys & {"/JS", "/JavaScript", "/AA", "/Launch"}, keys
            assert found.get("/Interpolate") != True  # noqa: E712
            assert "/URI" not in found or not str(found.URI).startswith(("file:", "/")), found.URI
        assert "/OpenAction" not in document.Root
        assert not document.attachments


@documents
def test_bookmarks_lead_to_pages(name: str) -> None:
    with opened(name) as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root] + [c.title for item in outline.root for c in item.children]
    assert len(titles) >= 2, titles


def test_pages_lie_as_they_should() -> None:
    for name, wide in (("coverage", False), ("subprocessors", True)):
        with opened(name) as document:
            for page in document.pages:
                width, height = (float(x) for x in list(page.mediabox)[2:])
                assert {round(width), round(height)} == {595, 842}
                assert (width > height) == wide


@documents
def test_page_x_of_y_is_right_on_every_page(name: str) -> None:
    pages = text(name)
    with opened(name) as document:
        assert len(pages) == len(document.pages) == pdf.pages(made(name))
    numbered = [re.findall(r"Page (\d+) of (\d+)", page) for page in pages]
    found = [(int(x), int(y)) for page in numbered for x, y in page]
    first = 1 if numbered[0] else 2  # a cover has none
    assert found == [(n, len(pages)) for n in range(first, len(pages) + 1)]


@documents
def test_running_heads_name_company_and_class(name: str) -> None:
    last = text(name)[-1]
    assert "Kvitfjord Clinical AS" in last
    assert "Draft" in last


@documents
def test_no_mark_and_no_name_of_our_files(name: str) -> None:
    words = "\n".join(text(name))
    with opened(name) as document:
        raw = b"\n".join(o.read_bytes() for o in document.objects if isinstance(o, pikepdf.Stream))
        titles = " ".join(str(e.get("/Alt", "")) + str(e.get("/T", "")) for e in elements(document.Root.StructTreeRoot))
    for file in (*company.register_files(), str(REPOSITORY)):
        assert file not in words
        assert file not in titles
        assert file.encode() not in raw
        assert file.encode() not in made(name)
    assert not set("\x02\x03\x04") & set(words)


@documents
def test_the_text_is_that_of_the_html(name: str) -> None:
    """Every word of every block is on a page."""
    words = set(re.findall(r"\w{4,}", "".join(text(name))))
    tokens = {token for block in page(name).blocks for token in block.text.split()}
    short = {w for token in tokens if len(token) < 12 for w in re.findall(r"\w{4,}", token)}  # others may break
    assert len(short) > 100
    assert short <= words, short - words


NOT_OF_LEVEL_B = ("6.6.2.3.1-1", "6.6.4-3")
"""pikepdf's validator knows level B only: it refuses the metadata that say A and UA. Ours are tested above."""


@documents
def test_pikepdfs_own_validator_finds_no_violation(name: str, tmp_path: Path) -> None:
    """It is written apart from WeasyPrint, and looks at fonts, widths, colours and every object."""
    from pikepdf import pdfa

    path = tmp_path / "a.pdf"
    path.write_bytes(made(name))
    found = [str(f) for f in pdfa.validate_written(path, "3b").violations]
    assert len(found) >= 2, "it looked at the metadata"
    assert [f for f in found if not any(rule in f for rule in NOT_OF_LEVEL_B)] == []


@documents
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_agrees(name: str, flavour: str, tmp_path: Path) -> None:
    tool = shutil.which("verapdf")
    if tool is None:
        pytest.skip("verapdf is not on PATH: PDF/A-3a and PDF/UA-1 are checked by the tests above only")
    path = tmp_path / "a.pdf"
    path.write_bytes(made(name))
    done = subprocess.run([tool, "-f", flavour, "--format", "text", path], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("PASS"), done.stdout + done.stderr


def test_the_time_inside_is_the_only_thing_that_source_date_epoch_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    made("subprocessors")  # kept for all tests, so it is made before the variable is set
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    chosen = settings(company.dossier())
    assert chosen.made == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)
    rendered = company.rendered("subprocessors")
    with pikepdf.open(io.BytesIO(pdf.write(rendered, chosen))) as other, opened("subprocessors") as usual:
        assert str(other.docinfo.CreationDate).startswith("D:20010909014640")
        assert str(usual.docinfo.CreationDate).startswith("D:20261120000000")
        pages = [[p.Contents.read_bytes() for p in d.pages] for d in (other, usual)]
    assert pages[0] == pages[1]


def task(html: str) -> pdf.PdfTask:
    page = f'<!DOCTYPE html><html lang="en"><head><title>T</title></head><body><h1>T</h1>{html}</body></html>'
    return pdf.PdfTask(page, "#1F4E5F", datetime(2026, 11, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    "html",
    [
        '<img src="file:///etc/passwd" alt="x">',
        '<img src="http://x.example/a.png" alt="x">',
        '<img src="//x.example/a.png" alt="x">',
        '<img src="../secret.png" alt="x">',
        '<img src="link.png" alt="x">',
        '<img src="file://x.example/etc/passwd" alt="x">',
        '<img src="ftp://x.example/a.png" alt="x">',
        '<p style="background: url(file:///etc/passwd)">x</p>',
        '<style>@import "http://x.example/a.css";</style>',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<svg width="9" height="9"><title>T</title><image width="9" height="9" href="file:///etc/passwd"/></svg>',
        '<object data="file:///etc/passwd"></object>',
        '<embed src="file:///etc/passwd">',
        "<style>@font-face { font-family: X; src: url(file:///etc/passwd) } p { font-family: X }</style><p>x</p>",
    ],
)
def test_the_engine_may_load_nothing_else_even_if_the_lint_failed(html: str, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"secret")
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "link.png").symlink_to("../secret.png")
    data = b""
    with suppress(pdf.ForbiddenAddressError):  # raised, or the element is not known to the engine at all
        data = task(html).run()
    assert b"root:" not in data
    assert b"secret" not in data
    if data:
        with pikepdf.open(io.BytesIO(data)) as document:
            assert not document.attachments
            assert not any(o.get("/Subtype") == "/Image" for o in objects(document))


def test_a_picture_inside_the_page_is_shown() -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    svg = f"data:image/svg+xml;base64,{base64.b64encode(drawing).decode()}"
    with pikepdf.open(io.BytesIO(task(f'<p><img src="{svg}" alt="A square"></p>').run())) as document:
        figures = [e for e in elements(document.Root.StructTreeRoot) if e.S == "/Figure"]
        assert [str(e.Alt) for e in figures] == ["A square"]


def test_characters_without_a_glyph_are_named() -> None:
    with pytest.raises(pdf.GlyphError) as caught:
        task("<p>a 🧬 b 🧬 漢</p>").run()
    assert caught.value.characters == "🧬漢"
    assert "'🧬' (U+1F9EC), '漢' (U+6F22)" in caught.value.message


def test_scripts_of_europe_and_right_to_left_have_glyphs() -> None:
    text = "Æøå ÄÖÜß ŁódźČř Ελληνικά Кириллица עברית العربية “quotes” — … € † ‡ ● ◐ ○ ✕ ≤ ≥ →"
    assert pdf.uncovered(text) == ""


def test_the_key_of_the_cache_depends_on_all_that_shapes_the_bytes() -> None:
    base = task("<p>a</p>")
    others = (
        task("<p>b</p>"),
        pdf.PdfTask(base.html, "#000000", base.made),
        pdf.PdfTask(base.html, base.accent, datetime(2026, 11, 21, tzinfo=UTC)),
    )
    assert len({t.key for t in (base, *others)}) == 4
    assert base.key == task("<p>a</p>").key


def test_settings_travel_small() -> None:
    """A task goes to another process; it must not take the dossier along."""
    import pickle

    rendered = company.rendered("subprocessors")
    sent = pdf.task(rendered, Settings(REPOSITORY, "#1F4E5F", datetime(2026, 11, 20, tzinfo=UTC)))
    assert len(pickle.dumps(sent)) < len(rendered.html.encode()) + 1_000
