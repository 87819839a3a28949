"""What a paper is found to say about each duty: passages, gaps, words that take a duty back, other languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from compliance.frameworks.dpa_rules import rules
from compliance.paper.examine import Examined, examine
from compliance.paper.probes import languages, probes
from compliance.paper.read import read

AGREEMENT = Path(__file__).parent.parent / "data" / "paper" / "agreement.md"
"""An agreement in our own words, built as the Commission's clauses between controllers and processors are."""

WHOLE = AGREEMENT.read_text(encoding="utf-8")

LINES = {
    "only on documented instructions": {"DPA-02.instructions"},
    "A transfer to a third country": {"DPA-02.transfers", "DPA-16.mechanism"},
    "The instructions bind unless": {"DPA-03.compulsion"},
    "Where such a legal requirement": {"DPA-03.prior-notice"},
    "would infringe data protection law": {"DPA-14.infringement"},
    "All staff with access": {"DPA-04.people"},
    "technical and organisational measures that fit": {"DPA-05.security", "DPA-05.annex"},
    "general written authorisation": {"DPA-06.authorisation"},
    "at least 30 days before": {"DPA-06.notice"},
    "may object to a new": {"DPA-06.objection"},
    "the same data protection obligations": {"DPA-07.flow-down"},
    "remains fully liable": {"DPA-07.liable"},
    "Annex C is the list": {"DPA-08.list"},
    "requests of data subjects": {"DPA-09.help"},
    "with impact assessments": {"DPA-11.assessment", "DPA-11.consultation"},
    "without undue delay": {"DPA-10.notice", "DPA-10.hours"},
    "with the notices of the breach": {"DPA-10.help"},
    "as the Controller chooses": {"DPA-12.choice"},
    "Existing copies": {"DPA-12.copies", "DPA-12.time-limit", "DPA-12.confirmation"},
    "Data is retained only": {"DPA-12.legal-exception"},
    "makes available all information": {"DPA-13.information"},
    "Inspections at its premises": {"DPA-13.inspection"},
    "independent auditor": {"DPA-13.auditor"},
    "a record of the processing": {"DPA-15.form", "DPA-22.records", "DPA-22.on-request", "DPA-23.officer"},
}
"""A piece of a line, and the duties that only this line has."""


def examined(text: str, folder: Path, name: str = "paper.md") -> Examined:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return examine(read(path))


def duties(one: Examined) -> dict[str, str]:
    return {hint.duty.key: hint.state for rule in one.rules for hint in rule.duties}


def states(one: Examined) -> dict[str, str]:
    return {hint.rule.id: hint.state for hint in one.rules}


def test_a_whole_agreement_has_a_passage_for_each_rule(tmp_path: Path) -> None:
    one = examined(WHOLE, tmp_path)
    assert {state for id, state in states(one).items()} <= {"found", "not-applicable"}
    assert not any(hint.needs_a_look for hint in one.rules)
    assert one.warnings == ()


@pytest.mark.parametrize("piece", LINES)
def test_a_line_taken_away_is_missed_and_nothing_else(piece: str, tmp_path: Path) -> None:
    lines = WHOLE.split("\n")
    left = [line for line in lines if piece not in line]
    assert len(left) == len(lines) - 1
    before, after = duties(examined(WHOLE, tmp_path)), duties(examined("\n".join(left), tmp_path))
    assert {key for key in before if before[key] != after[key]} == LINES[piece]


def test_the_passage_comes_with_its_place(tmp_path: Path) -> None:
    rule = next(hint for hint in examined(WHOLE, tmp_path).rules if hint.rule.id == "DPA-04")
    (hit,) = rule.duties[0].passages
    assert hit.passage.heading == "3. People"
    assert hit.excerpt.startswith("All staff with access are bound")
    assert re.fullmatch(r"paragraph \d+", hit.passage.place)


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("DPA-04", "All staff with access are bound by a contract", "Staff with access are not required to keep it"),
        ("DPA-10", "The Processor notifies the Controller of a", "The Processor is not obliged to notify anybody of a"),
        ("DPA-07", "the Processor remains fully liable", "the Processor is not liable"),
        ("DPA-13", "Inspections at its premises are part of this.", "Inspections on site are excluded."),
    ],
)
def test_words_that_take_a_duty_back_are_shown(rule: str, old: str, new: str, tmp_path: Path) -> None:
    assert old in WHOLE
    one = examined(WHOLE.replace(old, new), tmp_path)
    hint = next(hint for hint in one.rules if hint.rule.id == rule)
    assert hint.state in ("against", "partly")
    assert hint.needs_a_look
    shown = [hit.passage.text for duty in hint.duties for hit in duty.against]
    assert any(new[:30] in text for text in shown)


@pytest.mark.parametrize(
    ("warning", "text"),
    [
        ("no-time", "The Processor informs the Controller of a data breach as soon as reasonably practicable."),
        ("confirmed-only", "The Supplier notifies the Customer after it has confirmed that a data breach took place."),
        ("website-only", "New sub-processors are posted on the website of the Supplier."),
        ("objection-without-effect", "If the Customer objects to a sub-processor, leaving is its sole remedy."),
        ("audit-report-only", "The right to audit is satisfied by the latest SOC 2 report of the Supplier."),
        ("audit-once", "The Customer audits no more than once a year."),
        ("audit-cost", "The Customer bears all costs of an audit, those of the Supplier included."),
        ("may-refuse", "The Supplier may decline instructions that it finds burdensome."),
        ("own-purposes", "The Supplier may use personal data to improve its products."),
        ("any-law", "The Supplier follows instructions unless it is required by any applicable law to do otherwise."),
        ("deletion-no-choice", "At the end the Supplier deletes or returns data at its sole discretion."),
        ("unlimited-time", "The Supplier may retain copies of the data indefinitely."),
        ("cap-on-people", "Liability towards data subjects is limited to the fees of one month."),
        ("foreign-law", "This agreement is governed by the laws of the State of Delaware."),
        ("paid-help", "The Supplier assists with data subject requests at the Customer's expense."),
        ("unilateral-change", "The Supplier may amend this agreement by a notice on its website."),
        ("left-to-fill-in", "The retention period is [SPECIFY PERIOD]."),
    ],
)
def test_wordings_that_need_a_look(warning: str, text: str, tmp_path: Path) -> None:
    one = examined(f"# Paper\n\n{text}\n", tmp_path)
    assert warning in {warned.id for warned in one.warnings}


@pytest.mark.parametrize(
    "text",
    [
        "Liability is limited to fees paid. Nothing here limits the rights of data subjects.",
        "The Supplier notifies the Customer of a data breach as soon as possible and within 24 hours.",
        "The Customer audits once a year, and at any time after a breach.",
        "The Supplier notifies the Customer by e-mail when it adds a sub-processor to the list on its website.",
        "The Supplier may refuse instructions that infringe data protection law.",
        "The Supplier shall not use personal data to improve its products.",
    ],
)
def test_wordings_that_are_as_they_should_be(text: str, tmp_path: Path) -> None:
    assert examined(f"# Paper\n\n{text}\n", tmp_path).warnings == ()


def test_conditions_decide_what_is_looked_for(tmp_path: Path) -> None:
    assert states(examined(WHOLE, tmp_path))["DPA-19"] == "not-applicable"
    more = WHOLE + "\nFor data from the United Kingdom the parties agree nothing more.\n"
    assert states(examined(more, tmp_path))["DPA-19"] == "not-found"
    capped = WHOLE + "\nThe aggregate liability of the Processor is limited to the fees of a year.\n"
    assert states(examined(capped, tmp_path))["DPA-21"] == "not-found"


SMALL = {
    "nb": "Databehandleren skal sørge for at ansatte med tilgang til opplysningene er underlagt taushetsplikt, og "
    "de skal ikke gi dem til andre. Databehandleren skal varsle den behandlingsansvarlige om brudd på "
    "personopplysningssikkerheten uten ugrunnet opphold og senest innen 24 timer.",
    "da": "Databehandleren sikrer, at medarbejdere med adgang til oplysningerne er underlagt tavshedspligt, og at "
    "de ikke giver dem til andre. Databehandleren underretter den dataansvarlige om brud på persondatasikkerheden uden "
    "unødig forsinkelse og senest inden for 24 timer.",
    "sv": "Personuppgiftsbiträdet säkerställer att anställda med tillgång till uppgifterna är bundna av tystnadsplikt "
    "och att de inte lämnar dem till andra. Biträdet ska underrätta den personuppgiftsansvarige om en "
    "personuppgiftsincident utan onödigt dröjsmål och senast inom 24 timmar.",
    "de": "Der Auftragsverarbeiter stellt sicher, dass die Mitarbeiter mit Zugang zu den Daten zur Vertraulichkeit "
    "verpflichtet sind und sie nicht weitergeben. Er meldet dem Verantwortlichen eine Verletzung des Schutzes der "
    "Daten unverzüglich und innerhalb von 24 Stunden.",
}


@pytest.mark.parametrize("code", SMALL)
def test_core_duties_in_other_languages(code: str, tmp_path: Path) -> None:
    one = examined(SMALL[code], tmp_path, "paper.txt")
    assert [language.code for language in one.examined_in] == [code]
    found = states(one)
    assert found["DPA-04"] == "found"
    assert duties(one)["DPA-10.notice"] == "found"
    assert found["DPA-13"] == "not-found"
    assert found["DPA-21"] == "not-examined"


SAID = [
    (
        "en",
        "found",
        "DPA-02.instructions",
        "The Customer gives written instructions. The Supplier will follow these instructions.",
    ),
    (
        "en",
        "found",
        "DPA-06.authorisation",
        "No data goes to a Subprocessor unless Customer has approved the Subprocessor.",
    ),
    (
        "en",
        "found",
        "DPA-07.flow-down",
        "The duties of this paper on data protection are also imposed on the Subprocessor.",
    ),
    ("en", "found", "DPA-01.controller", "Nothing here changes the duties to which the controller is subject by law."),
    ("nb", "found", "DPA-07.flow-down", "Hver underdatabehandler får tilsvarende personvernforpliktelser."),
    (
        "nb",
        "found",
        "DPA-01.subject",
        "Formål: drift. Kategorier av registrerte: elever. Typen personopplysninger: navn og adresse.",
    ),
    ("nb", "missing", "DPA-05.annex", "Forbindelser er kryptert, og ansatte får tilgang til logger."),
    ("nb", "found", "DPA-07.liable", "Leverandøren er ansvarlig for arbeid som en underdatabehandler gjør."),
    ("nb", "found", "DPA-11.consultation", "Leverandøren gir bistand etter art. 32-36."),
    ("nb", "found", "DPA-12.choice", "Ved slutten skal data slettes eller tilbakeføres etter kundens valg."),
    ("nb", "weak", "DPA-12.legal-exception", "Data slettes, med unntak av lovpålagt lagring."),
    ("da", "found", "DPA-07.flow-down", "Hver underdatabehandler har de samme databeskyttelsesforpligtelser."),
    ("da", "found", "DPA-11.assessment", "Databehandleren yder bistand efter art. 32 til 36."),
    (
        "de",
        "found",
        "DPA-07.flow-down",
        "Jedem weiteren Auftragsverarbeiter werden dieselben Datenschutzpflichten auferlegt.",
    ),
    (
        "de",
        "weak",
        "DPA-03.compulsion",
        "Er folgt der Weisung, es sei denn, er ist gesetzlich zur Verarbeitung verpflichtet.",
    ),
    ("de", "found", "DPA-10.content", "Die Meldung enthält alle Angaben nach Art. 33 Abs. 3 DSGVO."),
    ("sv", "found", "DPA-07.flow-down", "Varje underbiträde har samma dataskyddsskyldigheter."),
]


CHECKLIST = """# Terms on data

## Confidentiality
People with access to personal data are bound to confidentiality.

## At the end
After expiry of the contract, or upon Controller request, the Processor will:

- delete all personal data within 20 days
- ensure subprocessors delete personal data within the same timeframe

Sections about confidentiality and data deletion survive termination.

## Obligations of the Controller
The Controller will:

- keep a legal ground for the processing

## Audits
The Controller may check compliance with this Addendum by:

- sending a security questionnaire (annually)
- reading the latest SOC 2 report
"""
"""A short paper in which lists say more than sentences: words of one duty stand near those of another."""


def test_words_near_each_other_are_no_duty(tmp_path: Path) -> None:
    one = examined(CHECKLIST, tmp_path)
    found = duties(one)
    assert found["DPA-07.flow-down"] == "missing", "the same time is not the same duties"
    assert found["DPA-05.annex"] == "missing", "a questionnaire is no list of measures"
    assert found["DPA-13.information"] == "weak", "a report is less than all information"
    assert found["DPA-12.choice"] == "weak"
    shown = {h.duty.key: h.passages for rule in one.rules for h in rule.duties}
    assert {hit.passage.heading for hit in shown["DPA-01.controller"]} == {"Obligations of the Controller"}
    assert not any("survive" in hit.passage.text for hit in shown["DPA-12.choice"])


@pytest.mark.parametrize(("code", "state", "key", "text"), SAID, ids=lambda value: value[:24])
def test_ways_in_which_papers_say_it(code: str, state: str, key: str, text: str, tmp_path: Path) -> None:
    frame = (SMALL[code] + "\n\n") * 3 if code != "en" else ""
    assert duties(examined(f"{frame}{text}\n", tmp_path, "paper.txt"))[key] == state


def test_a_heading_alone_makes_no_wording_suspect(tmp_path: Path) -> None:
    text = "# Paper\n\n## 8. Limitation of liability\n\nThe SCCs control over this paper.\n"
    assert examined(text, tmp_path).warnings == ()


def test_a_language_without_probes_is_named_and_left_to_a_person(tmp_path: Path) -> None:
    text = "Le sous-traitant ne traite les données que sur instruction documentée du responsable de la " * 4
    one = examined(text, tmp_path, "paper.txt")
    assert [(language.name, language.known) for language in one.languages] == [("French", False)]
    assert set(states(one).values()) == {"not-examined"}
    assert not any(hint.needs_a_look for hint in one.rules)


def test_two_languages_are_both_read(tmp_path: Path) -> None:
    one = examined(WHOLE + "\n\n" + (SMALL["nb"] + "\n\n") * 12, tmp_path)
    assert {language.code for language in one.examined_in} == {"en", "nb"}


@pytest.mark.parametrize("code", languages())
def test_probes_name_duties_that_exist(code: str) -> None:
    known = {duty.key for rule in rules() for duty in rule.duties}
    made = probes(code)
    assert set(made.duties) <= known
    assert {warning.rule for warning in made.warnings} <= {rule.id for rule in rules()}
    if code == "en":
        assert set(made.duties) == known
    core = {f"DPA-{n:02}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16)}
    assert core <= {key.partition(".")[0] for key in made.duties}
