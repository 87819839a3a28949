"""References and terms are found at any depth of a chain that contains itself."""

from __future__ import annotations

from typing import Any

from compliance.diagnostics import Place
from compliance.registers.kinds import BY_NAME
from compliance.registers.references import Term, links

DEPTH = 12


def test_terms_far_down_a_chain_of_subprocessors() -> None:
    raw: dict[str, Any] = {}
    for level in reversed(range(DEPTH)):
        raw = {"subprocessors": [{"categories": [f"category-{level}"], **raw}]}
    found = [link for link in links(BY_NAME["vendor"], "v", raw, Place("vendors/v.yaml")) if isinstance(link, Term)]
    assert {term.key for term in found} == {f"category-{level}" for level in range(DEPTH)}
    deepest = next(term for term in found if term.key == f"category-{DEPTH - 1}")
    assert deepest.place.pointer == "/subprocessors/0" * DEPTH + "/categories/0"
    assert deepest.vocabulary == "category"
