"""Each reporter's output is what those who read it expect, whatever stands in the registers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator, FormatChecker

from compliance import pipeline
from compliance.cli.check import _report
from compliance.diagnostics import Diagnostic, Excerpt, Finding, Label, Place, Severity, Span
from compliance.reporters import REPORTERS, Report
from compliance.reporters.report import RuleInfo
from tests.corpus import BASE, REPOSITORY

SARIF_SCHEMA: dict[str, Any] = json.loads((Path(__file__).parent / "data" / "sarif-schema-2.1.0.json").read_text())

NASTY = "50% of A: <b>&amp;</b>, \x1b[2J \x00 ]]> ::error::x\r\nsecond line, ø 漢"


def finding(code: str, severity: Severity, text: str = NASTY, **more: Any) -> Finding:
    at = Excerpt(Span("vendors/a b,c:d%.yaml", 3, 5, 3, 9), text, "  - country: \x1b漢")
    other = Excerpt(Span("dossier.yaml", 1, 1, 2, 1), "", "")
    diagnostic = Diagnostic(code, severity, text, Label(Place("x")), help=text, subject="a")
    return Finding(diagnostic, at, (other,), **more)


def report(**more: Any) -> Report:
    findings = (
        finding("rule-a", Severity.ERROR),
        finding("rule-a", Severity.ERROR, "known before", known=True),
        finding("rule-b", Severity.WARNING, "waived", waived_by="W-1"),
        finding("rule-b", Severity.WARNING),
        finding("yaml-syntax", Severity.NOTE),
    )
    coverage = {
        "iso27001-2022": {
            "met": 1,
            "partly": 0,
            "not": 1,
            "excluded": 1,
            "percent": 50.0,
            "in_scope": 2,
            "minimum": 85.0,
        }
    }
    rules = tuple(RuleInfo(c, c, f"{c}.\n\nWhy: {NASTY}", Severity.ERROR) for c in ("rule-a", "rule-b", "rule-c"))
    examined = {"files": 2, "records": 4, "rule-a": 3, "rule-b": 2, "rule-c": 0}
    return Report(findings, examined, coverage, rules, "0.1.0", **more)


def real() -> Report:
    options = pipeline.CheckOptions()
    return _report(pipeline.check(REPOSITORY, options), options, False, False)


EXCERPT = {"path", "line", "column", "end_line", "end_column", "text"}


def test_json_has_the_documented_shape() -> None:
    data = json.loads(REPORTERS["json"](report()))
    assert set(data) == {"version", "findings", "examined", "read", "rules_ran", "coverage"}
    assert data["version"] == 1
    for found in data["findings"]:
        assert set(found) == EXCERPT | {
            "code",
            "severity",
            "message",
            "help",
            "subject",
            "others",
            "waived_by",
            "known",
        }
        assert all(set(other) == EXCERPT for other in found["others"])
    first = data["findings"][0]
    assert (first["path"], first["line"], first["column"], first["end_line"], first["end_column"]) == (
        "vendors/a b,c:d%.yaml",
        3,
        5,
        3,
        9,
    )
    assert first["message"] == NASTY
    assert data["examined"]["rule-c"] == 0
    assert set(data["coverage"]["iso27001-2022"]) == {
        "met",
        "partly",
        "not",
        "excluded",
        "percent",
        "in_scope",
        "minimum",
    }


def test_json_keys_are_in_the_documentation() -> None:
    page = (REPOSITORY / "docs" / "check-json.md").read_text(encoding="utf-8")

    def keys(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {key for below in value.values() for key in keys(below)}
        return {key for below in value for key in keys(below)} if isinstance(value, list) else set()

    made = json.loads(REPORTERS["json"](report()))
    names = keys({**made, "examined": {}}) - {"iso27001-2022"}
    assert {name for name in names if f"`{name}`" not in page} == set()


def sarif_errors(text: str) -> list[str]:
    validator = Draft4Validator(SARIF_SCHEMA, format_checker=FormatChecker())
    return [f"{list(e.absolute_path)}: {e.message}" for e in validator.iter_errors(json.loads(text))]


def test_sarif_is_valid_by_the_official_schema() -> None:
    Draft4Validator.check_schema(SARIF_SCHEMA)
    assert sarif_errors(REPORTERS["sarif"](report())) == []
    assert sarif_errors(REPORTERS["sarif"](Report((), {}))) == []


def test_sarif_of_the_worked_company_is_valid() -> None:
    assert sarif_errors(REPORTERS["sarif"](real())) == []


def test_the_schema_would_notice() -> None:
    broken = json.loads(REPORTERS["sarif"](report()))
    broken["runs"][0]["results"][0]["level"] = "fatal"
    assert sarif_errors(json.dumps(broken))


def test_sarif_says_what_is_waived_and_known() -> None:
    results = json.loads(REPORTERS["sarif"](report()))["runs"][0]["results"]
    assert len(results) == 5
    assert [bool(r.get("suppressions")) for r in results] == [False, False, True, False, False]
    assert results[1]["baselineState"] == "unchanged"
    assert results[0]["ruleIndex"] == 0
    assert "ruleIndex" not in results[4]
    assert results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "vendors/a%20b%2Cc%3Ad%25.yaml"


def test_junit_parses_and_counts() -> None:
    suites = ET.fromstring(REPORTERS["junit"](report()))
    cases = {case.get("name"): case for case in suites.iter("testcase")}
    assert set(cases) == {"rule-a", "rule-b", "rule-c", "yaml-syntax"}
    assert suites.get("tests") == "4"
    assert suites.get("failures") == "1"
    assert cases["rule-a"].find("failure") is not None
    assert cases["rule-b"].find("failure") is None
    assert "examined 0" in (cases["rule-c"].findtext("system-out") or "")


def test_github_commands_cannot_be_forged() -> None:
    lines = REPORTERS["github"](report()).splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == 3, "one a finding that counts: newlines in a message make no command of their own"
    assert commands[0].startswith("::error file=vendors/a b%2Cc%3Ad%25.yaml,line=3,col=5,")
    assert "50%25 of A" in commands[0]
    assert "%0D%0Asecond line" in commands[0]
    assert [line.split(" ")[0] for line in commands] == ["::error", "::warning", "::notice"]


def test_text_moves_no_cursor() -> None:
    text = REPORTERS["text"](report())
    assert "\x1b" not in text
    assert "\x00" not in text
    assert "1 waived, 1 known from the baseline" in text


def test_text_in_colour_paints_only_itself() -> None:
    text = REPORTERS["text"](report(colour=True))
    assert "\x1b[31m" in text
    assert "\x1b[2J" not in text


@pytest.mark.parametrize("name", sorted(REPORTERS))
def test_a_small_project_in_every_format(name: str) -> None:
    options = pipeline.CheckOptions()
    text = REPORTERS[name](_report(pipeline.check(BASE, options), options, True, False))
    assert text.endswith("\n")
