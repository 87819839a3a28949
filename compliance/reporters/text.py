"""For people: an excerpt with carets, as compilers print it, and a summary."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from compliance.diagnostics import Excerpt, Finding, Severity
from compliance.reporters.report import Report, plural, printable

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def _paint(text: str, code: str, on: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if on and text else text


def _width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _block(excerpt: Excerpt, arrow: str, mark: str, gutter: int, colour: str, on: bool) -> Iterator[str]:
    span = excerpt.span
    pad = " " * gutter
    yield f"{pad}{_paint(arrow, '34', on)} {printable(str(span))}"
    if not excerpt.source:
        return
    source = excerpt.source
    start = min(span.column - 1, len(source))
    end = min(span.end_column - 1 if span.end_line == span.line else len(source), len(source))
    before = _width(printable(source[:start]))
    length = max(1, _width(printable(source[start:end])))
    bar = _paint("|", "34", on)
    yield f"{pad} {bar}"
    yield f"{_paint(str(span.line).rjust(gutter), '34', on)} {bar} {printable(source)}"
    note = f" {printable(excerpt.text)}" if excerpt.text else ""
    yield f"{pad} {bar} {' ' * before}{_paint(mark * length + note, colour, on)}"


def _finding(finding: Finding, on: bool) -> Iterator[str]:
    diagnostic = finding.diagnostic
    colour = _COLOURS[diagnostic.severity]
    excerpts = (finding.at, *finding.others)
    gutter = max(len(str(e.span.line)) for e in excerpts)
    yield f"{_paint(f'{diagnostic.severity.word}[{diagnostic.code}]', colour, on)}: {printable(diagnostic.message)}"
    yield from _block(finding.at, "-->", "^", gutter, colour, on)
    for other in finding.others:
        yield from _block(other, ":::", "-", gutter, "34", on)
    if diagnostic.help:
        yield f"{' ' * gutter} {_paint('=', '34', on)} help: {printable(diagnostic.help)}"
    yield ""


def _summary(report: Report) -> Iterator[str]:
    for framework, row in report.coverage.items():
        counts = ", ".join(f"{row[verdict]} {verdict}" for verdict in ("met", "partly", "not", "excluded"))
        yield f"coverage {framework}: {row['percent']} % of {row['in_scope']} ({counts}); minimum {row['minimum']:g} %"
    waived = sum(1 for f in report.findings if f.waived_by)
    known = sum(1 for f in report.findings if f.known and not f.waived_by)
    looked = [plural(report.examined.get("records", 0), "record"), plural(report.examined.get("files", 0), "file")]
    rules = {code: n for code, n in report.examined.items() if code not in ("records", "files")}
    if rules:
        looked.append(f"{plural(len(rules), 'rule')} on {plural(sum(rules.values()), 'thing')}")
    yield f"examined {', '.join(looked)}"
    if not report.rules_ran:
        yield "no rule was run, because dossier.yaml cannot be read"
    if report.verbose:
        width = max((len(code) for code in rules), default=0)
        yield from (f"  {code.ljust(width)}  {n:>7,}" for code, n in sorted(rules.items()))
    parts = [
        plural(report.count(Severity.ERROR), "error"),
        plural(report.count(Severity.WARNING), "warning"),
        plural(report.count(Severity.NOTE), "note"),
    ]
    extra = [f"{waived} waived"] * bool(waived) + [f"{known} known from the baseline"] * bool(known)
    yield ", ".join(parts + extra)


def findings(report: Report) -> str:
    """Findings that count, worst last so that they stay in sight."""
    shown = sorted((f for f in report.findings if f.counts), key=lambda f: f.diagnostic.severity)
    return "\n".join(line for finding in shown for line in _finding(finding, report.colour))


def report(report: Report) -> str:
    """The findings, then the summary."""
    found = findings(report)
    return (found + "\n" if found else "") + "\n".join(_summary(report)) + "\n"
