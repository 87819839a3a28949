"""Clauses get their numbers, and references theirs, from the order of the text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.render.clauses import ClauseError, contents, letter, number, roman
from compliance.render.environment import environment
from compliance.render.tree import Node, parse

TERMS = """
{% clause "breach", "Personal data breaches", meets="DPA-10" %}
{% clause "notice", meets="DPA-10.notice" %}
The Processor tells the Customer:
{% clause "what" %}what happened, and{% endclause %}
{% clause "who" %}about whom, as {{ ref("audit") }} and {{ ref("breach.notice.what") }} say.{% endclause %}

It adds what it learns later.
{% endclause %}
{% clause "help", title="Help", meets="DPA-10.help" %}It helps, see {{ ref("annex:measures") }}.{% endclause %}
{% endclause %}
{% clause "audit", "Audits" %}
{% clause "right", meets="DPA-13.audit" %}
{{ ref("breach.notice", "Clause") }} stands; so does {{ ref("audit", "") }}.
{% endclause %}
{% endclause %}
"""


def made(template: str, **context: object) -> Node:
    env = environment(Path("."))
    return parse(f"<html>{number(env.from_string(template).render(context))}</html>")


def numbers(root: Node) -> dict[str, str]:
    found = {}
    for node in root.walk():
        if "clause" in node.classes or "annex" in node.classes:
            found[node.attrs["id"]] = next(n.text for n in node.walk() if "number" in n.classes)
    return found


def test_clauses_are_numbered_by_level() -> None:
    assert numbers(made(TERMS + '{% annex "measures", "Measures" %}<p>All.</p>{% endannex %}')) == {
        "clause-breach": "1.",
        "clause-breach.notice": "1.1",
        "clause-breach.notice.what": "(a)",
        "clause-breach.notice.who": "(b)",
        "clause-breach.help": "1.2",
        "clause-audit": "2.",
        "clause-audit.right": "2.1",
        "annex-measures": "Annex I",
    }


def test_references_name_the_number_wherever_the_clause_stands() -> None:
    root = made(TERMS + '{% annex "measures", "Measures" %}<p>All.</p>{% endannex %}')
    links = {(a.attrs["href"], a.text) for a in root.find("a")}
    assert links == {
        ("#clause-audit", "clause 2"),
        ("#clause-breach.notice.what", "clause 1.1(a)"),
        ("#annex-measures", "Annex I"),
        ("#clause-breach.notice", "Clause 1.1"),
        ("#clause-audit", "2"),
    }


def test_text_after_the_items_has_no_number_and_items_are_a_list() -> None:
    root = made(TERMS + '{% annex "measures", "Measures" %}<p>All.</p>{% endannex %}')
    notice = next(n for n in root.walk() if n.attrs.get("id") == "clause-breach.notice")
    assert [child.tag for child in notice.elements] == ["p", "ol", "p"]
    assert notice.elements[2].classes == {"after"}
    assert notice.elements[2].text == "It adds what it learns later."
    assert next(item.text for item in notice.elements[1].elements) == "(a) what happened, and"


def test_a_clause_that_is_left_out_moves_the_numbers_and_references() -> None:
    template = (
        '{% if more %}{% clause "a", "A" %}<p>x</p>{% endclause %}{% endif %}'
        '{% clause "b", "B" %}<p>y</p>{% endclause %}<p>{{ ref("b") }}</p>'
    )
    assert made(template, more=True).text.endswith("clause 2")
    assert made(template, more=False).text.endswith("clause 1")


def test_contents_list_top_clauses_and_annexes() -> None:
    template = '{{ clause_contents([("details", "Details")]) }}' + TERMS
    root = made(template + '{% annex "measures", "Technical & other" %}<p>x</p>{% endannex %}')
    entries = [(a.attrs["href"], a.text) for a in next(root.find("ol")).find("a")]
    assert entries == [
        ("#details", "Details"),
        ("#clause-breach", "Personal data breaches"),
        ("#clause-audit", "Audits"),
        ("#annex-measures", "Technical & other"),
    ]


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ('<p>{{ ref("nowhere") }}</p>', "no clause has the id `nowhere`"),
        ('{% clause "a", "A" %}x{% endclause %}{% clause "a", "B" %}y{% endclause %}', "two clauses have the id `a`"),
        ('{% clause "a" %}{% endclause %}', "clause `a` says nothing"),
        (
            "".join(f'{{% clause "{c}" %}}x' for c in "abcde") + "{% endclause %}" * 5,
            "deeper than 4 levels",
        ),
    ],
)
def test_what_does_not_fit_is_said(template: str, says: str) -> None:
    with pytest.raises(ClauseError, match=re.escape(says)):
        made(template)


def test_blocks_inside_a_clause_stay_blocks() -> None:
    root = made('{% clause "a" %}These:\n<ul><li>one</li></ul>\n\nand more{% endclause %}')
    item = next(n for n in root.walk() if "clause" in n.classes)
    assert [child.tag for child in item.elements] == ["p", "ul", "p"]
    assert item.elements[0].text == "1. These:"


@given(st.integers(1, 399))
def test_roman_numbers_read_back(value: int) -> None:
    signs = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    digits = [signs[c] for c in roman(value)]
    assert value == sum(-d if d < max(digits[n:]) else d for n, d in enumerate(digits))


def test_letters_go_on_after_z() -> None:
    assert [letter(n) for n in (1, 26, 27, 52, 53)] == ["a", "z", "aa", "zz", "aaa"]


def test_html_without_clauses_stays_as_it_is() -> None:
    assert number("<p>x</p>") == "<p>x</p>"
    assert "\x05" in contents()
