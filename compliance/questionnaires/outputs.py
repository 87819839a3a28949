"""The files that answering a questionnaire leaves: the customer's file, its report, the manifest, the review."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from compliance.graph.dossier import Dossier
from compliance.questionnaires.against import Comparison, sentences
from compliance.questionnaires.answering import Answers, without
from compliance.questionnaires.decisions import Decision, read_decisions
from compliance.questionnaires.faults import QuestionnaireError
from compliance.questionnaires.files import put_file, report_path, write
from compliance.questionnaires.learning import Lesson
from compliance.questionnaires.ledger import Ledger
from compliance.questionnaires.manifest import At, Origin, manifest
from compliance.questionnaires.report import Report
from compliance.questionnaires.review import review
from compliance.questionnaires.triage import Triage, triage
from compliance.questionnaires.wording import Audience
from compliance.registers import yaml12
from compliance.registers.records.customers import Customer


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where everything goes, beside the file that goes back to the customer."""

    out: Path

    @classmethod
    def of(cls, file: Path, out: Path | None) -> Outputs:
        """``supplier.xlsx`` becomes ``supplier.answered.xlsx`` beside it, unless another name was given."""
        return cls(out or file.with_name(f"{file.stem}.answered{file.suffix}"))

    @property
    def manifest(self) -> Path:
        return self.out.with_name(f"{self.out.name}.manifest.json")

    @property
    def review(self) -> Path:
        return self.out.with_name(f"{self.out.name}.review.xlsx")

    @property
    def report(self) -> Path:
        return report_path(self.out)

    @property
    def all(self) -> tuple[Path, ...]:
        return (self.out, self.report, self.manifest, self.review)

    def free(self, force: bool) -> None:
        """Raises :class:`QuestionnaireError` where a file would be overwritten, or the folder is not there."""
        there = [path.name for path in self.all if path.exists()]
        if there and not force:
            raise QuestionnaireError(
                f"{', '.join(there)} exist{'s' if len(there) == 1 else ''} already",
                "give --force to write anew, or another name with -o",
            )
        if not self.out.parent.is_dir():
            raise QuestionnaireError(f"{self.out.parent} is no folder", "make it, or name a file elsewhere with -o")

    def keep(self, decisions: Mapping[str, Decision]) -> None:
        """Raises :class:`QuestionnaireError` where a review that holds decisions not read would be overwritten."""
        if not self.review.exists():
            return
        try:
            lost = read_decisions(self.review).keys() - decisions.keys()
        except QuestionnaireError:
            return  # no review, or one that cannot be read: --force has been given for it
        if lost:
            raise QuestionnaireError(
                f"{self.review.name} holds decisions that would be lost: {', '.join(sorted(lost)[:5])}",
                f"give --review {self.review}, or move it away",
            )


@dataclass(frozen=True, slots=True)
class Done:
    """What was written, after the file had its say."""

    answers: Answers
    triage: Triage
    report: Report
    outputs: Outputs
    recorded: str = ""
    lesson: Lesson | None = None
    against: Comparison | None = None


def audience_of(customer: Customer | None, nda: bool, dossier: Dossier) -> Audience:
    """Who reads: bound by a confidentiality agreement that is said, or on record and in force today."""
    agreements = customer.agreements if customer else ()
    bound = any(
        a.kind == "nda" and a.signed_on <= dossier.today and (a.expires is None or a.expires >= dossier.today)
        for a in agreements
    )
    return "nda" if nda or bound else "public"


def write_all(
    file: Path,
    answers: Answers,
    decisions: Mapping[str, Decision],
    outputs: Outputs,
    dossier: Dossier,
    at: At,
    *,
    commit: str,
    version: str,
    ledger: Ledger | None = None,
    lesson: Lesson | None = None,
    against: Comparison | None = None,
) -> Done:
    """Write the answered file and all that goes with it; what the file refuses becomes a question for a person."""
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    report = write(file, answers.entries, outputs.out, tuple(_remarks(answers, against)))
    answers = without(answers, report.refused)
    found = triage(answers, dossier)
    origin = Origin(file.name, sha256, outputs.out.name, commit, version)
    made = manifest(answers, found, origin, dossier, at, against)
    put_file(outputs.manifest, _json(made))
    put_file(outputs.review, review(answers, decisions, dossier, outputs.out.name))
    recorded = ""
    if ledger is not None:
        sent = hashlib.sha256(outputs.out.read_bytes()).hexdigest()
        _register(dossier.root / ledger.file, ledger.record(answers, dossier, commit=commit, sha256=sent))
        recorded = ledger.file
    for name, record in lesson.files.items() if lesson else ():
        _register(dossier.root / name, record, f"# Learned from {file.name} by `dossier answer --learn`.\n")
    return Done(answers, found, report, outputs, recorded, lesson, against)


def _register(path: Path, record: dict[str, Any], comment: str = "") -> None:
    """A register file that is new. It must read back to the same data, or it is not written."""
    text = comment + yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=110)
    assert yaml12.parse_text(text, path.name) == record, "what a register says must not change on its way"
    if path.exists():
        raise QuestionnaireError(f"{path} exists already", "move it away, and run this again")
    path.parent.mkdir(parents=True, exist_ok=True)
    put_file(path, text.encode())


def _json(data: dict[str, Any]) -> bytes:
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def _remarks(answers: Answers, against: Comparison | None) -> Iterable[str]:
    """Sentences for the report: what a new version changed, what a person decided, where that differs from ours."""
    yield from sentences(against, answers) if against else ()
    decided = answers.of("decided")
    if decided:
        yield f"decided by a person in a review: {len(decided)}"
    for item in decided:
        if item.differs:
            yield f"{item.places.spot}: {item.differs}"
    for item in answers.of("standing"):
        yield from (f"{item.places.spot}, left alone: {remark}" for remark in item.remarks)
