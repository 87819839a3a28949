"""Facts that several documents repeat, and the rules that hold each of them to one value.

F01 to F25 are the facts that customers and auditors compare between documents. Where a document prints
a fact from the one record that owns it, there is nothing to compare; a rule stands where the registers
have it twice. ``later`` names what can be compared only when a document of a later issue exists.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from compliance.derive.contract import contract
from compliance.derive.stated import KEPT
from compliance.documents import dpa, subprocessors
from compliance.documents.dpa_parties import OPTIONAL, PERIODS
from compliance.registers.records.customers import Customer
from compliance.rules import RULES
from compliance.rules.loading import LOADING
from tests import company
from tests.rule_cases import cases_of

MEASURE = "measure-differs-from-register"


class Fact(NamedTuple):
    """A fact, its rules, the measures that are compared (ids), and what remains for later and why."""

    what: str
    rules: tuple[str, ...]
    measures: tuple[str, ...] = ()
    later: str = ""


FACTS: dict[str, Fact] = {
    "F01": Fact(
        "set of sub-processors",
        ("subprocessor-set-differs", MEASURE),
        ("subprocessors",),
    ),
    "F02": Fact(
        "a sub-processor's legal name, address, contact",
        ("subprocessor-incomplete", "subprocessor-unverified", "legal-person-described-twice"),
    ),
    "F03": Fact(
        "countries of processing",
        ("hosting-country-differs", "backup-facts-differ", MEASURE),
        ("hosting-country",),
    ),
    "F04": Fact(
        "ground of each transfer",
        ("transfer-without-safeguard", "transfer-expired", "transfer-unverified", "transfer-declared-without-need"),
    ),
    "F05": Fact(
        "module of the Standard Contractual Clauses",
        ("transfer-wrong-module", "dpa-fact-missing"),
        later="signed paper: the optional clauses of a file that was signed are not read from it",
    ),
    "F06": Fact(
        "authority, law and courts",
        ("authority-of-another-country", "law-and-courts-differ", "scc-law-outside-eea"),
    ),
    "F07": Fact("categories of data", ("activity-categories-differ", "unknown-taxonomy-key")),
    "F08": Fact("categories of data subjects", ("activity-subjects-differ", "unknown-taxonomy-key")),
    "F09": Fact(
        "special categories",
        (
            "special-category-without-safeguards",
            "special-category-without-dpia-decision",
            "special-category-without-condition",
            "dpia-missing",
        ),
    ),
    "F10": Fact(
        "deletion and retention",
        (
            *("backup-outlives-deletion", "backup-facts-differ", "promise-tighter-than-procedure", MEASURE),
            *("deviation-differs-from-promise", "deviation-tighter-than-procedure", "deviation-period-not-recorded"),
        ),
        ("deletion-after-end",),
    ),
    "F11": Fact(
        "hours of breach notice",
        (
            *("promise-tighter-than-procedure", "vendor-breach-notice-slower-than-ours", MEASURE),
            *("deviation-differs-from-promise", "deviation-tighter-than-procedure", "deviation-period-not-recorded"),
        ),
        ("breach-notice", "authority-report"),
    ),
    "F12": Fact(
        "days of notice and objection",
        (
            *("vendor-notice-shorter-than-ours", "promise-tighter-than-procedure", MEASURE),
            *("deviation-differs-from-promise", "deviation-tighter-than-procedure"),
        ),
        ("subprocessor-notice", "subprocessor-objection"),
    ),
    "F13": Fact(
        "contacts for privacy and security",
        ("company-identity-differs",),
        later="questionnaires: security.txt and answers that were given",
    ),
    "F14": Fact("legal entity", ("company-identity-differs",)),
    "F15": Fact(
        "certificate, its scope and edition",
        ("certificate-expired", "soa-version-differs-from-certificate", "forbidden-claim"),
        later="questionnaires: wording of an answer against the scope",
    ),
    "F16": Fact("encryption", (MEASURE,), ("at-rest-algorithm", "tls-min-version")),
    "F17": Fact("custody of keys", (MEASURE, "transfer-assessment-weak"), ("key-custody", "key-holder")),
    "F18": Fact(
        "second factors and other coverage",
        ("percentage-differs-from-evidence",),
        later="questionnaires: an answer is derived from the same measure",
    ),
    "F19": Fact(
        "recovery objectives and results",
        ("recovery-slower-than-objective", MEASURE),
        ("rto", "rpo", "restore-time-measured", "data-loss-measured"),
        "signed paper: service levels of a file that was signed are not read from it",
    ),
    "F20": Fact("backups", ("backup-facts-differ", MEASURE), ("backup-frequency", "backup-retention")),
    "F21": Fact("retention of logs", (MEASURE,), ("platform-log-retention",)),
    "F22": Fact(
        "applicability and state of controls",
        ("implemented-without-fresh-evidence", "status-contradicts-applicability", "planned-without-treatment-line"),
        later="questionnaires: a planned control never answers yes",
    ),
    "F23": Fact("days of tests", ("recovery-test-date-differs", "evidence-stale", "continuity-not-tested")),
    "F24": Fact(
        "headcount and places",
        ("headcount-differs", "location-missing-from-scope"),
        later="questionnaires: answers that state a size",
    ),
    "F25": Fact("role in each activity", ("role-contradicts-activity",)),
}


def test_annex_three_is_what_the_graph_reaches() -> None:
    """F01 for each customer: the printed annex, the graph, and the published list as sets."""
    dossier = company.dossier()
    published = {row.name.value for row in subprocessors.view(dossier).rows}
    for id in dpa.subjects(dossier):
        customer = dossier.get(Customer, id)
        assert customer is not None
        view, reached = dpa.view(dossier, id), contract(customer, dossier)
        printed = {row.name.value for row in view.subprocessors}
        assert printed == {supplier.vendor.name for supplier in reached.suppliers}
        assert set(view.model.subprocessors) == set(reached.subprocessors)
        assert printed <= published


@pytest.mark.parametrize(("field", "unit"), [(name, unit) for name, _, unit, _ in PERIODS])
def test_periods_of_the_agreement_are_the_promises(field: str, unit: str) -> None:
    """F10 to F12 for each customer: what the cover prints is the promise, and no measure says another."""
    dossier = company.dossier()
    for id in dpa.subjects(dossier):
        customer = dossier.get(Customer, id)
        assert customer is not None
        view = dpa.view(dossier, id)
        label = next(label for name, label, _, _ in PERIODS if name == field)
        group = next(group for group in view.details if group.id == "periods")
        promised = getattr(customer.promises, field)
        assert (label in dict(group.facts)) == (promised is not None or field not in OPTIONAL)
        if promised is None:
            continue
        (said,) = dict(group.facts)[label]
        assert said.value.startswith(f"{promised} {unit}")
        assert said.sources[0] == customer.promises.at(field)


CODES = {rule.code: rule for rule in RULES}


def test_every_fact_has_its_rule() -> None:
    assert list(FACTS) == [f"F{number:02}" for number in range(1, 26)]
    assert all(fact.rules or fact.later for fact in FACTS.values())


@pytest.mark.parametrize("id", FACTS)
def test_the_rules_are_there_with_cases_both_ways(id: str) -> None:
    for code in FACTS[id].rules:
        if code in LOADING:
            continue
        assert code in CODES, f"{id} names the rule {code}, which is not registered"
        verdicts = {case.verdict for case in cases_of(code.replace("-", "_"))}
        assert verdicts == {"fail", "pass"}, f"{id}: {code} needs a failing and a passing case"


@pytest.mark.parametrize("id", FACTS)
def test_the_measures_are_compared(id: str) -> None:
    fact = FACTS[id]
    assert set(fact.measures) <= set(KEPT)
    assert bool(fact.measures) == (MEASURE in fact.rules)


def test_the_manual_page_names_every_measure() -> None:
    page = CODES[MEASURE].page
    assert [id for id in KEPT if f"``{id}``" not in page] == []
