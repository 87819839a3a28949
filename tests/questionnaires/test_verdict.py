"""Yes only where everything holds: flipped controls, missing registers, stale evidence, exceptions, exclusions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from compliance.graph.dossier import Dossier
from compliance.questionnaires.ladder import Answerer, Question, Reply
from compliance.questionnaires.library import Library, Link
from compliance.questionnaires.phrases import Phrase
from compliance.questionnaires.verdict import Conclusion, Word, conclude, word
from compliance.registers.records.answers import Answer
from compliance.registers.records.assurance import Evidence
from compliance.registers.records.controls import Control, ControlException
from tests import company
from tests.questionnaires.changed import empty, planned, with_control, with_records

YES_NO = ("Yes", "No")
IMPLEMENTED = [c.id for c in company.dossier().all(Control) if c.status == "implemented"]


def ask(question: str, dossier: Dossier | None = None, options: tuple[str, ...] = YES_NO) -> Reply:
    return Answerer(dossier or company.dossier()).answer(Question(question, options=options))


Said = dict[str, tuple[Word, Conclusion]]


def said(dossier: Dossier, phrases: Iterable[Phrase]) -> Said:
    """What is said to each phrasing."""
    found: Said = {}
    for phrase in phrases:
        link = links()[phrase.text]
        conclusion = conclude(link.topic, dossier, link.extra, link.shared)
        found[phrase.text] = (word(link.topic, conclusion, link.phrase.inverted), conclusion)
    return found


@cache
def links() -> dict[str, Link]:
    """The link of each phrasing: it is the same whatever the registers of controls say."""
    library = Library.of(company.dossier())
    found = {phrase.text: library.link(phrase.text) for phrase in phrases()}
    return {text: link for text, link in found.items() if link is not None}


@cache
def today() -> Said:
    return said(company.dossier(), phrases())


@cache
def phrases() -> tuple[Phrase, ...]:
    return tuple(p for p in Library.of(company.dossier()).phrases if p.topic.type == "yes-no")


def test_nothing_in_the_registers_is_no_yes_and_no_not_applicable() -> None:
    answers = said(empty(), phrases())
    assert len(answers) > 1300
    assert [q for q, (w, _) in answers.items() if w in ("yes", "not-applicable")] == []


@pytest.mark.parametrize("id", IMPLEMENTED)
def test_a_control_flipped_to_planned_takes_every_yes_with_it(id: str) -> None:
    touched = {q for q, (_, c) in today().items() if any(r.id == id for r in c.rests) or id in _measured(c)}
    after = said(with_control(id, planned), [p for p in phrases() if p.text in touched])
    assert touched or id not in {control for topic in company.dossier().all(Answer) for control in topic.controls}
    assert [q for q, (w, _) in after.items() if w == "yes"] == []


def _measured(conclusion: Conclusion) -> set[str]:
    """Controls whose measures met a qualifier."""
    labels = (rest.id for rest in conclusion.rests if rest.id.startswith("measure "))
    return {label.removeprefix("measure ").partition("/")[0] for label in labels}


def test_planned_is_no_with_the_date_and_what_stands_in_for_it() -> None:
    reply = ask("Is a data loss prevention solution deployed?")
    assert (reply.word, reply.value) == ("planned", "No")
    assert "31 March 2027" in reply.text
    assert "allow-list" in reply.text


def test_partial_in_a_list_of_yes_and_no_is_no_with_the_text() -> None:
    reply = ask("Are systems monitored continuously for suspicious activity?")
    assert (reply.word, reply.value) == ("partial", "No")
    assert "around the clock" in reply.text
    assert ask("Is the platform monitored 24x7?", options=("Yes", "Partially", "No")).value == "Partially"


def test_an_exception_makes_it_partial_with_its_text() -> None:
    exception = ControlException(
        place=company.dossier().project.place,
        text="Two lab machines have no second factor.",
        compensating_control="They stand in a locked room.",
        approved_by="ciso",
        until=date(2027, 1, 31),
    )
    dossier = with_control("A.8.5", lambda control: replace(control, exception=exception))
    reply = ask("Is 2FA enforced?", dossier)
    assert (reply.word, reply.value) == ("partial", "No")
    assert "Two lab machines" in reply.text
    assert "locked room" in reply.text


def test_evidence_out_of_date_is_no_yes() -> None:
    late = replace(company.dossier(), today=date(2028, 6, 1))
    assert ask("Is 2FA enforced?", late).value != "Yes"


def test_evidence_of_another_file_than_the_recorded_one_is_no_yes() -> None:
    evidence = company.dossier().get(Evidence, "EV-0111")
    assert evidence is not None
    dossier = with_records(replace(evidence, sha256="0" * 64))
    assert ask("Is 2FA enforced?").value == "Yes"
    assert ask("Is 2FA enforced?", dossier).value != "Yes"


def test_evidence_from_the_future_is_no_yes() -> None:
    evidence = company.dossier().get(Evidence, "EV-0111")
    assert evidence is not None
    later = company.dossier().today + timedelta(days=30)
    dossier = with_records(replace(evidence, point_in_time=later))
    assert ask("Is 2FA enforced?", dossier).value != "Yes"


def test_not_applicable_needs_a_recorded_exclusion() -> None:
    question = "Is outsourced development supervised?"
    reply = ask(question, options=("Yes", "No", "N/A"))
    assert reply.value == "N/A"
    assert "own engineers" in reply.text
    included = with_control("A.8.30", lambda c: replace(c, applicable=True, status="planned", exclusion_reason=""))
    assert ask(question, included, ("Yes", "No", "N/A")).value == "No"
    unexplained = with_control("A.8.30", lambda c: replace(c, exclusion_reason=" "))
    assert ask(question, unexplained, ("Yes", "No", "N/A")).value == ""


def test_a_control_that_does_not_cover_the_system_is_unknown() -> None:
    topic = Library.of(company.dossier()).by_id["backup-frequency"]
    assert conclude(replace(topic, systems=("trial-db",)), company.dossier()).state == "met"
    assert conclude(replace(topic, systems=("hubspot",)), company.dossier()).state == "unknown"


def test_a_statement_alone_carries_no_yes_and_ages() -> None:
    dossier = company.dossier()
    topic = Library.of(dossier).by_id["data-ownership"]
    assert topic.stated is not None
    alone = replace(topic, controls=(), facts=())
    assert conclude(alone, dossier).state == "met"
    assert conclude(replace(alone, type="yes-no"), dossier).state == "unknown"
    assert conclude(alone, replace(dossier, today=date(2027, 12, 1))).state == "unknown"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Are access rights reviewed at least annually?", "Yes"),
        ("Are access rights reviewed at least quarterly?", "Yes"),
        ("Are access rights reviewed every 90 days?", "Yes"),
        ("Are access rights reviewed monthly?", "No"),
        ("Are access rights reviewed daily?", "No"),
        ("Do you notify customers of data breaches within 72 hours?", "Yes"),
        ("Do you notify customers of data breaches within 24 hours?", "Yes"),
        ("Do you notify customers of data breaches within 4 hours?", "No"),
        ("Is stored customer data encrypted with AES-256?", "Yes"),
        ("Is stored customer data encrypted with AES-128 or higher?", "Yes"),
        ("Is stored customer data encrypted with AES-512?", "No"),
        ("Is stored customer data encrypted with RSA-4096?", ""),
        ("Is data in transit encrypted using TLS 1.2 or higher?", "Yes"),
        ("Is data in transit encrypted using TLS 1.3?", "No"),
        ("Are all employees trained in information security?", "Yes"),
        ("Are audit logs retained for a minimum of one year?", "Yes"),
        ("Are audit logs retained for at least 3 years?", "No"),
        ("Do you have a documented incident response plan?", "Yes"),
        ("Do you have a documented and tested incident response plan?", "Yes"),
        ("Do you have an accredited incident response plan?", ""),
        ("Customers are notified 30 days before a sub-processor is added.", "Yes"),
        ("Customers are notified 90 days before a sub-processor is added.", "No"),
        ("Will all our data be deleted within 90 days?", "Yes"),
        ("Will all our data be deleted within 30 days?", "No"),
        ("Are critical vulnerabilities fixed within 30 days?", "Yes"),
        ("Are critical vulnerabilities fixed within 48 hours?", "No"),
    ],
)
def test_each_qualifier_is_met_by_a_measure_or_it_is_no_yes(question: str, answer: str) -> None:
    assert ask(question).value == answer


def test_a_qualifier_is_not_met_by_a_measure_of_a_planned_control() -> None:
    question = "Is your access policy reviewed at least annually?"
    assert ask(question).value == "Yes"
    assert ask(question, with_control("A.5.1", planned)).value == ""


def test_polarity_flips_the_word_and_never_the_truth() -> None:
    assert ask("Are shared accounts used?").value == "No"
    assert ask("Is every user individually identifiable?").value == "Yes"
    assert ask("Is production data used for testing?").value == "No"
    assert ask("Is test data synthetic?").value == "Yes"


def test_an_adverse_yes_is_a_persons_unless_a_fact_shows_it() -> None:
    flipped = ask("Are shared accounts used?", with_control("A.5.16", planned))
    assert (flipped.value, flipped.proposal) == ("", "Yes")
    shown = ask("Do you use sub-processors?")
    assert shown.value == "Yes"
    assert "Nordhavn Sky" in shown.text
