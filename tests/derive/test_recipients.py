"""Who gets the data of an activity: asked of the worked company and of small changes to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.derive.breaches import activities_of, breaches
from compliance.derive.recipients import Recipient, controllers, flows_of, handed_over, recipients, systems_of
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Activity
from tests import company

SUPPORT = "dataflows/flows/support.yaml"
SPONSORS = {"lindeborg-pharma", "sorfjord-hospital"}


def activity(dossier: Dossier, id: str) -> Activity:
    found = dossier.get(Activity, id)
    assert found is not None
    return found


def of(id: str, dossier: Dossier | None = None) -> dict[str, Recipient]:
    """Recipients of an activity, by vendor."""
    dossier = dossier or company.dossier()
    return {r.vendor.id: r for r in recipients(activity(dossier, id), dossier)}


def test_a_vendor_that_runs_a_system_of_a_flow_receives_it() -> None:
    found = of("sales-and-marketing")
    assert set(found) == {"hubspot", "nordhavn-sky", "segment"}
    assert [flow.id for flow in found["hubspot"].flows] == ["account-traits", "enquiries"]


def test_a_host_receives_what_runs_on_its_machines() -> None:
    host = of("electronic-consent")["nordhavn-sky"]
    assert not host.runs
    assert [system.id for system in host.hosts][:2] == ["consent-app", "trial-api"]


@pytest.mark.parametrize(
    ("id", "vendor", "part"),
    [
        ("trial-data-capture", "segment", "sub-processor"),
        ("product-usage-analytics", "segment", "processor"),
        ("account-and-billing", "portvakt", "processor"),
        ("customer-support", "freshdesk", "sub-processor"),
    ],
)
def test_the_same_vendor_has_the_part_of_the_activity(id: str, vendor: str, part: str) -> None:
    assert of(id)[vendor].part == part


def test_links_below_that_are_reached_receive_it_too() -> None:
    assert [b.link.name.value for b in of("account-and-billing")["portvakt"].below] == ["Granithall"]


def test_a_link_below_with_other_data_receives_nothing() -> None:
    """Skjoldvakt filters by network address; the consents have none."""
    assert of("electronic-consent")["nordhavn-sky"].below == ()
    assert [b.link.name.value for b in of("security-logging")["nordhavn-sky"].below] == ["Skjoldvakt"]


def test_who_has_purposes_of_its_own_is_a_third_party() -> None:
    found = of("account-and-billing")
    assert {id for id, recipient in found.items() if recipient.own_purposes} == {"chargebee", "stripe"}


def test_exports_go_back_to_the_controllers() -> None:
    dossier = company.dossier()
    assert [f.id for f in handed_over(activity(dossier, "trial-data-export"), dossier)] == ["export-delivery"]
    assert handed_over(activity(dossier, "account-and-billing"), dossier) == ()


@pytest.mark.parametrize(
    ("id", "served"),
    [
        ("trial-data-capture", {*SPONSORS, "carrowmere-university", "whitford-university"}),
        ("participant-diaries", {*SPONSORS, "carrowmere-university"}),
        ("electronic-consent", SPONSORS),
        ("account-and-billing", set()),
    ],
)
def test_controllers_are_customers_whose_contract_includes_it(id: str, served: set[str]) -> None:
    dossier = company.dossier()
    assert {customer.id for customer in controllers(activity(dossier, id), dossier)} == served


def test_a_retired_flow_brings_nothing(tmp_path: Path) -> None:
    root = company.copy_company(tmp_path)
    company.edit(root, SUPPORT, {"since: 2022-02-07": "since: 2022-02-07\n    until: 2026-11-01"})
    company.edit(root, "dataflows/activities.yaml", {"      - freshdesk\n    legal_basis": "    legal_basis"})
    assert "freshdesk" not in of("account-and-billing", company.read(root))


def test_people_are_no_systems() -> None:
    dossier = company.dossier()
    capture = activity(dossier, "trial-data-capture")
    assert "site-staff" not in {system.id for system in systems_of(capture, dossier)}
    assert [flow.number for flow in flows_of(capture, dossier)] == sorted(f.number for f in flows_of(capture, dossier))


def test_a_breach_belongs_to_the_activity_that_covers_most_of_it() -> None:
    dossier = company.dossier()
    found = {i.id: [a.id for a in activities_of(i, dossier)] for i in breaches(dossier)}
    assert found == {"INC-2026-02": ["account-and-billing"], "INC-2026-04": ["recruitment"]}
