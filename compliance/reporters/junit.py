"""JUnit XML: each rule is a test case, so that a rule without findings shows as passed."""

from __future__ import annotations

from collections import defaultdict
from xml.etree import ElementTree as ET

from compliance.diagnostics import Finding, Severity
from compliance.reporters.report import Report


def _clean(text: str) -> str:
    """XML 1.0 has no control characters."""
    return "".join(c if c in "\n\t" or ord(c) >= 32 else "\N{REPLACEMENT CHARACTER}" for c in text)


def _describe(finding: Finding) -> str:
    help = f"\n  help: {finding.diagnostic.help}" if finding.diagnostic.help else ""
    return f"{finding.at.span}: {finding.diagnostic.message}{help}"


def report(report: Report) -> str:
    """A suite with one case a rule; errors are failures, the rest is output."""
    by_code: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        if finding.counts:
            by_code[finding.diagnostic.code].append(finding)
    codes = [code for code in report.examined if code not in ("files", "records")]
    codes += sorted(set(by_code) - set(codes))
    failures = sum(1 for c in codes if any(f.diagnostic.severity == Severity.ERROR for f in by_code[c]))
    counts = {"name": "dossier check", "tests": str(len(codes)), "failures": str(failures), "errors": "0"}
    suites = ET.Element("testsuites", counts)
    suite = ET.SubElement(suites, "testsuite", counts)
    for code in codes:
        case = ET.SubElement(suite, "testcase", name=code, classname="dossier.check", time="0")
        found = by_code[code]
        errors = [f for f in found if f.diagnostic.severity == Severity.ERROR]
        rest = [f for f in found if f.diagnostic.severity != Severity.ERROR]
        if errors:
            failure = ET.SubElement(case, "failure", message=_clean(errors[0].diagnostic.message), type=code)
            failure.text = _clean("\n".join(_describe(f) for f in errors))
        output = [f"examined {report.examined.get(code, 0)}", *(_describe(f) for f in rest)]
        ET.SubElement(case, "system-out").text = _clean("\n".join(output))
    ET.indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(suites, encoding="unicode") + "\n"
