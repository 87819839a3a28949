"""Which findings are accepted: by a waiver in the registers, or by a baseline of an older project."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from compliance.diagnostics import Diagnostic, DossierError, Finding, Label, Severity
from compliance.graph.dossier import Dossier
from compliance.registers.records.controls import Waiver

UNUSED = "waiver-unused"
"""Code of the finding about a waiver that matches nothing."""

BASELINE_VERSION = 1


class BaselineError(DossierError):
    """A baseline file that cannot be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"the baseline {path} cannot be used: {why}", "write it anew with --write-baseline")


def active(waivers: Iterable[Waiver], dossier: Dossier) -> dict[tuple[str, str], Waiver]:
    """Waivers that hold today, by code and subject."""
    return {(w.code, w.subject): w for w in waivers if w.approved_on <= dossier.today <= w.expires}


def waive(findings: Iterable[Finding], dossier: Dossier, never: Collection[str]) -> list[Finding]:
    """The same findings, those that a waiver accepts marked with its id.

    ``never`` are codes of records that could not be read: what is lost cannot be accepted.
    """
    held = active(dossier.all(Waiver), dossier)
    marked: list[Finding] = []
    for finding in findings:
        waiver = held.get((finding.diagnostic.code, finding.diagnostic.subject))
        accepted = waiver is not None and finding.diagnostic.code not in never
        marked.append(replace(finding, waived_by=waiver.id) if waiver and accepted else finding)
    return marked


def unused(
    dossier: Dossier, found: Iterable[Diagnostic], ran: Iterable[str], known: Iterable[str]
) -> Iterator[Diagnostic]:
    """A finding for each waiver in force that no finding answers to; rules that did not run are left alone."""
    seen = {(d.code, d.subject) for d in found}
    codes, known = set(ran), set(known)
    for (code, subject), waiver in active(dossier.all(Waiver), dossier).items():
        if (code in codes or code not in known) and (code, subject) not in seen:
            yield Diagnostic(
                UNUSED,
                Severity.WARNING,
                f"waiver {waiver.id} matches no finding",
                Label(waiver.at("subject"), f"no {code} about this"),
                help="take the waiver out, or correct its code or subject",
                subject=waiver.id,
            )


def fingerprint(diagnostic: Diagnostic) -> str:
    """A hash that stays the same when lines move: code, subject, file and message."""
    file = diagnostic.label.at.file
    parts = json.dumps([diagnostic.code, diagnostic.subject, file, diagnostic.message], ensure_ascii=False)
    return hashlib.sha256(parts.encode()).hexdigest()[:24]


def read_baseline(path: Path) -> Mapping[str, int]:
    """How often each known finding occurs."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["version"] != BASELINE_VERSION:
            raise BaselineError(path, f"its version is {data['version']}")
        return {str(entry["fingerprint"]): int(entry["count"]) for entry in data["findings"]}
    except OSError as error:
        raise BaselineError(path, str(error.strerror)) from None
    except (ValueError, KeyError, TypeError):
        raise BaselineError(path, "it is not a baseline") from None


def write_baseline(findings: Iterable[Finding]) -> str:
    """The text of a baseline with every finding that counts."""
    entries: dict[str, dict[str, object]] = {}
    counts: dict[str, int] = {}
    for finding in findings:
        if finding.waived_by:
            continue
        mark = fingerprint(finding.diagnostic)
        counts[mark] = counts.get(mark, 0) + 1
        entries[mark] = {
            "fingerprint": mark,
            "code": finding.diagnostic.code,
            "subject": finding.diagnostic.subject,
            "path": finding.at.span.file,
            "message": finding.diagnostic.message,
        }
    listed = [{**entry, "count": counts[mark]} for mark, entry in sorted(entries.items())]
    return json.dumps({"version": BASELINE_VERSION, "findings": listed}, indent=2, ensure_ascii=False) + "\n"


def mark_known(findings: Iterable[Finding], baseline: Mapping[str, int], never: Collection[str]) -> list[Finding]:
    """The same findings, those that the baseline lists marked as known, as often as it lists them."""
    left = dict(baseline)
    marked: list[Finding] = []
    for finding in findings:
        mark = fingerprint(finding.diagnostic)
        known = left.get(mark, 0) > 0 and finding.diagnostic.code not in never
        if known:
            left[mark] -= 1
        marked.append(replace(finding, known=True) if known else finding)
    return marked
