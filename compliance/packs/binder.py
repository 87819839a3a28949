"""The binder: all chapters of a pack as one document in parts, which the project typesets apart and joins.

Before: the scope. After: a :class:`~compliance.render.render.Rendered`, which :mod:`compliance.formats.assembly` turns
into one tagged PDF with right page numbers in the contents and in the indexes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import jinja2

from compliance.documents import Document
from compliance.documents.text import MARK_SIGNS, MARK_WORDS, Text, fixed, long_date, say
from compliance.documents.views import Cover, Table, View, as_of_sources, company, every_text
from compliance.graph.dossier import Dossier
from compliance.packs.chapters import Block, Chapter, ChapterView, Section, Words
from compliance.packs.levels import WORDS, shows
from compliance.packs.scope import Scope
from compliance.packs.targets import Targets, targets
from compliance.render.render import Rendered, render

NAME = "binder"
"""Name of the document and of its template."""

SEAL = (
    "A sealed pack carries an electronic signature in this file and another over manifest.json, which has the hash of "
    "every file. README.txt says how to verify both."
)

DEMO = "Signed with keys for trials: the signature proves nothing about who made it."


@dataclass(frozen=True, slots=True)
class Bound:
    """A chapter with what it says."""

    chapter: Chapter
    view: ChapterView


@dataclass(frozen=True, slots=True, kw_only=True)
class BinderView(View):
    """The whole binder. ``targets`` are the ids that links may lead to."""

    scope: Scope
    bound: tuple[Bound, ...]
    targets: Targets
    seal: str
    demo: str

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(table for bound in self.bound for table in bound.view.tables)

    @property
    def about(self) -> tuple[tuple[str, Text], ...]:
        """What the cover says of the pack before the level and the day."""
        found = self.scope.certificate
        number = say(found, "number") if found is not None and found.number else Text("")
        rows = (
            ("Standard", fixed(self.scope.kind.standard(self.scope))),
            ("Certificate", number),
            ("Prepared by", self.scope.answerable),
        )
        return tuple((label, text) for label, text in rows if text)

    def shown(self, section: Section) -> bool:
        """Whether the pack's level shows a section."""
        return shows(self.scope.level, section.level)

    def legend(self, blocks: tuple[Block, ...]) -> tuple[str, ...]:
        """What the signs on texts of these blocks mean, each once, where the blocks do not say it themselves."""
        marks = {text.mark for text in every_text(blocks)}
        said = {block.text.value for block in blocks if isinstance(block, Words)}
        meanings = (f"{MARK_SIGNS[m]} {w[:1].upper()}{w[1:]}." for m, w in MARK_WORDS.items() if m in marks)
        return tuple(words for words in meanings if words not in said)


def _cover(scope: Scope) -> Cover:
    dossier, empty = scope.dossier, Text("")
    period = f"{long_date(scope.period.start)} to {long_date(scope.period.end)}"
    return Cover(
        title=fixed(scope.kind.title),
        subtitle=fixed(f"Period {period}"),
        company=company(dossier),
        classification=fixed(WORDS[scope.level]),
        version=empty,
        approved_by=empty,
        approved_on=empty,
        next_review=empty,
        as_of=dossier.today,
        as_of_sources=as_of_sources(dossier),
        statement=scope.kind.statement,
    )


def view(scope: Scope) -> BinderView:
    """Every chapter says what it has to say."""
    bound = tuple(Bound(chapter, _shown(scope.said(chapter), scope)) for chapter in scope.kind.chapters)
    return BinderView(
        cover=_cover(scope),
        scope=scope,
        bound=bound,
        targets=targets(bound),
        seal=SEAL,
        demo=DEMO if scope.demo else "",
    )


def _shown(said: ChapterView, scope: Scope) -> ChapterView:
    """A chapter without the blocks of sections that are above the pack's level. Their headings stay."""
    cut = tuple(s if shows(scope.level, s.level) else replace(s, blocks=()) for s in said.sections)
    return replace(said, sections=cut)


def bind(scope: Scope, env: jinja2.Environment) -> Rendered:
    """The binder as HTML. Mistakes of a template are raised as a finding."""
    made = view(scope)

    def of(dossier: Dossier, subject: str) -> View:
        return made

    document = Document(NAME, scope.kind.title, of, ("pdf",))
    return render(document, scope.kind.name, scope.dossier, env, final=True)
