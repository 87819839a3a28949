"""What every reporter is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from compliance.diagnostics import Finding, Severity


class RuleInfo(NamedTuple):
    """What a reporter may say about a rule."""

    code: str
    title: str
    page: str
    severity: Severity


@dataclass(frozen=True)
class Report:
    """Findings, how much was examined, the coverage as plain data, and the rules that ran."""

    findings: tuple[Finding, ...]
    examined: Mapping[str, int]
    coverage: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    rules: tuple[RuleInfo, ...] = ()
    version: str = ""
    verbose: bool = False
    colour: bool = False
    rules_ran: bool = True
    """False where the project itself could not be read."""

    def count(self, severity: Severity) -> int:
        """How many findings of a severity count."""
        return sum(1 for f in self.findings if f.counts and f.diagnostic.severity == severity)


Reporter = Callable[[Report], str]


def printable(text: str) -> str:
    """Register text for a terminal: control characters must not move the cursor or change colours."""
    shown = "".join(c if c in "\t\n" or c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return shown.replace("\t", "    ").replace("\n", " ")


def plural(number: int, word: str, words: str = "") -> str:
    """``1 error``, ``2 errors``."""
    return f"{number:,} {word if number == 1 else words or word + 's'}"
