"""Stable JSON; the shape is documented in docs/check-json.md."""

from __future__ import annotations

import json
from typing import Any

from compliance.diagnostics import Excerpt, Finding
from compliance.reporters.report import Report


def _excerpt(excerpt: Excerpt) -> dict[str, Any]:
    span = excerpt.span
    return {
        "path": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
        "text": excerpt.text,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    diagnostic = finding.diagnostic
    at = _excerpt(finding.at)
    text = at.pop("text")
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.word,
        "message": diagnostic.message,
        **at,
        "text": text,
        "help": diagnostic.help,
        "subject": diagnostic.subject,
        "others": [_excerpt(other) for other in finding.others],
        "waived_by": finding.waived_by or None,
        "known": finding.known,
    }


def report(report: Report) -> str:
    """All findings, waived and known ones too, with counts of what was examined and the coverage."""
    data = {
        "version": 1,
        "findings": [_finding(finding) for finding in report.findings],
        "examined": {code: n for code, n in report.examined.items() if code not in ("files", "records")},
        "read": {name: report.examined.get(name, 0) for name in ("files", "records")},
        "rules_ran": report.rules_ran,
        "coverage": {name: dict(row) for name, row in report.coverage.items()},
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
