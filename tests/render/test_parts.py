"""Where a document is cut into parts, and what each part is told."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.documents.text import CLOSE, MIDDLE, OPEN
from compliance.render import marks
from compliance.render.lint import lint
from compliance.render.parts import PartsError, pieces, split
from tests import agreements

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Agreement with Bergland</title>
<meta name="author" content="Us">
</head>
<body class="dpa draft">
{opening}
<p class="running-title">Agreement</p>
<p class="running-company">Us &amp; "Co"</p>
<main>
{body}
</main>
</body>
</html>"""

COVER = '<header class="cover" data-part="cover"><h1>Agreement</h1><p>with Bergland</p></header>'
TERMS = '<section data-part="terms"><section><h2 id="a">One</h2></section><p>see <a href="#b">two</a></p></section>'
ANNEX = '<section class="annex" data-part="annex"><h2 id="b">Two</h2><p>see <a href="#b">here</a></p></section>'
CONTENTS = '<section data-part="contents"><ol><li><a href="#a">One</a></li><li><a href="#b">Two</a></li></ol></section>'


def page(*body: str, opening: str = COVER) -> str:
    return PAGE.format(opening=opening, body="\n".join(body))


def test_parts_in_their_order() -> None:
    found = split(page(CONTENTS, TERMS, ANNEX))
    assert [(part.name, part.in_main, sorted(part.ids)) for part in found.parts] == [
        ("cover", False, []),
        ("contents", True, []),
        ("terms", True, ["a"]),
        ("annex", True, ["b"]),
    ]
    assert found.late == (1,)
    assert split(page(TERMS)).late == ()


def test_each_part_is_a_page_that_the_lint_accepts_but_for_links_into_others() -> None:
    found = split(page(TERMS, ANNEX))
    for number, part in enumerate(found.parts):
        html = found.html(number)
        assert html.count("<main>") == html.count("</main>") == part.in_main
        assert '<body class="dpa draft">' in html
        assert html.count(part.body[:40]) == 1


def test_only_the_first_part_says_what_the_document_is_called() -> None:
    found = split(page(TERMS, ANNEX))
    assert "<title>Agreement with Bergland</title>" in found.html(0)
    for number in (1, 2):
        assert "Bergland" not in found.html(number)
        assert "author" not in found.html(number)


def test_running_titles_are_told_by_style_and_read_aloud_by_nobody() -> None:
    html = split(page(TERMS)).html(1)
    assert "running-" not in html
    assert 'string-set: title "Agreement", company "Us \\26  \\22 Co\\22 "' in html


def test_links_into_other_parts_are_named_and_the_contents_page_is_told_numbers() -> None:
    found = split(page(CONTENTS, TERMS, ANNEX))
    assert 'href="urn:part:b"' in found.html(2)
    assert 'href="#b"' in found.html(3)
    numbers = {"a": 3, "b": 12}
    contents = found.html(1, lambda id: numbers[id])
    assert '<a href="urn:part:a" data-page="3">One</a>' in contents
    assert '<a href="urn:part:b" data-page="12">Two</a>' in contents


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (page(TERMS, "<p>loose</p>", ANNEX), "'<p>loose</p>' stands outside every part"),
        (page(TERMS, opening="<h1>Agreement</h1>"), "'<h1>Agreement</h1>' stands outside every part"),
        (page(TERMS, TERMS.replace('id="a"', "")), "two parts have the name 'terms'"),
        (page(TERMS.replace("<section><h2", '<section data-part="x"><h2')), "another part inside it"),
        (page(f"<div>{TERMS}</div>"), "stands outside every part"),
        (page(TERMS.replace('data-part="terms"', 'data-part=""')), "has no name"),
    ],
)
def test_what_cannot_be_cut(html: str, words: str) -> None:
    with pytest.raises(PartsError, match=re.escape(words)):
        split(html)


def test_words_that_look_like_a_part_are_words() -> None:
    said = TERMS.replace("see", "&lt;section data-part=&#34;x&#34;&gt; see")
    assert len(split(page(said)).parts) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('id="b"', 'id="a"'), "the id 'a' stands twice"),
        (("<h2 id", "<h4 id"), "<h4> follows a heading of level 1"),
        (('href="#b"', 'href="#c"'), "the link #c leads nowhere"),
        (("</p></section>", "</section>"), "closes nothing that is open"),
        (("<p>see", '<p style="color: red">see'), "has a style of its own"),
        (("see", "<blink>see</blink>"), "<blink> is not in the vocabulary"),
    ],
)
def test_the_lint_finds_in_parts_what_it_finds_in_a_whole(change: tuple[str, str], words: str) -> None:
    """Parts are read by themselves and once; what concerns two of them is found all the same."""
    good = page(TERMS, ANNEX)
    assert lint(good) == ()
    wrong = good.replace(*change)
    whole = re.sub(r' data-part="[^"]*"', "", wrong)
    assert any(words in fault for fault in lint(wrong)), lint(wrong)
    assert [f.partition(": ")[2] for f in lint(wrong)] == [f.partition(": ")[2] for f in lint(whole)]


TEXTS = st.lists(st.sampled_from(["<p>a</p>", "<p>b <b>c</b></p>", f"<p>{OPEN}f.yaml#/x{MIDDLE}said{CLOSE}</p>"]))


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_marks_are_taken_out_of_parts_as_of_a_whole(bodies: list[list[str]]) -> None:
    parts = [f'<section data-part="p{n}">{"".join(body)}</section>' for n, body in enumerate(bodies)]
    marked = page(*parts)
    assert "".join(text for _, text in pieces(marked)) == marked
    plain = re.sub(r' data-part="[^"]*"', "", marked)
    clean, blocks = marks.strip(marked)
    other, same = marks.strip(plain)
    assert re.sub(r' data-part="[^"]*"', "", clean) == other
    assert [(b.tag, b.text, b.pieces) for b in blocks] == [(b.tag, b.text, b.pieces) for b in same]


def test_parts_that_customers_share_name_none_of_them() -> None:
    """Customers of the same plan and products: what is not their own is the same text."""
    found = [agreements.rendered(customer) for customer in ("sorfjord-hospital", "lindeborg-pharma")]
    pages = [{part.name: r.parts.html(n) for n, part in enumerate(r.parts.parts)} for r in found if r.parts is not None]
    assert len(pages) == 2
    shared = {name for name in pages[0] if pages[0][name] == pages[1][name]}
    assert {"terms", "contents"} <= shared
    for name in shared:
        for word in ("Sørfjord", "Lindeborg"):
            assert word not in pages[0][name], name
    assert "Sørfjord" in pages[0]["details"]
