"""Fides manifests become draft registers, and what is not carried over is said with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import pipeline, starter
from compliance.cli import cli
from compliance.diagnostics import Place, Severity
from compliance.imports.fides import Carried, carry
from compliance.imports.fides.manifests import Resource
from compliance.registers import yaml12
from compliance.registers.kinds import BY_NAME
from compliance.registers.records.flows import Activity, Flow, Party, System
from compliance.registers.validate import decider

SHOP = """\
system:
  - fides_key: shop
    name: Web shop
    description: Where people order.
    system_type: Application
    administrating_department: Sales
    responsibility: [Controller]
    dataset_references: [orders]
    egress:
      - {fides_key: mailer, type: system, data_categories: [user.contact.email]}
    ingress:
      - {fides_key: user, type: user}
    privacy_declarations:
      - name: Orders
        data_categories: [user.contact, user.financial.account_number]
        data_use: essential.service
        data_subjects: [customer, job_applicant]
        legal_basis_for_processing: Contract
        retention_period: 5 years
        ingress: [user]
  - fides_key: mailer
    name: Mailer
    system_type: SaaS
    legal_name: Mailer Inc.
    legal_address: 1 Example Road, Exampleville
    does_international_transfers: true
    ingress:
      - {fides_key: shop, type: system}
    privacy_declarations:
      - name: Newsletter
        data_categories: [user.contact.email]
        data_use: marketing.communications.email
        data_subjects: [customer]
        legal_basis_for_processing: Consent
dataset:
  - fides_key: orders
    name: Orders
    collections:
      - name: customer
        fields:
          - {name: id, data_categories: [system.operations]}
          - name: home
            fields:
              - {name: street, data_categories: [user.contact.address.street]}
policy:
  - fides_key: no-ads
    rules: []
"""


def run(folder: Path, text: str, *options: str) -> Result:
    """A new project beside a manifest, which is carried over."""
    project = folder / "project"
    if not project.exists():
        starter.write(project, starter.project("Shop AS", date(2026, 11, 20)))
    manifest = folder / "manifest.yml"
    manifest.write_text(text, encoding="utf-8")
    arguments = ["import", "fides", manifest.as_posix(), "--project", str(project), *options]
    return CliRunner().invoke(cli, arguments)


def carried(text: str) -> Carried:
    """Plain records of a manifest."""
    data = yaml12.parse_text(text, "m.yml")
    listed = [
        Resource(type, raw["fides_key"], raw, Place("m.yml").at(type, n))
        for type, many in data.items()
        for n, raw in enumerate(many)
    ]
    return carry(listed, "lead", {}, 1)


@pytest.fixture
def registers(tmp_path: Path) -> Any:
    assert run(tmp_path, SHOP).exit_code == 0
    loaded = pipeline.read(tmp_path / "project")
    assert [d for d in loaded.found if d.severity == Severity.ERROR] == []
    return loaded.registers


def test_systems_hold_what_declarations_and_datasets_name(registers: Any) -> None:
    shop = registers.get(System, "shop")
    assert (shop.kind, shop.zone, shop.status) == ("application", "corporate", "unverified")
    assert {h.category for h in shop.holds} == {
        *("user.contact", "user.contact.address.street", "user.financial.bank_account"),
    }
    assert {h.subjects for h in shop.holds} == {("applicant", "customer")}
    assert registers.get(System, "mailer").tags == ("marketing",)


def test_what_both_ends_say_is_one_flow(registers: Any) -> None:
    flows = {(f.from_, f.to): f for f in registers.all(Flow) if f.id != "planner-entry" and f.to in ("shop", "mailer")}
    assert set(flows) == {("users", "shop"), ("shop", "mailer")}
    mail = flows["shop", "mailer"]
    assert mail.data_categories == ("user.contact.email",)
    assert (mail.exporter_role, mail.importer_role) == ("controller", "processor")
    assert flows["users", "shop"].exporter_role == "data-subject"
    assert flows["users", "shop"].activity == "orders"
    assert len({f.number for f in registers.all(Flow)}) == len(registers.all(Flow))


def test_activities_say_no_more_than_the_manifest(registers: Any) -> None:
    orders = registers.get(Activity, "orders")
    assert (orders.legal_basis, orders.department, orders.owner) == ("contract", "Sales", "managing-director")
    assert orders.last_reviewed is None
    assert orders.source_of_data == ""
    assert registers.get(Activity, "newsletter").legal_basis == "consent"


def test_a_legal_person_has_no_invented_country(registers: Any) -> None:
    party = registers.get(Party, "mailer-inc.") or registers.get(Party, "mailer-inc")
    assert party.legal_name.value == "Mailer Inc."
    assert not party.country.known
    assert registers.get(System, "mailer").party == party.id


def test_what_the_manifest_does_not_say_is_found_and_builds_as_a_draft(tmp_path: Path) -> None:
    run(tmp_path, SHOP)
    checked = pipeline.check(tmp_path / "project")
    found = [f for f in checked.findings if f.diagnostic.code == "activity-incomplete"]
    assert [f.diagnostic.message.partition(" lacks ")[2] for f in found] == [
        "`source_of_data`, `retention`, `last_reviewed` and `reviewed_by`",
        "`source_of_data`, `retention`, `department`, `last_reviewed` and `reviewed_by`",
    ]
    arguments = ["build", "ropa", "privacy-notice", "--format", "html", "--project", str(tmp_path / "project")]
    built = CliRunner().invoke(cli, [*arguments, "--no-cache", "-o", str(tmp_path / "out")])
    assert built.exit_code == 0, built.output
    assert "not reviewed yet" in (tmp_path / "out/ropa.html").read_text(encoding="utf-8")


def test_fields_without_a_register_are_kept_and_said(tmp_path: Path) -> None:
    said = run(tmp_path, SHOP).output
    assert "manifest.yml:19:27: no register has a field for `retention_period`; it is kept under `x-fides`" in said
    assert "manifest.yml:26:35: no register has a field for `does_international_transfers`" in said
    assert "manifest.yml:46:5: the policy `no-ads` is not carried over" in said
    written = yaml12.parse_bytes((tmp_path / "project/dataflows/systems/fides.yaml").read_bytes(), "x")
    kept = {s["id"]: s.get("x-fides") for s in written["systems"]}
    assert kept["shop"] == {"privacy_declarations": [{"name": "Orders", "retention_period": "5 years"}]}
    assert kept["mailer"] == {"does_international_transfers": True}


def test_nothing_is_written_over(tmp_path: Path) -> None:
    run(tmp_path, SHOP)
    path = tmp_path / "project/dataflows/systems/fides.yaml"
    path.write_text("# mine\nsystems: []\n", encoding="utf-8")
    again = run(tmp_path, SHOP)
    assert again.exit_code != 0
    assert "already there: " in str(again.exception)
    assert path.read_text(encoding="utf-8") == "# mine\nsystems: []\n"


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    said = run(tmp_path, SHOP, "--dry-run").output
    assert "would write dataflows/flows/fides.yaml" in said
    assert not (tmp_path / "project/dataflows/flows/fides.yaml").exists()


def test_ids_of_the_project_are_left_alone(tmp_path: Path) -> None:
    said = run(tmp_path, SHOP.replace("fides_key: shop", "fides_key: planner-app")).output
    assert "`planner-app` is written as `planner-app-2`: the project has a system of this name" in said
    assert [d for d in pipeline.read(tmp_path / "project").found if d.severity == Severity.ERROR] == []


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("fides_key: mailer, type", "fides_key: maler, type", "10:9: `shop` names `maler`, which no manifest has"),
        ("fides_key: mailer\n", "fides_key: shop\n", "21:5: there is another system `shop`"),
        ("data_use: essential.service\n", "data_usage: essential.service\n", "14:9: a declaration of `shop` has no"),
        ("Processing: Contract", "Processing: Contract", ""),
        ("processing: Contract", "processing: Because", "18:37: `Because` is no value of `legal_basis_for_processing`"),
        ("[user.contact, user", "[user contact, user", "15:27: `user contact` is no key of a taxonomy"),
        ("dataset_references: [orders]", "dataset_references: [order]", "`shop` refers to the dataset `order`"),
        ("system:\n", "systems:\n", "1:1: `systems` is no type of resource"),
        ("  - fides_key: no-ads\n", "  - key: no-ads\n", "46:5: this policy has no `fides_key`"),
        ("    name: Mailer\n", "    name: Mailer\n    name: Mail\n", "the key `name` stands twice in this mapping"),
    ],
)
def test_what_cannot_be_carried_over_is_said_with_its_place(
    tmp_path: Path, before: str, after: str, expected: str
) -> None:
    result = run(tmp_path, SHOP.replace(before, after))
    assert expected in result.output
    assert result.exit_code == (1 if expected else 0)


def test_the_manifest_of_these_tests_is_one_for_fideslang(tmp_path: Path) -> None:
    fideslang = pytest.importorskip("fideslang")
    for type, many in yaml12.parse_text(SHOP, "m.yml").items():
        for raw in many:
            fideslang.model_map[type].model_validate(raw)


ODD = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.sampled_from(["", "user", "shop", "x y", "ß", "a\nb"])),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["fides_key", "name"]), inner),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_value_anywhere_is_carried_or_said(data: st.DataObject) -> None:
    tree = yaml12.parse_text(SHOP, "m.yml")
    paths = list(_paths(tree["system"]))
    for path in data.draw(st.lists(st.sampled_from(paths), min_size=1, max_size=3)):
        _put(tree["system"], path, data.draw(ODD))
    resources = [
        Resource(type, str(raw["fides_key"]), raw, Place("m.yml").at(type, n))
        for type, many in tree.items()
        for n, raw in enumerate(many)
        if isinstance(raw, dict) and raw.get("fides_key")
    ]
    made = carry(resources, "lead", {}, 1)
    for kind, records in made.records.items():
        assert all(decider(BY_NAME[kind])(record) for record in records)


def _paths(value: Any, above: tuple[Any, ...] = ()) -> Any:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*above, key)
        yield from _paths(inner, (*above, key))


def _put(tree: Any, path: tuple[Any, ...], value: Any) -> None:
    try:
        for step in path[:-1]:
            tree = tree[step]
        tree[path[-1]] = value
    except (KeyError, IndexError, TypeError):
        return  # an earlier change took this branch away


def test_the_same_manifests_make_the_same_drafts() -> None:
    assert carried(SHOP) == carried(SHOP)
