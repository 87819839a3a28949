"""Register text is text: whatever was typed prints as it was typed, in every format."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from compliance.registers import yaml12
from tests import company
from tests.company import command, edit, write

HOSTILE = (
    "<b>x</b>",
    "<script>alert(1)</script>",
    "</td></tr></table>",
    "{{ 7*7 }}",
    '{% include "x" %}',
    "{# gone? #}",
    "&amp; &lt;i&gt; &#65; &nbsp;",
    "\"double\" 'single' `back`",
    '=HYPERLINK("http://x.example","click")',
    "@SUM(A1:A9)",
    "+47 55 00 00 00",
    "-1",
    "עברית العربية",
    "%s %(x)s {0} {x.__class__} \\n \\x41",
    "]]> <!-- c --> <?php ?>",
    "x" * 5_000,
)
LINE = " ; ".join(HOSTILE[:-1])
VENDOR, CONTROL, POLICY = (
    "vendors/fjellsky.yaml",
    "controls/annex-a/A.8.13.yaml",
    "controls/policies/information-security.md",
)


def quoted(text: str) -> str:
    """As a YAML scalar on one line."""
    return json.dumps(text, ensure_ascii=False)


def append(root: Path, text: str) -> None:
    write(root, POLICY, (root / POLICY).read_text(encoding="utf-8") + text)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with hostile texts, printed in every format."""
    root = company.copy_base(tmp_path_factory.mktemp("hostile"))
    edit(
        root,
        VENDOR,
        {
            "name: Fjellsky\n": f"name: {quoted(LINE)}\n",
            "description: Hosts the diary and its database.": f"description: {quoted(HOSTILE[-1])}",
        },
    )
    statement = "The diary database is backed up every day, and a restore is tried every year."
    edit(root, CONTROL, {statement: quoted(f"{statement} {LINE} {HOSTILE[-1]}")})
    append(root, "".join(f"\nA rule: {text}\n" for text in HOSTILE))
    forms = ("--format", "html", "--format", "xlsx", "--format", "json")
    for asked in (("soa", "subprocessors", "policies", *forms), ("vendor-assessment",)):  # one PDF is enough
        done = command("build", *asked, "--project", root, "-q")
        assert done.code == 0, done.err
    return root


def printed(root: Path, stem: str) -> str:
    """What a reader of the HTML sees: tags out, entities resolved."""
    page = (root / "output" / f"{stem}.html").read_text(encoding="utf-8")
    return html.unescape(re.sub(r"<[^<>]*>", "", page.partition("</head>")[2]))


def test_html_shows_it_as_it_was_typed(root: Path) -> None:
    for text in HOSTILE:
        assert text in printed(root, "soa")
    for stem in ("subprocessors", "vendor-assessment/fjellsky"):
        assert LINE in printed(root, stem)
        assert HOSTILE[-1] in printed(root, stem)


def test_html_holds_no_element_of_a_register(root: Path) -> None:
    for path in (root / "output").rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert "<script" not in page
        assert "<b>" not in page
        assert "<?" not in page
        assert "<td>49" not in page


def test_markdown_of_a_policy_stays_markdown(root: Path) -> None:
    """Its emphasis counts; its HTML and template syntax are letters. Entities are Markdown's own."""
    page = printed(root, "policies/information-security")
    for text in ("<b>x</b>", "<script>alert(1)</script>", "{{ 7*7 }}", '{% include "x" %}', "{# gone? #}", HOSTILE[-1]):
        assert text in page
    assert "& <i> A" in page


def test_workbooks_hold_texts_and_no_formulas(root: Path) -> None:
    seen = ""
    for name in ("soa", "subprocessors"):
        for sheet in load_workbook(root / "output" / f"{name}.xlsx").worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", cell.coordinate
                    seen += f"{cell.value}\n"
    for text in HOSTILE:
        assert text in seen


def test_json_holds_it_as_it_was_typed(root: Path) -> None:
    def texts(value: Any) -> str:
        if isinstance(value, dict | list):
            return "\n".join(map(texts, value.values() if isinstance(value, dict) else value))
        return str(value)

    seen = texts(json.loads((root / "output" / "soa.json").read_text(encoding="utf-8")))
    for text in HOSTILE:
        assert text in seen


def test_pdf_shows_it_as_it_was_typed(root: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed (apt-get install poppler-utils): the text of PDFs is not compared")
    path = root / "output" / "vendor-assessment" / "fjellsky.pdf"
    done = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True)
    letters = re.sub(r"\s", "", done.stdout.decode())
    for text in HOSTILE[:-1]:
        if not re.search(r"[\u0590-\u06ff]", text):  # how right-to-left text is put in order is the reader's
            assert re.sub(r"\s", "", text) in letters, text
    assert letters.count("x") >= 5_000
    assert all(letter in letters for letter in "עברית")


def test_why_finds_it(root: Path) -> None:
    for text in HOSTILE[:-1]:
        done = command("why", "--project", root, "vendor-assessment", "--", text)
        assert done.code == 0, text
        assert f"{VENDOR}:2:7" in done.out, text


@pytest.mark.parametrize("escape", ["\\x02", "\\x03", "\\x04", "\\u0000", "\\x1b[31m", "\\u009b"])
def test_control_characters_never_get_in(tmp_path: Path, escape: str) -> None:
    """They mark sources on the way to the page; a register that holds one is refused."""
    root = company.copy_base(tmp_path)
    edit(root, VENDOR, {"name: Fjellsky\n": f'name: "Fjell{escape}sky"\n'})
    assert yaml12.parse_text('a: "\\u0041"', "x") == {"a": "A"}, "escapes as such are read"
    done = command("build", "soa", "--project", root, "--format", "html", "-q")
    assert (done.code, (root / "output").exists()) == (2, False)
    checked = command("check", "--project", root)
    assert "error[control-character]" in checked.out
    assert f"{VENDOR}:2:7" in checked.out


def test_character_references_of_markdown_make_no_control_characters(tmp_path: Path) -> None:
    root = company.copy_base(tmp_path)
    append(root, "\nOdd: &#2;A&#3;B&#4;C&#x0;D\n")
    assert command("build", "policies", "--project", root, "--format", "html", "-q").code == 0
    page = (root / "output" / "policies" / "information-security.html").read_text(encoding="utf-8")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", page)
    assert "A\ufffdB\ufffdC" in page


@pytest.mark.parametrize(
    "name", ["with space.yaml", "per%20cent.yaml", "hash#in.yaml", "a>b.yaml", "quote\"'.yaml", "é.yaml"]
)
def test_sources_survive_odd_names_of_files(tmp_path: Path, name: str) -> None:
    root = company.copy_base(tmp_path)
    (root / "dataflows/flows/diary.yaml").rename(root / "dataflows/flows" / name)
    assert command("build", "subprocessors", "--project", root, "--format", "html", "-q").code == 0
    done = command("why", "subprocessors", "health", "--project", root)
    assert f"dataflows/flows/{name}:" in done.out


def test_a_footer_of_the_project_prints_as_text(tmp_path: Path) -> None:
    root = company.copy_base(tmp_path)
    write(
        root,
        "dossier.yaml",
        (root / "dossier.yaml").read_text().replace("  language: en\n", "  language: en\n  footer: <i>foot</i>\n"),
    )
    assert command("build", "soa", "--project", root, "--format", "html", "-q").code == 0
    assert "<i>foot</i>" in printed(root, "soa")
    assert "dossier.yaml:" in command("why", "soa", "<i>foot</i>", "--project", root).out
