"""Marks travel with printed text and leave no trace in what is hashed or shipped."""

from __future__ import annotations

import io
import json
import zipfile
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from compliance.build import settings
from compliance.diagnostics import Place
from compliance.documents.text import Text
from compliance.formats import BY_NAME
from compliance.render import marks
from compliance.render.environment import environment
from tests import company
from tests.corpus import BASE, REPOSITORY

CONTROL = "\x02\x03\x04"

printable = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40)
places = st.lists(
    st.builds(
        lambda file, steps: Place(file).at(*steps),
        st.text(
            st.characters(blacklist_categories=("Cs", "Cc", "Z"), blacklist_characters="#"), min_size=1, max_size=12
        ),
        st.lists(st.one_of(st.integers(0, 9), printable), max_size=3),
    ),
    max_size=3,
    unique=True,
)


class PlainText(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data


@given(printable, places)
def test_stripping_is_the_inverse_of_printing(value: str, sources: list[Place]) -> None:
    """The text comes out as it went in, escaped once, and its places come out beside it."""
    printed = Markup("<p>before {} after</p>").format(Text(value, tuple(sources)))
    clean, blocks = marks.strip(str(printed))
    assert clean == f"<p>before {escape(value)} after</p>"
    plain = PlainText()
    plain.feed(clean)
    plain.close()
    assert plain.text == f"before {value} after"
    assert blocks[0].sources == sources
    if sources:
        assert [text for text, _ in blocks[0].pieces] == [value]


@given(st.lists(st.tuples(printable, places), min_size=1, max_size=4))
def test_neighbours_keep_their_own_places(texts: list[tuple[str, list[Place]]]) -> None:
    cells = Markup("").join(Markup("<td>{}</td>").format(Text(v, tuple(p))) for v, p in texts)
    _, blocks = marks.strip(str(cells))
    expected = [list(p) for v, p in texts if " ".join(v.split())]
    assert [block.sources for block in blocks] == expected


def test_a_text_in_an_attribute_leaves_no_mark() -> None:
    env = environment(BASE)
    text = Text('A "quoted" name', (Place("vendors/a>b.yaml", "/name"),))
    out = env.from_string('<p class="x" title="{{ t }}">{{ t }}</p>').render(t=text)
    clean, blocks = marks.strip(out)
    assert clean == '<p class="x" title="A &#34;quoted&#34; name">A &#34;quoted&#34; name</p>'
    assert blocks[0].sources == [Place("vendors/a>b.yaml", "/name")]


@pytest.mark.parametrize("filter", ["capitalize", "lines", "inline", "paragraphs"])
def test_filters_keep_the_places(filter: str) -> None:
    text = Text("one word", (Place("f.yaml", "/x"),))
    out = environment(BASE).from_string(f"<li>{{{{ t|{filter} }}}}</li>").render(t=text)
    _, blocks = marks.strip(out)
    assert [place for block in blocks for place in block.sources] == [Place("f.yaml", "/x")]


def test_texts_put_together_keep_their_places() -> None:
    first, second = Text("A & B", (Place("f.yaml", "/a"),)), Text("C", (Place("f.yaml", "/c"),))
    template = environment(BASE).from_string('<li>{% set both = a ~ ", <" ~ b ~ 1 %}{{ both }}{{ "x" ~ "&" }}</li>')
    clean, blocks = marks.strip(template.render(a=first, b=second))
    assert clean == "<li>A &amp; B, &lt;C1x&amp;</li>"
    assert blocks[0].sources == [Place("f.yaml", "/a"), Place("f.yaml", "/c")]


def test_paragraphs_part_at_blank_lines() -> None:
    text = Text("One\nand the same.\n\nTwo <b>.", (Place("f.yaml", "/x"),))
    clean, blocks = marks.strip(environment(BASE).from_string("{{ t|paragraphs }}").render(t=text))
    assert clean == "<p>One and the same.</p><p>Two &lt;b&gt;.</p>"
    assert all(block.sources == [Place("f.yaml", "/x")] for block in blocks)


def contents(data: bytes) -> str:
    """The text of a file, each part of a workbook included."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist())
    return data.decode()


@pytest.mark.parametrize("form", ["html", "json", "xlsx"])
def test_no_mark_and_no_file_name_of_ours_is_in_any_file(form: str) -> None:
    """A customer gets neither; the same for PDF is in tests/formats/test_pdf.py."""
    chosen = settings(company.dossier())
    files = company.register_files()
    seen = 0
    for job, rendered in company.documents():
        if form in job.formats:
            text = contents(BY_NAME[form].write(rendered, chosen))
            seen += 1
            assert not set(CONTROL) & set(text), rendered.stem
            assert [file for file in files if file in text] == [], rendered.stem
            assert str(REPOSITORY) not in text, rendered.stem
    assert seen >= 4


_PLACES = st.builds(Place, st.text(), st.text())
_PIECES = st.lists(st.tuples(st.text(), st.lists(_PLACES, max_size=3).map(tuple)), max_size=4)


@given(st.text(), st.text(), _PIECES)
def test_a_block_in_the_side_file_is_json_of_what_it_holds(
    tag: str, text: str, pieces: list[tuple[str, tuple[Place, ...]]]
) -> None:
    told = marks.Block(tag, text, pieces=pieces).told
    said = [{"text": words, "sources": [str(place) for place in places]} for words, places in pieces]
    assert json.loads(told) == {"tag": tag, "text": text, "pieces": said}
    assert all(line.startswith("  ") for line in told.split("\n"))
