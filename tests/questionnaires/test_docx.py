"""Word files: questions in tables and running text, answers in cells, controls, fields and boxes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import pytest

from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.files import ReadOptions, read, write
from compliance.questionnaires.model import Entry, Questionnaire, Slot, Spot
from compliance.questionnaires.package import Package
from compliance.questionnaires.report import Report
from tests.questionnaires.books import edited, swap
from tests.questionnaires.papers import dropdown, messy

DOCUMENT = "word/document.xml"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return messy(tmp_path / "messy.docx")


def slots(found: Questionnaire) -> dict[str, list[str]]:
    """Slots of each question by the first words of it."""
    return {" ".join(q.text.split()[:4]): [s.spot.address for s in q.answers] for q in found.questions}


def answer(found: Questionnaire, words: str, number: int = 0) -> Slot:
    """A slot of the question that begins with these words."""
    return next(q for q in found.questions if q.text.startswith(words)).answers[number]


def filled(path: Path, *entries: Entry) -> tuple[Path, Report]:
    out = path.with_name("out.docx")
    return out, write(path, entries, out)


def test_questions_and_their_places(paper: Path) -> None:
    assert slots(read(paper)) == {
        "Company name": ["t1r1c2"],
        "Contact person": ["t1r2c2"],
        "Do you require multi-factor": ["sdt1"],
        "Are accounts reviewed at": ["sdt2", "sdt3"],
        "Describe onboarding.": ["t2r4c3"],
        "Do you keep backups": ["p27"],
        "How often is a": ["p29"],
        "Do you log access": ["p31"],
        "Is data encrypted at": ["box1", "box2", "box3"],
        "Which country is data": ["ff1"],
        "Is there a security": ["ff2"],
        "Name your certifications:": ["sdt4"],
    }


def test_lists_boxes_numbers_and_headings(paper: Path) -> None:
    found = read(paper)
    assert answer(found, "Do you require").options == ("Yes", "No", "Partial")
    assert [s.option for s in found.question("table 2!t2r3c2").answers] == ["Yes", "No"]
    encrypted = next(q for q in found.questions if q.text.startswith("Is data"))
    assert [(s.kind, s.option) for s in encrypted.answers] == [
        ("mark", "Yes"),
        ("mark", "No"),
        ("mark", "Not applicable"),
    ]
    assert answer(found, "Is there a security").options == ("Yes", "No")
    logs = next(q for q in found.questions if q.text.startswith("Do you log"))
    assert (logs.number, logs.section) == ("3", ("Operations",))
    assert logs.comment is not None
    assert found.question("table 2!t2r2c2").section == ("Access",)
    assert found.question("table 2!t2r2c2").comment is not None


def test_everything_is_filled_and_read_back(paper: Path) -> None:
    found = read(paper)
    entries = [
        Entry(s, s.options[0] if s.options else "" if s.kind == "mark" else "We do <&> æ")
        for q in found.questions
        for s in (*q.answers[:1], *([q.comment] if q.comment else []))
    ]
    out, report = filled(paper, *entries)
    again = {s.spot: s.filled for q in read(out).questions for s in (*q.answers, *([q.comment] if q.comment else []))}
    for entry in entries:
        assert again[entry.slot.spot] == (entry.value or "X"), entry
    assert not report.refused
    assert len(docx.Document(str(out)).paragraphs) == len(docx.Document(str(paper)).paragraphs)


def test_only_the_document_part_changes(paper: Path) -> None:
    out, report = filled(paper, Entry(answer(read(paper), "Do you require"), "No"))
    old, new = Package("old", paper.read_bytes()), Package("new", out.read_bytes())
    assert old.names == new.names
    assert [n for n in old.names if old.packed(n) != new.packed(n)] == [DOCUMENT] == list(report.changed)


def test_every_byte_of_the_document_but_the_answer_stays(paper: Path) -> None:
    out, _ = filled(paper, Entry(answer(read(paper), "How often"), "Quarterly"))
    before, after = (zipfile.ZipFile(p).read(DOCUMENT) for p in (paper, out))
    at = next(n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b)
    tail = next(n for n, (a, b) in enumerate(zip(before[::-1], after[::-1], strict=False)) if a != b)
    assert len(before) - tail - at < 10, "what was exchanged is one empty paragraph"
    assert b'<w:t xml:space="preserve">Quarterly</w:t>' in after[at - 40 : len(after) - tail + 10]


def test_ticking_a_control_sets_its_state_and_its_sign(paper: Path) -> None:
    out, _ = filled(paper, Entry(answer(read(paper), "Are accounts", 1), "X"))
    text = zipfile.ZipFile(out).read(DOCUMENT).decode()
    assert text.count('<w14:checked w14:val="1"/>') == 1
    assert text.count("\u2612") == 1


def test_a_field_with_a_list_takes_the_index(paper: Path) -> None:
    out, _ = filled(paper, Entry(answer(read(paper), "Is there a security"), "No"))
    assert b'<w:ddList><w:result w:val="1"/>' in zipfile.ZipFile(out).read(DOCUMENT)


def test_values_that_a_list_does_not_have_are_refused(paper: Path) -> None:
    slot = answer(read(paper), "Do you require")
    out, report = filled(paper, Entry(slot, "Maybe"))
    assert report.refused[0].why == "it is not in the list: Yes, No, Partial"
    assert out.read_bytes() == paper.read_bytes()


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"locked": True}, "the content control is locked"),
        ({"bound": True}, "the content control shows data of another part of the file, which would come back"),
    ],
)
def test_controls_that_may_not_be_changed(tmp_path: Path, made: dict[str, bool], why: str) -> None:
    document = docx.Document()
    for text in ("Do you encrypt data at rest?", "Do you encrypt data in transit?"):
        document.add_paragraph(text)._p.append(dropdown("Yes", "No", **made))
    path = tmp_path / "a.docx"
    document.save(str(path))
    _, report = filled(path, Entry(read(path).questions[0].answers[0], "Yes"))
    assert report.refused[0].why == why


def test_a_document_that_only_takes_form_fields(paper: Path) -> None:
    protection = '<w:documentProtection w:edit="forms" w:enforcement="1"/></w:settings>'
    edited(paper, {"word/settings.xml": swap("</w:settings>", protection)})
    found = read(paper)
    assert "Describe onboarding." not in {q.text for q in found.questions if q.answers}
    field, cell = answer(found, "Which country"), Slot(Spot("table 2", "t2r4c3"), "text")
    _, report = filled(paper, Entry(field, "Norway"), Entry(cell, "x"))
    assert [w.spot for w in report.written] == [field.spot]
    assert report.refused[0].why == "the document is protected against changes"


def test_lines_become_breaks(paper: Path) -> None:
    out, _ = filled(paper, Entry(answer(read(paper), "Describe"), "First.\nSecond."))
    assert docx.Document(str(out)).tables[1].cell(3, 2).text == "First.\nSecond."


def test_parts_can_be_named(paper: Path) -> None:
    found = read(paper, ReadOptions(sheets=("table 2",)))
    assert {q.spot.part for q in found.questions} == {"table 2"}
    assert [note.part for note in found.notes if note.used] == ["table 2"]
    with pytest.raises(QuestionnaireError, match="has no 'table 9'"):
        read(paper, ReadOptions(sheets=("table 9",)))


def test_places_that_are_not_there(paper: Path) -> None:
    wrong = ["p9999", "t9r1c1", "t1r9c1", "sdt99", "ff99", "box99", "x1", "p", "t1r1"]
    _, report = filled(paper, *(Entry(Slot(Spot("document", at), "text"), "x") for at in wrong))
    assert len(report.refused) == len(wrong)


def test_a_broken_document_is_a_sentence(paper: Path) -> None:
    edited(paper, {DOCUMENT: lambda content: content[:500]})
    with pytest.raises(QuestionnaireError, match="is damaged"):
        read(paper)


def test_an_entity_in_a_document_is_refused(paper: Path) -> None:
    doctype = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    edited(paper, {DOCUMENT: lambda content: content.replace(b"<w:document", doctype + b"<w:document", 1)})
    with pytest.raises(QuestionnaireError, match="declares a document type"):
        read(paper)


def test_a_letter_is_no_questionnaire(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Dear supplier, do you have a minute? We will call you.")
    document.add_paragraph("Kind regards")
    document.save(str(tmp_path / "letter.docx"))
    assert read(tmp_path / "letter.docx").questions == ()
