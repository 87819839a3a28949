"""YAML 1.2 core semantics, and what a register must not contain is refused by its place."""

from __future__ import annotations

from typing import Any

import pytest

from compliance.registers import yaml12
from compliance.registers.yaml12 import Fault, YamlFaultError, parse_bytes


def parse(text: str) -> Any:
    return parse_bytes(text.encode(), "a.yaml")


def fault(data: str | bytes) -> Fault:
    with pytest.raises(YamlFaultError) as caught:
        parse_bytes(data.encode() if isinstance(data, str) else data, "a.yaml")
    return caught.value.fault


def at(text: str | bytes) -> tuple[str, str]:
    found = fault(text)
    return found.code, str(found.span)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("Off", "Off"),
        ("y", "y"),
        ("true", True),
        ("False", False),
        ("TRUE", True),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("none", "none"),
        ("12", 12),
        ("-3", -3),
        ("+3", 3),
        ("012", 12),
        ("0o14", 12),
        ("0xFf", 255),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("190:20:30", "190:20:30"),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1.", 1.0),
        ("1.2.3", "1.2.3"),
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20T09:30:00Z", "2026-11-20T09:30:00Z"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("!!str 12", "12"),
        ('!!int "12"', 12),
        ("=", "="),
        ("-", [None]),
        ("--", "--"),
    ],
)
def test_scalars(text: str, value: Any) -> None:
    found = parse(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", [".inf", "-.INF", ".nan", "1e999"])
def test_numbers_that_are_none(text: str) -> None:
    assert at(f"a: {text}") == ("yaml-syntax", "a.yaml:1:4")


def test_a_version_in_quotes_keeps_its_zero() -> None:
    assert parse('v: "1.10"') == {"v": "1.10"}
    assert parse("v: 1.10") == {"v": 1.1}


def test_empty_file_is_nothing() -> None:
    assert parse("") is None
    assert parse("# only a comment\n") is None


def test_byte_order_mark_is_skipped_and_moves_no_column() -> None:
    assert parse_bytes(b"\xef\xbb\xbfcountry: NO\n", "a.yaml") == {"country": "NO"}
    assert at(b"\xef\xbb\xbfa: 1\na: 2\n") == ("duplicate-key", "a.yaml:2:1")


def test_aliases_may_repeat_a_value() -> None:
    assert parse("a: &x [1, 2]\nb: *x\n") == {"a": [1, 2], "b": [1, 2]}


def test_columns_count_characters() -> None:
    assert at("ø: å\nø: æ\n") == ("duplicate-key", "a.yaml:2:1")


def test_duplicate_key_names_both_places() -> None:
    found = fault("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n")
    assert found.code == "duplicate-key"
    assert str(found.span) == "a.yaml:5:3"
    assert str(found.other) == "a.yaml:3:3"


def test_duplicate_key_in_other_quotes_is_the_same_key() -> None:
    assert at("{a: 1, 'a': 2}") == ("duplicate-key", "a.yaml:1:8")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("base: &b {a: 1}\nc:\n  <<: *b\n", "merge-key", "a.yaml:3:3"),
        ("a: !!python/object/apply:os.system [ls]\n", "unknown-tag", "a.yaml:1:4"),
        ("a: !own x\n", "unknown-tag", "a.yaml:1:4"),
        ("a: !!binary aGk=\n", "unknown-tag", "a.yaml:1:4"),
        ("a: !!set {x, y}\n", "unknown-tag", "a.yaml:1:4"),
        ("a: !!timestamp 2026-01-01\n", "unknown-tag", "a.yaml:1:4"),
        ("a: !!seq text\n", "unknown-tag", "a.yaml:1:4"),
        ("a: !!map [1]\n", "unknown-tag", "a.yaml:1:4"),
        ("1: a\n", "key-not-text", "a.yaml:1:1"),
        ("true: a\n", "key-not-text", "a.yaml:1:1"),
        ("? [a, b]\n: c\n", "key-not-text", "a.yaml:1:3"),
        ("a: &x [*x]\n", "alias-loop", "a.yaml:1:4"),
        ("a: &x {b: {c: *x}}\n", "alias-loop", "a.yaml:1:4"),
        ("a: *nowhere\n", "yaml-syntax", "a.yaml:1:4"),
        ("a: 1\n---\nb: 2\n", "yaml-syntax", "a.yaml:2:1"),
        ("a:\n\tb: 1\n", "yaml-syntax", "a.yaml:2:1"),
        ("a: [1, 2\n", "yaml-syntax", "a.yaml:1:9"),
        ("a: 'open\n", "yaml-syntax", "a.yaml:1:9"),
        ("a: b\n  c: d\n", "yaml-syntax", "a.yaml:2:4"),
        ("a: x\x07y\n", "yaml-syntax", "a.yaml:1:5"),
        ('a: ["x", "\\e[2J"]\n', "control-character", "a.yaml:1:10"),
        ('"\\0": x\n', "control-character", "a.yaml:1:1"),
        ('a: !!int "twelve"\n', "yaml-syntax", "a.yaml:1:4"),
        ('a: "\\ud800"\n', "yaml-syntax", "a.yaml:1:7"),
    ],
)
def test_refused(text: str, code: str, place: str) -> None:
    assert at(text) == (code, place)


def test_what_is_not_closed_names_where_it_began() -> None:
    found = fault("a: {\n  b: 1\n")
    assert (str(found.span), str(found.other)) == ("a.yaml:2:7", "a.yaml:1:4")


def test_number_too_long_to_read() -> None:
    assert at("a: " + "9" * 5_000) == ("yaml-syntax", "a.yaml:1:4")


def test_bad_utf8_is_found_to_the_byte() -> None:
    assert at(b"a: 1\nb: \xff\n") == ("not-utf8", "a.yaml:2:4")


def test_utf16_is_not_utf8() -> None:
    assert at("a: 1\n".encode("utf-16"))[0] == "not-utf8"


def test_alias_bomb() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    found = fault("\n".join(lines))
    assert found.code == "alias-bomb"
    assert found.span.line == 6


def test_alias_chain_that_would_nest_too_deep() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [*a{n - 1}]" for n in range(1, 500)]
    found = fault("\n".join(lines))
    assert found.code == "alias-bomb"
    assert str(yaml12.MAX_DEPTH) in found.message


@pytest.mark.parametrize(
    "text",
    ["[" * 200 + "]" * 200, "{a: " * 200 + "1" + "}" * 200, "- " * 200 + "x", "[" * 100_000, "- " * 100_000 + "x"],
    ids=["lists", "mappings", "dashes", "many lists", "many dashes"],
)
def test_deep_nesting(text: str) -> None:
    found = fault(text)
    assert found.code == "nesting-too-deep"
    assert found.span.line == 1


def test_brackets_inside_text_are_not_nesting() -> None:
    assert parse(f"a: '{'[' * 500}'") == {"a": "[" * 500}


def test_as_deep_as_allowed() -> None:
    text = "[" * yaml12.MAX_DEPTH + "]" * yaml12.MAX_DEPTH
    assert parse(text) is not None


def test_too_large() -> None:
    found = fault(b"a: " + b"x" * yaml12.MAX_BYTES)
    assert found.code == "file-too-large"
    assert "split" in found.help


def test_front_matter_counts_lines_of_the_file() -> None:
    with pytest.raises(YamlFaultError) as caught:
        yaml12.parse_text("a: 1\na: 2\n", "a.md", 1)
    assert str(caught.value.fault.span) == "a.md:3:1"
    assert str(caught.value.fault.other) == "a.md:2:1"
