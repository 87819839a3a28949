"""Files become passages with their places; what cannot be read says why, and what to do."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.oxml import OxmlElement

from compliance.paper import pdf as pdf_module
from compliance.paper.examine import examine
from compliance.paper.passages import Paper, PaperError
from compliance.paper.read import read
from compliance.paper.tidy import join, tidy

HELVETICA = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)

Line = tuple[float, float, str]
"""Where a line begins, in points from the left and the foot of the page, and its text."""


def write_pdf(path: Path, *pages: list[Line], password: str = "") -> Path:
    """A PDF of lines at places, set in Helvetica of 10 points."""
    with pikepdf.new() as document:
        for lines in pages:
            page = document.add_blank_page(page_size=(595, 842))
            shown = "".join(f"BT /F1 10 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in lines)
            page.Contents = document.make_stream(shown.encode("cp1252"))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=HELVETICA))
        encryption = pikepdf.Encryption(user=password, owner="owner") if password else False
        document.save(path, encryption=encryption)
    return path


def column(x: float, top: float, *lines: str) -> list[Line]:
    return [(x, top - 12 * n, line) for n, line in enumerate(lines)]


def texts(paper: Paper) -> list[str]:
    return [p.text for p in paper.passages]


def fault(path: Path) -> PaperError:
    with pytest.raises(PaperError) as raised:
        read(path)
    return raised.value


def test_lines_become_paragraphs_and_broken_words_whole(tmp_path: Path) -> None:
    first = column(60, 760, "The processor shall en-", "sure that its staff keeps what it", "learns to itself.")
    second = column(60, 710, "Each sub-", "processor is told to do the same.")
    paper = read(write_pdf(tmp_path / "a.pdf", [*first, *second]))
    assert texts(paper) == [
        "The processor shall ensure that its staff keeps what it learns to itself.",
        "Each sub-processor is told to do the same.",
    ]
    assert [p.place for p in paper.passages] == ["page 1, paragraph 1", "page 1, paragraph 2"]


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = column(60, 760, "The left column begins here", "and its sentence goes on")
    right = column(320, 760, "to the top of the right one.", "Then it ends.")
    paper = read(write_pdf(tmp_path / "a.pdf", [*left, *right]))
    assert " ".join(texts(paper)).startswith(
        "The left column begins here and its sentence goes on to the top of the right"
    )


def test_a_sentence_goes_on_over_the_page_and_running_lines_go(tmp_path: Path) -> None:
    def page(number: int, *lines: str) -> list[Line]:
        head, foot = (60.0, 810.0, "Draft of the processing agreement"), (60.0, 30.0, f"Page {number} of 3")
        return [head, *column(60, 760, *lines), foot]

    paper = read(
        write_pdf(
            tmp_path / "a.pdf",
            page(1, "Whoever has access to the data is"),
            page(2, "bound to confidentiality by a contract."),
            page(3, "The third page has another sentence."),
        )
    )
    assert texts(paper) == [
        "Whoever has access to the data is bound to confidentiality by a contract.",
        "The third page has another sentence.",
    ]
    assert [p.page for p in paper.passages] == [1, 3]


def test_a_page_without_text_is_said(tmp_path: Path) -> None:
    paper = read(write_pdf(tmp_path / "a.pdf", column(60, 760, "The first page has a whole sentence."), []))
    assert paper.remarks == ("no text on page 2: if something stands there, it needs OCR",)
    assert paper.pages == 2


def test_ligatures_quotes_and_odd_spaces() -> None:
    assert (
        tidy("con\ufb01dential\u00a0\u2018data\u2019 \u2014 e\ufb03cient\u00ad\u200b")
        == "confidential 'data' - efficient"
    )
    assert join("organi\u00ad", "sational") == "organisational"
    assert join("third-", "party") == "third-party"
    assert join("one", "two") == "one two"


def word_file(path: Path) -> Path:
    document = docx.Document()
    document.add_heading("Processing agreement", 0)
    document.add_heading("Confidentiality", 1)
    paragraph = document.add_paragraph("Staff is ")
    for tag, text_tag, text in (("w:del", "w:delText", "perhaps "), ("w:ins", "w:t", "always ")):
        change, run, leaf = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        leaf.text = text
        run.append(leaf)
        change.append(run)
        paragraph._p.append(change)  # type: ignore[arg-type]  # python-docx has a type of its own for what lxml makes
    paragraph.add_run("bound.")
    for item in ("first duty", "second duty"):
        document.add_paragraph(item, style="List Number")
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Hosting", "Norway"
    document.save(str(path))
    return path


def test_word_has_numbers_tables_and_tracked_changes(tmp_path: Path) -> None:
    paper = read(word_file(tmp_path / "a.docx"))
    assert texts(paper) == [
        "Processing agreement",
        "Confidentiality",
        "Staff is always bound.",
        "1. first duty",
        "2. second duty",
        "Hosting | Norway",
    ]
    assert paper.passages[2].heading == "Confidentiality"
    assert paper.remarks == ("1 tracked deletions were left out; insertions were read as text",)


def test_markdown_keeps_what_a_reader_sees(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "# A\n\n## B\n\nThe **Processor** keeps the [list](https://x.example/y)\nin order:\n\n- first\n- second\n"
    )
    paper = read(path)
    assert texts(paper) == ["A", "B", "The Processor keeps the list in order:", "- first", "- second"]
    assert paper.passages[3].lead == "The Processor keeps the list in order:"
    assert paper.passages[3].heading == "B"


def test_the_content_decides_and_not_the_name(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", column(60, 760, "A sentence that is long enough."))
    renamed = path.rename(tmp_path / "a.docx")
    paper = read(renamed)
    assert paper.kind == "pdf"
    assert paper.remarks == ("the name ends in .docx; the content is pdf and was read as such",)


def zipped(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return path


ENTITIES = (
    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
    b"&c;</w:t></w:r></w:p></w:body></w:document>"
)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"%PDF-1.7 and then nothing of the kind", "is a damaged PDF"),
        ("a.pdf", b"a text that says so", "is no pdf file"),
        ("a.docx", b"a text that says so", "is no docx file"),
        ("a.docx", b"PK\x03\x04 and no more", "is a damaged Word file"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old .doc file, or a Word file with a password"),
        ("a.rtf", b"{\\rtf1 hello}", "is a rich-text file"),
        ("a.txt", b"", "is empty"),
        ("a.txt", b"\x00\x01\x02\x03", "is not text"),
        ("a.txt", b"  \n 1 2 3 \n", "has no text"),
        ("a.xlsx", b"name;value", ".xlsx is not a format of contracts"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, content: bytes, words: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    found = fault(path)
    assert words in found.message
    assert found.help


def test_a_zip_that_is_no_word_file(tmp_path: Path) -> None:
    assert "no Word document" in fault(zipped(tmp_path / "a.docx", mimetype=b"x")).message


def test_entities_are_refused(tmp_path: Path) -> None:
    assert (
        "declares a document type in word/document.xml"
        in fault(zipped(tmp_path / "a.docx", **{"word__document.xml": ENTITIES})).message
    )


def test_a_part_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.docx", **{"word__document.xml": b" " * (65 * 1024 * 1024)})
    assert path.stat().st_size < 100_000
    assert "unpacks 200 times over, to 65 MB" in fault(path).message


def test_a_password_is_said(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", column(60, 760, "A secret sentence."), password="word")
    assert "is protected by a password" in fault(path).message


def test_a_scan_needs_text_recognition(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    with pikepdf.new() as document:
        page = document.add_blank_page(page_size=(595, 842))
        image = document.make_stream(b"\xff" * 64 * 64)
        image.update(
            pikepdf.Dictionary(
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=64,
                Height=64,
                ColorSpace=pikepdf.Name.DeviceGray,
                BitsPerComponent=8,
            )
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
        page.Contents = document.make_stream(b"q 595 0 0 842 0 0 cm /I Do Q")
        document.save(path)
    found = fault(path)
    assert found.message == "a.pdf has no text: its pages are pictures"
    assert "OCR" in found.help


def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_pdf(tmp_path / "a.pdf", column(60, 760, "A sentence that is long enough."))
    monkeypatch.setattr(pdf_module, "SECONDS", 0.001)
    assert "was not read within" in fault(path).message


def test_many_pages(tmp_path: Path) -> None:
    page = column(60, 760, "All staff with access is bound by contract to confidentiality.")
    with pikepdf.open(write_pdf(tmp_path / "a.pdf", page)) as one, pikepdf.new() as many:
        for _ in range(300):
            many.pages.append(one.pages[0])
        many.save(tmp_path / "many.pdf")
    paper = read(tmp_path / "many.pdf")
    assert paper.pages == 300
    hint = next(hint for hint in examine(paper).rules if hint.rule.id == "DPA-04")
    assert hint.duties[0].passages[0].passage.page == 1


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert "cannot be read" in fault(tmp_path / "none.pdf").message
    assert "is a folder" in fault(tmp_path).message


@pytest.mark.parametrize("text", ["[" * 50_000, "*_" * 50_000, "<a" * 50_000, "(a) " * 20_000, "word-\n" * 20_000])
def test_time_does_not_grow_with_the_square_of_the_text(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"The first line is text.\n\n{text}\n")
    before = time.process_time()  # of this process alone: a busy machine changes it little
    assert texts(read(path))[0] == "The first line is text."
    assert time.process_time() - before < 10, "seconds while it grows with the text, hours with its square"


def test_text_of_older_encodings(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("Størrelsen på avtalen".encode("cp1252"))
    assert texts(read(path)) == ["Størrelsen på avtalen"]
    path.write_bytes("Størrelsen på avtalen".encode("utf-16"))
    assert texts(read(path)) == ["Størrelsen på avtalen"]


def test_word_in_memory_is_never_unpacked_to_disk(tmp_path: Path) -> None:
    buffer = io.BytesIO(word_file(tmp_path / "a.docx").read_bytes())
    with zipfile.ZipFile(buffer) as archive:
        assert "word/document.xml" in archive.namelist()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.docx"]
