"""A questionnaire answered: slots, follow-ups, fields, what stands already, what a customer may be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from compliance.graph.dossier import Dossier
from compliance.questionnaires.answering import Answers, answer
from compliance.questionnaires.files import read
from compliance.questionnaires.filling import Item
from compliance.questionnaires.follow_ups import FollowUp, follow_up
from compliance.questionnaires.ledger import Ledger
from compliance.questionnaires.triage import triage
from compliance.questionnaires.wording import Audience
from compliance.registers.records.answers import Answer
from tests import company
from tests.questionnaires.books import Rows, answer_list, simple
from tests.questionnaires.changed import empty, planned, with_control, with_records
from tests.questionnaires.papers import messy as messy_paper

HEAD: Rows = [["No", "Question", "Answer", "Comment"]]
REST = "Is customer data encrypted at rest?"
REVIEWED = "Are access rights reviewed at least quarterly?"
ODD = "Pray tell, is the vault of copies filled by night?"


def asked(tmp_path: Path, *questions: str, choices: tuple[str, ...] = ("Yes", "No"), stands: Any = None) -> Path:
    """A workbook with these questions below each other, a list in each answer, a comment beside it."""
    rows = [[str(number), text, stands, None] for number, text in enumerate(questions, 1)]
    rules: dict[str, Any] = {f"C2_C{len(rows) + 1}": answer_list(*choices)} if choices else {}
    return simple(tmp_path / "book.xlsx", [*HEAD, *rows], **rules)


def answered(path: Path, dossier: Dossier | None = None, audience: Audience = "nda") -> Answers:
    return answer(read(path), dossier or company.dossier(), audience)


def first(path: Path, dossier: Dossier | None = None, audience: Audience = "nda") -> Item:
    return answered(path, dossier, audience).items[0]


def cells(item: Item) -> dict[str, str]:
    return {entry.slot.spot.address: entry.value for entry in item.entries}


def changed_topic(id: str, change: Callable[[Answer], Answer]) -> Dossier:
    topic = company.dossier().get(Answer, id)
    assert topic is not None
    return with_records(change(topic))


def test_a_choice_goes_into_the_list_and_its_explanation_into_the_comment(tmp_path: Path) -> None:
    item = first(asked(tmp_path, REST))
    assert item.outcome == "answered"
    assert cells(item)["C2"] == "Yes"
    assert "AES-256" in cells(item)["D2"]


def test_without_a_comment_a_text_cell_takes_both_and_a_list_only_the_word(tmp_path: Path) -> None:
    book = simple(tmp_path / "a.xlsx", [["No", "Question", "Answer"], [1, REST, None], [2, REVIEWED, None]])
    assert cells(first(book))["C2"].startswith("Yes. Databases, files and backups")
    book = simple(
        tmp_path / "b.xlsx",
        [["No", "Question", "Answer"], [1, REST, None], [2, REVIEWED, None]],
        C2_C3=answer_list("Yes", "No"),
    )
    item = first(book)
    assert cells(item) == {"C2": "Yes"}
    assert "AES-256" in item.unplaced


def test_an_x_goes_into_the_column_that_says_it(tmp_path: Path) -> None:
    rows: Rows = [
        ["No", "Question", "Yes", "No", "Partial", "Remarks"],
        [1, REST, None, None, None, None],
        [2, REVIEWED, None, None, None, None],
        [3, "Do you keep logs?", None, None, None, None],
    ]
    item = first(simple(tmp_path / "marks.xlsx", rows))
    assert item.entries[0].slot.option == "Yes"
    assert set(cells(item)) == {"C2", "F2"}


def test_company_name_and_date_come_from_facts(tmp_path: Path) -> None:
    found = answered(messy_paper(tmp_path / "paper.docx"))
    assert {i.question.text: i.value for i in found.items if i.question.label}[
        "Company name"
    ] == "Kvitfjord Clinical AS"
    rows: Rows = [["Company name", None], ["Date completed", None], *[[None, None]], *HEAD, ["1", REST, None, None],
                  ["2", REVIEWED, None, None]]  # fmt: skip
    found = answered(simple(tmp_path / "cover.xlsx", rows))
    assert {i.question.text: i.value for i in found.items}["Date completed"] == "20 November 2026"


def test_what_stands_there_is_left_alone_and_a_contradiction_is_said(tmp_path: Path) -> None:
    agreeing = first(asked(tmp_path, REST, REVIEWED, stands="Yes"))
    assert (agreeing.outcome, agreeing.entries, agreeing.remarks) == ("standing", (), ())
    differing = first(asked(tmp_path, REST, REVIEWED, stands="Yes"), with_control("A.8.24", planned))
    assert differing.entries == ()
    assert differing.remarks == ("it says 'Yes', and the registers say 'No'",)


def test_one_control_planned_takes_every_yes_that_rests_on_it(tmp_path: Path) -> None:
    book = asked(tmp_path, REST, REVIEWED)
    today, flipped = answered(book), answered(book, with_control("A.8.24", planned))
    assert [item.value for item in today.items] == ["Yes", "Yes"]
    assert [item.value for item in flipped.items] == ["No", "Yes"]
    assert "30 June 2027" in flipped.items[0].text


def test_empty_registers_give_no_yes_and_no_not_applicable(tmp_path: Path) -> None:
    questions = [topic.question for topic in company.dossier().all(Answer)]
    found = answered(asked(tmp_path, *questions, choices=("Yes", "No", "Partial", "N/A")), empty())
    assert len(found.items) >= 150
    assert {item.said for item in found.items} <= {None, "no"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("If yes to 2.1, how often are they tested?", FollowUp("yes", "how often are they tested?")),
        ("If yes, please describe.", FollowUp("yes", "please describe.", True)),
        ("If Yes please provide details", FollowUp("yes", "please provide details", True)),
        ("If you answered no to question 4, explain why", FollowUp("no", "explain why", True)),
        ("If not encrypted, describe", FollowUp("unclear", "If not encrypted, describe")),
        ("If applicable, list them", FollowUp("unclear", "If applicable, list them")),
        ("Are they tested?", FollowUp("", "Are they tested?")),
    ],
)
def test_conditions_of_follow_ups(text: str, expected: FollowUp) -> None:
    assert follow_up(text) == expected


def test_a_follow_up_agrees_with_the_answer_above_it(tmp_path: Path) -> None:
    book = asked(tmp_path, REST, "If yes, please describe.", "If no, explain why.", choices=())
    yes = answered(book).items
    assert [item.outcome for item in yes] == ["answered", "answered", "moot"]
    assert yes[1].value.startswith("Databases, files and backups are encrypted")
    no = answered(book, with_control("A.8.24", planned)).items
    assert [item.outcome for item in no] == ["answered", "moot", "answered"]
    assert "30 June 2027" in no[2].value


def test_a_follow_up_of_an_open_question_is_open(tmp_path: Path) -> None:
    items = answered(asked(tmp_path, ODD, "If yes, how often are backups made?", choices=())).items
    assert [item.outcome for item in items] == ["person", "person"]
    assert "which is not answered with a plain Yes or No" in items[1].why[0]


def test_topics_under_nda_are_told_to_those_bound_by_one(tmp_path: Path) -> None:
    book = asked(tmp_path, REVIEWED)
    assert first(book).outcome == "answered"
    public = first(book, audience="public")
    assert (public.outcome, public.entries) == ("person", ())
    assert "confidentiality agreement" in public.why[0]
    assert public.proposal.startswith("Yes")


def test_a_topic_of_level_never_is_left_to_a_person(tmp_path: Path) -> None:
    dossier = changed_topic("encryption-rest", lambda topic: replace(topic, level="never"))
    item = first(asked(tmp_path, REST), dossier)
    assert (item.outcome, item.entries) == ("person", ())
    assert "level never" in item.why[0]


def test_an_answer_that_says_more_than_it_rests_on_is_held_back(tmp_path: Path) -> None:
    dossier = changed_topic(
        "encryption-rest", lambda topic: replace(topic, narrative='{{ "AES-" ~ 100 * 5 }} is used.')
    )
    item = first(asked(tmp_path, REST), dossier)
    assert item.outcome == "person"
    assert [finding.code for finding in item.findings] == ["uncited-figure"]


def test_a_list_that_is_not_understood_is_left_to_a_person(tmp_path: Path) -> None:
    item = first(asked(tmp_path, REST, choices=("Blue", "Green")))
    assert (item.outcome, item.proposal[:3]) == ("person", "Yes")
    assert "Blue, Green" in item.why[-1]


def test_triage_counts_and_names_deal_breakers(tmp_path: Path) -> None:
    dossier = with_control("A.8.24", planned)
    found = triage(answered(asked(tmp_path, REST, REVIEWED, ODD), dossier), dossier)
    assert (found.questions, found.open, found.now, found.per_cent) == (3, 3, 2, 66)
    assert [item.question.text for item in found.breakers] == [REST]
    assert found.reasons == (("no approved phrasing says the same", 1),)
    assert "access control (1)" in found.kind


def test_an_explanation_of_a_no_is_no_second_deal_breaker(tmp_path: Path) -> None:
    dossier = with_control("A.8.24", planned)
    found = answered(asked(tmp_path, REST, "If no, explain why.", choices=()), dossier)
    assert [item.question.text for item in triage(found, dossier).breakers] == [REST]


def test_csv_and_word_files_are_answered_too(tmp_path: Path) -> None:
    table = tmp_path / "asked.csv"
    table.write_text(f"No;Question;Answer;Comment\n1;{REST};;\n2;{ODD};;\n", encoding="utf-8")
    assert cells(first(table))["C2"] == "Yes"
    found = answered(messy_paper(tmp_path / "paper.docx"))
    boxes = next(i for i in found.items if i.question.text.startswith("Is data encrypted at rest"))
    assert (boxes.outcome, boxes.entries[0].slot.option) == ("answered", "Yes")


def test_another_language_is_named(tmp_path: Path) -> None:
    item = first(asked(tmp_path, "Tilganger skal gjennomgås hvert halvår", "Leverandøren skal ha rutiner", choices=()))
    assert (item.outcome, item.why) == ("person", ("the question is in Norwegian, and the library in English",))


def test_a_question_that_leans_on_the_one_above_is_not_taken_for_another(tmp_path: Path) -> None:
    rows: Rows = [*HEAD, ["2.1", ODD, None, None], ["2.1.1", "Please describe your policy.", None, None],
                  ["2.2", REST, None, None]]  # fmt: skip
    items = answered(simple(tmp_path / "book.xlsx", rows)).items
    assert (items[1].outcome, items[1].why) == ("person", ("it says too little without the question above it",))
    assert items[2].outcome == "answered"


def test_numbers_go_into_places_for_numbers(tmp_path: Path) -> None:
    rows: Rows = [*HEAD, ["1", "Number of employees", None, None], ["2", REST, None, None], ["3", ODD, None, None]]
    rule = {"validate": "integer", "criteria": ">=", "value": 0}
    assert cells(first(simple(tmp_path / "book.xlsx", rows, C2=rule)))["C2"] == "42"


def test_many_questions_with_a_good_answer_of_no(tmp_path: Path) -> None:
    topics = [t for t in company.dossier().all(Answer) if t.type == "yes-no" and t.polarity == "no-is-good"]
    inverted = [text for t in company.dossier().all(Answer) for text in t.inverted if t.polarity == "yes-is-good"]
    found = answered(asked(tmp_path, *(t.question for t in topics), *inverted)).items
    told = [item for item in found if item.outcome == "answered"]
    assert len(told) >= 90
    for item in told:
        state = item.reply.conclusion.state if item.reply.conclusion else ""
        assert item.said == "no" or (item.reply.conclusion is not None and item.reply.conclusion.adverse), state


def test_a_request_to_describe_is_recorded_with_the_question_above_it(tmp_path: Path) -> None:
    rows: Rows = [["No", "Question", "Answer"], ["0", "Date completed", None], ["1", REST, None],
                  ["2", "If yes, please describe.", None], ["3", ODD, None]]  # fmt: skip
    found = answered(simple(tmp_path / "book.xlsx", rows, C3=answer_list("Yes", "No")))
    record = Ledger("x", "sund", "ciso").record(found, company.dossier(), commit="", sha256="")
    assert [(told["question"], told["value"]) for told in record["answers"]] == [(REST, "Yes")]
    assert "AES-256" in record["answers"][0]["text"]
