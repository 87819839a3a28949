"""Chapter 01: the assertion that management would sign, as a draft for counsel and examiner, and what stands against.

The wording is our own. What it would assert follows from the registers: services, day or period, categories, method.
"""

from __future__ import annotations

from collections.abc import Iterator

from compliance.documents.text import Text, fixed, joined, say
from compliance.documents.views import Column, company
from compliance.packs.chapters import Block, ChapterView, Grid, Listing, Section, Words
from compliance.packs.common.pieces import facts, gap, owner, table
from compliance.packs.scope import Scope
from compliance.packs.soc2.criteria import STATES, categories, covered, in_scope, services
from compliance.packs.soc2.front import vendor_name, when
from compliance.registers.records.service import ServiceDescription

DRAFT = (
    "Draft for counsel and examiner. It is not signed, nobody asserts it, and its wording is this program's own: the "
    "examiner brings the wording that is in use. It shows what management would have to stand behind."
)
AGAINST = (
    Column("id", "Criterion", 11, "id"),
    Column("title", "Title", 39),
    Column("state", "State", 14, "status"),
    Column("reason", "Why", 46),
)


def view(scope: Scope) -> ChapterView:
    """A draft for each service, then all that keeps management from signing it today."""
    found = services(scope)
    if not found:
        missing = gap(scope, "The registers hold no description of a service: there is nothing to assert.")
        return ChapterView(sections=(Section("assertion", "Draft assertion", (missing,)),))
    drafts = tuple(_draft(described, scope) for described in found)
    return ChapterView(lead=fixed(DRAFT), sections=(*drafts, _against(scope)))


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
    prepared = joined((fixed(f"We have prepared the description of the system in chapter 02 {days}"), span), " ")
    yield Words(Text(f"{prepared.value}.", prepared.sources, prepared.mark))
    words = "Subject to all that stands against it below, we would confirm to the best of our knowledge that:"
    yield Words(fixed(words), "lead-in")
    yield Listing(tuple(_points(described, scope, how, later)))
    yield facts(
        (
            ("Would be signed by", owner(scope, asked, "signatory") if asked else Text("")),
            ("Signature and day", fixed("Not signed: draft")),
        )
    )


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


def _against(scope: Scope) -> Section:
    """Criteria whose controls are not all in place: management could not sign without an exception for each."""
    short = [row for row in in_scope(scope) if row.verdict in ("partly", "not")]
    rows = (
        (
            fixed(row.requirement.id),
            fixed(row.requirement.title),
            Text(STATES[row.verdict], tuple(c.at("status") for c in row.controls)),
            Text(f"{row.reason[:1].upper()}{row.reason[1:]}.", tuple(c.at("status") for c in row.controls)),
        )
        for row in short
    )
    words = f"{len(short)} of {len(in_scope(scope))} criteria in scope do not have all their controls in place:"
    grid = Grid(table("against", "What stands against signing", AGAINST, rows), "dense record", "None on record.")
    return Section("against", "What stands against signing it today", (Words(fixed(words), "lead-in"), grid))
