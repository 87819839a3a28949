"""The clauses of a template, read without rendering it."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest

from compliance.diagnostics import Place
from compliance.documents.clause_tags import TERMS, DeclaredTerms, declared

PRODUCT = """{# legal-text: terms #}
{% block people %}
{% clause "confidentiality", "Confidentiality", meets="DPA-04" %}
{% clause "people", meets="DPA-04.people" %}text{% endclause %}
{% endclause %}
{% endblock %}
{% block audit %}
{% clause "audit", title="Audits", meets="DPA-13.audit, DPA-13.information" %}text{% endclause %}
{% endblock %}
"""


def write(root: Path, own: str | None = None, product: str | None = PRODUCT, **more: str) -> Path:
    (root / "shipped").mkdir()
    (root / "project" / "templates").mkdir(parents=True)
    if product is not None:
        (root / "shipped" / TERMS).write_text(product)
    if own is not None:
        (root / "project" / "templates" / TERMS).write_text(own)
    for name, text in more.items():
        (root / "project" / "templates" / f"{name}.j2").write_text(text)
    return root / "project"


def read(root: Path) -> DeclaredTerms | None:
    with patch("compliance.project.product_templates", lambda: root.parent / "shipped"):
        return declared(root)


def ids(root: Path) -> tuple[str, ...]:
    found = read(root)
    assert found is not None
    return found.ids


def test_ids_titles_duties_and_places(tmp_path: Path) -> None:
    terms = read(write(tmp_path, own=PRODUCT))
    assert terms is not None
    first, second, third = terms.clauses
    assert (first.id, first.title, first.meets) == ("confidentiality", "Confidentiality", ("DPA-04",))
    assert (second.id, second.parent, second.place) == (
        "confidentiality.people",
        "confidentiality",
        Place(f"templates/{TERMS}", "L4"),
    )
    assert (third.title, third.meets) == ("Audits", ("DPA-13.audit", "DPA-13.information"))
    assert terms.place == Place(f"templates/{TERMS}", "L1")


def test_terms_of_the_product_have_a_place_in_the_project(tmp_path: Path) -> None:
    terms = read(write(tmp_path))
    assert terms is not None
    assert terms.clauses[1].place == Place("dossier.yaml")
    assert terms.clauses[1].where == f"{TERMS}:4 of the product"


def test_no_terms_at_all(tmp_path: Path) -> None:
    assert read(write(tmp_path, product=None)) is None


def test_comments_and_raw_text_declare_nothing(tmp_path: Path) -> None:
    text = '{# {% clause "a", "A", meets="X" %} #}{% raw %}{% clause "b", "B" %}{% endraw %}{%- clause "c", "C" -%}x'
    assert ids(write(tmp_path, own=text)) == ("c",)


def test_an_include_stands_inside_the_clause_around_it(tmp_path: Path) -> None:
    own = '{% clause "audit", "Audits" %}{% include "more.j2" %}{% endclause %}{% clause "end", "End" %}{% endclause %}'
    root = write(tmp_path, own=own, more='{% clause "notice" %}x{% endclause %}')
    assert ids(root) == ("audit", "audit.notice", "end")


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("", ("confidentiality", "confidentiality.people", "audit")),
        ("{% block audit %}{% endblock %}", ("confidentiality", "confidentiality.people")),
        (
            '{% block people %}{% clause "own", "Own" %}x{% endclause %}{% endblock %}',
            ("own", "audit"),
        ),
        (
            '{% block people %}{{ super() }}{% clause "own", "Own" %}x{% endclause %}{% endblock %}',
            ("confidentiality", "confidentiality.people", "audit", "own"),
        ),
    ],
)
def test_a_block_that_is_replaced_takes_its_clauses_with_it(
    block: str, expected: tuple[str, ...], tmp_path: Path
) -> None:
    assert ids(write(tmp_path, own=f'{{% extends "product/{TERMS}" %}}\n{block}')) == expected


def test_a_template_that_takes_itself_in_ends(tmp_path: Path) -> None:
    own = f'{{% clause "a", "A" %}}{{% endclause %}}{{% include "{TERMS}" %}}{{% include "loop.j2" %}}'
    assert ids(write(tmp_path, own=own, loop='{% include "loop.j2" %}{% include "none.j2" %}')) == ("a",)


def test_nothing_outside_the_template_folders_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.j2").write_text('{% clause "secret", "Secret" %}{% endclause %}')
    own = '{% include "../../secret.j2" %}{% include "product/../secret.j2" %}{% clause "a", "A" %}{% endclause %}'
    assert ids(write(tmp_path, own=own)) == ("a",)


def test_many_clauses_are_read(tmp_path: Path) -> None:
    clause = '{% clause "c@", "Title", meets="DPA-04" %}\n<p>' + "word " * 200 + "</p>\n{% endclause %}\n"
    root = write(tmp_path, own="".join(clause.replace("@", str(n)) for n in range(200)))
    assert len(ids(root)) == 200
