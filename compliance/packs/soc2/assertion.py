"""Chapter 01: the assertion that management would sign, as a draft for counsel and examiner, and what stands against.

The wording is our own. What it would assert follows from the registers: services, day or period, categories, method.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.documents.text import Text, fixed, joined, long_date, say
from compliance.documents.views import Column, company
from compliance.packs.chapters import Block, Chapter, ChapterView, Grid, Listing, Section, Words
from compliance.packs.common.pieces import facts, gap, owner, table
from compliance.packs.scope import Scope
from compliance.packs.soc2.criteria import categories, covered, services
from compliance.packs.soc2.front import vendor_name, when
from compliance.packs.soc2.gaplist import by_rank
from compliance.packs.soc2.ranking import ranked, undated
from compliance.packs.soc2.standing import standings
from compliance.registers.records.service import Examination, ServiceDescription

DRAFT = (
    "Draft for counsel and examiner. It is not signed, nobody asserts it, and its wording is none that an examiner has "
    "agreed to: the examiner brings the wording that is in use. It shows what management would have to stand behind."
)
AGAINST = (
    Column("id", "Criterion", 11, "id"),
    Column("title", "Title", 31),
    Column("state", "State", 14, "status"),
    Column("reason", "Why", 38),
    Column("gaps", "Gaps", 16, "ids"),
)


def chapter(number: str, others: Iterable[Chapter]) -> Chapter:
    """The assertion; ``others`` are the chapters whose gaps stand against signing it."""
    known = tuple(others)

    def view(scope: Scope) -> ChapterView:
        """A draft for each service, then all that keeps management from signing it today."""
        found = services(scope)
        if not found:
            missing = gap(scope, "The registers hold no description of a service: there is nothing to assert.")
            return ChapterView(sections=(Section("assertion", "Draft assertion", (missing,)),))
        drafts = tuple(_draft(described, scope) for described in found)
        return ChapterView(lead=fixed(DRAFT), sections=(*drafts, _against(scope, known)))

    return Chapter(number, "Draft of management's assertion", view)


def _draft(described: ServiceDescription, scope: Scope) -> Section:
    blocks = tuple(_said(described, scope))
    return Section(f"assertion-{described.id.lower()}", "Draft of management's assertion", blocks)


def _said(described: ServiceDescription, scope: Scope) -> Iterator[Block]:
    asked = described.examination
    span = (when(asked) if asked else Text("")) or Text("[day or period not set]", (described.at("id"),), "open")
    later = asked is None or asked.type == "type-2"
    how = "throughout the period" if later else "on that day"
    users = joined((Text("DRAFT, not signed. To the users of"), say(described, "service"), Text("of")), " ")
    yield Words(joined((users, company(scope.dossier)), " "), "lead")
    days = "for the period" if later else "as of"
    prepared = joined((fixed(f"We have prepared the description of our system {days}"), span), " ")
    yield Words(Text(f"{prepared.value}.", prepared.sources, prepared.mark))
    yield from _to_be_written(asked, span, scope)
    words = "Subject to all that stands against it below, we would confirm to the best of our knowledge that:"
    yield Words(fixed(words), "lead-in")
    yield Listing(tuple(_points(described, scope, how, later)))
    yield facts(
        (
            ("Would be signed by", owner(scope, asked, "signatory") if asked else Text("")),
            ("Signature and day", fixed("Not signed: draft")),
        )
    )


def _to_be_written(asked: Examination | None, span: Text, scope: Scope) -> Iterator[Block]:
    """That chapter 02 describes the period of the pack, where another day or period is to be examined."""
    mine = scope.period
    if asked and (asked.period_start, asked.period_end) == (mine.start, mine.end):
        return
    own = f"{long_date(mine.start)} to {long_date(mine.end)}"
    words = f"[Chapter 02 is about the period of this pack, {own}.]"
    if asked and when(asked):
        words = f"[The description for {span.value} is still to be written; chapter 02 is about {own}.]"
    yield Words(Text(words, (*span.sources,), "open"))


def _points(described: ServiceDescription, scope: Scope, how: str, later: bool) -> Iterator[Text]:
    yield fixed(
        "the description presents the system that was designed and put into operation, by the description criteria "
        "DC 1 to DC 9, and leaves out or distorts nothing that its users need to know;"
    )
    places = (covered(scope).scope.at("id"),)
    named = ", ".join(name.lower() for name in categories(scope))
    yield Text(
        f"the controls in it were suitably designed {how} to give reasonable assurance that the service commitments "
        f"and system requirements of DC 2 are achieved by the trust services criteria of these categories: {named};",
        places,
    )
    if later:
        yield fixed("those controls operated effectively throughout the period;")
    if described.user_entity_controls:
        count = len(described.user_entity_controls)
        words = f"all this where customers carry out the {count} controls of DC 6;"
        yield Text(words, (described.at("user_entity_controls"),))
    for method, words in (
        (
            "carve-out",
            "and where these subservice organisations carry out the controls of DC 7, carved out of the system:",
        ),
        ("inclusive", "and the description includes the controls of these subservice organisations:"),
    ):
        mine = [sub for sub in described.subservice_organisations if sub.method == method]
        if mine:
            listed = ", ".join(vendor_name(scope, sub.vendor, sub.place).value for sub in mine)
            yield Text(f"{words} {listed}.", tuple(sub.at("vendor") for sub in mine))


def _against(scope: Scope, chapters: tuple[Chapter, ...]) -> Section:
    """Every gap by rank, then the criteria that gaps name: management could not sign without a word on each."""
    found, stated = ranked(scope, chapters), standings(scope, chapters)
    named = [each for each in stated.values() if each.gaps or each.verdict in ("partly", "not")]
    short = sum(each.verdict in ("partly", "not") for each in named)
    rows = (
        (
            fixed(each.row.requirement.id),
            fixed(each.row.requirement.title),
            each.state,
            each.why,
            each.numbers or (fixed("\N{EN DASH}"),),
        )
        for each in named
    )
    gap_words = f"{len(found)} gaps stand against it, {undated(found)} of them without a date; chapter 12 has each:"
    words = (
        f"{short} of {len(stated)} criteria in scope are not in place as a whole, and gaps name {len(named)}; those of "
        "samples, tests, suppliers and description do not lower a state:"
    )
    grid = Grid(table("against", "What stands against signing", AGAINST, rows), "dense record", "None on record.")
    blocks = (Words(fixed(gap_words), "lead-in"), by_rank(found, "against_ranks"), Words(fixed(words), "lead-in"), grid)
    return Section("against", "What stands against signing it today", blocks)
