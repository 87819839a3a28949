"""Chapter 00: what the certificate covers, which standard, how to read the binder, whom to ask."""

from __future__ import annotations

from compliance.documents.text import fixed, say
from compliance.packs.chapters import ChapterView, Section, Words
from compliance.packs.common.pieces import facts, gap
from compliance.packs.scope import Scope


def view(scope: Scope) -> ChapterView:
    """The front matter."""
    return ChapterView(sections=(_certificate(scope),))


def _certificate(scope: Scope) -> Section:
    found = scope.certificate
    if found is None:
        return Section(
            "scope", "Scope", (gap(scope, "The registers hold no certificate for this standard."),), "", "public"
        )
    return Section(
        "scope",
        "Scope as on the certificate",
        (
            Words(say(found, "scope"), "lead"),
            facts((("Standard", fixed(scope.kind.standard(scope))), ("Certificate", say(found, "number")))),
        ),
        level="public",
    )
