"""Places, spans and diagnostics: how a finding says where it is and what to do about it.

Before: nothing. After: everybody else can point at a register.

A :class:`Place` is cheap and exact (file and JSON pointer) and every record carries one. A
:class:`Span` (line and column) is found only when somebody asks, because it costs a second reading
of the file. A user's mistake is a :class:`Diagnostic`, a value; only faults of the machine and of
the command line are exceptions (:class:`DossierError`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, NamedTuple


class Place(NamedTuple):
    """A spot in a project: a file, relative and with ``/``, and a JSON pointer (RFC 6901) in it.

    A pointer that starts with ``L`` names a line instead (``L25``), for text that is not YAML.
    """

    file: str
    pointer: str = ""

    def at(self, *steps: str | int) -> Place:
        """The place below this one, one step a key or index."""
        pointer = self.pointer
        for step in steps:
            text = step if isinstance(step, str) else str(step)
            if "~" in text or "/" in text:
                text = text.replace("~", "~0").replace("/", "~1")
            pointer += "/" + text
        return Place(self.file, pointer)

    def __str__(self) -> str:
        return f"{self.file}#{self.pointer}"


class Span(NamedTuple):
    """Lines and columns in a file, counted from 1; the end column is the first one behind."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Severity(IntEnum):
    """How bad a finding is. The order is meant: ``--fail-on`` compares."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Label:
    """A place with a few words beside it. ``part`` says whether the key or the value is meant."""

    at: Place | Span
    text: str = ""
    part: Literal["value", "key"] = "value"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: a code that reads well after "allow", a sentence, a place, and a way out."""

    code: str
    severity: Severity
    message: str
    label: Label
    others: tuple[Label, ...] = ()
    help: str = ""
    subject: str = ""
    """Id of the record that the finding is about; waivers name it."""


class Excerpt(NamedTuple):
    """A label whose lines are known: the span, the words beside it and the text of its first line."""

    span: Span
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic whose places have become lines, ready for a reporter."""

    diagnostic: Diagnostic
    at: Excerpt
    others: tuple[Excerpt, ...] = ()
    waived_by: str = ""
    known: bool = False
    """True where a baseline lists it already."""

    @property
    def counts(self) -> bool:
        """Whether it can fail the check: neither waived nor known from before."""
        return not self.waived_by and not self.known


class DossierError(Exception):
    """A fault of the command line, the project's set-up or the machine: exit code 2.

    Subclasses know their sentence; whoever raises gives only the datum.
    """

    def __init__(self, message: str, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help

    def __reduce__(self) -> tuple[object, ...]:
        """Come back whole from another process, although each subclass is called with its own datum."""
        return _come_back, (type(self),), {**self.__dict__, "args": self.args}


def _come_back(kind: type[DossierError]) -> DossierError:
    return kind.__new__(kind)
