"""The text of the standard terms that an agreement was signed on, and what changed in them since.

An agreement names its terms by SHA-256 (``terms_sha256``), or by a version that an approval has recorded.
The text itself is the template in use, or one that the history of the project's git has. Where neither has
it, nothing is said about its clauses.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any, Literal

from compliance.documents.clause_tags import TERMS, DeclaredClause, DeclaredTerms, numbers, of_text, takes_in
from compliance.documents.dpa_lint import met, terms
from compliance.documents.dpa_parties import terms_in_use
from compliance.frameworks.dpa_rules import Duty, duties, rules
from compliance.graph.dossier import Dossier
from compliance.registers import yaml12
from compliance.registers.records.controls import Approval
from compliance.registers.records.customers import Agreement
from compliance.revision import Commit, versions

APPROVALS = "templates/approvals.yaml"
_TAG = re.compile(r"<[^<>]*>")
_ENGINE = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)
_SPACE_BEFORE = re.compile(r" (?=[.,;:)])")


@dataclass(frozen=True, slots=True)
class SignedTerms:
    """The terms of an agreement: their hash (empty where nothing tells it), and their text where it is known.

    ``commit`` is the one that brought this text; None for the text in use.
    """

    sha256: str
    clauses: tuple[DeclaredClause, ...] = ()
    found: bool = False
    in_use: bool = False
    partial: bool = False
    """Whether it takes in other templates, whose older text is not read: what it has not may stand there."""
    commit: Commit | None = None

    def lacks(self) -> tuple[Duty, ...]:
        """Duties of the rules, those of the United Kingdom, Switzerland and good form left out, that no clause has."""
        if not self.found or self.in_use or self.partial:
            return ()
        place = self.clauses[0].place if self.clauses else None
        declared = met(DeclaredTerms(TERMS, place, "", self.clauses)) if place else {}
        levels = {duty.key: rule.level for rule in rules() for duty in rule.declared}
        return tuple(d for key, d in duties().items() if key not in declared and levels[key] == "must")


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause that reads otherwise in the terms in use than in those that were signed."""

    id: str
    verb: Literal["new", "gone", "changed", "moved"]
    name: str
    """Number and title as the newer text has them, of a clause that is gone as the older has them."""
    before: str
    after: str
    clause: DeclaredClause


def signed_terms(agreement: Agreement, dossier: Dossier) -> SignedTerms:
    """The terms that a data processing agreement was signed on, as far as anything tells."""
    sha256 = agreement.terms_sha256 or _approved(agreement.version, dossier)
    if not sha256:
        return SignedTerms("")
    if sha256 == terms_in_use(dossier).sha256.value:
        now = terms(dossier)
        return SignedTerms(sha256, now.clauses if now else (), True, True)
    known = _history(dossier).get(sha256)
    if known is None:
        return SignedTerms(sha256)
    return SignedTerms(sha256, known.clauses, True, False, known.partial, known.commit)


def _approved(version: str, dossier: Dossier) -> str:
    """The hash of the terms that were approved under a version; the approval may be one that git has."""
    now = (a for a in dossier.all(Approval) if a.template == TERMS and a.version == version)
    found = next(now, None)
    return found.sha256 if found else _approvals(dossier).get(version, "")


def _approvals(dossier: Dossier) -> dict[str, str]:
    """Version and hash of every approval of the terms that the project's history holds, the newest of a version."""
    found = dossier.kept.get("terms-approvals")
    if not isinstance(found, dict):
        made: dict[str, str] = {}
        for state in versions(dossier.root, APPROVALS):
            for version, sha256 in _named(state.data):
                made.setdefault(version, sha256)
        found = dossier.kept["terms-approvals"] = made
    return found


def _named(data: bytes) -> Iterator[tuple[str, str]]:
    try:
        read: Any = yaml12.parse_bytes(data, APPROVALS)
    except Exception:  # an older state that no longer reads says nothing
        return
    rows = read.get("approvals") if isinstance(read, dict) else None
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and row.get("template") == TERMS and row.get("version"):
            yield str(row["version"]), str(row.get("sha256", ""))


@dataclass(frozen=True, slots=True)
class _State:
    """A state of the project's terms in git."""

    clauses: tuple[DeclaredClause, ...]
    partial: bool
    commit: Commit


def _history(dossier: Dossier) -> dict[str, _State]:
    """By SHA-256, every state of the project's terms in git."""
    found = dossier.kept.get("terms-history")
    if not isinstance(found, dict):
        made: dict[str, _State] = {}
        for state in versions(dossier.root, f"templates/{TERMS}"):
            text = state.data.decode("utf-8", errors="replace")
            one = _State(of_text(text), takes_in(text), state.commit)
            made.setdefault(hashlib.sha256(state.data).hexdigest(), one)
        found = dossier.kept["terms-history"] = made
    return found


def changes(signed: SignedTerms, dossier: Dossier) -> tuple[ClauseChange, ...]:
    """What reads otherwise in the terms in use: new, changed and moved clauses in their order, then those gone."""
    now = terms(dossier)
    if not signed.found or signed.in_use or now is None:
        return ()
    before, after = {c.id: c for c in signed.clauses}, {c.id: c for c in now.clauses}
    old, new = numbers(signed.clauses), numbers(now.clauses)
    made: list[ClauseChange] = []
    for id, clause in after.items():
        was = before.get(id)
        verb: Literal["new", "changed", "moved"] | None = None
        if was is None:
            verb = None if signed.partial else "new"
        elif plain(was) != plain(clause):
            verb = "changed"
        elif old[id] != new[id] and not signed.partial:
            verb = "moved"
        if verb:
            made.append(ClauseChange(id, verb, _name(clause, new), plain(was) if was else "", plain(clause), clause))
    gone = (clause for id, clause in before.items() if id not in after)
    return (*made, *(ClauseChange(c.id, "gone", _name(c, old), plain(c), "", c) for c in gone))


def plain(clause: DeclaredClause) -> str:
    """Title and text of a clause without markup, as words; what the template prints stays in its braces."""
    text = unescape(_TAG.sub(" ", _ENGINE.sub(" ", clause.text)))
    return _SPACE_BEFORE.sub("", " ".join(f"{clause.title} {text}".split()))


def _name(clause: DeclaredClause, numbered: dict[str, str]) -> str:
    return f"clause {numbered[clause.id]}{f', {clause.title}' if clause.title else ''}"
