"""Places become lines: a file is composed again, with marks, only when somebody asks."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import yaml

from compliance.diagnostics import Diagnostic, Excerpt, Finding, Label, Place, Span
from compliance.registers import yaml12
from compliance.registers.lines import lines
from compliance.registers.markdown import split_front_matter


class _Marks(NamedTuple):
    key: Span | None
    value: Span


class Positions:
    """Finds the span of a place below ``root``. Each file is composed at most once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lines: dict[str, list[str]] = {}
        self._marks: dict[str, dict[str, _Marks]] = {}

    def lines(self, file: str) -> list[str]:
        """The lines of a file; none where it is missing or not text."""
        if file not in self._lines:
            try:
                text = (self._root / file).read_bytes().decode("utf-8-sig", errors="replace")
            except OSError:
                text = ""
            self._lines[file] = lines(text)
        return self._lines[file]

    def span(self, place: Place | Span, part: str = "value") -> Span:
        """The span of a place, or of the nearest place above it that exists."""
        if isinstance(place, Span):
            return place
        if place.pointer.startswith("L"):
            line = int(place.pointer[1:])
            known = self.lines(place.file)
            width = len(known[line - 1]) if 0 < line <= len(known) else 0
            return Span(place.file, line, 1, line, width + 1)
        marks = self._of(place.file)
        pointer = place.pointer
        if pointer in marks:
            found = marks[pointer]
            return found.key or found.value if part == "key" else found.value
        while pointer and pointer not in marks:
            pointer = pointer.rpartition("/")[0]
        found = marks.get(pointer, _Marks(None, Span(place.file, 1, 1, 1, 2)))
        return found.key or found.value

    def excerpt(self, label: Label) -> Excerpt:
        """A label with its span and the text of its first line."""
        span = self.span(label.at, label.part)
        known = self.lines(span.file)
        return Excerpt(span, label.text, known[span.line - 1] if span.line <= len(known) else "")

    def finding(self, diagnostic: Diagnostic) -> Finding:
        """A diagnostic with its lines found."""
        others = tuple(self.excerpt(label) for label in diagnostic.others)
        return Finding(diagnostic, self.excerpt(diagnostic.label), others)

    def _of(self, file: str) -> dict[str, _Marks]:
        if file not in self._marks:
            self._marks[file] = self._read(file)
        return self._marks[file]

    def _read(self, file: str) -> dict[str, _Marks]:
        text = "\n".join(self.lines(file)) + "\n"
        first_line = 0
        if file.endswith(".md"):
            front = split_front_matter(text)
            if front is None:
                return {}
            text, first_line = front.yaml, front.first_line
        try:
            node = yaml12.compose(text, file, first_line)
        except yaml12.YamlFaultError:
            return {}
        marks: dict[str, _Marks] = {}
        if node is not None:
            _walk(node, None, "", file, first_line, marks)
        return marks


def _walk(
    node: yaml.Node, key: yaml.Node | None, pointer: str, file: str, first_line: int, marks: dict[str, _Marks]
) -> None:
    key_span = yaml12.span_of(key, file, first_line) if key is not None else None
    marks[pointer] = _Marks(key_span, yaml12.span_of(node, file, first_line))
    if isinstance(node, yaml.MappingNode):
        for child_key, child in node.value:
            step = str(child_key.value).replace("~", "~0").replace("/", "~1")
            _walk(child, child_key, f"{pointer}/{step}", file, first_line, marks)
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            _walk(child, None, f"{pointer}/{index}", file, first_line, marks)
