"""The addendum of agreed deviations: for whom there is one, what it says, and what it never says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from compliance.build import BuildOptions
from compliance.cache import Cache
from compliance.documents import BY_NAME, custom_terms
from compliance.documents.clause_tags import TERMS
from compliance.documents.custom_terms import AddendumView
from compliance.graph.dossier import Dossier
from compliance.pipeline import build
from compliance.registers.records.customers import Customer
from compliance.render.environment import environment
from compliance.render.render import render
from tests import company
from tests.company import edit

HOSPITAL = "customers/sorfjord-hospital.yaml"
WORDS = """{# legal-text: terms of the test #}
{% clause "scope", "Scope" %}x{% endclause %}
{% clause "security-measures", "Security" %}x{% endclause %}
{% clause "deletion", "Deletion and return" %}{% clause "time" %}x{% endclause %}{% endclause %}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    company.copy_company(tmp_path)
    (tmp_path / "templates" / TERMS).write_text(WORDS)
    return tmp_path


def view(root: Path, customer: str = "sorfjord-hospital") -> AddendumView:
    return custom_terms.view(company.read(root), customer)


def points(found: AddendumView) -> list[str]:
    return [point.text.value for point in found.open_points]


def test_only_customers_with_a_deviation_in_force_have_one(root: Path) -> None:
    assert custom_terms.subjects(company.read(root)) == ("lindeborg-pharma", "sorfjord-hospital")
    edit(root, "customers/lindeborg-pharma.yaml", {"ends: 2029-03-14": "ends: 2026-01-01"})
    edit(root, HOSPITAL, {"    reason: The archive": "    expires: 2026-10-01\n    reason: The archive"})
    dossier = company.read(root)
    assert custom_terms.subjects(dossier) == ("sorfjord-hospital",)
    assert [part.id.value for part in custom_terms.view(dossier, "sorfjord-hospital").deviations] == ["DEV-1"]


def test_clauses_by_number_and_title_with_their_wording(root: Path) -> None:
    edit(root, HOSPITAL, {"clause: deletion": "clause: deletion.time"})
    first, second = view(root).deviations
    assert first.clause.value == "Clause 2, Security"
    assert second.clause.value == "Clause 3.1, Deletion and return"
    assert second.wording.value.startswith("Deletion is complete no later than 90 days")
    assert (second.approved_by.value, second.approved_on.value) == ("Legal Counsel", "18 September 2025")
    assert second.until.value == "The end of the agreement"


def test_it_names_the_agreement_that_it_amends(root: Path) -> None:
    amends = {label: "; ".join(t.value for t in texts) for label, texts in view(root).amends}
    assert amends["Agreement"] == "Data processing agreement DPA-2025"
    assert amends["Signed on"] == "14 October 2025"
    assert amends["SHA-256 of the signed file"].startswith("d60f36e8")
    assert "not approved in this wording" in amends["Version that clauses are numbered by"]


@pytest.mark.parametrize(
    ("changes", "point"),
    [
        ({"clause: deletion": "clause: deletions"}, "`deletions`, which is no clause of the standard terms in use"),
        ({"    kind: dpa": "    kind: nda"}, "No data processing agreement is signed"),
        ({"signed_on: 2025-10-14": "signed_on: 2027-10-14"}, "No data processing agreement is signed"),
        (
            {"    reason: The archive": "    removes: [DPA-12]\n    reason: The archive"},
            "DEV-2 takes away a duty that the law demands: deletion or return, as the controller chooses; copies too; "
            "an exception only where law of the Union or of a member state demands storage",
        ),
    ],
    ids=["no such clause", "no agreement", "not signed yet", "a duty of the law"],
)
def test_what_must_be_settled_first(root: Path, changes: dict[str, str], point: str) -> None:
    edit(root, HOSPITAL, changes)
    assert point in points(view(root))


def test_a_last_day_is_said(root: Path) -> None:
    assert not view(root).ends
    edit(root, HOSPITAL, {"    reason: The archive": "    expires: 2027-10-01\n    reason: The archive"})
    assert view(root).ends
    assert view(root).deviations[1].until.value == "1 October 2027"


def test_reasons_and_notes_print_nowhere(root: Path) -> None:
    dossier: Dossier = company.read(root)
    customer = dossier.get(Customer, "sorfjord-hospital")
    assert customer is not None
    output = root / "made"
    options = BuildOptions(("custom-terms",), (), ("html", "json"), output, customers=(customer.id,))
    build(root, options, None, Cache(None), lambda done, total, stem: None)
    made = "".join(path.read_text() for path in sorted(output.rglob("*.*")) if "sources" not in path.name)
    assert "accepted them" in made
    for secret in (*(d.reason for d in customer.deviations), customer.notes):
        assert " ".join(secret.split())[:40] not in " ".join(made.split())


def test_the_printed_page_has_order_and_blocks_to_sign(root: Path) -> None:
    dossier = company.read(root)
    html = render(BY_NAME["custom-terms"], "sorfjord-hospital", dossier, environment(root)).html
    assert html.count('class="signature"') == 2
    assert html.count('class="blank"') == 8
    assert "goes first" in html
    assert "go before this addendum" in html
    assert json.dumps("Head of Sales") not in html
