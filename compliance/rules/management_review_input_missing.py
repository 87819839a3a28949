"""The minutes of the last management review leave an input out.

Finds: inputs of 9.3.2 that the newest review held does not speak of, of the ten that the standard lists.
Why: ISO/IEC 27001:2022 9.3.2: the review includes all of them. Auditors tick them off one by one.
Fix: write what was said; where nothing was, take the input up now and record it with its date.
Wrong when: never. Older reviews are left alone: nobody can hold them again.
"""

from collections.abc import Iterator
from typing import NamedTuple

from compliance.diagnostics import Diagnostic, Severity
from compliance.frameworks.catalog import CLAUSES
from compliance.frameworks.data import read
from compliance.graph.dossier import Dossier
from compliance.registers.records.assurance import ManagementReview
from compliance.rules.rule import Rule


class Input(NamedTuple):
    """One input of the newest review."""

    review: ManagementReview
    name: str


def subjects(dossier: Dossier) -> Iterator[Input]:
    held = (review for review in dossier.all(ManagementReview) if review.held_on <= dossier.today)
    newest = max(held, key=lambda review: review.held_on, default=None)
    names: list[str] = read(CLAUSES)["review_inputs"]
    return (Input(newest, name) for name in names if newest)


def check(input: Input, dossier: Dossier) -> Iterator[Diagnostic]:
    review, name = input
    if not getattr(review.inputs, name):
        words = name.replace("_", " ")
        yield RULE.found(
            f"the management review of {review.held_on} does not speak of {words}",
            review.at("inputs"),
            text=f"`{name}` is missing",
            help=f"add `{name}:` with what was said, or take it up now and write down when",
            subject=review.id,
            key=True,
        )


RULE = Rule(__name__, __doc__, Severity.ERROR, subjects, check)
