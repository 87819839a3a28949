"""Questionnaires of our own, answered: MVSP, the general set, and those of a project.

Every answer is made by the code that answers customers' files, so that a printed Yes is worth as much as a written
one. Who may read the document follows from its classification: a public one leaves out what the answer library keeps
for readers under a confidentiality agreement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from compliance.dates import long_date
from compliance.documents.text import Text, fixed
from compliance.documents.views import Cell, Column, Cover, OpenPoint, Table, View, cover, role
from compliance.graph.dossier import Dossier
from compliance.questionnaires import packs
from compliance.questionnaires.packs.answered import Answered, Audience, Requirement, Section, State, answered
from compliance.registers.records.packs import QuestionnairePack

OPEN = "open"
"""What stands where nothing can be said yet."""

ANSWERS = (
    Column("id", "No.", 9, "id"),
    Column("question", "Question", 28),
    Column("answer", "Answer", 10, "status"),
    Column("explanation", "Explanation", 36),
    Column("rests", "Rests on", 17, "ids"),
)
EVERY = (Column("section", "Section", 20, "id"), *ANSWERS, Column("until", "Evidence holds until", 14, "date"))
COUNTS = (
    Column("section", "Section", 40, "id"),
    Column("questions", "Questions", 11, "number"),
    Column("yes", "Met", 10, "number"),
    Column("partly", "In part or planned", 13, "number"),
    Column("no", "Not met", 10, "number"),
    Column("text", "Stated", 10, "number"),
    Column("open", "Open", 10, "number"),
)
CHECKS = (
    Column("question", "What it comes down to", 34, "id"),
    Column("answer", "Answer", 10, "status"),
    Column("explanation", "Explanation", 40),
    Column("rests", "Rests on", 18, "ids"),
)
REQUIREMENTS = (
    Column("id", "Control", 10, "id"),
    Column("title", "Title", 24),
    Column("verdict", "State", 14, "status"),
    Column("checks", "Questions answered well", 16),
)


@dataclass(frozen=True, slots=True)
class RequirementPart:
    """A requirement as it is printed: its statement, its verdict, and a row for each question under it."""

    id: str
    title: str
    statement: tuple[tuple[bool, str], ...]
    """Lines of the statement; true where one is an item of a list."""
    verdict: Text
    checks: Table


@dataclass(frozen=True, slots=True)
class SectionPart:
    """A section: its number, its anchor, and its questions or its requirements."""

    number: int
    anchor: str
    title: str
    table: Table
    requirements: tuple[RequirementPart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionnaireView(View):
    """A questionnaire with its answers. ``withheld`` are questions that this reader gets no answer to in writing."""

    pack: QuestionnairePack
    counts: Table
    sections: tuple[SectionPart, ...]
    every: Table
    verdicts: Table
    questions: int
    withheld: int
    public: bool
    retrieved: str

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.counts, *((self.verdicts,) if self.verdicts.rows else ()), self.every)


def mvsp(dossier: Dossier, subject: str = "") -> QuestionnaireView:
    """The Minimum Viable Secure Product, answered."""
    return _view(packs.shipped("mvsp"), "mvsp", "Assessment of ourselves", dossier)


def security(dossier: Dossier, subject: str = "") -> QuestionnaireView:
    """The general set of questions, answered."""
    return _view(packs.shipped("security"), "security-questionnaire", "General questions, answered", dossier)


def own(dossier: Dossier, subject: str) -> QuestionnaireView:
    """A questionnaire of the project, answered."""
    pack = next(pack for pack in packs.own(dossier) if pack.id == subject)
    return _view(pack, "own-questionnaire", "Answered", dossier)


def own_subjects(dossier: Dossier) -> tuple[str, ...]:
    """Packs of the project whose text may be printed."""
    return tuple(pack.id for pack in packs.own(dossier))


STATEMENT = (
    "Every answer is derived from the registers on the day named here. It is the company's own statement, and no "
    "certificate, audit opinion or assurance of conformity."
)


def _view(pack: QuestionnairePack, document: str, subtitle: str, dossier: Dossier) -> QuestionnaireView:
    front = cover(dossier, document, pack.title, _subtitle(pack, subtitle), statement=STATEMENT)
    audience = _audience(front)
    found = answered(pack, dossier, audience)
    made = tuple(_section(number, part) for number, part in enumerate(found, 1))
    every = [one for section in found for one in section.answers]
    return QuestionnaireView(
        cover=front,
        open_points=tuple(_open_points(every, dossier)),
        pack=pack,
        counts=Table("counts", "Answers by section", COUNTS, tuple(_counts(found))),
        sections=made,
        every=Table("answers", "Answers", EVERY, tuple((fixed(a.section), *_row(a), _until(a)) for a in every)),
        verdicts=Table("requirements", "Requirements", REQUIREMENTS, tuple(_verdicts(found))),
        questions=len(every),
        withheld=sum(a.state == "withheld" for a in every),
        public=audience == "public",
        retrieved=long_date(pack.retrieved_on),
    )


def _subtitle(pack: QuestionnairePack, subtitle: str) -> str:
    return f"{subtitle}; version {pack.version} of the questions" if pack.version else subtitle


def _audience(front: Cover) -> Audience:
    return "public" if front.classification.value.casefold() == "public" else "nda"


def _section(number: int, section: Section) -> SectionPart:
    plain = tuple(_row(a) for a in section.answers if not section.requirements)
    table = Table(f"section-{number}", section.title, ANSWERS, plain)
    parts = tuple(_requirement(one) for one in section.requirements)
    return SectionPart(number, f"section-{number}", section.title, table, parts)


def _requirement(one: Requirement) -> RequirementPart:
    rows = tuple(_row(check)[1:] for check in one.checks)
    lines = tuple((line.startswith("- "), line.removeprefix("- ")) for line in one.text.splitlines() if line.strip())
    table = Table(f"checks-{one.id}", f"{one.id} {one.title}", CHECKS, rows)
    return RequirementPart(one.id, one.title, lines, _verdict(one), table)


_VERDICTS = {"met": "Met", "partly": "Partly", "not": "Not met", "open": OPEN, "withheld": "On request"}


def _verdict(one: Requirement) -> Text:
    places = tuple(place for check in one.checks for place in check.places)
    return Text(_VERDICTS[one.verdict], places, "open" if one.verdict == "open" else "")


def _verdicts(found: tuple[Section, ...]) -> Iterator[tuple[Cell, ...]]:
    for section in found:
        for one in section.requirements:
            good = sum(check.state in ("met", "stated") for check in one.checks)
            yield fixed(one.id), fixed(one.title), _verdict(one), fixed(f"{good} of {len(one.checks)}")


def _row(answer: Answered) -> tuple[Cell, ...]:
    return fixed(answer.id), fixed(answer.question), *_said(answer), _rests(answer)


def _said(answer: Answered) -> tuple[Cell, Cell]:
    """Answer and explanation; a text that is asked for is the explanation."""
    if answer.state == "open":
        return Text(OPEN, answer.places, "open"), Text("")
    if answer.state == "withheld":
        return fixed("On request"), fixed("Answered to readers who are bound by a confidentiality agreement.")
    value = Text(answer.value, answer.places)
    return (value, Text(answer.text, answer.places)) if answer.verdict else (fixed("Stated"), value)


def _rests(answer: Answered) -> tuple[Text, ...]:
    return tuple(Text(id, (place,)) for id, place in answer.rests)


def _until(answer: Answered) -> Text:
    return Text(answer.until.isoformat(), answer.places) if answer.until else Text("")


def _counts(found: tuple[Section, ...]) -> Iterator[tuple[Cell, ...]]:
    whole: Counter[State] = Counter()
    for section in found:
        states = Counter(answer.state for answer in section.answers)
        whole += states
        yield _count(section.title, states)
    if len(found) > 1:
        yield _count("All sections", whole)


def _count(title: str, states: Counter[State]) -> tuple[Cell, ...]:
    numbers = (states.total(), states["met"], states["partly"], states["not"], states["stated"])
    left = states["open"] + states["withheld"]
    return fixed(title), *(fixed(str(number)) for number in (*numbers, left))


def _open_points(answers: list[Answered], dossier: Dossier) -> Iterator[OpenPoint]:
    for answer in answers:
        if answer.state == "open":
            words = Text(f"{answer.id} {answer.question} {_sentence(answer.why)}".strip(), answer.places)
            yield OpenPoint(words, role(dossier, answer.owner) if answer.owner else fixed(""))


def _sentence(why: tuple[str, ...]) -> str:
    told = "; ".join(why)
    return f"{told[:1].upper()}{told[1:]}." if told else ""
