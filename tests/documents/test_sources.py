"""Every register text that a document prints leads to the exact line that it stands on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from compliance.build import Job
from compliance.diagnostics import Place
from compliance.documents import DOCUMENTS
from compliance.frameworks.catalog import annex_a
from compliance.frameworks.jurisdictions import decisions
from compliance.frameworks.vendor_criteria import criteria
from compliance.questionnaires.packs import SHIPPED, asked, shipped
from compliance.registers import yaml12
from compliance.registers.markdown import split_front_matter
from compliance.render.marks import Block
from compliance.render.render import Rendered
from tests import company
from tests.corpus import REPOSITORY, records
from tests.documents.tokens import TOKEN, Tokens, put_tokens

LONG = 12
"""A text of so many characters is no word that a template happens to print too."""

CATALOGUE = sorted(
    {c.reference.replace("; ", " ") for c in criteria()}  # a line a part
    | {r.title for r in annex_a().requirements}
    | {f"ISO/IEC 27001:{annex_a().edition}"}
    | {question.text for pack in map(shipped, SHIPPED) for question in asked(pack)}
    | {
        line.removeprefix("- ")
        for part in shipped("mvsp").sections
        for q in part.questions
        for line in q.text.split("\n")
    }
    | {row.litigation for row in decisions().rows if row.litigation}
    | {str(day) for row in decisions().rows for day in (row.in_force, row.expires, row.checked_on) if day},
    key=lambda text: (-len(text), text),
)
"""What is printed from the product's own catalogues and may look like a register's."""


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tokens, tuple[tuple[Job, Rendered], ...]]:
    """The worked company with a token in every free text, and all its documents."""
    root = tmp_path_factory.mktemp("tokens")
    put = put_tokens(REPOSITORY, root)
    (root / "templates" / "kvitfjord.svg").write_bytes((REPOSITORY / "templates" / "kvitfjord.svg").read_bytes())
    return put, company.render_all(company.read(root))


def unmarked(block: Block) -> str:
    """The text of a block without the pieces that have a source."""
    rest, at, found = block.text, 0, []
    for text, _ in block.pieces:
        folded = " ".join(text.split())
        start = rest.find(folded, at)
        assert start >= 0, f"{folded!r} is not in {block.text!r}"
        found.append(rest[at:start])
        at = start + len(folded)
    return "|".join([*found, rest[at:]])


def name(rendered: Rendered, block: Block) -> str:
    return f"{rendered.stem} <{block.tag}> {block.text[:90]!r}"


def blocks(documents: tuple[tuple[Job, Rendered], ...]) -> Iterator[tuple[Rendered, Block]]:
    for _, rendered in documents:
        assert rendered.blocks, rendered.stem
        yield from ((rendered, block) for block in rendered.blocks)


def test_tokens_are_everywhere(tokens: tuple[Tokens, tuple[tuple[Job, Rendered], ...]]) -> None:
    """Else the two tests below would prove nothing."""
    put, documents = tokens
    assert len(put.places) > 3_000
    printed = {int(n) for _, rendered in documents for n in TOKEN.findall(rendered.html)}
    assert len(printed) > 2_000
    kinds = {place.file.split("/")[0] for n, place in put.places.items() if n in printed}
    assert {"controls", "vendors", "dataflows", "dossier.yaml"} <= kinds


def test_no_register_text_is_printed_without_a_source(
    tokens: tuple[Tokens, tuple[tuple[Job, Rendered], ...]],
) -> None:
    bare = [name(rendered, block) for rendered, block in blocks(tokens[1]) if TOKEN.search(unmarked(block))]
    assert bare == []


def test_sources_name_the_very_leaf(tokens: tuple[Tokens, tuple[tuple[Job, Rendered], ...]]) -> None:
    """A text's sources hold the pointer, or the line of Markdown, that its token was put at."""
    put, documents = tokens
    wrong = [
        f"{name(rendered, block)}: {text[:60]!r} comes from {put.places[int(number)]}, not from {places[0]}"
        for rendered, block in blocks(documents)
        for text, places in block.pieces
        for number in TOKEN.findall(text)
        if put.places[int(number)] not in places
    ]
    assert wrong == []


def test_long_texts_and_ids_of_the_worked_company_have_a_source() -> None:
    """The same without tokens, for texts that must keep their form: addresses, dates, ids."""
    own = product_words()
    # Questions that customers ask are no facts, and "Support hours" is a head of ours too.
    printed = [record for kind, record in records() if kind.name != "answer"]
    texts = {t for record in printed for t in leaves(record) if len(t) >= LONG and t not in own}
    ids = {str(record["id"]) for _, record in records() if re.search(r"\d", str(record.get("id", "")))}
    month = "January|February|March|April|May|June|July|August|September|October|November|December"
    days = rf"\d{{4}}-\d\d-\d\d|\d{{1,2}} (?:{month}) \d{{4}}"
    product_days = set(re.findall(days, own))
    named = re.compile(rf"(?<![\w.])(?:{'|'.join(re.escape(id) for id in sorted(ids, reverse=True))})(?!\w)")
    bare = []
    for rendered, block in blocks(company.documents()):
        rest = unmarked(block)
        for words in CATALOGUE:
            rest = rest.replace(words, "")
        dates = [day for day in re.findall(days, rest) if not {day, iso(day)} & product_days]
        if dates or named.search(rest) or any(text in rest for text in texts):
            bare.append(name(rendered, block))
    assert bare == []


def iso(day: str) -> str:
    with suppress(ValueError):
        return datetime.strptime(day, "%d %B %Y").date().isoformat()
    return day


def product_words() -> str:
    """What templates and catalogues say themselves: "sub-processor" needs no register."""
    package = REPOSITORY / "compliance"
    files = [
        *(REPOSITORY / "templates").glob("*.j2"),
        *package.glob("layouts/*.j2"),
        *package.glob("frameworks/*.yaml"),
    ]
    return " ".join(path.read_text(encoding="utf-8") for path in sorted(files))


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict | list):
        for child in value.values() if isinstance(value, dict) else value:
            yield from leaves(child)


def test_every_source_is_there() -> None:
    """A pointer leads to a key or item of the file itself, not only to something above it."""
    lost = {
        str(place): name(rendered, block)
        for rendered, block in blocks(company.documents())
        for place in block.sources
        if not is_there(place)
    }
    assert lost == {}


def is_there(place: Place) -> bool:
    text, data = content(place.file)
    if place.pointer.startswith("L"):
        lines = text.splitlines()
        line = int(place.pointer[1:])
        return 0 < line <= len(lines) and bool(lines[line - 1].strip())
    for step in place.pointer.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        try:
            data = data[int(key)] if isinstance(data, list) else data[key]
        except (LookupError, TypeError):
            return False
    return True


@cache
def content(file: str, root: Path = REPOSITORY) -> tuple[str, Any]:
    text = (root / file).read_text(encoding="utf-8")
    front = split_front_matter(text) if file.endswith(".md") else None
    return text, yaml12.parse_text(front.yaml if front else text, file)


class Outside(HTMLParser):
    """Text that stands in no block, drawings and the head aside."""

    SILENT = frozenset({"svg", "style"})
    BLOCKS = frozenset(
        {"p", "td", "th", "li", "h1", "h2", "h3", "h4", "dd", "dt", "caption", "figcaption", "title", "pre"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.depth += tag in self.BLOCKS or tag in self.SILENT

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in self.BLOCKS or tag in self.SILENT

    def handle_data(self, data: str) -> None:
        if not self.depth and data.strip():
            self.found.append(data.strip())


@pytest.mark.parametrize("document", [document.name for document in DOCUMENTS])
def test_all_text_stands_in_a_block(document: str) -> None:
    """Text beside the blocks would have no place in the side file, whatever its marks."""
    for job, rendered in company.documents():
        if job.document.name == document:
            outside = Outside()
            outside.feed(rendered.html)
            assert outside.found == [], rendered.stem
