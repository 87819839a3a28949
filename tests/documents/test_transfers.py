"""The register of transfers, and that a ground is the same wherever it is printed."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from compliance.derive.transfers import transfers
from compliance.documents import BY_NAME, subprocessors, tia
from compliance.documents import transfers as register
from compliance.documents.text import Text
from compliance.documents.transfers import TransfersView
from compliance.documents.views import Cell, Table
from compliance.graph.dossier import Dossier
from compliance.registers.records.vendors import Vendor
from tests import company
from tests.derive.test_transfers import LISTED, back_to, project, seated


@cache
def view() -> TransfersView:
    return register.view(company.dossier())


def texts(cell: Cell) -> tuple[Text, ...]:
    return cell if isinstance(cell, tuple) else (cell,)


def column(table: Table, key: str) -> list[str]:
    index = [c.key for c in table.columns].index(key)
    return ["; ".join(text.value for text in texts(row[index])) for row in table.rows]


def test_every_hop_stands_in_one_table() -> None:
    found = transfers(company.dossier())
    numbers = [n for t in (view().leaving, view().returned, view().inside) for n in column(t, "flows")]
    printed = sum(len(text.split("; ")) for text in numbers)
    assert printed == sum(1 for t in found if t.hop.flow)
    links = sum(1 for t in found if t.hop.flow is None)
    names = [name for name in "; ".join(column(view().chain, "importer")).split("; ") if not name.startswith("(")]
    assert len(names) == links
    assert f"{len(found)} steps from one legal person to the next were examined" in view().examined.value


def test_the_counts_add_up() -> None:
    assert sum(map(int, column(view().summary, "hops"))) == len(transfers(company.dossier()))


def test_what_is_not_verified_is_open_and_has_an_owner() -> None:
    assert "Not verified" in column(view().leaving, "result")
    open = [t for row in view().leaving.rows for cell in row for t in texts(cell) if t.mark == "open"]
    assert {text.value.split(";")[0] for text in open} >= {"Ground not verified", "Reached from: not verified"}
    assert view().open_points
    assert all(point.owner for point in view().open_points)


def test_clauses_name_the_module_of_each_pair_of_roles() -> None:
    rows = zip(
        column(view().leaving, "importer"),
        column(view().leaving, "roles"),
        column(view().leaving, "ground"),
        strict=True,
    )
    segment = {roles: ground for importer, roles, ground in rows if importer.startswith("Segment.io")}
    assert segment == {
        "Processor to sub-processor": "Ground not verified; clauses would be of module 3",
        "Controller to processor": "Ground not verified; clauses would be of module 2",
    }


def test_data_goes_back_to_each_customer_on_its_own_ground() -> None:
    grounds = dict(zip(column(view().returned, "importer"), column(view().returned, "ground"), strict=True))
    assert grounds == {
        "University of Carrowmere": "Adequacy decision: Implementing Decision (EU) 2025/2574",
        "Lindeborg Pharma A/S": "None needed: within the EEA",
        "Sørfjord universitetssjukehus HF": "None needed: within the EEA",
        "Whitford State University": "Standard Contractual Clauses, module 4",
    }


def test_what_falls_with_the_framework(tmp_path: Path) -> None:
    found = register.view(project(tmp_path, seated("US", LISTED)))
    assert column(found.what_if, "today") == ["EU-US Data Privacy Framework"] * 2
    assert column(found.what_if, "result") == ["Missing"] * 2
    assert "Segment.io, Inc.; (Segment)" in column(view().what_if, "importer")


def test_decisions_say_what_they_are_for_an_exporter_in_norway(tmp_path: Path) -> None:
    found = register.view(project(tmp_path, seated("BR")))
    assert column(found.decisions, "instrument")[0].startswith("Implementing Decision (EU) 2026/179; CELEX 32026D0179")
    assert column(found.decisions, "eea")[0].startswith("Not yet part of the EEA Agreement")


def test_a_missing_ground_has_an_owner_at_the_customer(tmp_path: Path) -> None:
    found = register.view(project(tmp_path, back_to("US")))
    assert [point.owner.value for point in found.open_points] == ["Chief Executive Officer"]
    assert "no ground is declared" in found.open_points[0].text.value


def test_nothing_claims_compliance() -> None:
    printed = " ".join(
        text.value for table in view().tables for row in table.rows for cell in row for text in texts(cell)
    )
    assert "compliant" not in (printed + view().cover.statement).lower()


def test_the_same_ground_everywhere() -> None:
    """F04: list of sub-processors, supplier assessment, register of transfers and assessment agree."""
    dossier = company.dossier()
    for vendor in dossier.all(Vendor):
        flows = subprocessors.flows_into(vendor, dossier)
        listed = {text.value.removesuffix(" (declared)") for text in subprocessors.safeguards(vendor, flows, dossier)}
        assert grounds_in(BY_NAME["transfers"].name, vendor, dossier) >= {g for g in listed if "not verified" not in g}
        unverified = any("not verified" in ground for ground in listed)
        assert unverified == (vendor.id in open_vendors(dossier))
        if unverified:
            assert vendor.id in tia.subjects(dossier)


def grounds_in(document: str, vendor: Vendor, dossier: Dossier) -> set[str]:
    found = BY_NAME[document].view(dossier, "")
    names = f"({vendor.name})"
    return {
        ground
        for table in found.tables
        if table.name in ("leaving", "inside")
        for importer, ground in zip(column(table, "importer"), column(table, "ground"), strict=True)
        if names in importer or importer == vendor.name
    }


def open_vendors(dossier: Dossier) -> set[str]:
    found = transfers(dossier)
    return {
        t.hop.importer.vendor.id for t in found if t.verdict == "unverified" and t.hop.flow and t.hop.importer.vendor
    }


def test_it_speaks_of_its_day(tmp_path: Path) -> None:
    found = register.view(project(tmp_path, seated("GB"), date(2031, 12, 28)))
    assert column(found.leaving, "result") == ["Missing"]
    assert "28 December 2031" in found.examined.value


def test_clauses_without_a_concluded_assessment_are_an_open_point() -> None:
    view = register.view(company.dossier())
    said = [point.text.value for point in view.open_points if "assessment" in point.text.value]
    assert said == ["HubSpot: the transfer impact assessment TIA-hubspot is not concluded"]
