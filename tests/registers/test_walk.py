"""Texts of records come with the place of each of their characters."""

from __future__ import annotations

from datetime import date

import pytest

from compliance.diagnostics import Place
from compliance.registers.records.controls import Policy
from compliance.registers.walk import Text, texts


def of_body(body: str) -> list[Text]:
    """The texts of a policy's body, which begins at line 11."""
    policy = Policy(
        place=Place("p.md"),
        id="p",
        title="",
        version="",
        owner="",
        approver="",
        next_review=date(2027, 5, 20),
        summary="",
        body=body,
        body_line=10,
    )
    return [text for text in texts(policy) if text.field == "body"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One\ntwo\n\nthree\n", [(11, "One\ntwo"), (14, "three")]),
        ("One\r\ntwo\rthree", [(11, "One\ntwo\nthree")]),
        ("One\u2028two\x0cthree\nfour", [(11, "One\u2028two\x0cthree\nfour")]),
        ("# Head\nOne\n## Next\ntwo", [(11, "# Head"), (12, "One"), (13, "## Next"), (14, "two")]),
        ("Of:\n- a\n  b\n- c\n1. d", [(11, "Of:"), (12, "- a\n  b"), (14, "- c"), (15, "1. d")]),
        ("| a |\n| b |\nc", [(11, "| a |"), (12, "| b |"), (13, "c")]),
        ("Head\n====\nOne\n---\ntwo", [(11, "Head"), (12, "===="), (13, "One"), (14, "---"), (15, "two")]),
        ("> a\n> b\n\n> c", [(11, "  a\n  b"), (14, "  c")]),
        ("", []),
    ],
)
def test_a_body_comes_by_paragraphs(text: str, found: list[tuple[int, str]]) -> None:
    assert [(int(t.place.pointer[1:]), t.text) for t in of_body(text)] == found


def test_a_character_of_a_body_has_the_place_of_its_line() -> None:
    last = of_body("a\n\nOne\ntwo")[-1]
    assert [str(last.at(last.text.index(word))) for word in ("One", "two")] == ["p.md#L13", "p.md#L14"]
