"""Templates of a project: whose they are, and what the product changed since they were copied."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import overrides
from compliance.overrides import Change, merged
from compliance.project import product_templates
from tests.company import command

NAME = "coverage.html.j2"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "dossier.yaml").write_text("schema_version: 1\n", encoding="utf-8")
    return tmp_path


def standing(root: Path, name: str = NAME) -> tuple[str, bool | None]:
    found = next(t for t in overrides.templates(root) if t.name == name)
    return found.standing, found.moved


def test_a_copy_is_listed_and_its_origin_kept(root: Path) -> None:
    assert standing(root) == ("product", None)
    result = command("templates", "copy", NAME, "--project", root)
    assert result.code == 0, result.out
    assert standing(root) == ("copied", False)
    kept = root / "templates" / ".product" / NAME
    assert kept.read_bytes() == (product_templates() / NAME).read_bytes()


def test_a_copy_never_replaces_what_is_there(root: Path) -> None:
    (root / "templates").mkdir()
    (root / "templates" / NAME).write_text("mine", encoding="utf-8")
    result = command("templates", "copy", NAME, "--project", root)
    assert (root / "templates" / NAME).read_text(encoding="utf-8") == "mine"
    assert result.code == 2
    assert "already" in result.err


def test_the_product_moved_on(root: Path) -> None:
    overrides.copy(root, NAME)
    kept = root / "templates" / ".product" / NAME
    lines = kept.read_text(encoding="utf-8").splitlines()
    kept.write_text("\n".join([lines[0], "an older line of the product", *lines[1:]]) + "\n", encoding="utf-8")
    assert standing(root) == ("copied", True)
    result = command("templates", "list", "--project", root)
    assert result.code == 1
    assert f"dossier templates diff {NAME}" in result.out
    shown = command("templates", "diff", NAME, "--format", "json", "--project", root)
    assert shown.code == 0, "the project's text is the product's of today"
    assert json.loads(shown.out)["changes"] == []


def test_an_extension_and_a_template_of_the_project(root: Path) -> None:
    (root / "templates").mkdir()
    (root / "templates" / NAME).write_text(f'{{% extends "product/{NAME}" %}}\n', encoding="utf-8")
    (root / "templates" / "letter.html.j2").write_text("{# legal-text #}", encoding="utf-8")
    assert standing(root) == ("extended", None)
    assert standing(root, "letter.html.j2") == ("own", None)


def test_without_the_origin_two_texts_are_compared(root: Path) -> None:
    (root / "templates").mkdir()
    text = (product_templates() / NAME).read_text(encoding="utf-8")
    (root / "templates" / NAME).write_text(f"{text}a line more\n", encoding="utf-8")
    result = command("templates", "diff", NAME, "--project", root)
    assert result.code == 1
    assert "was not kept" in result.out
    assert "+a line more" in result.out


def test_a_name_that_nobody_has(root: Path) -> None:
    result = command("templates", "copy", "coverag.html.j2", "--project", root)
    assert f"did you mean `{NAME}`?" in result.err


def test_whose_change_it_is() -> None:
    base = ["one", "two", "three", "four", "five"]
    own = ["one", "TWO", "three", "four", "five, mine"]
    product = ["zero", "one", "two", "three", "four", "five, theirs"]
    assert tuple(merged(base, own, product)) == (
        Change("product", 1, (), (), ("zero",)),
        Change("yours", 2, ("two",), ("TWO",), ("two",)),
        Change("both", 5, ("five",), ("five, mine",), ("five, theirs",)),
    )


LINES = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=8)


@given(LINES, LINES, LINES)
def test_changes_lead_from_the_base_to_either_side(base: list[str], own: list[str], product: list[str]) -> None:
    changes = tuple(merged(base, own, product))
    if own == product:
        assert not changes
    for whose, other, side in (("yours", product, own), ("product", own, product)):
        if other == base:
            assert {c.whose for c in changes} <= {whose}
            assert applied(base, changes, whose) == side


def applied(base: list[str], changes: tuple[Change, ...], whose: str) -> list[str]:
    """The base with one side's changes made."""
    made = list(base)
    for change in reversed(changes):
        at = change.start - 1
        made[at : at + len(change.before)] = getattr(change, whose)
    return made
