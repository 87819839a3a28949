"""What a customer's contract reaches, held against the graph as networkx walks it, from the register files alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from compliance.derive.contract import Contract, contract
from compliance.derive.engaged import engaged
from compliance.derive.reach import carries
from compliance.graph.dossier import Dossier
from compliance.registers import yaml12
from compliance.registers.records.customers import Customer
from tests import company
from tests.corpus import REPOSITORY

CUSTOMERS = [customer.id for customer in company.dossier().all(Customer)]
PRODUCTS = ("capture", "diary", "consent")
SETS = [part for n in (1, 2, 3) for part in combinations(PRODUCTS, n)]


def of(id: str, dossier: Dossier | None = None, **changes: Any) -> Contract:
    dossier = dossier or company.dossier()
    customer = dossier.get(Customer, id)
    assert customer is not None
    return contract(replace(customer, **changes), dossier)


def raw(pattern: str, key: str = "", root: Path = REPOSITORY) -> list[dict[str, Any]]:
    """Records as they stand in the files."""
    found = [yaml12.parse_bytes(path.read_bytes(), path.name) for path in sorted(root.glob(pattern))]
    return [record for file in found for record in file[key]] if key else found


def value(fact: Any) -> Any:
    return fact.get("value") if isinstance(fact, dict) else fact


def links(above: str, found: list[dict[str, Any]]) -> Iterator[str]:
    for link in found:
        if link["reached"]:
            id = f"{above}/{value(link['name'])}"
            yield id
            yield from links(id, link.get("subprocessors", []))


def walked(plan: str, products: tuple[str, ...], root: Path = REPOSITORY) -> set[str]:
    """Sub-processors that networkx reaches from the products and from the people, over flows that the contract has."""
    project = yaml12.parse_bytes((root / "dossier.yaml").read_bytes(), "dossier.yaml")
    systems = {s["id"]: s for s in raw("dataflows/systems.yaml", "systems", root)}
    activities = {a["id"]: a for a in raw("dataflows/activities.yaml", "activities", root)}
    owners: dict[str, set[str]] = {}
    for product in project["products"]:
        for id in product["systems"]:
            owners.setdefault(id, set()).add(product["id"])
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(systems)
    for flow in raw("dataflows/flows/*.yaml", "flows", root):
        activity = activities.get(flow.get("activity", ""), {"role": "processor"})
        runs = flow["status"] == "live" and flow.get("until", "9999") >= project["as_of"]
        planned = all(plan in part.get("plans", [plan]) for part in (flow, activity))
        sold = all(not owners.get(flow[end]) or owners[flow[end]] & set(products) for end in ("from", "to"))
        if runs and planned and sold and activity["role"] == "processor":
            graph.add_edge(flow["from"], flow["to"])
    people = {id for id, system in systems.items() if system["kind"] == "data-subject"}
    start = {id for p in project["products"] if p["id"] in products for id in p["systems"]} | people
    reached = start.union(*(nx.descendants(graph, id) for id in start))
    used: set[str] = {systems[id].get("vendor", "") for id in reached}
    used |= {systems[id].get("hosting", {}).get("provider", "") for id in reached}
    vendors = {v["id"]: v for v in raw("vendors/*.yaml", "", root)}
    return {n for id in used & set(vendors) for n in (id, *links(id, vendors[id].get("subprocessors", [])))}


@pytest.mark.parametrize("id", CUSTOMERS)
def test_sub_processors_are_what_the_graph_reaches(id: str) -> None:
    found = of(id)
    assert len(found.subprocessors) == len(set(found.subprocessors))
    assert set(found.subprocessors) == walked(found.plan, found.products)


@pytest.mark.parametrize("plan", ["free", "pro", "enterprise"])
@pytest.mark.parametrize("products", SETS, ids="+".join)
def test_so_they_are_for_every_plan_and_set_of_products(plan: str, products: tuple[str, ...]) -> None:
    found = of("whitford-university", plan=plan, products=products)
    assert set(found.subprocessors) == walked(plan, products)


IDENTITY_CHECK = """\
flows:
  - id: identity-check
    number: 90
    from: consent-app
    to: identity-check
    description: The identity of the person who signs is compared with a register.
    initiator: server
    mechanism: api
    data_categories: [user.name, user.government_id.national_identification_number]
    data_subjects: [participant]
    purposes: [essential.service]
    legal_basis: controller-instruction
    activity: electronic-consent
    exporter_role: processor
    importer_role: sub-processor
    status: live
    since: 2026-01-12
"""
SYSTEM = """\
systems:
  - id: identity-check
    name: Identity check
    kind: vendor-service
    description: Compares names with a register of the state.
    vendor: fathom
    zone: third-party
    personal_data: true

"""


@pytest.fixture(scope="module")
def with_identity_check(tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    """The worked company with a supplier behind its consent product."""
    root = company.copy_company(tmp_path_factory.mktemp("company") / "project")
    company.write(root, "dataflows/flows/identity.yaml", IDENTITY_CHECK)
    company.edit(root, "dataflows/systems.yaml", {"systems:\n": SYSTEM})
    return company.read(root)


def test_what_only_another_product_reaches_is_left_out(with_identity_check: Dossier) -> None:
    capture = of("whitford-university", with_identity_check)
    consent = of("lindeborg-pharma", with_identity_check)
    assert "fathom" in consent.subprocessors
    assert "fathom" not in capture.subprocessors
    number = "user.government_id.national_identification_number"
    assert number in consent.categories
    assert number not in capture.categories
    for found in (capture, consent):
        assert set(found.subprocessors) == walked(found.plan, found.products, with_identity_check.root)


def test_a_shared_flow_brings_only_what_the_products_feed_into_it() -> None:
    """Flow 7 stores consents too; a customer without that product has none, nor people who sign for others."""
    capture, consent = of("whitford-university"), of("lindeborg-pharma")
    assert ("user.privacy_preferences", "next_of_kin") in consent.brings["store-trial-data"]
    assert not {c for c, _ in capture.brings["store-trial-data"]} & {"user.privacy_preferences"}
    assert "next_of_kin" in consent.subjects
    assert "next_of_kin" not in capture.subjects
    assert {a.id for a in consent.activities} - {a.id for a in capture.activities} == {
        "electronic-consent",
        "participant-diaries",
    }


def test_data_of_the_company_itself_is_not_in_it() -> None:
    """Administrators' portal events, card payments and logs are processed for purposes of the company."""
    found = of("lindeborg-pharma")
    numbers = {flow.number for flow in found.flows}
    assert not numbers & {20, 22, 23, 26, 27, 43, 44}
    assert {"hubspot", "chargebee", "stripe"}.isdisjoint(found.subprocessors)
    assert "account-portal" not in {system.id for system in found.systems}


def test_a_plan_closes_flows_and_activities() -> None:
    """Diaries are not part of the free plan, whatever products a record names."""
    free = of("lindeborg-pharma", plan="free", products=("capture", "diary"))
    assert {flow.number for flow in free.flows}.isdisjoint({1, 2})
    assert "participant-diaries" not in {activity.id for activity in free.activities}


def test_support_and_exports_are_part_of_every_contract() -> None:
    found = of("whitford-university")
    assert {39, 40, 41} <= {flow.number for flow in found.flows}
    assert ("user.content.private", "customer") in found.pairs
    assert {13, 14, 15} <= {flow.number for flow in found.flows}


@pytest.mark.parametrize("id", CUSTOMERS)
def test_notices_know_the_same_sub_processors(id: str) -> None:
    """A customer is told of changes to exactly those that stand in its annex."""
    dossier = company.dossier()
    customer = dossier.get(Customer, id)
    assert customer is not None
    told = {e.item.id for e in engaged(dossier, lambda flow: carries(flow, customer, dossier))}
    assert told == set(of(id).subprocessors)


def test_a_supplier_with_customers_data_and_no_system_stays_in(tmp_path: Path) -> None:
    """Nobody can say whose data it has; leaving it out would be a guess."""
    root = company.copy_base(tmp_path)
    company.edit(root, "dataflows/systems.yaml", {"    vendor: fjellsky\n": ""})
    text = (root / "dataflows/systems.yaml").read_text().replace("provider: fjellsky, ", "")
    company.write(root, "dataflows/systems.yaml", text)
    found = of("sund-hospital", company.read(root))
    assert [(s.vendor.id, s.untold) for s in found.suppliers] == [("fjellsky", True)]


def test_a_product_without_flows_reaches_its_host_and_nothing_else(tmp_path: Path) -> None:
    root = company.copy_base(tmp_path)
    text = (root / "dataflows/flows/diary.yaml").read_text().replace("status: live", "status: planned")
    company.write(root, "dataflows/flows/diary.yaml", text)
    found = of("sund-hospital", company.read(root))
    assert found.flows == ()
    assert found.subprocessors == ("fjellsky",)
    assert found.pairs == frozenset()


def test_a_flow_that_has_ended_is_gone(tmp_path: Path) -> None:
    root = company.copy_base(tmp_path)
    company.edit(
        root,
        "dataflows/flows/diary.yaml",
        {
            "importer_role: sub-processor\n    status: live": (
                "importer_role: sub-processor\n    status: live\n    until: 2026-11-19"
            )
        },
    )
    dossier = company.read(root)
    assert dossier.today == date(2026, 11, 20)
    assert [flow.number for flow in of("sund-hospital", dossier).flows] == [1]


def test_it_is_found_once_for_all_customers_of_a_kind() -> None:
    assert of("lindeborg-pharma") is of("sorfjord-hospital")
