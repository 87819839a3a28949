"""Documents that could not be typeset become findings, each at the register line that is to blame."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from compliance.diagnostics import Diagnostic, Label, Place, Severity, Span
from compliance.formats.pdf import GlyphError, TypesettingError
from compliance.registers.positions import Positions
from compliance.render.render import Rendered


def typesetting(failed: list[tuple[Rendered, TypesettingError]], root: Path) -> list[Diagnostic]:
    """One finding for each cause, naming every document that it keeps back."""
    positions = Positions(root)
    left_out: dict[tuple[str, Place | Span], list[tuple[Rendered, TypesettingError]]] = {}
    for rendered, error in failed:
        for cause, place in _causes(rendered, error, positions):
            left_out.setdefault((cause, place), []).append((rendered, error))
    return [_finding(cause, place, hit) for (cause, place), hit in left_out.items()]


def _causes(rendered: Rendered, error: TypesettingError, positions: Positions) -> Iterator[tuple[str, Place | Span]]:
    """What is wrong, and where: a character that no font has stands in a register or in the template."""
    if not isinstance(error, GlyphError):
        yield error.message, rendered.template
        return
    for character in error.characters:
        place = _holder(rendered, character, positions) or rendered.template
        yield GlyphError(character).message, place


def _holder(rendered: Rendered, character: str, positions: Positions) -> Place | None:
    """The place that a character was printed from: of several, the one whose lines hold it."""
    pieces = ((text, places) for block in rendered.blocks for text, places in block.pieces)
    places = next((places for text, places in pieces if character in text), ())
    for place in places:
        span = positions.span(place)
        if any(character in line for line in positions.lines(span.file)[span.line - 1 : span.end_line]):
            return place
    return places[0] if places else None


def _finding(cause: str, place: Place | Span, hit: list[tuple[Rendered, TypesettingError]]) -> Diagnostic:
    names = [f"{rendered.document.name} {rendered.subject}".strip() for rendered, _ in hit]
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    error = hit[0][1]
    label = Label(place, f"left out: {shown}")
    return Diagnostic(error.code, Severity.ERROR, cause, label, help=error.help, subject=names[0])
