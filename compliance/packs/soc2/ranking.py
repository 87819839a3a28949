"""What is missing between the registers and an examination, ranked, each with its criteria, its owner and its plan.

The rank says how much of an examination rests on it: controls that are not there, then those there in part, then
evidence, then populations, reports of subservice organisations, findings, papers, samples and tests. Within a rank,
what more criteria rest on comes first. Dates come from control plans, treatment actions and the service's remediation
plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from compliance.derive.controls import state
from compliance.documents.text import Text, fixed, long_dates, say
from compliance.documents.views import role
from compliance.packs.chapters import Chapter, Gap, Section, gaps
from compliance.packs.common.pieces import owner
from compliance.packs.exceptions import Failure
from compliance.packs.items import Item
from compliance.packs.scope import Scope
from compliance.packs.soc2 import findings
from compliance.packs.soc2.criteria import in_scope, irrelevant, met_by, relied_on, services, tested, title
from compliance.packs.targets import anchor
from compliance.registers.order import natural
from compliance.registers.records.assurance import Audit, Nonconformity
from compliance.registers.records.controls import Control, Risk, RiskAction, Waiver
from compliance.registers.records.service import Remediation

RANKS = (
    "A control is not in place",
    "A criterion has no control",
    "A control is in place in part",
    "A control in force has no evidence in date",
    "A population is missing or incomplete",
    "A subservice organisation's report or letter falls short",
    "A finding is open, or an exception stands or is waived",
    "A paper is missing or out of date",
    "The examination or the description is not complete",
    "A sample is missing or too small",
    "A supplier's record has a gap",
    "No test, or no frequency, is on record",
)
(
    ABSENT,
    UNMAPPED,
    PARTIAL,
    STALE,
    POPULATION,
    SUBSERVICE,
    FINDING,
    PAPER,
    EXAMINATION,
    SAMPLE,
    SUPPLIER,
    UNTESTED,
) = range(1, len(RANKS) + 1)
HEADED: tuple[tuple[str, int], ...] = (
    ("population-", POPULATION),
    ("subservice-", SUBSERVICE),
    ("finding-", FINDING),
    ("examination-", EXAMINATION),
    ("subservice", EXAMINATION),
    ("dc", EXAMINATION),
    ("workpaper", SAMPLE),
    ("undrawn", SAMPLE),
    ("supplier", SUPPLIER),
)
"""The rank of a gap by how the id of the heading that it stands under begins; of others, a paper is missing."""

NOT_SET = "not set"


@dataclass(frozen=True, slots=True)
class Missing:
    """A line of the list. ``subject`` is what a remediation names; ``criteria`` are those that rest on it.

    ``owner`` answers for what is missing, ``by`` carries the action out; empty where that is the same role or nobody.
    """

    rank: int
    subject: str
    about: tuple[Text, ...]
    criteria: tuple[str, ...]
    what: Text
    owner: Text
    action: Text
    due: Text
    by: Text = field(default_factory=lambda: Text(""))


def ranked(scope: Scope, chapters: tuple[Chapter, ...]) -> tuple[Missing, ...]:
    """Every gap that the level of the pack shows, the gravest first."""
    kept = scope.dossier.kept
    key = ("packs.soc2.ranked", str(scope.period), scope.level, tuple(each.number for each in chapters))
    if key not in kept:
        found = (
            *_controls(scope),
            *_criteria(scope),
            *_headings(scope, chapters),
            *(_found(scope) if scope.shows(findings.LEVEL) else ()),
            *_untested(scope),
        )
        kept[key] = tuple(sorted(found, key=lambda m: (m.rank, -len(m.criteria), natural(m.subject), m.what.value)))
    made = kept[key]
    assert isinstance(made, tuple), "the key is this function's own"
    return made


def concealed(scope: Scope, chapters: tuple[Chapter, ...]) -> tuple[Missing, ...]:
    """Gaps under headings that the level of the pack withholds: nothing is said of them, and they count all the
    same."""
    return (*_headings(scope, chapters, shown=False), *(() if scope.shows(findings.LEVEL) else _found(scope)))


def numbered(found: tuple[Missing, ...]) -> tuple[tuple[str, Missing], ...]:
    """Every gap with the number that the list gives it."""
    return tuple((f"G-{number:02}", missing) for number, missing in enumerate(found, 1))


def undated(found: tuple[Missing, ...]) -> int:
    """How many gaps nobody has set a date for."""
    return sum(missing.due.mark == "open" for missing in found)


def _controls(scope: Scope) -> Iterator[Missing]:
    """Controls of criteria in scope that are not in force, in force in part, or without evidence in date."""
    for control in relied_on(scope):
        found = state(control, scope.dossier)
        if found.verdict in ("met", "excluded"):
            continue
        if found.verdict == "not":
            rank, words = ABSENT, control.gap or f"The control is {found.reason}."
        elif control.status == "partially":
            rank, words = PARTIAL, control.gap or "The control is in force in part."
        else:
            rank, words = STALE, f"{found.reason[:1].upper()}{found.reason[1:]}."
        places = (control.at("gap"),) if control.gap else (control.at("status"),)
        yield _of_control(rank, control, Text(words, places), scope)


def _of_control(rank: int, control: Control, what: Text, scope: Scope) -> Missing:
    action, due, by = _plan(control, scope)
    about, mine = (say(control, "id"), title(control)), owner(scope, control)
    return Missing(rank, control.id, about, met_by(control, scope), what, mine, action, due, _other(by, mine))


def _other(by: Text | None, mine: Text) -> Text:
    """Who carries an action out, where that is not the owner."""
    return by if by is not None and by.value != mine.value else Text("")


def _plan(control: Control, scope: Scope) -> tuple[Text, Text, Text | None]:
    """What is planned for a control: by the remediation plan, its own date, or an action of a risk's treatment."""
    planned = _remedy(scope, control.id)
    if planned:
        over = planned.due < scope.dossier.today and planned.status != "done"
        return _words(planned), _late(say(planned, "due"), over), owner(scope, planned)
    action = _treatment(control, scope)
    words = say(action, "action") if action else Text("no action is recorded", (control.at("id"),), "open")
    if control.planned_for:
        return words, _late(say(control, "planned_for"), control.planned_for < scope.dossier.today), None
    if action:
        return words, _late(say(action, "due"), action.due < scope.dossier.today), owner(scope, action)
    return words, Text(NOT_SET, (control.at("id"),), "open"), None


def _late(day: Text, over: bool) -> Text:
    return Text(f"{day.value} (overdue)", day.sources) if over else day


def _words(planned: Remediation) -> Text:
    """The action of a plan, with its state where something was done."""
    done = {"open": "", "in-progress": "Begun: ", "done": "Reported done, and the registers do not show it: "}
    return Text(done[planned.status] + planned.action.strip(), (planned.at("action"), planned.at("status")))


def _treatment(control: Control, scope: Scope) -> RiskAction | None:
    """The open action of a risk's treatment that builds the control, the earliest first; risks are internal."""
    if not scope.shows("internal"):
        return None
    open_ = [a for r in scope.dossier.all(Risk) for a in r.actions if a.control == control.id]
    return min((a for a in open_ if a.status in ("open", "in-progress")), key=lambda a: a.due, default=None)


def _remedy(scope: Scope, subject: str) -> Remediation | None:
    return next((r for d in services(scope) for r in d.remediation if subject and r.subject == subject), None)


def _planned(
    rank: int, subject: str, about: tuple[Text, ...], criteria: tuple[str, ...], what: Text, mine: Text, scope: Scope
) -> Missing:
    """A gap whose action and date only the remediation plan can have."""
    planned = _remedy(scope, subject)
    if planned is None:
        none, never = Text("no action is recorded", what.sources, "open"), Text(NOT_SET, what.sources, "open")
        return Missing(rank, subject, about, criteria, what, mine, none, never)
    due = _late(say(planned, "due"), planned.due < scope.dossier.today and planned.status != "done")
    by = _other(owner(scope, planned), mine)
    return Missing(rank, subject, about, criteria, what, mine, _words(planned), due, by)


def _criteria(scope: Scope) -> Iterator[Missing]:
    """Criteria that no control helps to meet or with controls that nobody has decided on, but for those declared not
    relevant."""
    for row in in_scope(scope):
        decided = {control.id for control in row.controls}
        missing = [id for id in row.requirement.controls if id not in decided]
        if (row.controls and not missing) or irrelevant(scope, row.requirement.id):
            continue
        words = f"No decision is recorded on {', '.join(missing)}." if missing else "No control is mapped to it."
        about = (fixed(row.requirement.id), fixed(row.requirement.title))
        id = row.requirement.id
        yield _planned(UNMAPPED, id, about, (id,), fixed(words), scope.answerable, scope)


def _headings(scope: Scope, chapters: tuple[Chapter, ...], *, shown: bool = True) -> Iterator[Missing]:
    """Gaps of other chapters, by the heading that they stand under; those that the level shows, or the others."""
    known = {row.requirement.id for row in in_scope(scope)}
    seen: set[tuple[str, str]] = set()
    for each in chapters:
        for section in scope.said(each).sections:
            if scope.shows(section.level) != shown:
                continue
            named = section.reference.replace(";", ",").split(",")
            headed = tuple(word.strip() for word in named if word.strip() in known)
            for gap in gaps(section.blocks):
                if (gap.subject or section.id, gap.text.value) in seen:
                    continue
                seen.add((gap.subject or section.id, gap.text.value))
                criteria = tuple(id for id in gap.criteria if id in known) or headed
                yield _heading(gap, section, criteria, scope)


def _heading(gap: Gap, section: Section, criteria: tuple[str, ...], scope: Scope) -> Missing:
    subject = gap.subject or section.id
    return _planned(_rank(section), subject, (fixed(section.title),), criteria, gap.text, gap.owner, scope)


def _rank(section: Section) -> int:
    """How grave a gap is by the heading that it stands under."""
    return next((rank for start, rank in HEADED if section.id.startswith(start)), PAPER)


def _found(scope: Scope) -> Iterator[Missing]:
    """Findings of audits that are not closed, and exceptions about evidence, those that a waiver accepts among them."""
    for audit, one in findings.raised(scope):
        if one.status != "closed":
            yield _finding(audit, one, scope)
    for failure, item in findings.failures(scope):
        yield _exception(failure, item, scope)


def _finding(audit: Audit, one: Nonconformity, scope: Scope) -> Missing:
    words = f"{audit.title}: {one.id} is not closed ({findings.graded(one)})."
    what = Text(words, (one.at("id"), one.at("status")))
    control = scope.dossier.get(Control, one.requirement)
    criteria = met_by(control, scope) if control else ()
    about = (say(one, "id"), say(one, "requirement"))
    mine = owner(scope, one)
    made = _planned(FINDING, anchor("finding", one.id), about, criteria, what, mine, scope)
    action = min((a for a in one.actions if a.done_on is None), key=lambda a: a.due, default=None)
    if made.action.mark != "open" or action is None:
        return made
    due = _late(say(action, "due"), action.due < scope.dossier.today)
    return replace(made, action=say(action, "action"), due=due, by=_other(owner(scope, action), mine))


def _exception(failure: Failure, item: Item, scope: Scope) -> Missing:
    helped = {id for control in item.controls if (c := scope.dossier.get(Control, control)) for id in met_by(c, scope)}
    helped.update(item.evidence.criteria)
    criteria = tuple(row.requirement.id for row in in_scope(scope) if row.requirement.id in helped)
    told, about = scope.told(failure), (say(item.evidence, "id"),)
    mine = owner(scope, item.evidence, "collected_by")
    made = _planned(FINDING, item.id, about, criteria, Text(long_dates(f"{told.value}."), told.sources), mine, scope)
    waiver = scope.dossier.get(Waiver, failure.waiver) if failure.waiver else None
    if waiver is None or made.action.mark != "open":
        return made
    words = Text(f"Accepted by waiver {waiver.id}; chapter 16 has the reason.", (waiver.at("id"), waiver.at("reason")))
    return replace(made, action=words, due=say(waiver, "expires"), by=_other(owner(scope, waiver), mine))


def _untested(scope: Scope) -> Iterator[Missing]:
    """Controls in force without a test, and without a frequency: a line for each owner."""
    in_force = [c for c in relied_on(scope) if c.applicable and c.status in ("implemented", "partially")]
    checks = (
        ("tests", "No test is on record.", [c for c in in_force if not tested(c, scope)]),
        ("frequency", "How often it is carried out is not stated.", [c for c in in_force if c.frequency is None]),
    )
    for kind, words, found in checks:
        for mine in dict.fromkeys(c.owner for c in found):
            controls = [c for c in found if c.owner == mine]
            criteria = {id for c in controls for id in met_by(c, scope)}
            ordered = tuple(row.requirement.id for row in in_scope(scope) if row.requirement.id in criteria)
            about = tuple(say(c, "id") for c in controls)
            what = Text(words, tuple(c.at("id") for c in controls))
            by = role(scope.dossier, mine, controls[0].at("owner"))
            yield _planned(UNTESTED, f"{kind}-{mine}", about, ordered, what, by, scope)
