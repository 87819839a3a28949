"""Our own agreements against the rules: every clause and every fact that goes is missed, by its rule and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from compliance.cli.lint_dpa import command
from compliance.documents import clause_tags, dpa_lint
from compliance.documents.clause_tags import TERMS, DeclaredClause, DeclaredTerms
from compliance.documents.dpa_facts import CHECKS, Agreement
from compliance.documents.dpa_view import DpaModel, RelationModel
from compliance.documents.template_tags import Node
from compliance.documents.template_tags import read as read_tags
from compliance.documents.text import Text
from compliance.frameworks.dpa_rules import duties, rules
from compliance.graph.dossier import Dossier
from tests import company
from tests.corpus import REPOSITORY

WHOLE: dict[str, tuple[str, ...]] = dict.fromkeys(duties(), ("clause",))
"""Terms that declare everything."""


@pytest.fixture(scope="module")
def found() -> Agreement:
    """The agreement with the hospital, which keeps every rule but for what nobody has verified."""
    return dpa_lint.agreement(company.dossier(), "sorfjord-hospital")


def states(one: Agreement, declared: dict[str, tuple[str, ...]] | None = None) -> dict[str, str]:
    return {row.rule.id: row.state for row in dpa_lint.table(one, WHOLE if declared is None else declared)}


def differs(one: Agreement, other: Agreement) -> dict[str, str]:
    before, after = states(one), states(other)
    return {id: after[id] for id in after if after[id] != before[id]}


def test_every_rule_has_a_row_and_nothing_is_missing(found: Agreement) -> None:
    rows = dpa_lint.table(found, WHOLE)
    assert [row.rule.id for row in rows] == [f"DPA-{n:02}" for n in range(1, 26)]
    assert "not met" not in {row.state for row in rows}


def test_what_nobody_has_verified_is_open(found: Agreement) -> None:
    lacks = {row.rule.id: row.lacks for row in dpa_lint.table(found, WHOLE) if row.state == "open"}
    assert {"DPA-08", "DPA-16"} <= set(lacks)
    assert all(lack.open for rows in lacks.values() for lack in rows)


def test_every_fact_of_the_rules_has_a_check() -> None:
    assert {name for rule in rules() for name in rule.facts} == set(CHECKS)


@pytest.mark.parametrize("key", duties())
def test_a_duty_that_no_clause_declares_fails_its_rule_alone(key: str, found: Agreement) -> None:
    # United Kingdom, Switzerland: no customer of the example needs these terms, so they are asked for here.
    needed = replace(found.model, uk_needed=True, uk_filled=True, swiss_needed=True, swiss_filled=True)
    one = replace(found, model=needed)
    left = {duty: ids for duty, ids in WHOLE.items() if duty != key}
    before, after = states(one), states(one, left)
    assert {id for id in after if after[id] != before[id]} == {key.partition(".")[0]}
    assert after[key.partition(".")[0]] == "not met"


FACTS: dict[str, tuple[str, Callable[[DpaModel], DpaModel]]] = {
    "no activity": ("DPA-01", lambda m: replace(m, activities=())),
    "no people": ("DPA-01", lambda m: replace(m, subjects=())),
    "no data": ("DPA-01", lambda m: replace(m, categories=())),
    "no measure": ("DPA-05", lambda m: replace(m, measures=0)),
    "authorisation": ("DPA-06", lambda m: replace(m, authorisation="")),
    "notice": ("DPA-06", lambda m: replace(m, subprocessor_notice_days=None)),
    "objection": ("DPA-06", lambda m: replace(m, objection_days=None)),
    "objection after the start": ("DPA-06", lambda m: replace(m, objection_days=61)),
    "requests": ("DPA-09", lambda m: replace(m, data_subject_request_days=None)),
    "breach": ("DPA-10", lambda m: replace(m, breach_notice_hours=None)),
    "deletion": ("DPA-12", lambda m: replace(m, deletion_days=None)),
    "end": ("DPA-12", lambda m: replace(m, end_of_contract="")),
    "audit": ("DPA-13", lambda m: replace(m, audit_notice_days=None)),
    "signatures": ("DPA-15", lambda m: replace(m, signatures=1)),
    "no ground": ("DPA-16", lambda m: _with(m, ground="missing", open=True)),
    "unresolved": ("DPA-17", lambda m: _with(m, ground="scc", module="2", unresolved=("17", "18(b)"), open=False)),
    "no module": ("DPA-17", lambda m: _with(m, ground="scc", module="", unresolved=(), open=False)),
    "officer": ("DPA-23", lambda m: replace(m, officer=False)),
    "representative": ("DPA-23", lambda m: replace(m, representative="missing")),
    "safeguards": ("DPA-24", lambda m: replace(m, safeguards=False)),
    "review": ("DPA-25", lambda m: replace(m, next_review=m.day.replace(year=m.day.year - 1))),
    "uk": ("DPA-19", lambda m: replace(m, uk_needed=True, uk_filled=False)),
    "swiss": ("DPA-20", lambda m: replace(m, swiss_needed=True, swiss_filled=False)),
}


def _with(model: DpaModel, ground: str, open: bool, module: str = "", unresolved: tuple[str, ...] = ()) -> DpaModel:
    """The model with one more transfer."""
    more = RelationModel("returned", "returned", "A", "B", ("US",), ground, module, unresolved, open)
    return replace(model, relations=(*model.relations, more))


@pytest.mark.parametrize("what", FACTS)
def test_a_fact_that_goes_fails_its_rule_alone(what: str, found: Agreement) -> None:
    rule, change = FACTS[what]
    assert differs(found, replace(found, model=change(found.model))) == {rule: "not met"}


def test_a_placeholder_fails_the_last_rule_alone(found: Agreement) -> None:
    texts = (*found.texts, Text("see [INSERT NAME]", (found.customer.at("address"),)))
    changed = replace(found, texts=texts)
    assert differs(found, changed) == {"DPA-25": "not met"}
    (lack,) = (lack for lack in dpa_lint.table(changed, WHOLE)[-1].lacks if not lack.open)
    assert lack.place == found.customer.at("address")


def test_rules_without_their_condition_do_not_apply(found: Agreement) -> None:
    plain = replace(found, model=replace(found.model, special=(), uk_needed=False, swiss_needed=False))
    silent = [id for id, state in states(plain, {}).items() if state == "not applicable"]
    assert silent == ["DPA-19", "DPA-20", "DPA-24"]


def test_a_lack_that_agreements_share_is_found_once(found: Agreement) -> None:
    agreements = tuple(
        replace(one, model=replace(one.model, measures=0)) for one in dpa_lint.agreements(company.dossier())
    )
    rule = next(rule for rule in rules() if rule.id == "DPA-05")
    (shared,) = dpa_lint.lacking(rule, "measures", agreements)
    assert len(shared.customers) == len(agreements) == 4


def test_a_clause_declares_what_it_says_and_a_bare_id_the_only_duty() -> None:
    def terms(*meets: str) -> DeclaredTerms:
        clause = DeclaredClause("a", "A", meets, found_place, "here")
        return DeclaredTerms(TERMS, found_place, "here", (clause,))

    found_place = company.dossier().project.at("id")
    assert set(dpa_lint.met(terms("DPA-14"))) == {"DPA-14.infringement"}
    assert set(dpa_lint.met(terms("DPA-10"))) == set()
    assert set(dpa_lint.met(terms("DPA-04", "DPA-04.people"))) == {"DPA-04.people"}
    assert set(dpa_lint.met(terms("DPA-99", "DPA-10.none"))) == set()


# Each clause of the terms removed, one at a time


def _terms(keys: tuple[str, ...]) -> str:
    paragraphs = "".join(f'{{% clause "p{n}", meets="{key}" %}}x{{% endclause %}}\n' for n, key in enumerate(keys))
    return f'{{# legal-text: a test #}}\n{{% clause "all", "All", meets="DPA-25" %}}\n{paragraphs}{{% endclause %}}\n'


SHIPPED = REPOSITORY / "templates" / TERMS
TEXT = SHIPPED.read_text(encoding="utf-8") if SHIPPED.is_file() else _terms(tuple(duties()))
"""The terms that are shipped; in a checkout without them, terms that have each duty in a paragraph."""


def _spans(nodes: list[Node], above: str = "") -> Iterator[tuple[str, tuple[int, int]]]:
    """Where each clause stands in the text, from its opening tag to its closing one."""
    for node in nodes:
        id = f"{above}.{node.name}" if above and node.kind == "clause" else node.name or above
        if node.kind == "clause":
            yield id, node.whole
        yield from _spans(node.inside, id if node.kind == "clause" else above)


CLAUSES = dict(_spans(read_tags(TEXT).top))


@pytest.fixture(scope="module")
def mutated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mutated")
    (root / "templates").mkdir()
    return root


def _read(root: Path, text: str) -> DeclaredTerms:
    (root / "templates" / TERMS).write_text(text, encoding="utf-8")
    terms = clause_tags.declared(root)
    assert terms is not None
    return terms


def test_the_terms_declare_every_duty(mutated: Path, found: Agreement) -> None:
    terms = _read(mutated, TEXT)
    assert terms.ids == tuple(CLAUSES)
    assert sorted(set(duties()) - set(dpa_lint.met(terms))) == []
    assert "not met" not in states(_everywhere(found), dpa_lint.met(terms)).values()


def _everywhere(one: Agreement) -> Agreement:
    """An agreement that needs the terms of the United Kingdom and of Switzerland too."""
    needed = replace(one.model, uk_needed=True, uk_filled=True, swiss_needed=True, swiss_filled=True)
    return replace(one, model=needed)


@pytest.mark.parametrize("id", CLAUSES)
def test_a_clause_that_is_cut_out_fails_its_rules_and_no_others(id: str, mutated: Path, found: Agreement) -> None:
    whole = _read(mutated, TEXT)
    kept = [c for c in whole.clauses if c.id != id and not c.id.startswith(f"{id}.")]
    elsewhere = set(dpa_lint.met(replace(whole, clauses=tuple(kept))))
    lost = {key for key in dpa_lint.met(whole) if key not in elsewhere}
    start, end = CLAUSES[id]
    left = _read(mutated, TEXT[:start] + TEXT[end:])
    assert set(left.ids) == {c.id for c in kept}
    before, after = (states(_everywhere(found), dpa_lint.met(terms)) for terms in (whole, left))
    failed = {rule for rule in after if after[rule] != before[rule]}
    assert failed == {key.partition(".")[0] for key in lost}
    assert {after[rule] for rule in failed} <= {"not met"}
    own = {key for clause in whole.clauses if clause.id == id for key in clause.meets if "." in key}
    assert own <= lost | elsewhere


# The command


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the worked company with terms that declare every duty, one a paragraph."""
    root = company.copy_company(tmp_path_factory.mktemp("company"))
    (root / "templates" / TERMS).write_text(_terms(tuple(duties())))
    return root


def lint(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    return done.exit_code, done.output


def test_the_table_of_a_customer(project: Path) -> None:
    code, said = lint("--project", str(project), "--no-cache", "--customer", "whitford-university")
    assert code == 0
    assert "  DPA-04  met             People are bound to confidentiality  all\n" in said
    assert "examined 1 agreement against 25 rules: " in said
    assert "0 not met" in said


def test_a_clause_that_is_gone_fails_every_agreement(project: Path) -> None:
    path = project / "templates" / TERMS
    whole = path.read_text()
    path.write_text(_terms(tuple(key for key in duties() if key != "DPA-04.people")))
    code, said = lint("--project", str(project), "--no-cache")
    path.write_text(whole)
    assert code == 1
    assert said.count("  DPA-04  not met ") == 4
    assert said.count("[DPA-04.people]") == 4
    assert "4 not met" in said


def test_a_customer_that_is_not_there(project: Path) -> None:
    with pytest.raises(Exception, match="there is no customer `nobody`"):
        lint("--project", str(project), "--no-cache", "--customer", "nobody")


def test_the_models_of_many_customers_share_what_is_the_same() -> None:
    dossier: Dossier = company.dossier()
    assert dpa_lint.agreements(dossier) is dpa_lint.agreements(dossier)
