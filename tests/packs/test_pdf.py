"""The binder as a file: what a validator, a reader and a screen reader find in it."""

from __future__ import annotations

import io
import itertools
import re
import shutil
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from compliance.formats.attaching import Attachment, attach
from tests.formats.test_pdf import NOT_OF_LEVEL_B, elements
from tests.packs import worked


@cache
def made() -> bytes:
    return worked.member(worked.small(), "00-binder.pdf")


def opened() -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(made()))


@cache
def pages() -> tuple[str, ...]:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (apt-get install poppler-utils): the text of pages is not looked at")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made(), capture_output=True, check=True)
    return tuple(done.stdout.decode().split("\f")[:-1])


def test_claims_both_standards_and_says_its_language_and_title() -> None:
    with opened() as document, document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert "Evidence pack" in metadata["dc:title"]
        assert str(document.Root.Lang) == "en"
        assert document.Root.MarkInfo.Marked == True  # noqa: E712  # a pikepdf object, not a bool
        (intent,) = document.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"


def test_headings_are_in_order_and_tables_have_heads() -> None:
    with opened() as document:
        found = list(elements(document.Root.StructTreeRoot))
        levels = [int(str(e.S)[2]) for e in found if re.fullmatch(r"/H[1-6]", str(e.S))]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
        tables = [e for e in found if e.S == "/Table"]
        assert len(tables) > 50
        assert all(any(inner.S == "/TH" for inner in elements(table)) for table in tables)


def test_pictures_are_not_smoothed_and_fonts_are_inside() -> None:
    with opened() as document:
        objects = [o for o in document.objects if isinstance(o, pikepdf.Dictionary | pikepdf.Stream)]
        assert not any(o.get("/Interpolate") == True for o in objects)  # noqa: E712
        fonts = [o for o in objects if o.get("/Type") == "/FontDescriptor"]
        assert fonts
        assert all("/FontFile2" in o or "/FontFile3" in o for o in fonts)


def test_index_and_registers_are_associated_files_sorted_and_listed_once() -> None:
    with opened() as document:
        names = list(document.Root.Names.EmbeddedFiles.Names)
        assert [str(name) for name in names[0::2]] == ["evidence-index.xlsx", "registers.xlsx"]
        specs = list(document.Root.AF)
        assert [spec.objgen for spec in specs] == [spec.objgen for spec in names[1::2]]
        for spec in specs:
            assert spec.AFRelationship == "/Supplement"
            assert spec.Desc
            data = spec.EF.F.read_bytes()
            assert data == worked.member(worked.small(), f"documents/{spec.UF}"), "the same file as beside the binder"
            assert int(spec.EF.F.Params.Size) == len(data)
            assert str(spec.EF.F.Params.ModDate) == "D:20261120000000Z"


def test_every_link_leads_to_a_page() -> None:
    with opened() as document:
        known = {page.objgen for page in document.pages}
        names = {bytes(n): t for n, t in _pairs(document.Root.Names.Dests.Names)}
        count = 0
        for page in document.pages:
            for note in page.get("/Annots", ()):
                if note.Subtype != "/Link":
                    continue
                assert "/A" not in note or "/URI" in note.A
                if "/Dest" in note:
                    count += 1
                    assert names[bytes(note.Dest)][0].objgen in known
        assert count > 300


def _pairs(array: Any) -> zip[Any]:
    items = list(array)
    return zip(items[0::2], items[1::2], strict=True)


def columns(number: int) -> str:
    """The text of a page in two columns, one after the other."""
    halves = (("0", "298"), ("298", "298"))
    command = ("pdftotext", "-layout", "-f", str(number), "-l", str(number), "-y", "0", "-H", "842")
    made_of = [
        subprocess.run([*command, "-x", x, "-W", width, "-", "-"], input=made(), capture_output=True, check=True).stdout
        for x, width in halves
    ]
    return "\n".join(half.decode() for half in made_of)


def test_contents_say_the_pages_where_things_are() -> None:
    assert "Contents" in pages()[1]
    lines = re.findall(r"^\s*(?:\d\d[A-Z]?\s+)?(\S.*?)\s{2,}(\d+)$", columns(2), re.MULTILINE)
    assert len(lines) > 40
    for title, number in lines:
        if not title.startswith("Sheet"):
            flat = " ".join(pages()[int(number) - 1].split())
            assert title.strip() in flat, (title, number)


def test_what_leads_to_a_number_is_no_text_that_would_be_read_aloud() -> None:
    assert not re.search(r"\.[ .]\.", pages()[1])


def test_contents_list_sheets_and_suppliers() -> None:
    lines = dict(re.findall(r"^\s*(Sheets? .*?|Fjellsky)\s{2,}(\d+)$", columns(2), re.MULTILINE))
    sheets = {title: int(number) for title, number in lines.items() if title.startswith("Sheet")}
    assert len(sheets) >= 3
    assert "Fjellsky" in pages()[int(lines["Fjellsky"]) - 1]
    for title, number in sheets.items():
        assert re.search(rf"^\s*{re.escape(title.split()[1])} ", pages()[number - 1], re.MULTILINE), (title, number)


def test_indexes_say_the_pages_of_sheets_and_evidence() -> None:
    found = re.findall(r"\b(A\.\d+\.\d+|OC-\d+|EV-\d+) p\. (\d+)", "\n".join(pages()))
    assert len(found) >= 6
    for id, number in found:
        assert id in pages()[int(number) - 1], (id, number)
    first = next(number for number, page in enumerate(pages(), 1) if "15 Indexes" in page)
    single = re.findall(r"^\s*(A\.\d+\.\d+)\s+\S.*?\s{2,}(\d+)$", columns(first), re.MULTILINE)
    assert {id for id, _ in single} == {"A.5.18", "A.5.19", "A.8.13"}
    for id, number in single:
        assert re.search(rf"^\s*{re.escape(id)} ", pages()[int(number) - 1], re.MULTILINE), (id, number)


def test_page_x_of_y_is_right_on_every_page() -> None:
    numbered = [re.findall(r"Page (\d+) of (\d+)", page) for page in pages()]
    assert [(int(x), int(y)) for page in numbered for x, y in page] == [
        (n, len(pages())) for n in range(2, len(pages()) + 1)
    ]


def test_bookmarks_are_the_chapters() -> None:
    with opened() as document, document.open_outline() as outline:
        (root,) = outline.root
        titles = [item.title for item in root.children]
    assert len(titles) == 19
    assert titles[0].startswith("00 ")


def test_no_page_is_empty() -> None:
    assert all(len(page.split()) > 15 for page in pages()[1:]), [n for n, p in enumerate(pages(), 1) if len(p) < 200]


def test_no_mark_of_sources_is_printed() -> None:
    assert not set("\x02\x03\x04") & set("".join(pages()))


def test_pikepdfs_own_validator_finds_no_violation(tmp_path: Path) -> None:
    from pikepdf import pdfa

    path = tmp_path / "a.pdf"
    path.write_bytes(made())
    found = [str(f) for f in pdfa.validate_written(path, "3b").violations]
    assert len(found) >= 2, "it looked at the metadata"
    assert [f for f in found if not any(rule in f for rule in NOT_OF_LEVEL_B)] == []


@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_verapdf_agrees(flavour: str, tmp_path: Path) -> None:
    tool = shutil.which("verapdf")
    if tool is None:
        pytest.skip("verapdf is not on PATH: PDF/A-3a and PDF/UA-1 of binders are checked by the tests above only")
    path = tmp_path / "a.pdf"
    path.write_bytes(made())
    done = subprocess.run([tool, "-f", flavour, "--format", "text", path], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("PASS"), done.stdout + done.stderr


def test_files_of_the_same_bytes_are_attached_each_for_itself() -> None:
    made_at = datetime(2026, 11, 20, tzinfo=UTC)
    files = [Attachment(f"{n}.txt", f"File {n}", "text/plain", b"same") for n in ("b", "a")]
    whole = attach(made(), files, made_at)
    assert whole == attach(made(), reversed(files), made_at), "the order of the files does not matter"
    with pikepdf.open(io.BytesIO(whole)) as document:
        assert [str(spec.UF) for spec in document.Root.AF] == ["a.txt", "b.txt"]
