"""On which ground data travels under one agreement, and how the clauses are resolved: each outcome of law as a customer
meets it, from the small project with one thing changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from compliance.derive.scc import Relation, relations
from compliance.derive.scc_clauses import Chosen, resolve
from compliance.derive.scc_laws import Need, need
from compliance.derive.transfers import transfers
from compliance.diagnostics import Place
from compliance.frameworks.data import read
from compliance.frameworks.scc import LawId, clauses, eu_member, other_law
from compliance.frameworks.transfer_tools import MODULES, module
from compliance.graph.dossier import Dossier
from compliance.registers.records.customers import Customer
from tests import company
from tests.derive.test_transfers import CLAUSES, CUSTOMER, FLOWS, TODAY, back_to, project, seated

LAW = "dpa:\n  authorisation: general\n"
IRISH = f"{LAW}  scc_governing_law: IE\n"
NORWEGIAN = f"{LAW}  scc_governing_law: NO\n"
COUNSEL = (
    "dpa:\n  counsel:\n    - {{about: {about}, decision: {decision}, decided_by: ceo, decided_on: 2026-11-01{more}}}\n"
)
EMIGRATED = {
    "dossier.yaml": {"country: NO": "country: US"},
    "dataflows/parties.yaml": {
        "Bergen\n    country: NO\n    role_default: processor": "Bergen\n    country: US\n    role_default: processor"
    },
}

LAWS: tuple[LawId, ...] = ("uk", "ch")

Edits = Mapping[str, Mapping[str, str]]


def with_dpa(edit: Edits, text: str) -> Edits:
    return {**edit, CUSTOMER: {**edit.get(CUSTOMER, {}), LAW: text}}


def found(root: Path, edit: Edits, today: date = TODAY) -> tuple[dict[str, Relation], Dossier, Customer]:
    dossier = project(root, edit, today)
    (customer,) = dossier.all(Customer)
    return {relation.id: relation for relation in relations(customer, dossier)}, dossier, customer


def laws(root: Path, edit: Edits, today: date = TODAY) -> dict[LawId, Need]:
    listed, dossier, customer = found(root, edit, today)
    return {law: need(law, customer, listed.values(), dossier) for law in LAWS}


def resolved(relation: Relation) -> dict[str, str]:
    assert relation.clauses is not None
    return {choice.row.clause: choice.value for choice in relation.clauses.choices}


def asked(relation: Relation) -> list[str]:
    return [question.about for question in relation.questions]


# The worked customers


def worked(id: str) -> dict[str, Relation]:
    dossier = company.dossier()
    customer = dossier.get(Customer, id)
    assert customer is not None
    return {relation.id: relation for relation in relations(customer, dossier)}


@pytest.mark.parametrize(
    ("id", "received", "returned", "module"),
    [
        ("sorfjord-hospital", "none-eea", "none-eea", None),
        ("lindeborg-pharma", "none-eea", "none-eea", None),
        ("carrowmere-university", "none-eea", "adequacy", None),
        ("whitford-university", "none-eea", "scc", "4"),
    ],
)
def test_the_worked_customers(id: str, received: str, returned: str, module: str | None) -> None:
    listed = worked(id)
    assert (listed["received"].ground, listed["returned"].ground) == (received, returned)
    taken = listed["returned"].clauses
    assert (taken.module if taken else None) == module


def test_the_university_in_the_united_states() -> None:
    """Module 4, signed before; it has no clause 9, 13 or 18(b), nor annexes II and III."""
    returned = worked("whitford-university")["returned"]
    assert returned.clauses is not None
    assert returned.clauses.basis == "agreed"
    assert "no entry on the list" in returned.transfer.reason
    assert list(resolved(returned)) == ["7", "11(a)", "14 and 15", "17", "18", "Annex I.A", "Annex I.B"]
    assert resolved(returned)["17"] == "The law of Ireland"
    assert next(c for c in returned.clauses.choices if c.row.id == "law").chosen_by == "legal-counsel"
    assert not returned.questions


@pytest.mark.parametrize("id", [c.id for c in company.dossier().all(Customer)])
def test_no_hop_gets_two_answers(id: str) -> None:
    """What an agreement says of a hop is what the register of transfers says of it."""
    register = {t.hop.key: t for t in transfers(company.dossier())}
    hops = [t for relation in worked(id).values() for t in relation.judged if t.hop.flow]
    assert hops
    for transfer in hops:
        other = register[transfer.hop.key]
        assert (transfer.ground, transfer.module, transfer.verdict) == (other.ground, other.module, other.verdict)


# Customers by country and role


def test_an_eea_customer_needs_nothing(tmp_path: Path) -> None:
    edit = with_dpa(back_to("DK", "yes", "pharma"), IRISH)
    listed, *_ = found(tmp_path, edit)
    assert {relation.ground for relation in listed.values()} == {"none-eea"}
    assert not any(relation.clauses or relation.questions for relation in listed.values())


def test_a_new_customer_in_the_united_states_gets_the_clauses_by_this_agreement(tmp_path: Path) -> None:
    """Nothing is declared yet: the register says that a ground is missing, and the agreement brings it."""
    listed, *_ = found(tmp_path / "chosen", with_dpa(back_to("US"), IRISH))
    returned = listed["returned"]
    assert returned.transfer.verdict == "missing"
    assert returned.ground == "scc"
    assert returned.clauses is not None
    assert (returned.clauses.module, returned.clauses.basis) == ("4", "this-agreement")
    assert not returned.questions
    open_law, *_ = found(tmp_path / "open", back_to("US"))
    assert asked(open_law["returned"]) == ["returned-law", "returned-courts-4"]
    assert open_law["returned"].clauses is not None
    assert open_law["returned"].clauses.unresolved == ("17", "18")


def test_another_module_than_declared_is_a_question(tmp_path: Path) -> None:
    declared = "{mechanism: scc, module: '3', signed_on: 2025-01-13}"
    listed, *_ = found(tmp_path, with_dpa(back_to("US", declared=declared), IRISH))
    (question,) = listed["returned"].questions
    assert "module 3 is declared" in question.words
    assert listed["returned"].clauses is not None
    assert listed["returned"].clauses.module == "4"


def test_whether_the_gdpr_applies_must_be_known_where_clauses_are_taken_in(tmp_path: Path) -> None:
    listed, *_ = found(tmp_path, with_dpa(back_to("US", "unknown"), IRISH))
    assert asked(listed["returned"]) == ["returned-gdpr"]


def test_an_importer_under_the_gdpr_is_for_counsel(tmp_path: Path) -> None:
    """Recital 7: the clauses are not made for it, and no other module fits."""
    edit = with_dpa(back_to("US", "yes"), IRISH)
    listed, *_ = found(tmp_path / "open", edit)
    returned = listed["returned"]
    assert returned.ground == "counsel"
    assert returned.clauses is None
    assert asked(returned) == ["returned"]
    assert "recital 7" in returned.questions[0].words
    text = COUNSEL.format(about="returned", decision="The clauses are used by analogy.", more="")
    decided, *_ = found(tmp_path / "decided", with_dpa(edit, text + IRISH.removeprefix("dpa:\n")))
    assert not decided["returned"].questions
    assert [d.decision for d in decided["returned"].settled] == ["The clauses are used by analogy."]


@pytest.mark.parametrize(("more", "asks"), [(", until: 2026-11-19", True), (", until: 2026-11-20", False)])
def test_a_decision_of_counsel_counts_until_its_last_day(tmp_path: Path, more: str, asks: bool) -> None:
    text = COUNSEL.format(about="returned", decision="Agreed.", more=more)
    listed, *_ = found(tmp_path, with_dpa(back_to("US", "yes"), text + LAW.removeprefix("dpa:\n")))
    assert bool(listed["returned"].questions) == asks


def test_a_decision_of_counsel_does_not_count_before_it_was_made(tmp_path: Path) -> None:
    text = COUNSEL.format(about="returned", decision="Agreed.", more="") + LAW.removeprefix("dpa:\n")
    listed, *_ = found(tmp_path, with_dpa(back_to("US", "yes"), text), date(2026, 10, 31))
    assert asked(listed["returned"]) == ["returned"]


def test_the_united_kingdom_is_covered_both_ways(tmp_path: Path) -> None:
    """To Norway by its own rules, back by the Commission's decision: no clauses, no Addendum; each is derived."""
    listed, dossier, customer = found(tmp_path, back_to("GB", "yes"))
    assert (listed["received"].ground, listed["returned"].ground) == ("none-eea", "adequacy")
    assert listed["returned"].clauses is None
    uk = need("uk", customer, listed.values(), dossier)
    assert not uk.needed
    (reason,) = uk.reasons
    assert "Norway is covered by the United Kingdom's own adequacy rules" in reason.words
    assert {place.file for place in reason.sources} == {CUSTOMER, "dossier.yaml"}


def test_what_nobody_compared_with_the_decision_is_a_question_until_counsel_has(tmp_path: Path) -> None:
    listed, *_ = found(tmp_path / "open", back_to("GB", "no"))
    assert asked(listed["returned"]) == ["32025D2574"]
    text = COUNSEL.format(about="32025D2574", decision="Holds in Norway.", more="") + LAW.removeprefix("dpa:\n")
    settled, *_ = found(tmp_path / "settled", with_dpa(back_to("GB", "no"), text))
    assert not settled["returned"].questions


def test_the_decision_on_the_united_kingdom_has_ended(tmp_path: Path) -> None:
    then = date(2031, 12, 28)
    listed, *_ = found(tmp_path / "a", with_dpa(back_to("GB", "no"), IRISH), then)
    assert listed["returned"].clauses is not None
    assert (listed["returned"].ground, listed["returned"].clauses.module) == ("scc", "4")
    both, *_ = found(tmp_path / "b", with_dpa(back_to("GB", "yes"), IRISH), then)
    assert both["returned"].ground == "counsel"
    assert asked(both["returned"]) == ["returned"]


def test_switzerland(tmp_path: Path) -> None:
    listed, dossier, customer = found(tmp_path, back_to("CH", "no"))
    assert (listed["received"].ground, listed["returned"].ground) == ("none-eea", "adequacy")
    swiss = need("ch", customer, listed.values(), dossier)
    assert not swiss.needed
    assert "covered by the list of states" in swiss.reasons[0].words


def test_swiss_data_that_goes_on_under_the_clauses_brings_the_swiss_terms(tmp_path: Path) -> None:
    edit = {**back_to("CH", "no"), **seated("US")}
    flow = {
        "    description: Entries are stored at the host.\n": f"    description: Stored.\n    transfer: {CLAUSES}\n"
    }
    edit[FLOWS] = {**back_to("CH")[FLOWS], **flow}
    listed, dossier, customer = found(tmp_path, edit)
    assert listed["fjellsky-2"].ground == "scc"
    swiss = need("ch", customer, listed.values(), dossier)
    assert swiss.needed
    assert [relation.id for relation in swiss.onward] == ["fjellsky-2"]


def test_brazil_waits_for_the_eea(tmp_path: Path) -> None:
    """The Commission has decided; the EEA Agreement does not have it yet, and counsel has to say."""
    listed, *_ = found(tmp_path, with_dpa(back_to("BR"), IRISH))
    assert listed["returned"].ground == "counsel"
    assert "pending" in listed["returned"].questions[0].words


def test_a_research_organisation_in_india_that_is_itself_a_processor(tmp_path: Path) -> None:
    """The company is its sub-processor; data that goes up the chain has no module."""
    edit = with_dpa(back_to("IN", kind="cro"), IRISH)
    edit = {**edit, CUSTOMER: {**edit[CUSTOMER], "role: controller": "role: processor"}}
    listed, *_ = found(tmp_path, edit)
    returned = listed["returned"]
    assert (returned.hop.exporter_role, returned.hop.importer_role) == ("sub-processor", "processor")
    assert returned.ground == "counsel"
    assert "module 3 looks the other way" in returned.questions[0].words
    assert (listed["received"].hop.exporter_role, listed["received"].hop.importer_role) == (
        "processor",
        "sub-processor",
    )


def test_a_joint_controller_abroad_is_for_counsel(tmp_path: Path) -> None:
    edit = with_dpa(back_to("US"), IRISH)
    listed, *_ = found(tmp_path, {**edit, CUSTOMER: {**edit[CUSTOMER], "role: controller": "role: joint-controller"}})
    assert listed["returned"].ground == "counsel"


def test_data_goes_back_at_the_end_though_no_flow_says_so(tmp_path: Path) -> None:
    edit = {CUSTOMER: back_to("US")[CUSTOMER]}
    listed, *_ = found(tmp_path, with_dpa(edit, IRISH))
    assert listed["returned"].hop.flow is None
    assert listed["returned"].clauses is not None
    assert listed["returned"].clauses.module == "4"


# A company outside the EEA


def test_a_company_outside_the_eea_imports_under_module_2(tmp_path: Path) -> None:
    listed, *_ = found(tmp_path, with_dpa(EMIGRATED, IRISH))
    received = listed["received"]
    assert received.clauses is not None
    assert (received.clauses.module, received.clauses.basis) == ("2", "this-agreement")
    assert resolved(received) == {
        "7": "Included",
        "9(a)": "Option 2, general written authorisation, changes told at least 60 days before",
        "11(a)": "Option left out",
        "13(a)": "First paragraph, the exporter is established in the EEA: Datatilsynet (Norway)",
        "14 and 15": "Apply",
        "17": "Option 1: the law of Ireland",
        "18(b)": "The courts of Ireland, the state of clause 17",
        "Annex I.A": "Agreement Details and signatures of this agreement",
        "Annex I.B": "The annex “Description of the processing” of this agreement",
        "Annex I.C": "The authority named beside clause 13(a)",
        "Annex II": "The annex “Technical and organisational measures” of this agreement",
        "Annex III": "The annex “Sub-processors” of this agreement",
    }
    assert not received.questions
    assert not listed["received"].beyond_gdpr


def test_a_processor_hands_to_a_company_outside_the_eea_under_module_3(tmp_path: Path) -> None:
    edit = with_dpa(EMIGRATED, IRISH)
    listed, *_ = found(tmp_path, {**edit, CUSTOMER: {**edit[CUSTOMER], "role: controller": "role: processor"}})
    assert listed["received"].clauses is not None
    assert listed["received"].clauses.module == "3"


def test_a_specific_authorisation_is_option_1(tmp_path: Path) -> None:
    edit = with_dpa(EMIGRATED, IRISH.replace("general", "specific"))
    listed, *_ = found(tmp_path, edit)
    assert resolved(listed["received"])["9(a)"].startswith("Option 1, specific prior authorisation")


def test_the_uk_addendum_where_nothing_covers_the_importer(tmp_path: Path) -> None:
    text = IRISH + "  uk_addendum_ends_by: exporter\n"
    edit = {**EMIGRATED, CUSTOMER: back_to("GB", "no")[CUSTOMER]}
    uk = laws(tmp_path / "chosen", with_dpa(edit, text))["uk"]
    assert uk.needed
    assert uk.module == "2"
    assert "the United States is on no list of the UK GDPR" in uk.reasons[0].words
    assert not uk.questions
    silent = laws(tmp_path / "silent", with_dpa(edit, IRISH))["uk"]
    assert [question.about for question in silent.questions] == ["uk-end"]


def test_a_uk_rule_from_memory_is_a_question(tmp_path: Path) -> None:
    edit = {**back_to("GB", "no"), "dossier.yaml": {"country: NO": "country: JP"}}
    uk = laws(tmp_path, edit)["uk"]
    assert not uk.needed
    assert "uk-JP" in [question.about for question in uk.questions]


def test_a_company_in_the_united_kingdom_exports_under_its_law(tmp_path: Path) -> None:
    edit = {**seated("US"), "dossier.yaml": {"country: NO": "country: GB"}}
    uk = laws(tmp_path, edit)["uk"]
    assert [relation.id for relation in uk.restricted] == ["fjellsky"]


def test_neither_party_is_in_the_united_kingdom_or_switzerland(tmp_path: Path) -> None:
    for law in laws(tmp_path, {}).values():
        assert not law.needed
        assert law.reasons[0].words.startswith("Neither party exports under the")


# Clause 17


@pytest.mark.parametrize(
    ("text", "value", "asks", "note"),
    [
        (IRISH, "Option 1: the law of Ireland", False, False),
        (NORWEGIAN, "Option 1: the law of Norway", True, False),
        (NORWEGIAN + "  scc_law_chosen_by: ceo\n", "Option 1: the law of Norway", False, True),
        (LAW + "  scc_governing_law: US\n  scc_law_chosen_by: ceo\n", "", True, False),
        (LAW, "", True, False),
    ],
)
def test_the_law_of_clause_17(tmp_path: Path, text: str, value: str, asks: bool, note: bool) -> None:
    listed, *_ = found(tmp_path, with_dpa(EMIGRATED, text))
    assert listed["received"].clauses is not None
    law = next(c for c in listed["received"].clauses.choices if c.row.id == "law")
    assert (law.value, law.open, bool(law.note)) == (value, asks, note)
    if note:
        assert "chosen by Chief Executive Officer" in law.note


@pytest.mark.parametrize(("text", "asks"), [("NO", True), ("NO\n  scc_law_chosen_by: ceo", False), ("IE", False)])
def test_module_4_takes_any_law_that_somebody_stands_behind(tmp_path: Path, text: str, asks: bool) -> None:
    listed, *_ = found(tmp_path, with_dpa(back_to("US"), f"{LAW}  scc_governing_law: {text}\n"))
    assert bool(listed["returned"].questions) == asks


def test_counsel_may_choose_the_law_that_no_rule_admits(tmp_path: Path) -> None:
    """The decision stands in the place of the clause, with the role that made it."""
    text = COUNSEL.format(about="received-law", decision="Norwegian law.", more="") + NORWEGIAN.removeprefix("dpa:\n")
    listed, *_ = found(tmp_path, with_dpa(EMIGRATED, text))
    assert listed["received"].clauses is not None
    law = next(c for c in listed["received"].clauses.choices if c.row.id == "law")
    assert (law.value, law.chosen_by, law.open) == ("Norwegian law.", "ceo", False)
    assert not listed["received"].questions
    assert listed["received"].clauses.unresolved == ()


# Suppliers


def test_how_the_clauses_with_a_supplier_were_signed_must_be_recorded(tmp_path: Path) -> None:
    listed, *_ = found(tmp_path / "bare", seated("US", declared=CLAUSES))
    bare = listed["fjellsky-2"]  # flow 1 declares nothing and is a relation of its own
    assert listed["fjellsky"].ground == "missing"
    assert bare.clauses is not None
    assert bare.clauses.basis == "agreed"
    assert bare.clauses.unresolved == ("7", "9(a)", "11(a)", "17", "18(b)")
    terms = (
        "{docking_clause: true, authorisation: general, notice_days: 30, independent_body: false, governing_law: DK}"
    )
    declared = CLAUSES.replace("}", f", clauses: {terms}}}")
    full, *_ = found(tmp_path / "full", seated("US", declared=declared))
    assert not full["fjellsky-2"].questions
    assert resolved(full["fjellsky-2"])["17"] == "Option 1: the law of Denmark"
    assert resolved(full["fjellsky-2"])["9(a)"].endswith("told at least 30 days before")


def test_a_fallback_is_resolved_beside_the_decision(tmp_path: Path) -> None:
    declared = "{mechanism: adequacy, fallback: scc, fallback_module: '4'}"
    listed, *_ = found(tmp_path, with_dpa(back_to("GB", "no", declared=declared), IRISH))
    returned = listed["returned"]
    assert returned.ground == "adequacy"
    assert returned.clauses is not None
    assert (returned.clauses.basis, returned.clauses.module) == ("fallback", "4")


# The table


def test_every_clause_of_every_module_is_resolved_once(tmp_path: Path) -> None:
    """Whatever the module, with every choice made nothing is open and no wording keeps a gap."""
    listed, dossier, customer = found(tmp_path, EMIGRATED)
    place = Place("x.yaml", "")
    everything = Chosen((True, place), ("general", place), (30, place), (False, place), ("IE", place), ("ceo", place))
    for number in MODULES:
        choices = resolve(number, listed["received"].hop, everything, dossier, customer)
        assert [c.row.clause for c in choices] == list(dict.fromkeys(c.row.clause for c in choices))
        assert not [c.question for c in choices if c.open]
        assert all(c.value and "{" not in c.value for c in choices)
        nothing = resolve(number, listed["received"].hop, Chosen(), dossier, None)
        assert {c.row.id for c in nothing if c.open} == {c.row.id for c in nothing if c.row.choice} | {
            c.row.id for c in nothing if c.row.id == "courts"
        }


def test_the_table_names_the_clauses_that_the_modules_have() -> None:
    by_module = {number: {row.clause for row in clauses(number)} for number in MODULES}
    assert by_module["2"] == by_module["3"]
    assert by_module["1"] == by_module["2"] - {"9(a)", "Annex III"}
    assert by_module["4"] == {"7", "11(a)", "14 and 15", "17", "18", "Annex I.A", "Annex I.B"}


def test_law_is_dated_and_sourced() -> None:
    raw = read("scc")
    assert raw["as_of"]
    assert raw["source"]
    assert date.fromisoformat(raw["checked_on"])
    for law in (raw["uk"], raw["ch"]):
        assert date.fromisoformat(law["checked_on"])
        assert all(row["source"] for row in law["adequate"])


def test_member_states_and_places_that_other_laws_cover() -> None:
    assert eu_member("IE")
    assert eu_member("DK")
    assert not eu_member("NO")
    assert not eu_member("GB")
    uk = other_law("uk")
    norway, japan = uk.covers("NO"), uk.covers("JP")
    assert norway
    assert not norway.unconfirmed
    assert japan
    assert japan.unconfirmed
    assert uk.covers("US") is None
    assert uk.covers("GB") is not None


@pytest.mark.parametrize(("exporter", "importer"), [("sub-processor", "processor")])
def test_nothing_is_made_for_the_way_up_the_chain(exporter: str, importer: str) -> None:
    assert module(exporter, importer) is None


def test_answers_do_not_leak_from_one_day_to_another(tmp_path: Path) -> None:
    """What is kept is kept with the dossier of a day."""
    _, dossier, customer = found(tmp_path, back_to("GB", "no"))
    later: Any = replace(dossier, today=date(2032, 1, 1))
    assert relations(customer, dossier)[1].ground == "adequacy"
    assert relations(customer, later)[1].transfer.ground == "missing"
