"""Word files: real styles, tables whose head comes again, fields, fixed dates, the same bytes every time."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from compliance.formats import docx as writer
from compliance.formats.settings import Settings
from tests import company

SETTINGS = Settings(Path(), "#1F4E5F", datetime(2026, 11, 20, 10, 30, 7, tzinfo=UTC))

PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Letter</title></head><body class="x draft">
<header class="head"><p class="head-company">Lillevik AS <span class="head-draft">Draft</span></p><h1>A  letter
to you</h1><p class="head-subtitle">In short</p></header>
<p class="running-title">Letter</p><p class="running-company">Lillevik AS</p>
<p class="running-class">Internal · Draft</p><p class="running-version">as of 20 November 2026</p>
<main>
<section class="contents"><h2>Contents</h2></section>
<section id="one"><h2>One &amp; all</h2>
<p>Plain, <strong>bold</strong> and <em class="open">not known</em>.<br>Next line; see <a href="#two">below</a>
or <a href="https://lillevik.example">the site</a>.</p>
<ul><li>first<ul><li>deeper</li></ul></li><li><p>second</p></li></ul>
<ol><li>one</li><li>two</li></ol><p>between</p><ol><li>one again</li></ol>
<blockquote><p>Quoted.</p></blockquote>
</section>
<section id="two"><h2>Two</h2><h3>Deeper</h3>
<table class="data"><caption>Caption</caption><colgroup><col style="width: 25%"><col style="width: 75%"></colgroup>
<thead><tr><th scope="col">Name</th><th scope="col">Value</th></tr></thead>
<tbody><tr><th scope="row" class="id">a</th><td>x<br>y</td></tr><tr><th scope="row">b</th><td></td></tr></tbody></table>
<table class="facts"><tbody>
<tr><th scope="row">Fact</th><td><p>One.</p><p>Two.</p><ul><li>item</li></ul></td></tr></tbody></table>
<figure><svg viewBox="0 0 1 1"><title>A drawing</title><rect width="1"></rect></svg>
<figcaption>Below it</figcaption></figure>
<pre>a  b
c</pre><dl><dt>Term</dt><dd>Meaning</dd></dl><div>loose</div><hr><p class="note">Note.</p>
</section></main></body></html>
"""


def made(html: str = PAGE, wide: bool = False) -> bytes:
    rendered = company.rendered("subprocessors")
    document = replace(rendered.document, wide=wide)
    return writer.write(replace(rendered, document=document, html=html), SETTINGS)


def opened(data: bytes) -> Any:
    import docx

    return docx.Document(io.BytesIO(data))


@pytest.fixture(scope="module")
def letter() -> Any:
    return opened(made())


def test_headings_and_paragraphs_have_real_styles(letter: Any) -> None:
    found = [(p.style.name, p.text) for p in letter.paragraphs if p.text.strip()]
    assert found == [
        ("Company", "Lillevik AS Draft"),
        ("Title", "A letter to you"),
        ("Subtitle", "In short"),
        ("Heading 1", "One & all"),
        ("Normal", "Plain, bold and not known.\nNext line; see below or the site."),
        ("List Bullet", "first"),
        ("List Bullet 2", "deeper"),
        ("List Bullet", "second"),
        ("List Number", "one"),
        ("List Number", "two"),
        ("Normal", "between"),
        ("List Number", "one again"),
        ("Quote", "Quoted."),
        ("Heading 1", "Two"),
        ("Heading 2", "Deeper"),
        ("Table Head", "Caption"),
        ("Normal", "[Drawing: A drawing]"),
        ("Normal", "Below it"),
        ("Normal", "a  b\nc"),
        ("Normal", "Term"),
        ("Normal", "Meaning"),
        ("Normal", "loose"),
        ("Note", "Note."),
    ]


def test_text_in_its_forms(letter: Any) -> None:
    paragraph = next(p for p in letter.paragraphs if p.text.startswith("Plain"))
    forms = {run.text: (run.bold, run.italic) for run in paragraph.runs}
    assert forms["bold"] == (True, None)
    assert forms["not known"] == (None, True)
    links = {h.text: (h.address, h.fragment) for h in paragraph.hyperlinks}
    assert links == {"below": ("", "_two"), "the site": ("https://lillevik.example", "")}
    assert '<w:bookmarkStart w:id="1" w:name="_two"/>' in letter.element.xml
    assert "_one" not in letter.element.xml  # nothing leads there


def test_every_numbered_list_starts_at_one(letter: Any) -> None:
    numbers = [p._p.pPr.numPr.numId.val for p in letter.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]


def test_tables(letter: Any) -> None:
    data, facts = letter.tables
    assert [[c.text for c in row.cells] for row in data.rows] == [["Name", "Value"], ["a", "x\ny"], ["b", ""]]
    assert data.style.name == "Dossier Table"
    heads = [row._tr.trPr.xpath("./w:tblHeader") for row in data.rows]
    assert [bool(found) for found in heads] == [True, False, False]
    assert all(row._tr.trPr.xpath("./w:cantSplit") for row in data.rows)
    assert data.rows[0].cells[0].paragraphs[0].style.name == "Table Head"
    assert data.rows[1].cells[0].paragraphs[0].runs[0].bold
    assert data.rows[2].cells[1].paragraphs[0].style.name == "Table Text"
    widths = [column.width for column in data.columns]
    assert widths[1] == pytest.approx(widths[0] * 3, rel=0.01)
    assert [p.text for p in facts.rows[0].cells[1].paragraphs] == ["One.", "Two.", "item"]
    assert facts.rows[0]._tr.trPr.xpath("./w:tblHeader") == []


def test_header_and_footer_with_pages(letter: Any) -> None:
    section = letter.sections[0]
    assert section.header.paragraphs[0].text == "Lillevik AS  ·  Letter\tInternal · Draft"
    footer = section.footer.paragraphs[0]
    assert footer.text == "as of 20 November 2026\tPage 1 of 1"
    codes = [node.text.strip() for node in footer._p.iter() if node.tag.endswith("instrText")]
    assert codes == ["PAGE", "NUMPAGES"]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    wide = opened(made(wide=True)).sections[0]
    assert (wide.page_width.mm, wide.page_height.mm) == pytest.approx((297, 210), abs=0.1)


def test_properties_and_bytes(letter: Any) -> None:
    core = letter.core_properties
    assert (core.title, core.author, core.last_modified_by) == ("Letter", "Lillevik AS", "Lillevik AS")
    assert core.created.isoformat()[:19] == core.modified.isoformat()[:19] == "2026-11-20T10:30:07"
    assert (core.comments, core.revision, core.language) == ("", 1, "en-GB")
    data = made()
    assert data == made()
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {info.date_time for info in parts.infolist()} == {(2026, 11, 20, 10, 30, 6)}
        names = parts.namelist()
        assert names[0] == "[Content_Types].xml"
        assert not [name for name in names if "thumbnail" in name or "customXml" in name]
        assert b"Macintosh" not in parts.read("docProps/app.xml")
        assert b"rsid" not in parts.read("word/settings.xml")


def test_few_styles_are_left(letter: Any) -> None:
    names = {style.name for style in letter.styles}
    assert len(names) < 45
    assert not [name for name in names if "Accent" in name]


@pytest.mark.parametrize("name", ["subprocessors", "soa", "risk-treatment", "coverage", "policy-set"])
def test_every_word_of_a_document_arrives(name: str) -> None:
    rendered = company.rendered(name)
    document = opened(writer.write(rendered, SETTINGS))
    text = " ".join(" ".join(node.itertext()) for node in document.element.body)
    squeezed = "".join(text.split())
    lost = [
        block.text
        for block in rendered.blocks
        if block.tag in ("td", "th", "li", "h2", "h3")
        and "".join(block.text.split()) not in squeezed
        and block.text != "Contents"
    ]
    assert lost == []
