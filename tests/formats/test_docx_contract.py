"""Contracts in Word: numbers that Word counts, references, bookmarks, contents, sections, and no cause for repair."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.documents import BY_NAME
from compliance.formats import word_order, word_reference
from compliance.paper.bookmarks import LONGEST, bookmark, ids_by_bookmark
from compliance.render.environment import environment
from compliance.render.render import render
from tests import company
from tests.corpus import REPOSITORY
from tests.formats import contract, same_text, word_files
from tests.formats.contract import CLAUSES, PAGE
from tests.formats.word_files import W


@pytest.fixture(scope="module")
def data() -> bytes:
    return word_files.word(PAGE)


@pytest.fixture(scope="module")
def body(data: bytes) -> Any:
    return word_files.part(data)


def paragraphs(root: Any) -> list[tuple[str, str]]:
    """Style and text of every paragraph."""
    found = []
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        text = "".join(node.text or "" for node in paragraph.iter(f"{W}t"))
        found.append((style.get(f"{W}val") if style is not None else "", text))
    return found


def test_word_counts_the_numbers_that_are_printed(data: bytes) -> None:
    units = {unit.name: unit for unit in word_files.read(data).units}
    for id, clause in CLAUSES.items():
        assert units[bookmark(f"clause-{id}")].number == clause.number, id
    for id in contract.ANNEXES:
        assert units[bookmark(f"annex-{id}")].number == contract.annex_number(id)
    assert len([unit for unit in units.values() if unit.name.startswith("clause_")]) == len(CLAUSES)


def test_printed_numbers_are_not_in_the_text(body: Any) -> None:
    texts = [text for _, text in paragraphs(body)]
    assert "Personal Data Breaches" in texts
    assert "names a contact;" in texts
    assert "Technical and organisational measures" in texts


@st.composite
def outlines(draw: st.DrawFn) -> str:
    """A contract of any shape, in the notation."""
    lines, level = ["# c0 | Title"], 1
    for number in range(1, draw(st.integers(1, 40))):
        level = draw(st.integers(1, min(level + 1, 4)))
        titled = "! " if level == 2 and draw(st.booleans()) else ""
        lines.append(f"{'#' * level} c{number} | {titled}Text {number}")
    return "\n".join(lines)


@given(outlines())
@settings(max_examples=12, deadline=None)
def test_numbers_of_any_contract(outline: str) -> None:
    top = contract.read(outline)
    clauses = [clause for one in top for clause in one.walk()]
    units = word_files.read(word_files.word(contract.page(top, many=1))).units
    found = [unit.number for unit in units if unit.name.startswith("clause_")]
    assert found == [clause.number for clause in clauses]


def test_thirty_items_are_lettered_as_word_does() -> None:
    outline = "# a | A\n## b | B\n" + "\n".join(f"### i{n} | Item {n}" for n in range(30))
    units = word_files.read(word_files.word(contract.page(contract.read(outline), many=1))).units
    assert [unit.number for unit in units if unit.level == 3][-5:] == ["(z)", "(aa)", "(bb)", "(cc)", "(dd)"]


def test_second_list_of_clauses_begins_at_one() -> None:
    more = contract.terms(contract.read("# more | More\n## one | One"))
    html = PAGE.replace(
        '</ol>\n</section>\n<section class="signatures"', f'</ol>{more}</section><section class="signatures"'
    )
    numbers = {unit.name: unit.number for unit in word_files.read(word_files.word(html)).units}
    assert (numbers["clause_law"], numbers["clause_more"], numbers["clause_more__one"]) == ("15.", "1.", "1.1")


def fields(root: Any) -> list[tuple[str, str]]:
    """Code and cached text of every field that is not nested."""
    found: list[list[str]] = []
    phase: list[str] = []
    for node in root.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
        if node.tag == f"{W}fldChar":
            kind = node.get(f"{W}fldCharType")
            if kind == "begin":
                found.append(["", ""])
                phase.append("code")
            elif kind == "separate":
                phase[-1] = "result"
            else:
                phase.pop()
        elif phase:
            found[-1][0 if phase[-1] == "code" else 1] += node.text or ""
    return [(code.strip(), text) for code, text in found]


def test_references_are_fields_with_their_text(body: Any) -> None:
    found = [(code, text) for code, text in fields(body) if code.startswith("REF ")]
    assert ("REF clause_transfers__ground \\w \\h", "12.1") in found
    assert ("REF clause_breach__notice__taken \\w \\h", "7.1(d)") in found
    assert ("REF clause_security \\w \\h", "5") in found
    assert ("REF annex_measures \\r \\h", "Annex II") in found
    assert len(found) == PAGE.count("data-ref=")
    names = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    assert {code.split()[1] for code, _ in found} <= names
    assert "as in clause 12.1." not in PAGE
    texts = [text for _, text in paragraphs(body)]
    assert "the countries, and the ground of each transfer under clause 12.1." in texts


def test_nothing_makes_word_ask_about_fields(data: bytes, body: Any) -> None:
    assert not [node for node in body.iter() if node.get(f"{W}dirty")]
    assert word_files.part(data, "word/settings.xml").find(f"{W}updateFields") is None


def test_contents_has_its_entries(body: Any) -> None:
    frame = body.find(f"{W}body/{W}sdt")
    assert frame.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery").get(f"{W}val") == "Table of Contents"
    lines = [
        "\t".join("".join(r.itertext()) for r in link if len(r) and r[0].tag == f"{W}t")
        for link in frame.iter(f"{W}hyperlink")
    ]
    assert lines[:2] == ["1.\tDefinitions and interpretation", "2.\tSubject matter and duration"]
    assert lines[-1] == "Annex IV\tTransfers"
    assert len(lines) == 19
    anchors = [link.get(f"{W}anchor") for link in frame.iter(f"{W}hyperlink")]
    names = {mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")}
    assert set(anchors) <= names
    code, _ = next((code, text) for code, text in fields(body) if code.startswith("TOC"))
    assert code == 'TOC \\o "1-1" \\h \\z \\u'


def test_styles_of_clauses(body: Any) -> None:
    found = {text: style for style, text in paragraphs(body)}
    assert found["Personal Data Breaches"] == "Heading1"
    assert found["Notice of a change"] == "Heading2"
    assert found["names a contact;"] == "Clause3"
    assert found["changed it."] == "Clause4"
    assert found["The promise outlives the employment."] == "Clause2"
    assert (
        found["The Processor gives notice of each new Sub-processor 30 days before it gets Personal Data."]
        == "ClauseText2"
    )
    assert found["Signatures"] == found["Terms"] == "UnnumberedHeading"
    assert found["Sub-processors"] == "AnnexHeading"


def test_defined_terms_are_bold(body: Any) -> None:
    bold = {
        "".join(t.text or "" for t in run.iter(f"{W}t"))
        for run in body.iter(f"{W}r")
        if run.find(f"{W}rPr/{W}b") is not None
    }
    assert {"Agreement", "Personal Data", "Personal Data Breach", "Sub-processor"} <= bold


def test_no_heading_is_left_alone_at_the_foot_of_a_page(data: bytes) -> None:
    styles = word_files.part(data, "word/styles.xml")
    kept = {
        style.get(f"{W}styleId") for style in styles.iter(f"{W}style") if style.find(f"{W}pPr/{W}keepNext") is not None
    }
    assert {"Heading1", "Heading2", "Heading3", "Title", "TOCHeading"} <= kept
    based = {style.get(f"{W}styleId"): style.find(f"{W}basedOn") for style in styles.iter(f"{W}style")}
    for name in ("AnnexHeading", "UnnumberedHeading"):
        assert based[name].get(f"{W}val") in kept


def test_one_annex_lies_on_its_side(body: Any) -> None:
    sections = [
        (size.get(f"{W}orient"), int(size.get(f"{W}w")) > int(size.get(f"{W}h")))
        for size in (found.find(f"{W}pgSz") for found in body.iter(f"{W}sectPr"))
    ]
    assert sections == [("portrait", False), ("landscape", True), ("portrait", False)] or sections == [
        (None, False), ("landscape", True), (None, False)
    ]  # fmt: skip
    heads = [found.find(f"{W}headerReference").values() for found in body.iter(f"{W}sectPr")]
    assert heads[0] == heads[2] != heads[1]


def test_a_document_may_end_on_its_side() -> None:
    html = PAGE.replace(
        '<section class="annex" id="annex-transfers"', '<section class="annex wide" id="annex-transfers"'
    )
    body = word_files.part(word_files.word(html))
    sections = list(body.iter(f"{W}sectPr"))
    assert [size.get(f"{W}orient") for size in body.iter(f"{W}pgSz")][1:] == ["landscape"]
    assert len(sections) == 2
    assert sections[-1].getparent().tag == f"{W}body"


def test_tables(body: Any) -> None:
    tables = list(body.iter(f"{W}tbl"))
    assert not [table for table in tables if next(table.iterancestors(f"{W}tbl"), None) is not None]
    for table in tables:
        widths = [int(column.get(f"{W}w")) for column in table.find(f"{W}tblGrid")]
        for row in table.iter(f"{W}tr"):
            assert row.find(f"{W}trPr/{W}cantSplit") is not None
            cells = [int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in row.iter(f"{W}tc")]
            assert cells == pytest.approx(widths, abs=1)
    heads = [len(list(table.iter(f"{W}tblHeader"))) for table in tables]
    assert heads == [0, 0, 0, 1, 1, 1, 1]


def test_cells_that_span() -> None:
    table = (
        '<table class="data"><tbody><tr><th rowspan="2">a</th><td colspan="2">b</td></tr>'
        "<tr><td>c</td><td>d</td></tr></tbody></table>"
    )
    body = word_files.part(word_files.word(PAGE.replace("<h3>Purpose</h3>", f"<h3>Purpose</h3>{table}")))
    made = next(t for t in body.iter(f"{W}tbl") if next(t.iter(f"{W}gridSpan"), None) is not None)
    assert [len(list(row.iterchildren(f"{W}tc"))) for row in made.iter(f"{W}tr")] == [2, 3]
    assert len(list(made.iter(f"{W}vMerge"))) == 2
    assert [text for _, text in paragraphs(made) if text] == ["a", "b", "c", "d"]


def test_lines_to_sign_on(body: Any) -> None:
    blocks = [t for t in body.iter(f"{W}tbl") if "Signature" in "".join(t.itertext())]
    assert len(blocks) == 2
    for block in blocks:
        lines = [cell for cell in block.iter(f"{W}tc") if cell.find(f"{W}tcPr/{W}tcBorders/{W}bottom") is not None]
        assert len(lines) == 4
        assert not ["".join(line.itertext()) for line in lines if "".join(line.itertext())]


def test_nothing_that_stands_in_the_way_of_tracked_changes(body: Any) -> None:
    forbidden = ("txbxContent", "framePr", "pict", "drawing", "object", "AlternateContent")
    assert not [node.tag for node in body.iter() if node.tag.rsplit("}", 1)[-1] in forbidden]
    assert not list(body.iter(f"{W}tblpPr"))


def word_documents() -> list[tuple[str, bytes]]:
    made = [("contract", word_files.word(PAGE)), ("reference.docx", word_reference.make("#1F4E5F"))]
    for job, rendered in company.documents():
        if "docx" in job.formats:
            from compliance.formats import docx

            made.append((rendered.stem, docx.write(rendered, word_files.SETTINGS)))
    return made


@pytest.fixture(scope="module")
def every() -> list[tuple[str, bytes]]:
    return word_documents()


def test_word_has_nothing_to_repair(every: list[tuple[str, bytes]]) -> None:
    assert len(every) >= 3
    for name, data in every:
        held = word_files.parts(data)
        for part in held:
            if part.endswith(".xml") and part.startswith("word/"):
                assert word_order.faults(word_files.part(data, part)) == [], (name, part)
        body = word_files.part(data)
        ids = [mark.get(f"{W}id") for mark in body.iter(f"{W}bookmarkStart")]
        ends = [mark.get(f"{W}id") for mark in body.iter(f"{W}bookmarkEnd")]
        names = [mark.get(f"{W}name") for mark in body.iter(f"{W}bookmarkStart")]
        assert len(set(ids)) == len(ids)
        assert sorted(ids) == sorted(ends)
        assert len({found.lower() for found in names}) == len(names)
        numbers(held, data, body)
        relations(held)


def numbers(held: dict[str, bytes], data: bytes, body: Any) -> None:
    """Lists have ids of their own, and every paragraph and style names one that is there."""
    root = word_files.part(data, "word/numbering.xml")
    lists = [num.get(f"{W}numId") for num in root.iter(f"{W}num")]
    forms = [abstract.get(f"{W}abstractNumId") for abstract in root.iter(f"{W}abstractNum")]
    assert len(set(lists)) == len(lists)
    assert len(set(forms)) == len(forms)
    styles = word_files.part(data, "word/styles.xml")
    used = {number.get(f"{W}val") for tree in (body, styles) for number in tree.iter(f"{W}numId")}
    assert used - {"0"} <= set(lists)
    known = [style.get(f"{W}styleId") for style in styles.iter(f"{W}style")]
    assert len(set(known)) == len(known)
    named = {s.get(f"{W}val") for tree in (body, root) for s in tree.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle")}
    assert named <= set(known)


def relations(held: dict[str, bytes]) -> None:
    """Every part that another leads to is there, and has a type."""
    types = held["[Content_Types].xml"].decode()
    for name, data in held.items():
        if name.endswith(".rels"):
            folder = name.split("_rels/")[0]
            for target, mode in re.findall(r'Target="([^"]+)"(?: TargetMode="(\w+)")?', data.decode()):
                if mode != "External" and not target.startswith("/"):
                    path = re.sub(r"[^/]+/\.\./", "", folder + target)
                    assert path in held, (name, target)
                    assert f'"/{path}"' in types or path.rsplit(".", 1)[-1] in ("xml", "rels")


def test_a_contract_is_the_same_file_each_time(data: bytes) -> None:
    assert data == word_files.word(PAGE)


def test_pdf_and_word_say_the_same_clause_by_clause() -> None:
    assert same_text.differences(PAGE) == []


@pytest.mark.parametrize(
    ("document", "customer"),
    [("dpa", "whitford-university"), ("dpa", "sorfjord-hospital"), ("custom-terms", "sorfjord-hospital")],
)
def test_real_contracts_say_the_same_in_both(document: str, customer: str) -> None:
    """One with transfers by module 4, and one with deviations, which are the fifth annex and a paper of their own."""
    html = render(BY_NAME[document], customer, company.dossier(), environment(REPOSITORY)).html
    assert same_text.differences(html) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("30 days before it gets", "60 days before it gets"), "clause_subprocessors__notice: not in the PDF"),
        (
            ('<span class="number">7.2</span>', '<span class="number">7.3</span>'),
            "printed as 7.3, counted by Word as 7.2",
        ),
    ],
)
def test_the_comparison_sees_a_difference(change: tuple[str, str], said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    other = PAGE.replace(*change)
    assert other != PAGE
    if "60" in change[1]:
        pages = word_files.pdf_pages(other)
        monkeypatch.setattr(word_files, "pdf_pages", lambda html: pages)
        assert any(said in line for line in same_text.differences(PAGE))
    else:
        assert any(said in line for line in same_text.differences(other))


def test_names_of_bookmarks() -> None:
    assert bookmark("clause-breach.notice") == "clause_breach__notice"
    assert bookmark("annex-measures") == "annex_measures"
    assert bookmark("two") == "_two"
    long = bookmark("clause-subprocessors.notice.content.where")
    assert len(long) <= LONGEST
    assert long.startswith("clause_subprocessors_notice")
    assert len({bookmark(id) for id in ("clause-a.b", "clause-a-b", "clause-a_b", "clause-A.b", "clause-a..b")}) == 5


@given(st.sets(st.text("abAB12.-_ÆØ ", min_size=1, max_size=60).map(lambda text: f"clause-{text}"), max_size=30))
@settings(max_examples=60, deadline=None)
def test_bookmarks_lead_back_to_their_ids(ids: set[str]) -> None:
    back = ids_by_bookmark(ids)
    assert {back[bookmark(id)] for id in ids} == ids
    for name in back:
        assert len(name) <= LONGEST
        assert re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII)
    assert len({name.lower() for name in back}) == len(ids)
