"""Each rule speaks up at the exact places that its cases name, and keeps silent elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rule_cases import CASES, Case, Outcome, all_cases, build, cases_of, modules, rule_of, run

EXPECTED = re.compile(r"(?P<at>.+?:\d+:\d+)(?:: (?P<words>.+))?", re.DOTALL)


@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_case(case: Case, tmp_path: Path) -> None:
    build(case, tmp_path)
    outcome = run(case, tmp_path)
    expected = [_expectation(text) for text in case.raw.get("expect", ())]
    assert (case.verdict == "fail") == bool(expected), "fail cases expect something, pass cases nothing"
    assert [_at(said) for said in outcome.said] == [at for at, _ in expected], outcome.said
    for said, (_, words) in zip(outcome.said, expected, strict=True):
        assert words in said
    if "labels" in case.raw:
        assert outcome.labels == case.raw["labels"]
    for diagnostic, words in zip(outcome.found, case.raw.get("help", ()), strict="help" in case.raw):
        assert words in diagnostic.help
    _assert_manners(outcome)
    _assert_examined(case, outcome)


def _expectation(text: str) -> tuple[str, str]:
    match = EXPECTED.fullmatch(text)
    assert match, f"{text!r} is not path:line:column, or path:line:column: words"
    return match["at"], match["words"] or ""


def _at(said: str) -> str:
    match = re.match(r".+?:\d+:\d+", said)
    assert match
    return match[0]


def _assert_manners(outcome: Outcome) -> None:
    """A finding says what it is about (waivers name that) and the way out."""
    for diagnostic in outcome.found:
        assert diagnostic.subject, f"no subject: {diagnostic.message}"
        assert diagnostic.help, f"no help: {diagnostic.message}"


def _assert_examined(case: Case, outcome: Outcome) -> None:
    wanted = case.raw.get("examined")
    if wanted is None:
        assert outcome.examined > 0, "the rule looked at nothing; say `examined: 0` if that is meant"
    else:
        assert outcome.examined == wanted


@pytest.mark.parametrize("module", modules())
def test_rule_has_cases_both_ways(module: str) -> None:
    verdicts = {case.verdict for case in cases_of(module)}
    assert verdicts == {"fail", "pass"}, f"tests/cases/{module}.yaml needs at least one `fail` and one `pass` case"


@pytest.mark.parametrize("module", modules())
def test_rule_has_a_manual_page(module: str) -> None:
    page = rule_of(module).page
    for heading in ("Finds:", "Why:", "Fix:", "Wrong when:"):
        assert f"\n{heading}" in page, f"the docstring of {module} lacks `{heading}`"


def test_case_files_belong_to_rules() -> None:
    stems = {path.stem.replace("-", "_") for path in CASES.glob("*.yaml")}
    assert stems <= set(modules())


@pytest.mark.parametrize("module", modules())
def test_base_is_clean(module: str, tmp_path: Path) -> None:
    """With all 93 decisions written, the base has no finding."""
    case = Case(module, "pass", "base", {"annex_a": True})
    build(case, tmp_path)
    assert run(case, tmp_path).said == []
