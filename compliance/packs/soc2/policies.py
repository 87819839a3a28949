"""Chapter 05: policies with version, approval and the criteria that they serve; procedures; what changed."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.documents.text import Text, fixed, long_date, say
from compliance.documents.views import Cell, Column
from compliance.packs.chapters import Block, ChapterView, Gap, Grid, Section, Words
from compliance.packs.common.pieces import evidence_grid, or_gap, owner, table
from compliance.packs.scope import Scope
from compliance.packs.soc2.criteria import lacks, met_by, relied_on
from compliance.registers.records.controls import Control, Policy

POLICIES = (
    Column("title", "Policy", 18, "id"),
    Column("version", "Version", 7),
    Column("owner", "Owner", 15),
    Column("approved", "Approved", 17),
    Column("next_review", "Next review", 10, "date"),
    Column("criteria", "Criteria that it serves", 33, "ids"),
)
PROCEDURES = "A.5.37"
"""The control under which operating procedures are written down."""


def view(scope: Scope) -> ChapterView:
    """The index of policies, then procedures."""
    return ChapterView(
        lead=fixed("The texts of the policies are files of the pack, in documents/policies."),
        sections=(_index(scope), _procedures(scope)),
    )


def _index(scope: Scope) -> Section:
    found = scope.dossier.all(Policy)
    grid = Grid(table("policies", "Policies", POLICIES, (_policy(p, scope) for p in found)), rows="policy")
    blocks = [or_gap(grid, scope, "The registers hold no policy."), *_wrong(found, scope)]
    return Section("policies", "Policies", tuple(blocks), "CC5.3, CC2.2")


def _policy(policy: Policy, scope: Scope) -> tuple[Cell, ...]:
    served = dict.fromkeys(
        id for control in relied_on(scope) if policy.id in control.policies for id in met_by(control, scope)
    )
    order = {row.id: number for number, row in enumerate(scope.framework.requirements)}
    approved: Cell = Text("not approved", (policy.place,), "open")
    if policy.approved_on:
        approved = (owner(scope, policy, "approver"), say(policy, "approved_on"))
    return (
        say(policy, "title"),
        say(policy, "version"),
        owner(scope, policy),
        approved,
        say(policy, "next_review"),
        tuple(fixed(id) for id in sorted(served, key=lambda id: order[id])) or fixed("\N{EN DASH}"),
    )


def _wrong(found: tuple[Policy, ...], scope: Scope) -> Iterator[Gap]:
    for policy in found:
        mine = owner(scope, policy)
        if policy.approved_on is None:
            yield lacks(scope, policy.id, f"{policy.title} is not approved.", mine, policy.at("id"))
        if policy.next_review < scope.dossier.today:
            words = f"The review of {policy.title} was due on {long_date(policy.next_review)}."
            yield lacks(scope, policy.id, words, mine, policy.at("next_review"))


def _procedures(scope: Scope) -> Section:
    """What the registers say about written procedures; they have no place for a list of them."""
    control = scope.dossier.get(Control, PROCEDURES)
    blocks: list[Block] = []
    if control and control.applicable:
        blocks.append(Words(say(control, "statement")))
        items = scope.of_control(control)
        if items:
            blocks.append(evidence_grid("evidence_procedures", items, scope))
    mine = owner(scope, control) if control else None
    words = "No list of operating procedures, with version, owner and day of approval, is filed as evidence of its own."
    blocks.append(lacks(scope, "procedures", words, mine))
    return Section("procedures", "Procedures", tuple(blocks), f"CC5.3; {PROCEDURES}")
