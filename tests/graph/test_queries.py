"""Questions to the graph: targets, cuts, hubs, rings, and what policies name."""

from __future__ import annotations

import pytest

from compliance.graph.places import of_vendor, tags_of
from compliance.graph.queries import UnknownKeyError, UnknownTargetError, cut, hubs, reach, rings
from tests.graph.drawn import drawn

HEALTH = "user.health_and_medical"
CHAIN = (f"people > app: {HEALTH}", f"app > hub: {HEALTH}", f"hub > charts: {HEALTH}", "hub > mail: user.name")


def test_reach_tells_declared_from_possible() -> None:
    found = {r.node.id: r.reading for r in reach(drawn(*CHAIN).dataflows, HEALTH)}
    assert found == {
        "people": "declared",
        "app": "declared",
        "hub": "declared",
        "charts": "declared",
        "mail": "possible",
    }


def test_a_target_may_be_a_country() -> None:
    flows = drawn(*CHAIN, charts={"hosting": {"region": "x", "country": "US"}}).dataflows
    (found,) = reach(flows, HEALTH, "us")
    assert (found.node.id, found.got.path.end) == ("charts", "country:US")


def test_a_country_that_nobody_knows_is_outside_the_eea() -> None:
    nowhere = {"hosting": {"region": "x", "country": {"value": None, "status": "unverified"}}}
    flows = drawn(*CHAIN, app={"hosting": {"region": "x", "country": "NO"}}, charts=nowhere).dataflows
    assert [r.node.id for r in reach(flows, HEALTH, "outside-eea")] == ["charts"]


def test_the_cheapest_cut_is_the_flow_that_costs_least() -> None:
    flows = drawn(*CHAIN).dataflows
    found = cut(flows, HEALTH, "charts")
    assert [edge.id for edge, _ in found.flows] in (["app-hub-2"], ["hub-charts-3"], ["people-app-1"])
    assert found.weight == found.flows[0][1].weight


def test_two_ways_take_two_flows() -> None:
    flows = drawn(
        "people > a: user.name", "a > b: user.name", "a > c: user.name", "b > d: user.name", "c > d: user.name"
    )
    wide = drawn("people > b: user.name", "people > c: user.name", "b > d: user.name", "c > d: user.name")
    assert len(cut(flows.dataflows, "user.name", "d").flows) == 1
    assert len(cut(wide.dataflows, "user.name", "d").flows) == 2


def test_what_begins_at_the_target_cannot_be_cut() -> None:
    flows = drawn("people > a: user.name", b={"holds": [HEALTH]}).dataflows
    assert not cut(flows, HEALTH, "b").possible


def test_hubs_come_with_what_hangs_on_them() -> None:
    found = {hub.node.id: hub for hub in hubs(drawn(*CHAIN).dataflows)}
    assert found["hub"].forwards
    assert found["hub"].joint
    assert found["hub"].dominates == ("charts", "mail")
    assert found["app"].dominates == ("charts", "hub", "mail")


def test_rings_say_what_comes_back() -> None:
    (ring,) = rings(drawn("people > a: user.name", "a > b: user.name, user.payment", "b > a: user.payment").dataflows)
    assert [node.id for node in ring.nodes] == ["a", "b"]
    assert ring.returned == ("user.payment",)


def test_tags_come_from_purposes_where_a_vendor_runs_it() -> None:
    dossier = drawn(*CHAIN, vendors={"v": {}}, charts={"vendor": "v"}, mail={"tags": ["marketing"]})
    flows = dossier.dataflows
    assert tags_of(flows, flows.nodes["system:mail"]) == {"marketing"}
    assert tags_of(flows, flows.nodes["system:charts"]) == frozenset()
    assert of_vendor(flows, "v") == ("system:charts", "vendor:v")


def test_wrong_words_get_a_suggestion() -> None:
    flows = drawn(*CHAIN).dataflows
    with pytest.raises(UnknownKeyError) as category:
        reach(flows, "user.health_and_medicl")
    assert category.value.help == "did you mean `user.health_and_medical`?"
    with pytest.raises(UnknownTargetError) as target:
        reach(flows, HEALTH, "chart")
    assert target.value.help.startswith("did you mean `charts`?")
