"""What gets where, in both readings, with the way that proves it."""

from __future__ import annotations

import random

import pytest

from compliance.frameworks.taxonomy import below
from compliance.graph.dataflow import DataFlows
from compliance.graph.taint import Taint, hubs_of
from tests.graph.drawn import drawn, got, way

HEALTH = "user.health_and_medical"


def test_data_goes_as_far_as_flows_carry_it() -> None:
    flows = drawn("people > app: user.name, user.location", "app > store: user.name").dataflows
    assert got(flows.declared, "store") == {"user.name"}
    assert way(flows.declared, "store", "user.name") == ["people", "app", "store"]


def test_a_hub_may_forward_all_it_holds() -> None:
    flows = drawn(
        f"people > app: {HEALTH}, user.behavior",
        f"app > hub: {HEALTH}, user.behavior",
        "hub > charts: user.behavior",
        "hub > mail: user.behavior",
    ).dataflows
    assert hubs_of(flows) == {"system:hub"}
    assert way(flows.declared, "charts", HEALTH) == []
    assert way(flows.possible, "charts", HEALTH) == ["people", "app", "hub", "charts"]


def test_a_hubs_transform_is_believed_when_its_labels_are_not() -> None:
    flows = drawn(
        f"people > hub: {HEALTH}, user.behavior",
        f"hub > charts: user.behavior | drop {HEALTH}",
        "hub > mail: user.behavior",
    ).dataflows
    assert got(flows.possible, "charts") == {"user.behavior"}
    assert got(flows.possible, "mail") == {"user.behavior", HEALTH}


@pytest.mark.parametrize("kind", ["drop", "aggregate", "anonymise"])
def test_what_is_taken_away_is_gone(kind: str) -> None:
    flows = drawn(
        f"people > app: {HEALTH}, user.name", f"app > charts: {HEALTH}, user.name | {kind} {HEALTH}"
    ).dataflows
    assert got(flows.declared, "charts") == {"user.name"}


@pytest.mark.parametrize("kind", ["pseudonymise", "hash"])
def test_health_data_about_a_code_is_still_health_data(kind: str) -> None:
    flows = drawn(
        f"people > app: {HEALTH}", f"app > hub: {HEALTH} | {kind} {HEALTH}", f"hub > charts: {HEALTH}"
    ).dataflows
    assert got(flows.declared, "charts") == {f"{HEALTH}*"}


def test_an_identifier_becomes_a_code() -> None:
    flows = drawn("people > app: user.name", "app > charts: user.name | pseudonymise user.name").dataflows
    assert got(flows.declared, "charts") == {"user.unique_id.pseudonymous*"}


def test_replacing_every_identifier_pseudonymises_the_rest() -> None:
    lines = f"people > app: {HEALTH}, user.name, user.contact.email", "app > lab: {} | pseudonymise user.name"
    names = drawn(lines[0], lines[1].format(f"{HEALTH}, user.name")).dataflows
    loose = drawn(lines[0], lines[1].format(f"{HEALTH}, user.name, user.contact.email")).dataflows
    assert got(names.declared, "lab") == {f"{HEALTH}*", "user.unique_id.pseudonymous*"}
    assert HEALTH in got(loose.declared, "lab")


def test_a_parent_may_contain_any_child() -> None:
    flows = drawn("people > app: user", "app > charts: user").dataflows
    assert way(flows.declared, "charts", HEALTH) == ["people", "app", "charts"]


def test_a_flow_at_a_parent_carries_what_its_source_has_below_it() -> None:
    flows = drawn("people > app: user.contact.email", "app > charts: user.contact").dataflows
    assert got(flows.declared, "charts") == {"user.contact.email"}


def test_dropping_a_child_leaves_its_siblings() -> None:
    flows = drawn("people > app: user.contact", "app > charts: user.contact | drop user.contact.email").dataflows
    left = got(flows.declared, "charts")
    assert "user.contact.phone_number" in left
    assert not left & {"user.contact", "user.contact.email"}


def test_data_from_nowhere_is_believed_and_named() -> None:
    flows = drawn("people > app: user.name", f"app > charts: {HEALTH}").dataflows
    assert flows.declared.nowhere == {"app-charts-2": (HEALTH,)}
    assert way(flows.declared, "charts", HEALTH) == ["app", "charts"]


def test_a_ring_of_flows_that_nobody_feeds_is_not_silent() -> None:
    flows = drawn("a > b: user.name", "b > a: user.name", "b > charts: user.name").dataflows
    assert got(flows.declared, "charts") == {"user.name"}
    assert len(flows.declared.nowhere) == 1


def test_a_holding_without_a_flow_begins_there() -> None:
    flows = drawn("app > charts: user.name", app={"holds": ["user.name"]}, charts={"holds": [HEALTH]}).dataflows
    assert not flows.declared.nowhere
    assert way(flows.declared, "charts", HEALTH) == ["charts"]


def test_subjects_are_kept_apart() -> None:
    flows = drawn(
        f"people > app: {HEALTH} of participant",
        "staff > app: user.name of employee",
        "app > charts: user.name of employee",
    ).dataflows
    taint = flows.declared
    assert not taint.held("system:charts") & taint.universe.asked(["user"], ["participant"])


def test_the_shortest_way_is_told() -> None:
    flows = drawn(
        "people > a: user.name", "a > b: user.name", "b > c: user.name", "a > c: user.name", "c > d: user.name"
    ).dataflows
    assert way(flows.declared, "d", "user.name") == ["people", "a", "c", "d"]


def test_a_chain_of_subprocessors_gets_only_what_it_is_given() -> None:
    chain = {"name": "Deep", "country": "US", "purpose": "x", "reached": True, "categories": ["user.name"]}
    link = {"name": "Host", "country": "IE", "purpose": "x", "reached": True, "subprocessors": [chain]}
    flows = drawn(
        f"people > app: {HEALTH}, user.name", vendors={"v": {"subprocessors": [link]}}, app={"vendor": "v"}
    ).dataflows
    assert way(flows.declared, "country:US", "user.name") == ["people", "app", "v", "v/Host", "v/Host/Deep", "US"]
    assert way(flows.declared, "country:US", HEALTH) == []
    assert way(flows.declared, "sub-vendor:v/Host", HEALTH) == ["people", "app", "v", "v/Host"]


def test_a_link_without_an_address_is_there_with_its_facts() -> None:
    chain = {"name": "Deep", "country": {"value": None, "status": "unverified"}, "purpose": "x", "reached": True}
    link = {"name": "Host", "country": "IE", "purpose": "x", "reached": True, "subprocessors": [chain]}
    flows = drawn("people > app: user.name", vendors={"v": {"subprocessors": [link]}}, app={"vendor": "v"}).dataflows
    node = flows.nodes["sub-vendor:v/Host/Deep"]
    assert node.facts["address"] is None
    assert node.facts["contact"] is None
    assert flows.out(node.key, "stored-in")[0].target == "country:unknown"
    assert node.place.pointer == "/v/subprocessors/0/subprocessors/0/name"


def test_a_link_that_is_not_reached_gets_nothing() -> None:
    link = {"name": "Other", "country": "US", "purpose": "x", "reached": False}
    flows = drawn("people > app: user.name", vendors={"v": {"subprocessors": [link]}}, app={"vendor": "v"}).dataflows
    assert way(flows.declared, "country:US", "user.name") == []


def _by_the_book(flows: DataFlows) -> dict[str, set[str]]:
    """The same with Python sets of categories, for graphs of one subject without transforms."""
    held = {key: {h.category for h in node.holds} for key, node in flows.nodes.items()}
    for edge in flows.flows:
        if flows.nodes[edge.source].kind == "data-subject":
            held[edge.source] |= set(edge.categories)
    while True:
        before = {key: set(had) for key, had in held.items()}
        for edge in flows.flows:
            for had in before[edge.source]:
                for carries in edge.categories:
                    if below(had, carries) or below(carries, had):
                        held[edge.target].add(had if below(had, carries) else carries)
        if held == before:
            return held


@pytest.mark.parametrize("seed", range(30))
def test_bits_say_what_sets_say(seed: int) -> None:
    dice = random.Random(seed)
    keys = ["user", "user.contact", "user.contact.email", "user.name", HEALTH, f"{HEALTH}.genetic"]
    names = ["people", *"abcdef"]
    lines = []
    for _ in range(12):
        a, b = dice.choice(names), dice.choice(names[1:])
        lines.append(f"{a} > {b}: {', '.join(sorted(set(dice.choices(keys, k=2))))}")
    holds = {name: {"holds": dice.sample(keys, 1)} for name in names[1:]}
    flows = drawn(*lines, **holds).dataflows  # type: ignore[arg-type]  # systems by name
    taint = flows.declared
    if taint.nowhere:
        return
    for key, expected in _by_the_book(flows).items():
        items = {item.category for item in taint.universe.items(taint.held(key))}
        # A holding at a parent key counts as explained where one of its children arrives.
        assert items <= expected, (lines, key)
        assert all(any(below(i, e) or below(e, i) for i in items) for e in expected), (lines, key)


def test_every_way_is_one_that_the_items_can_go() -> None:
    flows = drawn(
        "people > a: user.name, user.contact",
        "a > b: user.contact.email | hash user.contact.email",
        "b > c: user",
        "c > d: user.unique_id",
    ).dataflows
    taint = flows.declared
    path = taint.path("system:d", taint.universe.asked(["user.unique_id"]))
    assert path is not None
    for before, after in zip(path.hops, path.hops[1:], strict=False):
        assert before.edge.target == after.edge.source
        assert before.after == after.before


def test_nothing_goes_over_an_edge_that_is_left_out() -> None:
    flows = drawn("people > a: user.name", "a > b: user.name").dataflows
    without = Taint(flows, "declared", flows.declared, {"a-b-2"})
    assert got(without, "b") == set()
    assert got(without, "a") == {"user.name"}
