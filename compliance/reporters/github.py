"""Workflow commands: an annotation on the line of a pull request."""

from __future__ import annotations

from compliance.diagnostics import Finding, Severity
from compliance.reporters import text
from compliance.reporters.report import Report

_WORDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def _line(finding: Finding) -> str:
    diagnostic, span = finding.diagnostic, finding.at.span
    lines = f"line={span.line},col={span.column},endLine={span.end_line},endColumn={span.end_column}"
    place = f"file={_property(span.file)},{lines}"
    message = diagnostic.message + (f"\nhelp: {diagnostic.help}" if diagnostic.help else "")
    return f"::{_WORDS[diagnostic.severity]} {place},title={_property(diagnostic.code)}::{_data(message)}"


def report(report: Report) -> str:
    """One command a finding that counts, then the summary as plain lines."""
    lines = [_line(finding) for finding in report.findings if finding.counts]
    quiet = Report((), report.examined, report.coverage)
    summary = text.report(quiet).splitlines()[:-1]
    counts = f"{report.count(Severity.ERROR)} errors, {report.count(Severity.WARNING)} warnings"
    return "\n".join([*lines, *summary, counts]) + "\n"
