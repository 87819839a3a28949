"""``dossier redlines``: finds what a returned Word file is to be compared with, and compares.

The file that was sent is the best; else the hashes in the returned file, with the words of today's rendering where
these are still the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from compliance import pipeline, project
from compliance.diagnostics import DossierError
from compliance.documents import BY_NAME
from compliance.paper.redlines import Redlines, Sent, redlines, sent_file, sent_hashes
from compliance.paper.returned import WordFile, open_bytes, open_file
from compliance.paper.stamp import Stamp

AGREEMENT = "dpa"
"""The document of a file that no longer says what it is, where a customer is named."""


class OtherCustomerError(DossierError):
    """The file says that it was made for somebody else."""

    def __init__(self, name: str, subject: str, customer: str) -> None:
        super().__init__(
            f"{name} was made for `{subject}`, not for `{customer}`", "leave --customer out, or name the other file"
        )


class OtherDocumentError(DossierError):
    """The file named as sent is another document, or another customer's."""

    def __init__(self, sent: str, returned: str) -> None:
        super().__init__(
            f"what was sent is {sent}, what came back is {returned}", "name the file that was sent to this customer"
        )


@dataclass(frozen=True, slots=True)
class Redlining:
    """What was found, and what to say about how it was compared."""

    found: Redlines
    notes: tuple[str, ...]


def compare(returned: Path, sent: Path | None, customer: str, start: Path, today: date | None) -> Redlining:
    """Read both files and compare. Raises :class:`DossierError` for files that do not belong together."""
    file = open_file(returned)
    stamp = file.stamp
    if customer and stamp and stamp.subject and stamp.subject != customer:
        raise OtherCustomerError(file.name, stamp.subject, customer)
    if sent is not None:
        original = open_file(sent)
        _same(original, file)
        return Redlining(redlines(file, sent_file(original)), tuple(_notes(sent_file(original), original.name)))
    now, notes = _rendered(_asked(stamp, customer), start, today)
    known = sent_hashes(stamp, now)
    return Redlining(redlines(file, known), (*_notes(known, ""), *notes))


def _same(original: WordFile, file: WordFile) -> None:
    a, b = original.stamp, file.stamp
    if a and b and (a.document, a.subject) != (b.document, b.subject):
        raise OtherDocumentError(f"{a.document} {a.subject}".strip(), f"{b.document} {b.subject}".strip())


def _asked(stamp: Stamp | None, customer: str) -> tuple[str, str]:
    """Document and subject to render today."""
    if stamp is not None:
        return stamp.document, stamp.subject or customer
    return (AGREEMENT, customer) if customer else ("", "")


def _notes(sent: Sent, name: str) -> list[str]:
    if sent.known_by == "file":
        return [f"compared word by word with {name}"]
    if sent.known_by == "nothing":
        return [
            "the file no longer carries hashes of what was sent, so changes without a mark cannot be seen; "
            "name the file that was sent with --sent"
        ]
    unknown = sum(1 for unit in sent.units if unit.lines is None)
    notes = [
        "compared with the hashes that the file carries, which whoever returned it could have changed; --sent is sure"
    ]
    if unknown:
        notes.append(
            f"of {unknown} of {len(sent.units)} clauses and parts only the hash is known: today's text differs"
        )
    return notes


def _rendered(asked: tuple[str, str], start: Path, today: date | None) -> tuple[WordFile | None, list[str]]:
    """Today's rendering; None and the reason where there is none."""
    name, subject = asked
    document = BY_NAME.get(name)
    if document is None or "docx" not in document.formats or document.needs_before:
        return None, []
    try:
        root = project.find_root(start)
    except DossierError:
        return None, ["no project here, so the words that were sent are not known"]
    data = pipeline.word_file(root, name, subject, today)
    if data is None:
        return None, [
            f"{name} {subject} cannot be rendered today, so the words that were sent are not known".replace("  ", " ")
        ]
    return open_bytes(name, data), []
