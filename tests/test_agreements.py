"""``dossier agreements`` and ``dossier diff-terms``: who is on which paper, and what it says differently."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from compliance.documents.clause_tags import TERMS
from tests import company
from tests.company import Done, command, edit, write

OLD = """{# legal-text: version 2.1 #}
{% clause "scope", "Scope", meets="DPA-01.subject" %}<p>The old scope.</p>{% endclause %}
{% clause "breach", "Breaches" %}
{% clause "notice", meets="DPA-10.notice" %}<p>Told within a day &amp; a night.</p>{% endclause %}
{% clause "costs" %}<p>Each pays its own.</p>{% endclause %}
{% endclause %}
"""
NEW = """{# legal-text: version 3.0 #}
{% clause "definitions", "Definitions", meets="" %}<p>Words.</p>{% endclause %}
{% clause "scope", "Scope", meets="DPA-01.subject" %}<p>The old scope.</p>{% endclause %}
{% clause "breach", "Breaches" %}
{% clause "notice", meets="DPA-10.notice" %}<p>Told within an hour.</p>{% endclause %}
{% endclause %}
"""
UNIVERSITY = "customers/carrowmere-university.yaml"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def git(root: Path, *arguments: str) -> None:
    who = ("-c", "user.name=Test", "-c", "user.email=test@kvitfjord.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True, capture_output=True)


def approve(root: Path, text: str, version: str) -> None:
    """The terms as they are in use, and the approval that names them."""
    write(root, f"templates/{TERMS}", text)
    row = f'  - {{template: {TERMS}, sha256: {sha256(text)}, version: "{version}", approved_by: legal-counsel,'
    write(root, "templates/approvals.yaml", f"approvals:\n{row} approved_on: 2026-01-02}}\n")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked company with terms of version 2.1 in its history and 3.0 in use."""
    root = company.copy_company(tmp_path_factory.mktemp("company"))
    git(root, "init", "-q")
    for text, version in ((OLD, "2.1"), (NEW, "3.0")):
        approve(root, text, version)
        git(root, "add", "-A")
        git(root, "commit", "-qm", f"terms: {version}")
    return root


def asked(root: Path, *arguments: str) -> tuple[Done, dict[str, Any]]:
    text = command(*arguments, "--project", root, "--no-cache")
    data = command(*arguments, "--project", root, "--no-cache", "--format", "json")
    assert text.code == data.code
    return text, json.loads(data.out)


def customers(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in data["customers"]}


def test_who_is_on_which_terms(root: Path) -> None:
    done, data = asked(root, "agreements")
    assert done.code == 0
    assert data["terms_in_use"] == {"template": TERMS, "version": "3.0", "sha256": sha256(NEW), "approved": True}
    found = {id: one["standing"] for id, one in customers(data).items()}
    assert found.pop("carrowmere-university") == "on other terms"
    assert set(found.values()) == {"on the terms in use"}
    assert "examined 4 customers with 11 papers: 3 on the terms in use, 1 on other terms" in done.out


def test_old_terms_are_found_by_the_approval_that_git_has(root: Path) -> None:
    done, data = asked(root, "agreements", "--customer", "carrowmere-university")
    terms = customers(data)["carrowmere-university"]["terms"]
    assert (terms["sha256"], terms["text_known"], terms["clauses"]) == (sha256(OLD), True, 4)
    lacks = {row["key"] for row in customers(data)["carrowmere-university"]["lacks"]}
    assert "DPA-04.people" in lacks
    assert not {"DPA-01.subject", "DPA-10.notice", "DPA-19.uk"} & lacks
    assert "    lacks DPA-04.people: a duty of confidentiality of everybody who has access" in done.out
    assert "for the customer: Head of research contracts" in done.out


def test_which_clauses_changed_since(root: Path) -> None:
    done, data = asked(root, "diff-terms", "carrowmere-university")
    assert done.code == 1
    assert [(c["change"], c["id"], c["name"]) for c in data["clauses"]] == [
        ("new", "definitions", "clause 1, Definitions"),
        ("moved", "scope", "clause 2, Scope"),
        ("moved", "breach", "clause 3, Breaches"),
        ("changed", "breach.notice", "clause 3.1"),
        ("gone", "breach.costs", "clause 2.2"),
    ]
    changed = data["clauses"][3]
    assert (changed["signed"], changed["in_use"]) == ("Told within a day & a night.", "Told within an hour.")
    assert changed["at"] == f"templates/{TERMS}:5"
    assert "  ~ clause 3.1 [breach.notice]" in done.out


def test_each_difference_has_its_line(root: Path) -> None:
    _, data = asked(root, "diff-terms", "lindeborg-pharma")
    found = {one["what"]: one for one in data["differences"]}
    choice = found["Authorisation of sub-processors"]
    assert choice["at"] == "customers/lindeborg-pharma.yaml:29:18"
    assert choice["note"] == "3 of 4 customers have the other"
    assert found["Governing law"]["here"] == "Denmark"
    assert [what for what in found if what.startswith("DEV-")] == [
        "DEV-1: `sub-processors`, no clause of the terms in use",
        "DEV-2: `audit`, no clause of the terms in use",
    ]
    assert data["clauses"] == []


def test_periods_say_which_way(root: Path) -> None:
    _, data = asked(root, "diff-terms", "whitford-university")
    periods = {one["what"]: one for one in data["differences"] if one["kind"] == "period"}
    breach = periods["Notice of a personal data breach"]
    assert (breach["here"], breach["standard"], breach["note"]) == ("72 hours", "24 hours", "easier than the standard")
    assert breach["standard_at"].startswith("dossier.yaml:")
    clauses = [one["here"] for one in data["differences"] if one["kind"] == "clauses of transfers"]
    assert clauses == ["module 4", "Left out", "Option left out", "The law of Ireland"]


# Changes that need a copy of their own


@pytest.fixture
def own(tmp_path: Path) -> Path:
    root = company.copy_company(tmp_path / "own")
    approve(root, NEW, "3.0")
    return root


def test_outside_git_the_old_text_is_not_known(own: Path) -> None:
    done, data = asked(own, "diff-terms", "carrowmere-university")
    assert data["clauses"] is None
    assert (
        "its terms: text not known; neither `terms_sha256` nor an approval of that version tells their hash" in done.out
    )
    edit(own, UNIVERSITY, {"    kind: dpa": f"    terms_sha256: {'ab' * 32}\n    kind: dpa"})
    done, data = asked(own, "agreements", "--customer", "carrowmere-university")
    assert "text not known; no state of templates/ in git has SHA-256 abababababababab" in done.out
    assert customers(data)["carrowmere-university"]["lacks"] is None


def test_the_hash_of_the_terms_goes_before_the_version(own: Path) -> None:
    edit(own, UNIVERSITY, {"    kind: dpa": f"    terms_sha256: {sha256(NEW)}\n    kind: dpa"})
    _, data = asked(own, "agreements")
    assert customers(data)["carrowmere-university"]["standing"] == "on the terms in use"


@pytest.mark.parametrize(
    ("changes", "standing", "state"),
    [
        ({"    kind: dpa": "    kind: nda"}, "none signed", "in force"),
        ({"signed_on: 2025-11-21": "signed_on: 2026-12-24"}, "not signed yet", "not signed yet"),
        ({"    note: Moved from": "    expires: 2026-03-01\n    note: Moved from"}, "ended", "ended"),
    ],
)
def test_a_customer_without_an_agreement_in_force(
    changes: dict[str, str], standing: str, state: str, own: Path
) -> None:
    edit(own, "customers/lindeborg-pharma.yaml", changes)
    done, data = asked(own, "agreements")
    found = customers(data)["lindeborg-pharma"]
    assert (done.code, found["standing"], found["uncovered"]) == (1, standing, True)
    assert {paper["id"]: paper["state"] for paper in found["papers"]}["DPA-2025"] == state
    assert data["counts"]["uncovered"] == 1


def test_a_later_paper_of_a_kind_replaces_the_earlier_and_orders_stand_side_by_side(own: Path) -> None:
    more = "  - {id: DPA-2026, kind: dpa, version: '3.0', signed_on: 2026-06-01, signed_by: ceo}\n"
    more += "  - {id: ORDER-2026, kind: order, version: 2026-06, signed_on: 2026-06-01, signed_by: ceo}\n"
    edit(own, "customers/sorfjord-hospital.yaml", {"notes: >-": f"{more}notes: >-"})
    _, data = asked(own, "agreements", "--customer", "sorfjord-hospital")
    states = {paper["id"]: paper["state"] for paper in customers(data)["sorfjord-hospital"]["papers"]}
    assert (states["DPA-2025"], states["DPA-2026"]) == ("replaced", "in force")
    assert (states["ORDER-2025"], states["ORDER-2026"]) == ("in force", "in force")
    assert data["counts"]["without_file_hash"] == 2


def test_duties_that_a_deviation_takes_away(own: Path) -> None:
    edit(own, "customers/lindeborg-pharma.yaml", {"    periods:\n": "    removes: [DPA-13.inspection]\n    periods:\n"})
    _, data = asked(own, "diff-terms", "lindeborg-pharma")
    (gone,) = (one for one in data["differences"] if one["kind"] == "removed duty")
    assert (gone["standard"], gone["note"]) == ("inspections included", "demanded by law")


def test_older_terms_that_took_in_others_say_so(own: Path) -> None:
    write(own, f"templates/{TERMS}", f'{{% extends "product/{TERMS}" %}}{{% block b %}}{{% endblock %}}')
    sum = hashlib.sha256((own / "templates" / TERMS).read_bytes()).hexdigest()
    git(own, "init", "-q")
    git(own, "add", "-A")
    git(own, "commit", "-qm", "terms")
    approve(own, NEW, "3.0")
    edit(own, UNIVERSITY, {"    kind: dpa": f"    terms_sha256: {sum}\n    kind: dpa"})
    done, data = asked(own, "diff-terms", "carrowmere-university")
    assert "it takes in other templates, which are not read" in done.out
    assert data["clauses"] == []


@pytest.mark.parametrize("name", ["agreements", "diff-terms"])
def test_a_customer_that_is_not_there(name: str, own: Path) -> None:
    arguments = ("agreements", "--customer", "nobody") if name == "agreements" else ("diff-terms", "nobody")
    done = command(*arguments, "--project", own, "--no-cache")
    assert done.code == 2
    assert "there is no customer `nobody` whose contract runs" in done.err
