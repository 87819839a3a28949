"""Markdown of policies: a closed vocabulary comes out, whatever is written, and each line knows its place."""

from __future__ import annotations

import re

import pytest

from compliance.diagnostics import Place
from compliance.documents.prose import prose
from compliance.render import marks
from compliance.render.lint import lint


def html(body: str, base: int = 2) -> str:
    """The body as a page, without marks; the lint must have no fault to find."""
    made, _ = marks.strip(str(prose(body, "p.md", 0, base=base).html))
    opening = "<h1>T</h1>" + ("<h2>C</h2>" if base == 3 else "")
    faults = lint(f'<html lang="en"><head><title>T</title></head><body>{opening}{made}</body></html>')
    assert faults == (), faults
    return made


def lines(body: str, before: int = 0) -> list[tuple[str, str]]:
    """Each piece of text with the line that it names."""
    _, blocks = marks.strip(str(prose(body, "p.md", before).html))
    return [(text.strip(), places[0].pointer) for block in blocks for text, places in block.pieces]


def test_each_line_of_a_paragraph_has_its_own_place() -> None:
    body = "One line\nand **another\nthat** is bold.\n"
    assert lines(body, 10) == [("One line", "L11"), ("and another", "L12"), ("that is bold.", "L13")]


def test_lists_quotes_and_tables_have_places() -> None:
    body = "- one\n- two\n  more\n\n> said\n\n| a | b |\n|---|---|\n| c | d |\n"
    assert lines(body) == [
        ("one", "L1"),
        ("two", "L2"),
        ("more", "L3"),
        ("said", "L5"),
        ("a", "L7"),
        ("b", "L7"),
        ("c", "L9"),
        ("d", "L9"),
    ]


def test_code_has_places() -> None:
    assert lines("Do:\n\n```sh\nfirst\nsecond\n```\n\n    third\n") == [
        ("Do:", "L1"),
        ("first", "L4"),
        ("second", "L5"),
        ("third", "L8"),
    ]


def test_places_name_the_file() -> None:
    _, blocks = marks.strip(str(prose("Words", "controls/policies/with space.md", 3).html))
    assert blocks[0].sources == [Place("controls/policies/with space.md", "L4")]


@pytest.mark.parametrize("base", [2, 3])
def test_headings_are_numbered_and_never_skip(base: int) -> None:
    made = html("## A\n\n#### B\n\n##### C\n\n## D\n", base)
    found = re.findall(r'<h(\d) id="([^"]+)">([\d.]+)\u2002(\w)', made)
    numbers = [(number, word) for _, _, number, word in found]
    assert numbers == [("1", "A"), ("1.1", "B"), ("1.1.1", "C"), ("2", "D")]
    assert [int(level) for level, *_ in found] == [base, base + 1, min(base + 2, 4), base]


@pytest.mark.parametrize(
    "text",
    [
        "<b>x</b>",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        '{% include "x" %}',
        "&lt;b&gt;",
        '<img src="file:///etc/passwd">',
    ],
)
def test_markup_prints_as_itself(text: str) -> None:
    made = html(f"Before {text} after.")
    assert re.search(r"<(?!/?p>)", made) is None, made
    assert "{" not in text or text.replace('"', "&quot;") in made


@pytest.mark.parametrize(
    "target",
    [
        "other.md",
        "../../etc/passwd",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//host/x",
        "#s1",
        "data:text/html,x",
    ],
)
def test_only_addresses_of_the_web_become_links(target: str) -> None:
    """Another would lead nowhere in a printed file, and a relative one would name our folders."""
    made = html(f"See [this]({target}).")
    assert "<a" not in made
    assert target in made


def test_links_of_the_web_hold_text_only() -> None:
    made = html("See [**bold** `code` words](https://kvitfjord.example/a) and [mail](mailto:a@kvitfjord.example).")
    assert '<a href="https://kvitfjord.example/a">bold code words</a>' in made
    assert '<a href="mailto:a@kvitfjord.example">mail</a>' in made


def test_pictures_are_not_loaded() -> None:
    assert "<img" not in html("![a picture](file:///etc/passwd)")


def test_columns_of_numbers_need_no_style() -> None:
    made = html("| a | b |\n|:--|--:|\n| 1 | 2 |\n")
    assert '<td class="number">2</td>' in made
    assert "text-align" not in made
