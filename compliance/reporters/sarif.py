"""SARIF 2.1.0 (OASIS), as code scanning services read it."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from compliance.diagnostics import Excerpt, Finding, Severity
from compliance.reporters.report import Report, RuleInfo

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def _location(excerpt: Excerpt, id: int | None = None) -> dict[str, Any]:
    span = excerpt.span
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": max(span.end_column, span.column + 1 if span.end_line == span.line else 1),
    }
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(span.file), "uriBaseId": "PROJECT"},
            "region": region,
        }
    }
    if id is not None:
        location["id"] = id
    if excerpt.text:
        location["message"] = {"text": excerpt.text}
    return location


def _rule(rule: RuleInfo) -> dict[str, Any]:
    return {
        "id": rule.code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    diagnostic = finding.diagnostic
    text = diagnostic.message + (f"\n{diagnostic.help}" if diagnostic.help else "")
    mark = json.dumps([diagnostic.code, diagnostic.subject, finding.at.span.file, diagnostic.message])
    result: dict[str, Any] = {
        "ruleId": diagnostic.code,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": text},
        "locations": [_location(finding.at)],
        "partialFingerprints": {"dossier/v1": hashlib.sha256(mark.encode()).hexdigest()},
    }
    if diagnostic.code in index:
        result["ruleIndex"] = index[diagnostic.code]
    if finding.others:
        result["relatedLocations"] = [_location(other, n) for n, other in enumerate(finding.others, 1)]
    if finding.waived_by:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": f"waiver {finding.waived_by}"}
        ]
    if finding.known:
        result["baselineState"] = "unchanged"
    return result


def report(report: Report) -> str:
    """One run with all rules and all findings; waived ones are suppressed results."""
    index = {rule.code: n for n, rule in enumerate(report.rules)}
    driver = {
        "name": "dossier",
        "version": report.version,
        "informationUri": "https://dossier.example/",
        "rules": [_rule(rule) for rule in report.rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"PROJECT": {"description": {"text": "The folder that holds dossier.yaml."}}},
        "results": [_result(finding, index) for finding in report.findings],
        "properties": {"examined": dict(report.examined), "coverage": {k: dict(v) for k, v in report.coverage.items()}},
    }
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"
