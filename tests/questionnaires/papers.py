"""Word files as customers send them: tables, numbered questions, content controls, form fields, typed boxes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def element(xml: str) -> Any:
    """An element of WordprocessingML from its text."""
    return parse_xml(xml.replace("@ns", f"{nsdecls('w')} {W14}", 1))


def dropdown(*options: str, locked: bool = False, bound: bool = False) -> Any:
    """A content control with a list, showing its placeholder."""
    items = "".join(f'<w:listItem w:displayText="{o}" w:value="{o.lower()}"/>' for o in options)
    lock = '<w:lock w:val="sdtContentLocked"/>' if locked else ""
    data = '<w:dataBinding w:xpath="/a" w:storeItemID="{00000000-0000-0000-0000-000000000000}"/>' if bound else ""
    return element(
        f"<w:sdt @ns><w:sdtPr>{lock}{data}<w:showingPlcHdr/><w:dropDownList>"
        f'<w:listItem w:value="Choose an item."/>{items}</w:dropDownList></w:sdtPr>'
        '<w:sdtContent><w:r><w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>'
        "<w:t>Choose an item.</w:t></w:r></w:sdtContent></w:sdt>"
    )


def checkbox() -> Any:
    """A content control to tick."""
    return element(
        '<w:sdt @ns><w:sdtPr><w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" '
        'w14:font="MS Gothic"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r>'
        "<w:t>\u2610</w:t></w:r></w:sdtContent></w:sdt>"
    )


def text_control() -> Any:
    """A content control for text, showing its placeholder."""
    return element(
        "<w:sdt @ns><w:sdtPr><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent><w:r>"
        "<w:t>Click or tap here to enter text.</w:t></w:r></w:sdtContent></w:sdt>"
    )


def form_field(kind: str) -> list[Any]:
    """Runs of a legacy form field; ``kind`` is the XML of its data."""
    runs = (
        f'<w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="f"/><w:enabled/>{kind}</w:ffData></w:fldChar>',
        '<w:instrText xml:space="preserve"> FORM </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>\u2002\u2002\u2002</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
    return [element(f"<w:r @ns>{run}</w:r>") for run in runs]


def messy(path: Path) -> Path:
    """A questionnaire that uses everything Word has for answers."""
    document = Document()
    document.add_heading("Vendor questionnaire", 0)
    document.add_paragraph("Please answer all questions. Thank you for your time.")
    document.add_heading("Company", 1)
    company = document.add_table(2, 2)
    company.cell(0, 0).text, company.cell(1, 0).text = "Company name", "Contact person"
    document.add_heading("Access", 1)
    table = document.add_table(4, 4)
    for column, text in enumerate(("No.", "Question", "Answer", "Comments")):
        table.cell(0, column).text = text
    for row, text in enumerate(
        (
            "Do you require multi-factor authentication?",
            "Are accounts reviewed at least quarterly?",
            "Describe onboarding.",
        ),
        1,
    ):
        table.cell(row, 0).text, table.cell(row, 1).text = str(row), text
    table.cell(1, 2).paragraphs[0]._p.append(dropdown("Yes", "No", "Partial"))
    for option in ("Yes", "No"):
        paragraph = table.cell(2, 2).paragraphs[0]
        paragraph._p.append(checkbox())
        paragraph.add_run(f" {option}   ")
    document.add_heading("Operations", 1)
    for text in ("Do you keep backups in a second place?", "How often is a restore tested?"):
        document.add_paragraph(text, style="List Number")
        document.add_paragraph("")
    document.add_paragraph("3. Do you log access to personal data?")
    document.add_paragraph("Answer: ")
    document.add_paragraph("Comment: ")
    document.add_paragraph("4. Is data encrypted at rest?  \u2610 Yes  \u2610 No  \u2610 Not applicable")
    paragraph = document.add_paragraph("5. Which country is data kept in? ")
    for run in form_field("<w:textInput/>"):
        paragraph._p.append(run)
    paragraph = document.add_paragraph("6. Is there a security officer? ")
    for run in form_field('<w:ddList><w:listEntry w:val="Yes"/><w:listEntry w:val="No"/></w:ddList>'):
        paragraph._p.append(run)
    paragraph = document.add_paragraph("7. Name your certifications: ")
    paragraph._p.append(text_control())
    document.add_paragraph("Thank you.")
    document.save(str(path))
    return path
