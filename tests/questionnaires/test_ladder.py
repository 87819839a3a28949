"""Each step of the ladder, and what is left to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from compliance.graph.dossier import Dossier
from compliance.questionnaires.ladder import Answerer, Question, Reply
from compliance.questionnaires.normalise import fingerprint
from compliance.registers.records.answers import Answer
from compliance.registers.records.controls import Control
from compliance.registers.records.told import KnownQuestion, KnownQuestionnaire, Told, ToldAnswer
from tests import company
from tests.questionnaires.changed import planned, with_control, with_records

ODD = "Pray tell, is the vault of copies filled by night?"
"""A question that no phrasing says."""


def known(topic: str = "backup-frequency", inverted: bool = False, id: str = "customer-sheet") -> KnownQuestionnaire:
    place = company.dossier().project.place
    return KnownQuestionnaire(
        place=place,
        id=id,
        title="Customer sheet",
        licence="unknown",
        approved_by="ciso",
        approved_on=date(2026, 10, 1),
        questions=(KnownQuestion(place=place, hash=fingerprint(ODD), topic=topic, inverted=inverted),),
    )


def told(question: str, topic: str) -> Told:
    place = company.dossier().project.place
    answer = ToldAnswer(place=place, question=question, topic=topic, rung="person", word="yes", value="Yes")
    return Told(
        place=place,
        id="sund-2026-01",
        customer="sund",
        questionnaire="First",
        answered_on=date(2026, 1, 5),
        answered_by="ciso",
        audience="nda",
        answers=(answer,),
    )


def answer(text: str, dossier: Dossier | None = None, options: tuple[str, ...] = ("Yes", "No")) -> Reply:
    return Answerer(dossier or company.dossier()).answer(Question(text, options=options))


def test_a_question_that_nobody_linked_is_blank_with_five_suggestions_and_an_owner() -> None:
    reply = answer(ODD)
    assert (reply.rung, reply.value, reply.word) == ("blank", "", "")
    assert len(reply.suggestions) == 5
    assert reply.owner
    assert reply.why == ("no approved phrasing says the same",)


def test_a_known_questionnaire_is_recognised_by_fingerprint() -> None:
    reply = answer(ODD, with_records(known()))
    assert (reply.rung, reply.value) == ("fingerprint", "Yes")


def test_two_questionnaires_that_disagree_are_no_link() -> None:
    reply = answer(ODD, with_records(known(), known("mfa", id="another-sheet")))
    assert reply.rung == "blank"


def test_the_same_question_told_before_is_checked_again_today() -> None:
    before = with_records(told(ODD, "backup-frequency"))
    assert (answer(ODD, before).rung, answer(ODD, before).value) == ("told-before", "Yes")
    control = with_control("A.8.13", planned).registers.records
    fallen = replace(
        before, registers=replace(before.registers, records={**control, Told: before.registers.records[Told]})
    )
    assert (answer(ODD, fallen).rung, answer(ODD, fallen).value) == ("told-before", "No")


def test_told_before_needs_equal_guard_words() -> None:
    dossier = with_records(told("Is the vault of copies filled by night and sealed?", "backup-frequency"))
    assert answer("Is the vault of copies filled by night and sealed", dossier).rung == "told-before"
    assert answer("Is the vault of copies not filled by night and sealed?", dossier).rung == "blank"
    assert answer("Are all the vaults of copies filled by night and sealed?", dossier).rung == "blank"


def test_a_typed_fact_is_a_step_of_its_own() -> None:
    reply = answer("Recovery time objective (RTO)", options=())
    assert (reply.rung, reply.value) == ("fact", "4 hours for the trial platform.")
    listed = answer("What is your RTO?", options=("4 hours for the trial platform.", "8 hours"))
    assert listed.value == "4 hours for the trial platform."
    assert answer("What is your RTO?", options=("< 1 hour", "> 1 hour")).value == ""


def test_a_phrasing_is_an_approved_link() -> None:
    assert answer("Do you encrypt backup media?").rung == "approved-link"
    assert answer("Does your organisation encrypt its backup media?").rung == "approved-link"


def test_what_and_how_are_answered_by_the_text_where_anything_may_be_written() -> None:
    reply = answer("How are encryption keys managed?", options=())
    assert reply.value.startswith("Keys live in a key service")
    assert answer("Is there a documented key management procedure?", options=()).value == "Yes"


def test_another_language_is_left_to_a_person_and_named() -> None:
    for text, language in (
        ("¿Realizan copias de seguridad de los datos?", "Spanish"),
        ("Werden die Daten verschlüsselt?", "German"),
        ("Har dere rutiner for tilgangsstyring?", "Norwegian"),
        ("Les données sont-elles chiffrées au repos ?", "French"),
        ("暗号化していますか", "a language in another script"),
    ):
        reply = answer(text)
        assert (reply.rung, reply.language) == ("blank", language)
        assert language in reply.why[0]


def test_a_list_that_is_not_understood_is_left_to_a_person() -> None:
    reply = answer("Is customer data encrypted at rest?", options=("Green", "Amber", "Red"))
    assert (reply.word, reply.value, reply.proposal) == ("yes", "", "Yes")


def test_a_mark_is_set_for_yes_only() -> None:
    assert answer("Is customer data encrypted at rest?", options=("X",)).value == "X"
    assert answer("Do you use DLP?", options=("X",)).value == ""


def test_who_may_read_it() -> None:
    dossier = company.dossier()
    open_reply = Answerer(dossier, "public").answer(Question("Do you test your backups?", options=("Yes", "No")))
    assert (open_reply.value, open_reply.text) == ("Yes", "Details are given under a confidentiality agreement.")
    bound = Answerer(dossier, "nda").answer(Question("Do you test your backups?", options=("Yes", "No")))
    assert "155 minutes" in bound.text
    secret = Answerer(dossier, "public").answer(Question("How many people have admin rights?"))
    assert secret.value == ""


def test_critical_and_bad() -> None:
    reply = answer("Do you have a SOC 2 Type II report?")
    assert (reply.value, reply.bad, reply.critical) == ("No", True, True)
    assert not answer("Are shared accounts used?").bad


def test_register_text_stays_text() -> None:
    dossier = with_control(
        "A.8.12", lambda c: replace(c, status="partially", gap="{{ 7 * 7 }} <b>{% raw %}", planned_for=date(2027, 1, 1))
    )
    topic = next(t for t in dossier.all(Answer) if t.id == "data-leakage-prevention")
    plain = with_records(replace(topic, otherwise=""), *dossier.all(Control))
    assert "{{ 7 * 7 }} <b>{% raw %}" in answer("Do you use DLP?", plain).text


def test_a_request_for_words_behind_a_question_is_part_of_its_frame() -> None:
    reply = answer("Do you encrypt backup media? If so, please describe.")
    assert (reply.topic.id if reply.topic else "", reply.value) == ("backup-encryption", "Yes")
    assert answer("Do you encrypt backup media? Describe any without encryption.").rung == "blank"
    assert answer("Do you encrypt backup media? Provide evidence of AES-512.").value != "Yes"


def test_and_how_often_is_answered_where_the_text_quotes_the_measure() -> None:
    assert answer("Do you back up customer data, and how often?").value == "Yes"
    assert answer("Do you have a firewall, and how often?").value == ""


def test_a_policy_on_a_matter_needs_a_document_on_it() -> None:
    assert answer("Do you have a penetration testing policy?").value == "Yes"
    assert answer("Do you have a firewall policy?").value == ""


def test_a_heading_with_the_same_words_is_another_question() -> None:
    assert answer("Staff access to customer data").rung == "approved-link"
    assert answer("Do your staff have access to our data?").rung == "blank"


def test_who_does_it_to_whom_is_kept() -> None:
    assert answer("Do you notify customers of breaches?").value == "Yes"
    assert answer("Do customers notify you of breaches?").value == ""


def test_a_question_that_points_at_another_says_so() -> None:
    for text in ("What is your policy?", "How is this training recorded?", "Are these rules documented?"):
        assert answer(text).why == ("it says too little without the question above it",)
