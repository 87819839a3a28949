"""Lines end where editors end them, in every place that counts them."""

from __future__ import annotations

from pathlib import Path

import pytest

from compliance.diagnostics import Place
from compliance.registers import yaml12
from compliance.registers.lines import lines, position
from compliance.registers.markdown import split_front_matter
from compliance.registers.positions import Positions

BREAKS = ["\n", "\r\n", "\r"]
NO_BREAKS = ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("end", BREAKS)
def test_what_ends_a_line(end: str) -> None:
    assert lines(f"a{end}{end}b{end}") == ["a", "", "b"]
    assert lines(f"a{end}b") == ["a", "b"]
    assert lines("") == []


@pytest.mark.parametrize("character", NO_BREAKS)
def test_what_ends_none(character: str) -> None:
    assert lines(f"a{character}b\nc") == [f"a{character}b", "c"]


def test_a_position_counts_from_nought() -> None:
    assert position("ab\r\nc\rd\ne\u2028f", 10) == (3, 2)
    assert position("", 0) == (0, 0)


@pytest.mark.parametrize("end", BREAKS)
def test_a_place_is_the_line_of_the_editor(tmp_path: Path, end: str) -> None:
    text = end.join(("# a form feed in a comment is refused, so none is here", "a: 1", "b: {c: ø}", ""))
    (tmp_path / "a.yaml").write_bytes(text.encode())
    assert str(Positions(tmp_path).span(Place("a.yaml", "/b/c"))) == "a.yaml:3:8"


def test_the_body_of_a_policy_keeps_its_odd_characters_on_their_line(tmp_path: Path) -> None:
    text = "---\r\nid: a\r\n---\r\nOne\u2028still one\x85and one\r\nTwo\r\n"
    (tmp_path / "a.md").write_bytes(text.encode())
    front = split_front_matter(text)
    assert front is not None
    assert front.body_line == 3
    positions = Positions(tmp_path)
    assert str(positions.span(Place("a.md", "L5"))) == "a.md:5:1"
    assert positions.lines("a.md")[4] == "Two"


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize("end", BREAKS)
def test_line_separators_are_refused_at_their_place(character: str, end: str) -> None:
    with pytest.raises(yaml12.YamlFaultError) as caught:
        yaml12.parse_bytes(f"ø: å{end}b: 'x{character}y'{end}".encode(), "a.yaml")
    fault = caught.value.fault
    assert (fault.code, str(fault.span)) == ("yaml-syntax", "a.yaml:2:6")
    assert f"U+{ord(character):04X}" in fault.message


def test_a_line_separator_as_an_escape_moves_no_line() -> None:
    assert yaml12.parse_text('a: "x\\u2028y"\n', "a.yaml") == {"a": "x\u2028y"}


@pytest.mark.parametrize(
    ("data", "place"),
    [("øå: æ\nø: \x01\n", "a.yaml:2:4"), ("a: 1\rø: \x01\r", "a.yaml:2:4"), ("a: \ufffe", "a.yaml:1:4")],
)
def test_a_forbidden_character_is_named_at_its_place(data: str, place: str) -> None:
    with pytest.raises(yaml12.YamlFaultError) as caught:
        yaml12.parse_bytes(data.encode(), "a.yaml")
    fault = caught.value.fault
    assert str(fault.span) == place
    assert ("U+0001" if "\x01" in data else "U+FFFE") in fault.message


@pytest.mark.parametrize(
    ("data", "place"),
    [(b"\xef\xbb\xbfa: \xff", "a.yaml:1:4"), (b"a: 1\r\nb: 2\rc: \xc3\xb8\xff", "a.yaml:3:5")],
)
def test_bad_utf8_counts_characters_and_lines_of_the_editor(data: bytes, place: str) -> None:
    with pytest.raises(yaml12.YamlFaultError) as caught:
        yaml12.parse_bytes(data, "a.yaml")
    assert (caught.value.fault.code, str(caught.value.fault.span)) == ("not-utf8", place)
