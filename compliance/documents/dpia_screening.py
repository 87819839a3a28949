"""Which processing activities need an impact assessment (GDPR Article 35; guidelines WP248; Datatilsynet's list).

A matrix of all activities and one sheet each: every criterion, case and topic with its answer, what the
answer rests on and the lines behind it, the count, and the decision with its reasons. Where what the
registers show and what the owner stated differ, that is an open point; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from compliance.derive.screening import Answered, Screened, screen
from compliance.documents.processing import ROLES, sentence
from compliance.documents.text import Text, fixed, joined, long_date, lowered, say, weakest
from compliance.documents.views import Cell, Column, OpenPoint, Table, View, cover, role
from compliance.frameworks.dpia import screening
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity

ANSWERS = {"yes": "Yes", "possible": "Possible", "no": "\N{EN DASH}"}
ANSWERS_LONG = {"yes": "Yes", "possible": "Possible", "no": "No"}
SUPPORT = {"confirmed": "", "from-memory": "*"}
LOOK_UP = "* Not compared with the list that Datatilsynet publishes; counsel looks the topic up before it is relied on."

SHEET = (
    Column("title", "Question", 33, "id"),
    Column("answer", "Answer", 10, "status"),
    Column("basis", "Rests on", 15),
    Column("reason", "Why", 60),
)


TOGETHER = (
    Column("part", "Asked by", 19, "id"),
    Column("title", "Question", 56),
    Column("answer", "Answer", 11, "status"),
    Column("reason", "On what", 41),
)


@dataclass(frozen=True, slots=True)
class ScreeningSheet:
    """One activity: its questions in three tables, and the decision."""

    screened: Screened
    name: Text
    facts: tuple[tuple[str, tuple[Text, ...]], ...]
    criteria: Table
    cases: Table
    topics: Table

    @property
    def answers(self) -> Table:
        """All answers for a page: what is met first, questions with the same answer and reason in one row."""
        rows = (row for part in (self.criteria, self.cases, self.topics) for row in _together(part))
        return Table("answers", "Answers", TOGETHER, tuple(rows))

    @property
    def anchor(self) -> str:
        return f"activity-{self.screened.activity.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DpiaScreeningView(View):
    """The matrices and the sheets."""

    rule: str
    rule_source: str
    source: str
    checked_on: str
    look_up: str
    matrix: Table
    topics: Table
    sheets: tuple[ScreeningSheet, ...]

    @property
    def tables(self) -> tuple[Table, ...]:
        return (self.matrix, self.topics, _all(self.sheets))


ASKED_BY = {"criteria": "WP248, criterion", "cases": "GDPR Article 35(3)", "topics": "Datatilsynet's list"}
"""Who asks the questions of each part."""


def _together(part: Table) -> Iterator[tuple[Cell, ...]]:
    """The rows of a part, those with the same answer, basis and reason as one; yes and possible come first."""
    found: dict[tuple[str, ...], list[tuple[Cell, ...]]] = {}
    for row in part.rows:
        found.setdefault(tuple(str(cell) for cell in row[1:]), []).append(row)
    order = list(ANSWERS_LONG.values())
    for _, rows in sorted(found.items(), key=lambda group: order.index(group[0][0])):
        title, answer, basis, reason = (
            tuple(dict.fromkeys(t for row in rows for t in (row[n],) if isinstance(t, Text))) for n in range(4)
        )
        places = tuple(dict.fromkeys(p for text in (*answer, *reason) for p in text.sources))
        yield (
            fixed(ASKED_BY[part.name]),
            joined(title, "; "),
            replace(answer[0], sources=places, mark=weakest(answer)),
            replace(reason[0], value=f"{basis[0].value}: {lowered(reason[0].value)}", sources=places),
        )


def _all(sheets: Iterable[ScreeningSheet]) -> Table:
    """Every answer of every activity as one list, for workbooks and data."""
    columns = (Column("activity", "Activity", 26, "id"), Column("part", "Part", 14), *SHEET)
    rows = tuple(
        (sheet.name, fixed(part.title), *row)
        for sheet in sheets
        for part in (sheet.criteria, sheet.cases, sheet.topics)
        for row in part.rows
    )
    return Table("answers", "Answers", columns, rows)


def _row(answered: Answered) -> tuple[Cell, ...]:
    question = answered.question
    title = f"{question.title}{SUPPORT[question.support]}"
    return (
        fixed(f"Art. {question.ref}: {title}" if question.ref else title),
        Text(ANSWERS_LONG[answered.answer], answered.places, "open" if answered.difference else ""),
        fixed(answered.basis.capitalize()),
        Text(sentence(answered.reason), answered.places),
    )


def _part(name: str, title: str, answers: Iterable[Answered]) -> Table:
    return Table(name, title, SHEET, tuple(_row(answered) for answered in answers))


def decision(activity: Activity) -> Text:
    """Whether an assessment is required, by the register."""
    if activity.dpia is None:
        return Text("not decided", (activity.at("id"),), "open")
    return say(activity.dpia, "required", "Required" if activity.dpia.required else "Not required")


def reference(activity: Activity) -> Text:
    """The assessment and its day; that one is missing is open."""
    made = activity.dpia
    if made is None or (not made.required and not made.reference):
        return Text("")
    if not made.reference or made.performed_on is None:
        return Text("required and not on record", (made.at("required"),), "open")
    return joined((say(made, "reference"), say(made, "performed_on", long_date(made.performed_on))))


def _expected(screened: Screened) -> Text:
    """What the rule says, with the count that it rests on."""
    enough = screening().enough
    places = tuple(p for a in screened.criteria if a.answer == "yes" for p in a.places)
    words = f"{screened.met} of {len(screened.criteria)} criteria {'is' if screened.met == 1 else 'are'} met"
    if screened.compelling:
        titles = "; ".join(a.question.title for a in screened.compelling)
        more = tuple(p for a in screened.compelling for p in a.places)
        return Text(f"{words}, and the law or the authority names the case: {titles}", (*places, *more))
    usually = "an assessment is usually carried out" if screened.met >= enough else f"the rule asks for {enough}"
    return Text(f"{words}; {usually}", places)


def _facts(screened: Screened, dossier: Dossier) -> Iterator[tuple[str, tuple[Text, ...]]]:
    activity = screened.activity
    looked = f"{len(screened.flows)} running flows, {len(activity.categories)} categories of data"
    places = (activity.at("categories"), *(flow.at("id") for flow in screened.flows))
    yield "Role", (say(activity, "role", ROLES[activity.role]),)
    yield "Purpose", (say(activity, "purpose_text"),)
    yield "Looked at", (Text(looked, places),)
    yield "Outcome", (_expected(screened),)
    reason = say(activity.dpia, "reason") if activity.dpia else Text("")
    yield "Decision", tuple(text for text in (joined((decision(activity), reason), ". "),) if text)
    made = reference(activity)
    if made:
        yield "Assessment", (made,)
    yield "Owner", (role(dossier, activity.owner, activity.at("owner")),)


def _sheet(screened: Screened, dossier: Dossier) -> ScreeningSheet:
    return ScreeningSheet(
        screened,
        say(screened.activity, "name"),
        tuple(_facts(screened, dossier)),
        _part("criteria", "The nine criteria", screened.criteria),
        _part("cases", "Cases that the law names", screened.cases),
        _part("topics", "Topics of Datatilsynet's list", screened.topics),
    )


def _short(answered: Answered) -> Text:
    return Text(ANSWERS[answered.answer], answered.places, "open" if answered.difference else "")


def _matrix(found: Iterable[Screened]) -> Table:
    columns = (
        Column("activity", "Activity", 22, "id"),
        *(Column(q.id, q.short, 9.5, "status") for q in screening().criteria),
        Column("met", "Met", 6, "number"),
        Column("decision", "Decision", 12),
        Column("reference", "Assessment", 24),
    )
    rows = tuple(
        (
            say(s.activity, "name"),
            *(_short(answered) for answered in s.criteria),
            Text(str(s.met), tuple(p for a in s.criteria if a.answer == "yes" for p in a.places)),
            decision(s.activity),
            reference(s.activity),
        )
        for s in found
    )
    return Table("criteria", "Criteria by activity", columns, rows)


def _topics(found: Iterable[Screened]) -> Table:
    table = screening()
    columns = (
        Column("activity", "Activity", 22, "id"),
        *(Column(q.id, f"Art. {q.ref}", 10, "status") for q in table.cases),
        *(Column(q.id, f"{q.short}{SUPPORT[q.support]}", 11, "status") for q in table.topics),
    )
    rows = tuple((say(s.activity, "name"), *(_short(answered) for answered in (*s.cases, *s.topics))) for s in found)
    return Table("topics", "Cases of the law and topics of the authority", columns, rows)


def _open_points(found: Iterable[Screened], dossier: Dossier) -> Iterator[OpenPoint]:
    for screened in found:
        activity = screened.activity
        owner = role(dossier, activity.owner, activity.at("owner"))
        for text in _unsettled(screened):
            yield OpenPoint(joined((say(activity, "name"), text), ": "), owner)


def _unsettled(screened: Screened) -> Iterator[Text]:
    """What somebody must settle about one activity."""
    activity = screened.activity
    for answered in screened.differences:
        words = f"{answered.question.title}: {answered.difference}"
        yield Text(words, answered.places)
    if activity.dpia is None:
        yield Text("no decision on an impact assessment", (activity.at("id"),))
    elif activity.dpia.required:
        if reference(activity).mark:
            yield Text("an assessment is required and not on record", (activity.dpia.at("required"),))
    else:
        for answered in screened.compelling:
            words = f"decided against an assessment, although it is a case of “{answered.question.title}”"
            yield Text(words, (activity.dpia.at("required"), *answered.places))


def view(dossier: Dossier, subject: str = "") -> DpiaScreeningView:
    """All activities, screened as they stand today."""
    table = screening()
    found = tuple(screen(activity, dossier) for activity in dossier.all(Activity))
    return DpiaScreeningView(
        cover=cover(
            dossier,
            "dpia-screening",
            "Screening for impact assessments",
            "Which processing activities need an assessment under GDPR Article 35",
        ),
        open_points=tuple(_open_points(found, dossier)),
        rule=table.rule,
        rule_source=table.rule_source,
        source=table.source,
        checked_on=long_date(table.checked_on),
        look_up=LOOK_UP,
        matrix=_matrix(found),
        topics=_topics(found),
        sheets=tuple(_sheet(screened, dossier) for screened in found),
    )
