"""Checks OSCAL documents of anybody: NIST's JSON schema first, then what no schema can say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from compliance.diagnostics import Diagnostic, Place
from compliance.oscal import references, schema, values
from compliance.oscal.library import Library, not_at_hand
from compliance.oscal.read import Document, read


@dataclass(frozen=True)
class Checked:
    """What was found, and how much was looked at."""

    found: tuple[Diagnostic, ...]
    documents: tuple[Document, ...]
    examined: int
    """Objects that were gone through."""


def check_files(paths: Sequence[Path]) -> Checked:
    """Check files together: they may name each other, and files beside them."""
    made = [read(path) for path in paths]
    faults = [each for each in made if isinstance(each, Diagnostic)]
    return check([each for each in made if isinstance(each, Document)], faults)


def check(documents: Sequence[Document], before: Iterable[Diagnostic] = ()) -> Checked:
    """Check documents that have been read; ``before`` is what reading found."""
    library = Library(list(documents))
    found = list(before)
    examined = 0
    for document in documents:
        nodes = library.nodes(document)
        examined += len(nodes)
        found += schema.check(document)
        found += values.check(document, nodes)
        found += references.check(document, library)
        found += [not_at_hand(each) for each in library.imports(document) if each.target is None]
    found += library.unread
    return Checked(tuple(dict.fromkeys(found)), tuple(documents), examined)


def shown(diagnostic: Diagnostic) -> str:
    """Where a finding is: file and JSON pointer, or file, line and column."""
    at = diagnostic.label.at
    return str(at) if not isinstance(at, Place) or at.pointer else at.file
