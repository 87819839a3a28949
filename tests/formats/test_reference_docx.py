"""A company's own Word file: its looks stay, what it lacks is added, what could harm is refused."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from compliance.formats import word_reference
from compliance.paper.reference import reference
from tests import company
from tests.formats import word_files
from tests.formats.contract import CLAUSES, PAGE
from tests.formats.word_files import W

SETTING = {"  language: en\n": "  language: en\n  reference_docx: templates/reference.docx\n"}


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def opened(data: bytes) -> Any:
    return docx.Document(io.BytesIO(data))


@pytest.fixture(scope="module")
def own() -> bytes:
    """What a company might make of the product's reference document."""
    document = opened(word_reference.make("#1F4E5F"))
    for name in ("Normal", "Heading 1"):
        document.styles[name].font.name = "Georgia"
    document.styles["Heading 1"].font.color.rgb = RGBColor(0x80, 0, 0)
    document.styles["Clause 3"].font.size = Pt(9)
    document.sections[0].left_margin = Mm(35)
    document.sections[0].header.paragraphs[0].text = "Our own head"
    return saved(document)


def test_looks_stay_and_the_text_goes(own: bytes) -> None:
    made = opened(word_files.word(PAGE, own))
    assert made.styles["Normal"].font.name == made.styles["Heading 1"].font.name == "Georgia"
    assert str(made.styles["Heading 1"].font.color.rgb) == "800000"
    assert made.styles["Clause 3"].font.size.pt == 9
    assert made.sections[0].left_margin.mm == pytest.approx(35, abs=0.1)
    assert [section.header.paragraphs[0].text for section in made.sections] == ["Our own head"] * 3
    assert "Page " in made.sections[0].footer.paragraphs[0].text
    assert "Clause 2: a clause" not in "".join(p.text for p in made.paragraphs)


def test_numbers_and_words_are_those_of_the_page(own: bytes) -> None:
    plain, dressed = (word_files.read(word_files.word(PAGE, data)) for data in (b"", own))
    assert [(u.name, u.number, u.after) for u in dressed.units] == [(u.name, u.number, u.after) for u in plain.units]
    assert len(dressed.units) > len(CLAUSES)


def test_a_file_without_our_styles_gets_them() -> None:
    """One that Word made: Normal and Heading 1 only, no numbering."""
    document = opened(saved(docx.Document()))
    for style in list(document.styles.element.iter(f"{W}style")):
        name = style.find(f"{W}name").get(f"{W}val")
        if name not in ("Normal", "heading 1", "Default Paragraph Font", "Normal Table", "No List"):
            document.styles.element.remove(style)
    part = document.part
    for key in [key for key, rel in part.rels.items() if rel.reltype.endswith("/numbering")]:
        del part.rels[key]
    document.add_paragraph("Text of theirs")
    data = word_files.word(PAGE, saved(document))
    units = {unit.name: unit.number for unit in word_files.read(data).units}
    assert units["clause_breach__notice__taken"] == "(d)"
    assert units["annex_transfers"] == "Annex IV"
    assert "Text of theirs" not in "".join(p.text for p in opened(data).paragraphs)


def test_what_names_its_author_goes(own: bytes) -> None:
    document = opened(own)
    document.core_properties.author = "J. Doe"
    document.add_picture(io.BytesIO(PIXEL))
    held = word_files.parts(word_files.word(PAGE, saved(document)))
    assert not [name for name in held if name.startswith("word/media")]
    assert b"J. Doe" not in b"".join(held.values())


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "050001a5f645400000000049454e44ae426082"
)


def test_the_products_own_is_the_same_each_time_and_changes_nothing() -> None:
    data = word_reference.make("#1F4E5F")
    assert data == word_reference.make("#1F4E5F")
    made = opened(word_files.word(PAGE, data))
    assert (
        made.sections[0].header.paragraphs[0].text == "Lillevik AS  ·  Data processing agreement\tConfidential · Draft"
    )


def held() -> dict[str, bytes]:
    return word_files.parts(word_reference.make("#1F4E5F"))


def link(name: str) -> bytes:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{kind}" Target="https://{name}.example/p.png" TargetMode="External"/></Relationships>'
    ).encode()


SPARSE = b"".join(hashlib.sha512(str(n).encode()).digest() + b"\0" * 9_936 for n in range(7_000))
"""70 MB that a zip packs to a hundredth: much, and no bomb."""


def unusable() -> list[tuple[bytes, str]]:
    types = held()["[Content_Types].xml"].replace(b"document.main+xml", b"template.main+xml")
    return [
        (b"", "is no .docx file"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "is no .docx file"),
        (word_files.packed(held())[:-300], "cannot be used: it is a damaged Word file"),
        (word_files.packed({**held(), "word/vbaProject.bin": b"x"}), "carries macros (word/vbaProject.bin)"),
        (word_files.packed({**held(), "word/embeddings/a.bin": b"x"}), "carries an embedded object"),
        (
            word_files.packed({**held(), "word/_rels/header1.xml.rels": link("spy")}),
            "loads 'https://spy.example/p.png'",
        ),
        (word_files.packed({**held(), "[Content_Types].xml": types}), "is no Word document"),
        (
            word_files.packed({**held(), "word/styles.xml": b"<w:styles"}),
            "cannot be used: it is a damaged Word file: word/styles.xml:",
        ),
        (
            word_files.packed({**held(), "word/big.bin": b"\0" * 70_000_000}),
            "cannot be used: it has a part",
        ),
        (word_files.packed({**held(), "word/big.bin": SPARSE}), "unpacks to 6"),
        (b"PK" + b"\0" * (9 * 1024 * 1024), "has 9.0 MB; 8 are the most"),
    ]


@pytest.mark.parametrize(("data", "why"), unusable())
def test_what_cannot_be_used_is_told(data: bytes, why: str, tmp_path: Path) -> None:
    (tmp_path / "own.docx").write_bytes(data)
    found = reference(tmp_path, "own.docx")
    assert found.data == b""
    assert found.why.startswith(why)
    assert found.help


def test_a_build_leaves_word_files_out_and_makes_the_rest(tmp_path: Path) -> None:
    root = company.copy_company(tmp_path / "p")
    company.edit(root, "dossier.yaml", SETTING)
    done = company.command(
        "build", "sla", "--project", root, "-o", tmp_path / "o", "--format", "docx", "--format", "html"
    )
    assert done.code == 1
    assert (
        "error[reference-document-unusable]: the reference document templates/reference.docx is not there" in done.err
    )
    assert "--> dossier.yaml:" in done.err
    assert "`dossier templates copy reference.docx` makes one to start from" in done.err
    assert not (tmp_path / "o" / "sla.docx").exists()
    assert (tmp_path / "o" / "sla.html").exists()


def test_copy_makes_one_and_a_build_uses_it(tmp_path: Path) -> None:
    root = company.copy_company(tmp_path / "p")
    done = company.command("templates", "copy", "reference.docx", "--project", root)
    assert (done.code, done.err) == (0, "")
    assert "reference_docx: templates/reference.docx" in done.out
    again = company.command("templates", "copy", "reference.docx", "--project", root)
    assert again.code == 2
    assert "the project has templates/reference.docx already" in again.err
    company.edit(root, "dossier.yaml", SETTING)
    path = root / "templates" / "reference.docx"
    document = docx.Document(str(path))
    document.styles["Title"].font.name = "Georgia"
    document.save(str(path))
    done = company.command("build", "sla", "--project", root, "-o", tmp_path / "o", "--format", "docx")
    assert (done.code, done.err.strip()) == (0, "")
    made = opened((tmp_path / "o" / "sla.docx").read_bytes())
    assert made.styles["Title"].font.name == "Georgia"
    assert made.styles["Title"].element.get(qn("w:styleId")) == "Title"


def test_an_odd_sound_file_is_told_by_the_build(tmp_path: Path) -> None:
    """A zip of sound parts that python-docx cannot make a document of."""
    root = company.copy_company(tmp_path / "p")
    company.edit(root, "dossier.yaml", SETTING)
    odd = {**held(), "word/_rels/document.xml.rels": b"<a/>"}
    del odd["_rels/.rels"]
    (root / "templates" / "reference.docx").write_bytes(word_files.packed(odd))
    done = company.command("build", "sla", "--project", root, "-o", tmp_path / "o", "--format", "docx")
    assert done.code == 1
    assert "error[reference-document-unusable]" in done.err
    assert "Traceback" not in done.err
