"""Reporters print findings and nothing else; they know diagnostics only.

Before: findings with their lines. After: text for people, JSON, SARIF, JUnit or workflow commands.
"""

from __future__ import annotations

from compliance.reporters import github, json, junit, sarif, text
from compliance.reporters.report import Report, Reporter

REPORTERS: dict[str, Reporter] = {
    "text": text.report,
    "json": json.report,
    "github": github.report,
    "sarif": sarif.report,
    "junit": junit.report,
}

__all__ = ["REPORTERS", "Report", "Reporter"]
