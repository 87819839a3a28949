"""The printed agreement: its clauses, annexes and references, as a reader sees them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from compliance.documents.clause_tags import declared
from compliance.registers.records.customers import Customer
from compliance.render.tree import Node, parse
from tests import company
from tests.corpus import REPOSITORY

GOLDEN = Path(__file__).parent.parent / "golden" / "dpa-terms.txt"
CUSTOMERS = [customer.id for customer in company.dossier().all(Customer)]
ANNEXES = ["Annex I", "Annex II", "Annex III", "Annex IV", "Annex V"]


def page(customer: str) -> Node:
    return parse(company.rendered("dpa", customer).html)


def with_id(root: Node, id: str) -> Node:
    return next(node for node in root.walk() if node.attrs.get("id") == id)


def number(node: Node) -> str:
    return next(inner.text for inner in node.walk() if "number" in inner.classes)


def lines(node: Node) -> Iterator[str]:
    """Headings and paragraphs, each on a line of its own."""
    for inner in node.walk():
        if inner.tag in ("h2", "h3", "p"):
            yield inner.text


def test_the_standard_terms_say_what_they_said() -> None:
    text = "\n".join(lines(with_id(page("lindeborg-pharma"), "terms"))) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8"), "UPDATE_GOLDEN=1 writes it anew; read the difference"


def test_the_standard_terms_are_the_same_for_every_customer() -> None:
    texts = {tuple(lines(with_id(page(id), "terms"))) for id in CUSTOMERS}
    assert len(texts) == 1


def test_terms_name_no_party_and_no_number_of_the_details() -> None:
    """Whatever differs between customers stands in the Agreement Details: the terms are typeset once for all."""
    words = " ".join(lines(with_id(page("sorfjord-hospital"), "terms")))
    for customer in company.dossier().all(Customer):
        assert customer.legal_name not in words
    assert company.dossier().company.legal_name not in words
    assert not re.search(r"\b(24|48|72) hours\b", words)


@pytest.mark.parametrize("id", CUSTOMERS)
def test_every_declared_clause_is_printed_once_with_a_number_of_its_own(id: str) -> None:
    root = page(id)
    terms = declared(REPOSITORY)
    assert terms is not None
    printed = [node for node in root.walk() if "clause" in node.classes]
    assert [node.attrs["id"].removeprefix("clause-") for node in printed] == list(terms.ids)
    tops = [number(node) for node, clause in zip(printed, terms.clauses, strict=True) if not clause.parent]
    assert tops == [f"{n}." for n in range(1, len(tops) + 1)]


@pytest.mark.parametrize("id", CUSTOMERS)
def test_annexes_are_numbered_in_order_and_references_name_those_numbers(id: str) -> None:
    root = page(id)
    annexes = [node for node in root.walk() if "annex" in node.classes]
    assert [number(node) for node in annexes] == ANNEXES
    known = {node.attrs["id"]: number(node).rstrip(".") for node in root.walk() if node.classes & {"annex", "clause"}}
    links = [a for a in root.find("a") if a.attrs.get("data-ref") == "clause"]
    assert len(links) > 25
    for link in links:
        assert link.text.removeprefix("clause ").endswith(known[link.attrs["href"][1:]]), link.text


def test_deviations_name_the_clause_by_its_number() -> None:
    root = page("lindeborg-pharma")
    titles = [h.text for h in with_id(root, "annex-deviations").find("h3")]
    assert titles == ["DEV-1: on clause 6", "DEV-2: on clause 11"]
    assert number(with_id(root, "clause-sub-processors")) == "6."
    assert "agreed no deviations" in with_id(page("whitford-university"), "annex-deviations").text


def test_the_signature_page_has_a_block_for_each_party_and_no_form_field() -> None:
    root = page("carrowmere-university")
    tables = [t for t in with_id(root, "signatures").find("table") if "signature" in t.classes]
    assert [next(t.find("td")).text for t in tables] == ["University of Carrowmere", "Kvitfjord Clinical AS"]
    for table in tables:
        assert [th.text for th in table.find("th")] == ["Party", "Name", "Title", "Place and date", "Signature"]
    assert "<input" not in company.rendered("dpa", "carrowmere-university").html
