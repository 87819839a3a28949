"""Known questionnaires: which topic a question is about, by the hash of its normalised text.

Records of ``answers/known/`` hold hashes and topics, and no text. Packs hold their text and the phrase of the library
that asks the same; they are known as well, so that a file made from one of them is recognised when it comes back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from compliance.graph.dossier import Dossier
from compliance.questionnaires.guards import Asked, guards
from compliance.questionnaires.library import Library, Link
from compliance.questionnaires.normalise import fingerprint
from compliance.questionnaires.packs import asked, known_packs
from compliance.questionnaires.phrases import Phrase
from compliance.registers.records.told import KnownQuestionnaire

KNOWN_FROM = 0.8
"""Share of a file's questions that a known questionnaire must have to be named as what the file is."""


@dataclass(frozen=True)
class KnownQuestions:
    """The questions of every known questionnaire of a project, by fingerprint."""

    dossier: Dossier
    library: Library

    def link(self, text: str) -> Link | None:
        """The topic that a known questionnaire links a question to; the project's own records go first."""
        digest = fingerprint(text)
        return self._recorded(digest, text) or self._packed(digest, text)

    def _recorded(self, digest: str, text: str) -> Link | None:
        found = self._records.get(digest)
        topic = self.library.by_id.get(found[0]) if found else None
        return Link(Phrase(text, topic, found[1]), shared=guards(text).asked) if found and topic else None

    def _packed(self, digest: str, text: str) -> Link | None:
        """By the phrase that a pack names. Nobody of this project approved more: what the question adds must be met."""
        phrase = self._packs.get(digest, "")
        found = self.library.link(phrase) if phrase else None
        if found is None:
            return None
        own = {_judged(one) for one in found.asked}
        added = tuple(one for one in guards(text).asked if _judged(one) not in own)
        return Link(Phrase(text, found.topic, found.phrase.inverted), (*found.extra, *added), found.shared)

    @cached_property
    def _records(self) -> dict[str, tuple[str, bool]]:
        """Topic and direction by fingerprint; a hash that two records link differently is left out."""
        found: dict[str, set[tuple[str, bool]]] = {}
        for known in self.dossier.all(KnownQuestionnaire):
            for question in known.questions:
                found.setdefault(question.hash, set()).add((question.topic, question.inverted))
        return {digest: next(iter(links)) for digest, links in found.items() if len(links) == 1}

    @cached_property
    def _packs(self) -> dict[str, str]:
        """Phrase by fingerprint; a question that two packs link differently is left out."""
        found: dict[str, set[str]] = {}
        for pack in known_packs(self.dossier):
            for question in asked(pack):
                if question.same_as:
                    found.setdefault(fingerprint(question.text), set()).add(question.same_as)
        return {digest: next(iter(phrases)) for digest, phrases in found.items() if len(phrases) == 1}


def _judged(asked: Asked) -> tuple[object, ...]:
    """What of a qualifier is judged; the words around it may differ."""
    return asked.kind, asked.days, asked.number, asked.name, asked.of


def recognised(questions: Iterable[str], dossier: Dossier) -> str:
    """The known questionnaire that a file with these questions is, with the count; empty where it is none."""
    digests = {fingerprint(text) for text in questions}
    best, most = "", 0
    for title, hashes in _hashes(dossier):
        shared = len(digests & hashes)
        if digests and shared >= KNOWN_FROM * len(digests) and shared > most:
            best, most = f"{title}, known by {shared} of {len(digests)} questions", shared
    return best


def _hashes(dossier: Dossier) -> Iterable[tuple[str, frozenset[str]]]:
    for known in dossier.all(KnownQuestionnaire):
        yield known.title, frozenset(question.hash for question in known.questions)
    for pack in known_packs(dossier):
        title = f"{pack.title} {pack.version}".strip()
        yield title, frozenset(fingerprint(question.text) for question in asked(pack))
