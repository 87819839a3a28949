"""Which questions are found in a workbook, and where their answers go."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.files import ReadOptions, read
from compliance.questionnaires.model import Questionnaire
from tests.questionnaires.books import ASKED, Rows, answer_list, edited, messy, simple, swap


def counts(found: Questionnaire) -> dict[str, int]:
    """Questions by sheet, those that are used only."""
    return {note.part: note.questions for note in found.notes if note.used}


def answers(found: Questionnaire) -> dict[str, str]:
    """Address of the question: address of its first slot."""
    return {q.spot.address: q.answers[0].spot.address if q.answers else "" for q in found.questions}


@pytest.fixture(scope="module")
def messy_book(tmp_path_factory: pytest.TempPathFactory) -> Questionnaire:
    return read(messy(tmp_path_factory.mktemp("books") / "messy.xlsx"))


def test_questions_by_sheet(messy_book: Questionnaire) -> None:
    assert counts(messy_book) == {"Company": 4, "Security": 6, "Matrix": 2, "Modenhet": 3}


def test_sheets_that_explain_judge_list_or_hide_are_left_alone(messy_book: Questionnaire) -> None:
    why = {note.part: note.why[0] for note in messy_book.notes if not note.used}
    assert why["Instructions"].startswith("its name says that it explains")
    assert why["Evaluation"].startswith("its name says that it judges")
    assert why["Lists"].startswith("its name says that it holds lists")
    assert why["Texts"] == "it is hidden"


def test_question_text_that_is_a_formula_is_its_cached_value(messy_book: Questionnaire) -> None:
    question = messy_book.question("Security!B9")
    assert (question.number, question.text) == ("2.1", "Is data encrypted at rest with AES-256?")


def test_sections_come_from_the_rows_of_headings(messy_book: Questionnaire) -> None:
    sections = {q.spot.address: q.section for q in messy_book.questions if q.spot.part == "Security"}
    assert sections["B5"] == ("Access control",)
    assert sections["B9"] == ("Encryption",)
    assert sections["B14"] == ("Continuity",)


def test_lists_in_extlst_are_resolved_across_sheets(messy_book: Questionnaire) -> None:
    slot = messy_book.question("Security!B5").answers[0]
    assert (slot.kind, slot.options) == ("choice", ("Yes", "No", "Partial", "N/A"))
    assert slot.spot.address == "C5"


def test_marks_in_columns(messy_book: Questionnaire) -> None:
    question = messy_book.question("Matrix!B4")
    assert [(s.spot.address, s.kind, s.option) for s in question.answers] == [
        ("C4", "mark", "Yes"),
        ("D4", "mark", "Partial"),
        ("E4", "mark", "No"),
    ]
    assert question.section == ("PHYSICAL SECURITY",)
    assert question.statement
    assert question.comment is not None
    assert question.comment.spot.address == "F4"


def test_a_scale_is_a_number_with_options(messy_book: Questionnaire) -> None:
    question = messy_book.question("Modenhet!B2")
    assert question.answers[0].kind == "number"
    assert question.answers[0].options == ("0", "1", "2", "3", "4", "5")
    assert question.language == "nb"


def test_a_locked_cell_of_a_protected_sheet_is_no_slot(messy_book: Questionnaire) -> None:
    assert messy_book.question("Modenhet!B4").answers == ()
    note = next(note for note in messy_book.notes if note.part == "Modenhet")
    assert "1 answer cell left alone: the sheet is protected and the cell is locked" in note.why


def test_a_form_asks_for_facts_about_the_company(messy_book: Questionnaire) -> None:
    fields = [(q.text, q.answers[0].spot.address, q.label) for q in messy_book.questions if q.spot.part == "Company"]
    assert fields[0] == ("Company name", "B4", True)
    assert len(fields) == 4


def test_reading_twice_gives_the_same(tmp_path: Path, messy_book: Questionnaire) -> None:
    assert read(messy(tmp_path / "messy.xlsx")) == messy_book


def test_a_filled_copy_has_the_fingerprint_of_the_blank_one(tmp_path: Path) -> None:
    rows: Rows = [
        ["ID", "Question", "Answer"],
        [1, "Do you encrypt data?", None],
        [2, "Do you keep logs?", None],
    ]
    blank = read(simple(tmp_path / "blank.xlsx", rows))
    rows[1][2] = "Yes"
    filled = read(simple(tmp_path / "filled.xlsx", rows))
    assert blank.fingerprint == filled.fingerprint
    assert [q.answers[0].filled for q in filled.questions] == ["Yes", ""]


CASES: dict[str, tuple[Rows, dict[str, str]]] = {
    "id columns, domain and control texts beside the question": (
        [
            ["CONSENSUS QUESTIONNAIRE v4"],
            [
                "Question ID", "Question", "CSP Answer", "Ownership of control", "CSP Implementation Description",
                "Control ID", "Control Specification", "Control Title", "Domain Title",
            ],
            ["A-01.1", "Are audit policies established?", None, None, None, "A-01", "Establish audit policies and keep "
             "them under review at least annually by the owner.", "Audit policy", "Audit"],
            ["A-01.2", "Are they reviewed at least annually?", None, None, None, None, None, None, None],
            ["A-02.1", "Are independent audits done?", None, None, None, "A-02", "Have independent assessments done "
             "according to relevant standards.", "Independent audits", "Audit"],
            ["End of questionnaire"],
        ],
        {"B3": "C3", "B4": "C4", "B5": "C5"},
    ),
    "maturity before the question": (
        [
            ["", "Maturity level", "Control question", "Objective", "Implementation description"],
            ["1", None, "Policies and organisation", None, None],
            ["1.1", None, "To what extent are policies available?", "Policies are the base of all else.", None],
            ["1.2", None, "To what extent are risks managed?", "Risks are known and treated.", None],
        ],
        {"C3": "B3", "C4": "B4"},
    ),
    "statements with sections in capitals": (
        [
            ["Ref", "Requirement", "Compliant (Y/N)", "Comments"],
            [None, "ACCESS CONTROL", None, None],
            ["1", "All access is personal and traceable", None, None],
            ["2", "Privileged access needs a second factor", None, None],
            [None, "OPERATIONS", None, None],
            ["3", "Systems are patched within 30 days", None, None],
        ],
        {"B3": "C3", "B4": "C4", "B6": "C6"},
    ),
    "no headings at all": (
        [
            ["Questions of our security team"],
            ["1", "Do you have a security policy?", None],
            ["2", "Who is responsible for security?", None],
            ["3", "How are incidents handled?", None],
        ],
        {"B2": "C2", "B3": "C3", "B4": "C4"},
    ),
    "comments only": (
        [["Question", "Comments"], ["Do you encrypt data?", None], ["Do you keep logs of access?", None]],
        {"A2": "B2", "A3": "B3"},
    ),
    "guidance that asks as well": (
        [
            ["No", "Question", "Guidance", "Response", "Analyst notes"],
            ["1", "Do you encrypt data?", "Which algorithm do you use, and where are keys kept?", None, None],
            ["2", "Do you keep logs?", "How long are they kept, and who can change them?", None, None],
        ],
        {"B2": "D2", "B3": "D3"},
    ),
    "German": (
        [
            ["Nr.", "Anforderung", "Erfüllt (Ja/Nein)", "Bemerkung"],
            ["1", "Haben Sie einen Informationssicherheitsbeauftragten benannt?", None, None],
            ["2", "Daten werden verschlüsselt übertragen", None, None],
        ],
        {"B2": "C2", "B3": "C3"},
    ),
    "French": (
        [
            ["N°", "Exigence", "Réponse du fournisseur", "Commentaires"],
            ["1", "Disposez-vous d'une politique de sécurité ?", None, None],
            ["2", "Les données sont chiffrées au repos", None, None],
        ],
        {"B2": "C2", "B3": "C3"},
    ),
    "Spanish": (
        [
            ["Núm.", "Pregunta", "Respuesta", "Observaciones"],
            ["1", "¿Dispone de una política de seguridad?", None, None],
            ["2", "¿Se cifran los datos en reposo?", None, None],
        ],
        {"B2": "C2", "B3": "C3"},
    ),
    "Swedish": (
        [
            ["Nr", "Fråga", "Svar", "Kommentar"],
            ["1", "Har ni en säkerhetspolicy?", None, None],
            ["2", "Hur lagras loggar och vem kan läsa dem?", None, None],
        ],
        {"B2": "C2", "B3": "C3"},
    ),
    "Danish": (
        [
            ["Nr.", "Spørgsmål", "Leverandørens svar", "Bemærkninger"],
            ["1", "Har I en sikkerhedspolitik?", None, None],
            ["2", "Hvordan opbevares jeres logfiler?", None, None],
        ],
        {"B2": "C2", "B3": "C3"},
    ),
    "answers below the questions": (
        [
            ["Supplier questionnaire"],
            [],
            ["1. Do you have a security policy?"],
            [],
            ["2. Who owns it, and when was it last reviewed?"],
            [],
            ["3. How do you handle incidents?"],
        ],
        {"A3": "A4", "A5": "A6", "A7": "A8"},
    ),
    "titles that begin like questions": (
        [
            ["No", "Maturity level", "Control question"],
            ["1", None, "IS policies and organization"],
            ["1.1", None, "To what extent are policies available?"],
            ["1.2", None, "To what extent is security managed?"],
            ["2", None, "Human resources"],
            ["2.1", None, "To what extent is staff qualified?"],
        ],
        {"C3": "B3", "C4": "B4", "C6": "B6"},
    ),
    "type of answer beside the answer": (
        [
            ["ID", "Question", "Answer type", "Expected answer", "Answer"],
            ["1", "Do you encrypt data?", "Yes/No", "Yes", None],
            ["2", "Do you keep logs?", "Yes/No", "Yes", None],
        ],
        {"B2": "E2", "B3": "E3"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_shapes_of_tables(tmp_path: Path, name: str) -> None:
    rows, expected = CASES[name]
    assert answers(read(simple(tmp_path / "book.xlsx", rows))) == expected


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("German", "de"),
        ("French", "fr"),
        ("Spanish", "es"),
        ("Swedish", "sv"),
        ("Danish", "da"),
        ("comments only", "en"),
    ],
)
def test_language_of_questions(tmp_path: Path, name: str, language: str) -> None:
    found = read(simple(tmp_path / "book.xlsx", CASES[name][0]))
    assert {q.language for q in found.questions} == {language}


def test_headings_that_are_merged_down_to_a_second_row(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "book.xlsx"))
    sheet = book.add_worksheet("Controls")
    sheet.merge_range("A1:F1", "Assessment 6.0")
    for column, heading in ((0, "No."), (1, "Maturity level"), (2, "Control question"), (5, "Description")):
        sheet.merge_range(1, column, 2, column, heading)
    sheet.merge_range("D2:E2", "Requirements")
    sheet.write_row("D3", ["(must)", "(should)"])
    for row, text in enumerate(("To what extent are policies available?", "To what extent are risks managed?"), 3):
        sheet.write_row(row, 0, [f"1.{row}", None, text, "+ Policies are documented.", "None"])
    book.close()
    found = read(tmp_path / "book.xlsx")
    assert answers(found) == {"C4": "B4", "C5": "B5"}
    assert {q.section for q in found.questions} == {()}


def test_answers_that_stand_there_are_said(tmp_path: Path) -> None:
    rows: Rows = [
        ["Bilag 1: Kundens kravspesifikasjon"],
        ["Krav nr", "Kravtype", "Krav", "Leverandørens svar (Ja/Nei)", "Leverandørens beskrivelse"],
        ["1.1", "A", "Løsningen skal støtte pålogging med to faktorer", "Ja", "Med app"],
        ["1.2", "B", "Alle data skal lagres innenfor EØS", None, None],
    ]
    found = read(simple(tmp_path / "book.xlsx", rows))
    assert answers(found) == {"C3": "D3", "C4": "D4"}
    comments = [q.comment.filled if q.comment else "" for q in found.questions]
    assert ([q.answers[0].filled for q in found.questions], comments) == (["Ja", ""], ["Med app", ""])
    assert {q.language for q in found.questions} == {"nb"}


def test_follow_ups(tmp_path: Path) -> None:
    rows: Rows = [
        ["No", "Question", "Answer"],
        ["1", "Do you have a policy?", None],
        ["1.1", "How is it approved?", None],
        ["2", "Do you use subcontractors?", None],
        ["3", "Do you audit suppliers?", None],
        ["4", "If yes to 2, where are they?", None],
        ["5", "If not, please explain why.", None],
    ]
    found = read(simple(tmp_path / "book.xlsx", rows))
    assert {q.number: q.follows for q in found.questions} == {
        "1": "", "1.1": "Questions!B2", "2": "", "3": "", "4": "Questions!B4", "5": "Questions!B5",
    }  # fmt: skip


def lists_book(path: Path) -> Path:
    """Lists of every kind, one a row."""
    book = xlsxwriter.Workbook(str(path))
    sheet, lists = book.add_worksheet("Q"), book.add_worksheet("My lists")
    lists.write_column("A1", ["Heading", "Ja", "Nei"])
    lists.write_column("B1", [0, 0.5, 1], book.add_format({"num_format": "0%"}))
    lists.write_column("C1", [1, 2, 3])
    lists.add_table("E1:E3", {"columns": [{"header": "State"}], "data": [["Open"], ["Closed"]], "name": "States"})
    lists.hide()
    book.define_name("YesNo", "='My lists'!$A$2:$A$3")
    book.define_name("Again", "=YesNo")
    book.define_name("Loop", "=Pool")
    book.define_name("Pool", "=Loop")
    book.define_name("Filled", "=OFFSET('My lists'!$C$1,0,0,COUNTA('My lists'!$C:$C),1)")
    sources = [
        ["Yes", "No, never"],
        "='My lists'!$A$2:$A$3",
        "=YesNo",
        "=Again",
        "=Loop",
        "=INDIRECT($A$1)",
        '=INDIRECT("YesNo")',
        "=Filled",
        '=INDIRECT("States[State]")',
        "='[other.xlsx]S'!$A$1:$A$2",
        "=Missing",
        "='My lists'!$B$1:$B$3",
    ]
    sheet.write_row(0, 0, ["No", "Question", "Answer"])
    for row, source in enumerate(sources, 1):
        sheet.write_row(row, 0, [row, f"Do you do thing number {row}?"])
        sheet.data_validation(row, 2, row, 2, {"validate": "list", "source": source, "ignore_blank": True})
    book.close()
    return path


def test_lists_are_resolved_or_named_as_unresolved(tmp_path: Path) -> None:
    found = read(lists_book(tmp_path / "lists.xlsx"))
    options = {q.number: q.answers[0].options for q in found.questions}
    assert options == {
        "1": ("Yes", "No", "never"),
        "2": ("Ja", "Nei"),
        "3": ("Ja", "Nei"),
        "4": ("Ja", "Nei"),
        "5": (),
        "6": (),
        "7": ("Ja", "Nei"),
        "8": ("1", "2", "3"),
        "9": ("Open", "Closed"),
        "10": (),
        "11": (),
        "12": ("0%", "50%", "100%"),
    }
    assert {q.answers[0].kind for q in found.questions} == {"choice"}
    warnings = found.notes[0].warnings
    assert [warning.partition(":")[0] for warning in warnings] == ["C6", "C7", "C11", "C12"]
    assert "stands for itself" in warnings[0]
    assert "depends on another cell" in warnings[1]
    assert "in another file" in warnings[2]


def test_a_relative_list_moves_with_its_cell(tmp_path: Path) -> None:
    rows: Rows = [["No", "Question", "Answer", None, "a", "b"], ["1", "Do you encrypt?", None, None, "Yes", "No"],
            ["2", "Where do you keep data?", None, None, "EU", "US"]]  # fmt: skip
    path = simple(tmp_path / "book.xlsx", rows, C2_C3={"validate": "list", "source": "=$E2:$F2"})
    assert [q.answers[0].options for q in read(path).questions] == [("Yes", "No"), ("EU", "US")]


def test_hidden_rows_and_columns_are_not_read(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "book.xlsx"))
    sheet = book.add_worksheet("Q")
    sheet.write_row(0, 0, ["No", "Question", "Secret answer", "Answer"])
    for row in range(1, 5):
        sheet.write_row(row, 0, [row, f"Do you do thing number {row}?"])
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column("C:C", None, None, {"hidden": True})
    book.close()
    found = read(tmp_path / "book.xlsx")
    assert answers(found) == {"B2": "D2", "B4": "D4", "B5": "D5"}
    assert "1 hidden row not read and not written to" in found.notes[0].why
    assert "hidden columns not read and not written to: C" in found.notes[0].why


def test_formula_answers_are_not_slots(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "book.xlsx"))
    sheet = book.add_worksheet("Q")
    sheet.write_row(0, 0, ["No", "Question", "Answer"])
    for row in range(1, 5):
        sheet.write_row(row, 0, [row, f"Do you do thing number {row}?"])
    sheet.write_formula("C3", '=IF(C2="Yes","Yes","")', None, "")
    book.close()
    assert answers(read(tmp_path / "book.xlsx")) == {"B2": "C2", "B3": "", "B4": "C4", "B5": "C5"}


def test_a_sheet_whose_answers_are_all_formulas_is_left_alone(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "book.xlsx"))
    for name in ("Vendor", "Overview"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["No", "Question", "Answer"])
        for row in range(1, 4):
            sheet.write_row(row, 0, [row, f"Do you do thing number {row}?"])
            if name == "Overview":
                sheet.write_formula(row, 2, f"=Vendor!C{row + 1}", None, "")
    book.close()
    assert counts(read(tmp_path / "book.xlsx")) == {"Vendor": 3}


def library(path: Path) -> Path:
    """Like a questionnaire that a compliance tool exports: titles and notes between nested questions, an answer column
    that holds codes of answer types, the codes on a sheet of their own, and sheets about the file itself."""
    book = xlsxwriter.Workbook(str(path))
    about = book.add_worksheet("library_meta")
    for row, pair in enumerate((("type", "library"), ("name", "Supply chain template"), ("locale", "en"))):
        about.write_row(row, 0, pair)
    sheet = book.add_worksheet("questionnaire_content")
    rows: Rows = [
        ["assessable", "depth", "groups", "ref_id", "name", "description", "questions", "answer"],
        ["x", 1, "G1", "1.0", "Qualifying questions", "Answer these first; with a yes you may skip the rest.", "", ""],
        ["x", 2, "G1", "1.1", "", "", "Have you given us this information before?\nIf 'Yes', add a revision.", "TXT"],
        ["", 2, "G1", "", "OR", "", "", ""],
        ["x", 2, "G1", "1.2", "", "", "Do you follow a supply chain standard?", "YNA"],
        ["x", 3, "G1", "1.2.1", "", "", "Please provide proof of its scope.", "TXT"],
        ["", 1, "G2", "2.0", "Governance", "", "", ""],
        ["", 2, "G2", "", "General", "", "", ""],
        ["x", 3, "G2", "2.1", "", "", "Do you have policies for timely notification?", "YNANA"],
        ["x", 4, "G2", "2.1.1", "", "", "How do you notify us of changes?", "TXT"],
        ["", 2, "G2", "", "Suppliers", "", "", ""],
        ["x", 3, "G2", "2.2", "", "", "Are suppliers audited?", "YNANA"],
    ]
    for number, values in enumerate(rows):
        sheet.write_row(number, 0, values)
    codes = book.add_worksheet("answers_content")
    codes.write_row(0, 0, ["id", "question_type", "question_choices"])
    codes.write_row(1, 0, ["YNANA", "unique_choice", "Yes\nNo\nAlternate\nN/A"])
    codes.write_row(2, 0, ["TXT", "text"])
    codes.write_row(3, 0, ["YNA", "unique_choice", "Yes\nNo\nAlternate"])
    book.close()
    return path


def test_codes_of_answer_types_are_lists_and_no_answers(tmp_path: Path) -> None:
    found = read(library(tmp_path / "library.xlsx"))
    assert counts(found) == {"questionnaire_content": 6}
    slots = {q.number: (q.answers[0].kind, q.answers[0].options, q.answers[0].filled) for q in found.questions}
    assert slots["1.1"] == ("text", (), "")
    assert slots["1.2"] == ("choice", ("Yes", "No", "Alternate"), "")
    assert slots["2.1"] == ("choice", ("Yes", "No", "Alternate", "N/A"), "")
    note = next(note for note in found.notes if note.used)
    assert note.warnings == (
        "its answer cells hold codes for kinds of answers (TXT, YNA, YNANA): an answer replaces the code",
    )


def test_nested_questions_follow_the_one_above(tmp_path: Path) -> None:
    found = read(library(tmp_path / "library.xlsx"))
    above = {q.number: q.follows.partition("!")[2] for q in found.questions}
    assert above == {"1.1": "", "1.2": "", "1.2.1": "G5", "2.1": "", "2.1.1": "G9", "2.2": ""}
    assert found.question("questionnaire_content!G10").section == ("Governance", "General")
    assert found.question("questionnaire_content!G12").section == ("Governance", "Suppliers")


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("Internal controls", True),
        ("Requirements list", True),
        ("Reporting", True),
        ("Instructions", False),
        ("Evaluation 2", False),
        ("Vendor scoring", False),
        ("Summary", False),
        ("ReadMe", False),
    ],
)
def test_names_of_sheets(tmp_path: Path, name: str, used: bool) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "book.xlsx"))
    for title in ("Questions", name):
        sheet = book.add_worksheet(title)
        sheet.write_row(0, 0, ["No", "Question", "Answer"])
        for row in range(1, 5):
            sheet.write_row(row, 0, [row, f"Do you do thing number {row} of {title}?"])
    book.close()
    assert (name in counts(read(tmp_path / "book.xlsx"))) == used


def test_the_only_sheet_is_used_whatever_its_name(tmp_path: Path) -> None:
    found = read(simple(tmp_path / "book.xlsx", ASKED, "Supplier evaluation"))
    assert counts(found) == {"Supplier evaluation": 2}
    assert found.notes[0].why[0] == "used although its name has 'evaluation': no other part asks anything"


def test_named_sheet_and_columns_overrule_the_guess(tmp_path: Path) -> None:
    path = messy(tmp_path / "messy.xlsx")
    found = read(path, ReadOptions(sheets=("Security",), answer_column="F", comment_column="C", question_column="B"))
    assert counts(found) == {"Security": 6}
    question = found.question("Security!B5")
    assert question.answers[0].spot.address == "F5"
    assert question.comment is not None
    assert question.comment.spot.address == "C5"


def test_a_column_named_by_its_heading(tmp_path: Path) -> None:
    rows: Rows = [
        ["Question", "Team A", "Team B"],
        ["Do you encrypt data?", None, None],
        ["Do you keep logs?", None, None],
    ]
    path = simple(tmp_path / "book.xlsx", rows)
    found = read(path, ReadOptions(question_column="Question", answer_column="Team B"))
    assert answers(found) == {"A2": "C2", "A3": "C3"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (ReadOptions(sheets=("Nowhere",)), "has no sheet 'Nowhere'"),
        (ReadOptions(sheets=("Texts",)), "is never written to: it is hidden"),
        (ReadOptions(sheets=("Security",), question_column="Nothing"), "has no column 'Nothing'"),
    ],
)
def test_names_that_the_file_does_not_have(tmp_path: Path, options: ReadOptions, says: str) -> None:
    with pytest.raises(QuestionnaireError, match=says):
        read(messy(tmp_path / "messy.xlsx"), options)


def test_prefixed_and_strict_namespaces_are_read(tmp_path: Path) -> None:
    """Some writers put a prefix before every element; ISO strict files have other namespaces."""
    rows: Rows = [
        ["No", "Question", "Answer"],
        [1, "Do you encrypt data?", None],
        [2, "Do you keep logs?", None],
    ]
    path = simple(tmp_path / "book.xlsx", rows, C2_C3=answer_list("Yes", "No"))

    def prefixed(content: bytes) -> bytes:
        import re

        text = re.sub(r"<(/?)(?![?!])", r"<\1x:", content.decode())
        return text.replace("xmlns=", "xmlns:x=", 1).encode()

    edited(path, {"xl/worksheets/sheet1.xml": prefixed})
    found = read(path)
    assert answers(found) == {"B2": "C2", "B3": "C3"}
    assert found.questions[0].answers[0].options == ("Yes", "No")
    strict = simple(tmp_path / "strict.xlsx", rows)
    main, rel = "http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml"
    names = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml")
    edited(
        strict,
        {
            **{name: swap(f"{main}/spreadsheetml/2006/main", f"{rel}/spreadsheetml/main") for name in names},
            "_rels/.rels": swap(f"{main}/officeDocument/2006", f"{rel}/officeDocument"),
            "xl/_rels/workbook.xml.rels": swap(f"{main}/officeDocument/2006", f"{rel}/officeDocument"),
        },
    )
    assert answers(read(strict)) == {"B2": "C2", "B3": "C3"}
