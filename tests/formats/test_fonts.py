"""The company's own fonts: PDFs are typeset in them, stay PDF/A, and stay the same to the byte; what cannot be used is
told at its line."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from compliance.build import settings
from compliance.formats import assembly, html, pdf
from compliance.paper.fonts import Face, _filled, font
from tests import agreements, company
from tests.corpus import REPOSITORY
from tests.formats.test_pdf import NOT_OF_LEVEL_B, objects

SHIPPED = REPOSITORY / "compliance" / "layouts" / "fonts"
SETTING = "  fonts:\n    text: {regular: templates/own.ttf}\n    headings: {regular: templates/heads.ttf}\n"


def made(source: str, family: str, change: Callable[[Any], None] = lambda _: None) -> bytes:
    """A shipped font under another name, as a company's own."""
    opened = TTFont(SHIPPED / source)
    for record in opened["name"].names:
        if record.nameID in {1, 16}:
            record.string = family
    change(opened)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


@cache
def own() -> bytes:
    return made("IBMPlexSerif-Regular.ttf", "Fjord Text")


@cache
def heads() -> bytes:
    return made("IBMPlexMono-Regular.ttf", "Fjord Heads")


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> tuple[Face, ...]:
    root = tmp_path_factory.mktemp("fonts")
    (root / "own.ttf").write_bytes(own())
    (root / "heads.ttf").write_bytes(heads())
    text, titles = font(root, "own.ttf"), font(root, "heads.ttf")
    return (*_filled("text", {"regular": text}), *_filled("headings", {"regular": titles}))


def names(data: bytes) -> set[str]:
    """Fonts inside a file, without the letters of their subset."""
    with pikepdf.open(io.BytesIO(data)) as document:
        found = [o for o in objects(document) if o.get("/Type") == "/FontDescriptor"]
        assert all("/FontFile2" in o or "/FontFile3" in o for o in found), "every font is inside the file"
        return {str(o.FontName).partition("+")[2] for o in found}


def test_text_and_headings_are_set_in_them(faces: tuple[Face, ...]) -> None:
    chosen = replace(settings(company.dossier()), faces=faces)
    data = pdf.write(company.rendered("subprocessors"), chosen)
    found = names(data)
    assert any(name.startswith("Company-Text") for name in found)
    assert any(name.startswith("Company-Headings") for name in found)
    assert not any("Plex-Sans" in name or "Plex-Serif" in name for name in found), "no letter of the product's is left"
    assert data == pdf.write(company.rendered("subprocessors"), chosen)


def test_an_agreement_in_parts_is_numbered_in_them_and_stays_pdf_a(faces: tuple[Face, ...], tmp_path: Path) -> None:
    from pikepdf import pdfa

    chosen = replace(settings(company.dossier()), faces=faces)
    data = assembly.write(agreements.rendered(), chosen)
    assert not any("Plex-Sans" in name for name in names(data)), "page numbers too"
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    found = [str(f) for f in pdfa.validate_written(path, "3b").violations]
    assert len(found) >= 2
    assert [f for f in found if not any(rule in f for rule in NOT_OF_LEVEL_B)] == []


def test_what_a_font_lacks_comes_from_the_product(faces: tuple[Face, ...]) -> None:
    page = '<!DOCTYPE html><html lang="en"><head><title>T</title></head><body><h1>T</h1><p>● עברית</p></body></html>'
    data = pdf.PdfTask(page, "#1F4E5F", datetime(2026, 11, 20, tzinfo=UTC), faces=faces).run()
    assert "DejaVu-Sans" in names(data)


def test_a_sign_that_only_they_have_is_no_missing_glyph(faces: tuple[Face, ...]) -> None:
    def alchemy(opened: Any) -> None:
        for table in opened["cmap"].tables:
            if table.isUnicode() and table.format == 4:
                table.cmap[0x4E16] = table.cmap[ord("o")]

    data = made("IBMPlexSerif-Regular.ttf", "Fjord Han", alchemy)
    (face,) = [f for f in faces if f.role == "text" and f.weight == 400 and not f.italic]
    assert pdf.uncovered("世", faces) == "世"
    assert pdf.uncovered("世", (replace(face, data=data, sha256="0"),)) == ""


def test_the_key_of_the_cache_depends_on_them(faces: tuple[Face, ...]) -> None:
    plain = pdf.PdfTask("<p>a</p>", "#000000", datetime(2026, 11, 20, tzinfo=UTC))
    assert len({plain.key, replace(plain, faces=faces).key, replace(plain, faces=faces[:4]).key}) == 3


def test_a_page_for_screens_asks_for_them_by_name(faces: tuple[Face, ...]) -> None:
    page = html.write(company.rendered("coverage"), replace(settings(company.dossier()), faces=faces)).decode()
    assert '"Fjord Text", "IBM Plex Sans", system-ui' in page
    assert '"Fjord Heads", "IBM Plex Serif", Georgia' in page


def _restricted(opened: Any) -> None:
    opened["OS/2"].fsType = 2


def _no_digits(opened: Any) -> None:
    subsetter = Subsetter(Options())
    subsetter.populate(text="Only letters and no figure")
    subsetter.subset(opened)


def _no_metrics(opened: Any) -> None:
    del opened["OS/2"]


def unusable() -> list[Any]:
    def case(name: str, data: Callable[[], bytes], why: str) -> Any:
        return pytest.param(data, why, id=name)

    return [
        case("text", lambda: b"Our font", "is no font"),
        case("empty", lambda: b"", "is no font"),
        case("web", lambda: b"wOF2" + own()[4:], "is a font for browsers or a collection of fonts"),
        case("cut off", lambda: own()[:2000], "is damaged: "),
        case("rubbish behind the first bytes", lambda: own()[:4] + b"\xff" * 400, "is damaged: "),
        case("too large", lambda: own() + bytes(5_000_000), "has 5.0 MB; 4 are the most"),
        case("restricted", lambda: made("DejaVuSans.ttf", "X", _restricted), "may not be embedded, by its own OS/2"),
        case("no figures", lambda: made("IBMPlexSans-Regular.ttf", "X", _no_digits), "has no '!'"),
        case("a table is gone", lambda: made("IBMPlexSans-Regular.ttf", "X", _no_metrics), "has no table OS/2"),
    ]


@pytest.mark.parametrize(("data", "why"), unusable())
def test_what_cannot_be_used_is_told(data: Callable[[], bytes], why: str, tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(data())
    found = font(tmp_path, "own.ttf")
    assert found.data == b""
    assert found.why.startswith(why)
    assert found.help


def test_a_variable_font_is_refused(tmp_path: Path) -> None:
    def vary(opened: Any) -> None:
        from fontTools.ttLib.tables._f_v_a_r import Axis, table__f_v_a_r

        axis = Axis()
        axis.axisTag, axis.minValue, axis.defaultValue, axis.maxValue, axis.axisNameID = "wght", 100, 400, 900, 256
        opened["fvar"] = table__f_v_a_r()
        opened["fvar"].axes = [axis]

    (tmp_path / "own.ttf").write_bytes(made("IBMPlexSans-Regular.ttf", "X", vary))
    assert font(tmp_path, "own.ttf").why == "is a variable font"


def test_a_build_in_own_fonts_and_one_that_leaves_pdfs_out(tmp_path: Path) -> None:
    root = company.copy_company(tmp_path / "p")
    company.edit(root, "dossier.yaml", {"  language: en\n": f"  language: en\n{SETTING}"})
    (root / "templates" / "own.ttf").write_bytes(own())
    arguments = ("build", "sla", "--project", root, "-o", tmp_path / "o", "--format", "pdf", "--format", "html")
    done = company.command(*arguments)
    assert done.code == 1
    assert "error[font-unusable]: the font templates/heads.ttf is not there" in done.err
    assert "--> dossier.yaml:" in done.err
    assert not (tmp_path / "o" / "sla.pdf").exists()
    assert (tmp_path / "o" / "sla.html").exists()
    (root / "templates" / "heads.ttf").write_bytes(heads())
    done = company.command(*arguments)
    assert (done.code, done.err.strip()) == (0, "")
    assert any(name.startswith("Company-Headings") for name in names((tmp_path / "o" / "sla.pdf").read_bytes()))
