"""What a rule is: a module whose docstring is its manual page, and a value called ``RULE``.

A rule says which things it looks at and what is wrong with one of them; counting what was examined
and ordering findings are done once, in the pipeline.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.graph.dossier import Dossier

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rule(Generic[T]):
    """One rule. ``subjects`` yields what it looks at, ``check`` the findings about one of these."""

    module: str
    manual: str
    severity: Severity
    subjects: Callable[[Dossier], Iterable[T]]
    check: Callable[[T, Dossier], Iterable[Diagnostic]]

    @property
    def code(self) -> str:
        """The module's name in kebab-case; it reads well after "allow"."""
        return self.module.rpartition(".")[2].replace("_", "-")

    @property
    def title(self) -> str:
        """The first line of the manual page."""
        return self.manual.strip().splitlines()[0].rstrip(".")

    @property
    def page(self) -> str:
        """The whole manual page."""
        return inspect.cleandoc(self.manual)

    def found(
        self,
        message: str,
        at: Place,
        *others: Label,
        text: str = "",
        help: str = "",
        subject: str = "",
        key: bool = False,
    ) -> Diagnostic:
        """A finding of this rule. ``text`` stands beside the caret; ``key`` points at the key."""
        label = Label(at, text, "key" if key else "value")
        return Diagnostic(self.code, self.severity, message, label, others, help, subject)

    def run(self, dossier: Dossier) -> tuple[list[Diagnostic], int]:
        """All findings and how many subjects were examined."""
        found: list[Diagnostic] = []
        examined = 0
        for subject in self.subjects(dossier):
            examined += 1
            found.extend(self.check(subject, dossier))
        return found, examined


AnyRule = Rule[Any]
