"""One run over a customer's file, stage by stage: read it, answer it, write it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from compliance.diagnostics import DossierError
from compliance.graph.dossier import Dossier
from compliance.questionnaires.against import Before, Comparison, carried, compare, missing_links, read_before
from compliance.questionnaires.answering import Answers, answer
from compliance.questionnaires.decisions import Decision, decide, read_decisions
from compliance.questionnaires.files import ReadOptions, read
from compliance.questionnaires.learning import learn, with_links
from compliance.questionnaires.ledger import Ledger
from compliance.questionnaires.manifest import At
from compliance.questionnaires.model import Questionnaire
from compliance.questionnaires.outputs import Done, Outputs, audience_of, write_all
from compliance.registers.records.customers import Customer


class UnknownCustomerError(DossierError):
    """A customer that the registers do not have."""

    def __init__(self, id: str, known: list[str]) -> None:
        super().__init__(f"there is no customer {id!r}", f"customers of this project: {', '.join(known) or 'none'}")


class NothingToLearnError(DossierError):
    """``--learn`` without a review, or ``--known`` without ``--learn``."""

    def __init__(self, known: str) -> None:
        super().__init__(
            "--known keeps what --learn approves" if known else "--learn keeps what a person decided in a review",
            "give --learn, --by ROLE and the review that was filled in with --review",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What ``dossier answer`` was asked for. ``by`` is the role that answers or approves; empty where nobody is."""

    file: Path
    options: ReadOptions
    out: Path | None = None
    customer: str = ""
    nda: bool = False
    review: Path | None = None
    against: Path | None = None
    learn: bool = False
    known: str = ""
    record: bool = False
    by: str = ""
    force: bool = False


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that was read, before a register was."""

    request: Request
    questionnaire: Questionnaire
    outputs: Outputs
    decisions: Mapping[str, Decision]
    before: Before | None


def inputs(request: Request) -> Inputs:
    """The files of a request. Raises :class:`DossierError` for what cannot be read, or would be overwritten."""
    if (request.learn and not request.review) or (request.known and not request.learn):
        raise NothingToLearnError(request.known)
    found, outputs = read(request.file, request.options), Outputs.of(request.file, request.out)
    outputs.free(request.force)
    decisions = read_decisions(request.review) if request.review else {}
    outputs.keep(decisions)
    return Inputs(request, found, outputs, decisions, read_before(request.against) if request.against else None)


def answer_file(given: Inputs, dossier: Dossier, at: At, *, commit: str, version: str) -> Done:
    """Answer the questionnaire from the registers, and write the file with all that goes with it."""
    request = given.request
    customer = _customer(request.customer, dossier)
    ledger = Ledger.of(request.customer, request.by, dossier) if request.record else None
    compared = compare(given.questionnaire, given.before) if given.before else None
    answers = _answers(given, compared, customer, dossier)
    lesson = learn(answers, given.decisions, request.by, request.known, dossier) if request.learn else None
    return write_all(
        request.file,
        answers,
        given.decisions,
        given.outputs,
        dossier,
        at,
        commit=commit,
        version=version,
        ledger=ledger,
        lesson=lesson,
        against=compared,
    )


def _customer(id: str, dossier: Dossier) -> Customer | None:
    found = dossier.get(Customer, id) if id else None
    if id and found is None:
        raise UnknownCustomerError(id, sorted(c.id for c in dossier.all(Customer)))
    return found


def _answers(given: Inputs, compared: Comparison | None, customer: Customer | None, dossier: Dossier) -> Answers:
    """By the registers; what is kept of an old version; and what a person decides now, which wins."""
    request, asked = given.request, given.questionnaire
    linked = with_links(dossier, given.decisions, request.file.name, request.by)
    audience = audience_of(customer, request.nda, dossier)
    answers = answer(asked, linked, audience, request.customer)
    if compared is not None:
        lost = missing_links(answers, compared, dossier)
        if lost:
            linked = with_links(linked, lost, request.file.name, request.by)
            answers = answer(asked, linked, audience, request.customer)
        answers = carried(answers, compared, given.decisions)
    return decide(answers, given.decisions, request.review.name if request.review else "")
