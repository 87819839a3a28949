"""The clauses of a template, read without rendering it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.diagnostics import Place
from compliance.documents.clause_tags import TERMS, DeclaredTerms, declared, numbers, of_text

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
            ("confidentiality", "confidentiality.people", "own", "audit"),
        ),
        (
            '{% block people %}{% clause "own", "Own" %}x{% endclause %}{{- super() -}}{% endblock %}',
            ("own", "confidentiality", "confidentiality.people", "audit"),
        ),
        (
            "{% block people %}none{% endblock %}{% block audit %}{{ super() }}{% endblock %}",
            ("audit",),
        ),
        ('{% clause "outside", "Outside" %}x{% endclause %}', ("confidentiality", "confidentiality.people", "audit")),
        (
            '{% block nowhere %}{% clause "own", "Own" %}x{% endclause %}{% endblock %}',
            ("confidentiality", "confidentiality.people", "audit"),
        ),
    ],
)
def test_a_block_that_is_replaced_takes_its_clauses_with_it(
    block: str, expected: tuple[str, ...], tmp_path: Path
) -> None:
    assert ids(write(tmp_path, own=f'{{% extends "product/{TERMS}" %}}\n{block}')) == expected


def test_a_block_inside_a_clause_keeps_its_id_in_front(tmp_path: Path) -> None:
    product = '{% clause "a", "A" %}{% block b %}{% clause "b" %}x{% endclause %}{% endblock %}{% endclause %}'
    own = f'{{% extends "product/{TERMS}" %}}{{% block b %}}{{% clause "c" %}}x{{% endclause %}}{{% endblock %}}'
    assert ids(write(tmp_path, own=own, product=product)) == ("a", "a.c")


def test_blocks_inside_blocks_and_three_templates(tmp_path: Path) -> None:
    product = """{% block all %}{% clause "a", "A" %}{% block one %}{% clause "p" %}x{% endclause %}{% endblock one %}
    {% block two %}{% clause "q" %}x{% endclause %}{% endblock %}{% endclause %}{% endblock all %}"""
    middle = f"""{{% extends "product/{TERMS}" %}}
    {{% block one %}}{{{{ super() }}}}{{% clause "r" %}}x{{% endclause %}}{{% endblock %}}"""
    own = """{% extends "middle.j2" %}{% block one %}{% clause "s" %}x{% endclause %}{{ super() }}{% endblock %}
    {% block two %}{% endblock %}"""
    assert ids(write(tmp_path, own=own, product=product, middle=middle)) == ("a", "a.s", "a.p", "a.r")


@pytest.mark.parametrize(
    "text",
    [
        '{%- clause "a", "A", meets="DPA-04" -%}x{%- endclause -%}',
        '{%+ clause "a", "A", meets="DPA-04" +%}x{% endclause %}',
        "{%clause 'a','A',meets='DPA-04'%}x{%endclause%}",
        '{% clause\r\n  "a",\r\n  "A",\r\n  meets="DPA-04" %}x{% endclause %}',
        '{% clause "a", title="A", meets=["DPA-04"] %}x{% endclause %}',
        '{% clause "a", "A", meets="DPA" "-04" %}x{% endclause %}',
        '{# {% clause "b" %} #}{{ "{% clause 2 %}" }}{% clause "a", "A", meets="DPA-04" %}x{% endclause %}',
        '{%- raw -%}{% clause "b" %}{%- endraw -%}{% clause "a", "A", meets="DPA-04" %}x{% endclause %}',
        '{% set x = "%} {% clause" %}{% clause "a", "A", meets="DPA-04" %}x{% endclause %}',
    ],
)
def test_however_it_is_written(text: str, tmp_path: Path) -> None:
    terms = read(write(tmp_path, own=text))
    assert terms is not None
    assert [(c.id, c.title, c.meets) for c in terms.clauses] == [("a", "A", ("DPA-04",))]
    assert terms.faults == ()


def test_a_title_may_hold_quotes_and_signs_of_tags(tmp_path: Path) -> None:
    terms = read(write(tmp_path, own='{% clause "a", "Say \\"yes\\", 100 %} of it" %}x{% endclause %}'))
    assert terms is not None
    assert terms.clauses[0].title == 'Say "yes", 100 %} of it'


def test_lines_count_however_they_end(tmp_path: Path) -> None:
    root = write(tmp_path, own="")
    (root / "templates" / TERMS).write_bytes(b'one\r\ntwo\r\n{% clause "a", "A" %}\r\nx{% endclause %}')
    terms = read(root)
    assert terms is not None
    assert terms.clauses[0].place == Place(f"templates/{TERMS}", "L3")


def test_references_and_annexes_have_their_lines(tmp_path: Path) -> None:
    own = '{% clause "a", "A" %}see {{ ref("b.c") }}\nand {{- ref(\'annex:measures\') -}}{% endclause %}\n'
    own += '{% annex "measures", "Measures" %}x{% endannex %}{{ "ref(\'no\')" }}'
    terms = read(write(tmp_path, own=own))
    assert terms is not None
    assert [(r.says, r.where) for r in terms.references] == [
        ("b.c", f"templates/{TERMS}:1"),
        ("annex:measures", f"templates/{TERMS}:2"),
    ]
    assert [(a.says, a.where) for a in terms.annexes] == [("measures", f"templates/{TERMS}:3")]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('{% clause "a", "A" %}x', "clause `a` is never closed"),
        ("x{% endclause %}", "`endclause` closes nothing that is open"),
        ('{% block b %}{% clause "a" %}{% endblock %}{% endclause %}', "`endblock` closes nothing that is open"),
        ('{% clause "a %}', "`{%` is never closed"),
        ("{# x", "`{#` is never closed"),
        ("{% include name %}", "which template this include takes in"),
        ('{% include "a.j2" if x else "b.j2" %}', "which template this include takes in"),
        ('{% extends "a" ~ x %}', "which template this extends takes in"),
        ("{% clause name %}x{% endclause %}", "a clause has no id that is plain text"),
        ('{% clause "a" ~ n %}x{% endclause %}', "a clause has no id that is plain text"),
        ('{% for x in y %}{% clause "a" %}x{% endclause %}{% endfor %}', "clause `a` stands in a loop or macro"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, fault: str, tmp_path: Path) -> None:
    terms = read(write(tmp_path, own=f"\n{text}"))
    assert terms is not None
    assert any(found.says.startswith(fault) for found in terms.faults), terms.faults
    assert {found.where for found in terms.faults} == {f"templates/{TERMS}:2"}


def test_sides_of_a_condition_never_print_together(tmp_path: Path) -> None:
    one, two, three = '{% clause "a" %}{% endclause %}', '{% clause "b" %}{% endclause %}', "{% for x in y %}{% else %}"
    own = f"{{% if x %}}{three}{{% endfor %}}{one}{{% else %}}{two}{{% endif %}}{{% if x %}}{one}{{% endif %}}"
    terms = read(write(tmp_path, own=own))
    assert terms is not None
    first, second, third = terms.clauses
    assert first.never_with(second)
    assert not first.never_with(third)
    assert not second.never_with(third)


def test_the_first_of_several_includes_that_exists_counts(tmp_path: Path) -> None:
    own = '{% include ["none.j2", "more.j2"] ignore missing without context %}'
    assert ids(write(tmp_path, own=own, more='{% clause "a" %}x{% endclause %}')) == ("a",)


def test_an_include_has_blocks_of_its_own(tmp_path: Path) -> None:
    own = '{% block b %}{% clause "a" %}x{% endclause %}{% endblock %}{% include "more.j2" %}'
    more = '{% block b %}{% clause "c" %}x{% endclause %}{% endblock %}'
    assert ids(write(tmp_path, own=own, more=more)) == ("a", "c")


def test_numbers_as_they_print(tmp_path: Path) -> None:
    deep = '{% clause "x" %}{% clause "y" %}{% clause "z" %}{% endclause %}{% endclause %}{% endclause %}'
    twice = deep + deep.replace("x", "w")
    own = f'{{% clause "a", "A" %}}{{% endclause %}}{{% clause "b", "B" %}}{twice}{{% endclause %}}'
    terms = read(write(tmp_path, own=own))
    assert terms is not None
    assert list(numbers(terms.clauses).values()) == [
        *("1", "2", "2.1", "2.1(a)", "2.1(a)(i)"),
        *("2.2", "2.2(a)", "2.2(a)(i)"),
    ]


PIECES = (
    *('{% clause "a" %}', "{% endclause %}", "{% block b %}", "{% block c %}", "{% endblock %}", "{{ super() }}"),
    *("{%", "%}", '"', "'", "{{", "}}", "{#", "#}", "{%-", "x\n", "\\", "{% raw %}", "{% endraw %}", "{% if x %}"),
    *("{% else %}", "{% endif %}", "{% for x in y %}", "{% endfor %}", '{{ ref("a") }}'),
    *('{% include "dpa-terms.html.j2" %}', '{% extends "dpa-terms.html.j2" %}'),
)
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=40)


@given(HOSTILE, HOSTILE)
def test_no_text_breaks_the_reading(own: list[str], product: list[str]) -> None:
    of_text("".join(own))
    with TemporaryDirectory() as folder:
        read(write(Path(folder), own="".join(own), product="".join(product)))


def test_what_stands_too_deep_or_twice_is_said(tmp_path: Path) -> None:
    deep = '{% clause "a" %}' * 5_000 + "{% endclause %}" * 5_000
    terms = read(write(tmp_path, own=f"{{% block b %}}{{% block b %}}{{% endblock %}}{{% endblock %}}{deep}"))
    assert terms is not None
    assert [f.says for f in terms.faults] == ["block `b` stands twice", "clause `a` stands too deep and is not read"]


@pytest.mark.parametrize("piece", ["{%", "{{", "{#", '{% clause "a', "{% raw %}", "{% clause '", "{{ '", "{% x "])
def test_a_text_of_openings_only_is_read_once(piece: str) -> None:
    assert of_text(piece * 50_000) == ()  # minutes, where each opening were looked for to the end


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
