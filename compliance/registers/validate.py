"""Is a record valid, and if not, why and where.

``jsonschema-rs`` decides, fast; a record that fails is explained by ``jsonschema``, whose errors
carry what a sentence needs. Both use the same date formats, and patterns are read as ECMA 262 has
them, so that they never disagree (a test compares them on every case).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from compliance.diagnostics import Diagnostic, Label, Place, Severity
from compliance.registers.kinds import Kind

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator


def _is_date(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10


def _is_datetime(text: str) -> bool:
    try:
        datetime.datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


FORMATS: dict[str, Callable[[str], bool]] = {"date": _is_date, "date-time": _is_datetime}


@cache
def decider(kind: Kind) -> Callable[[Any], bool]:
    """A function that says whether one record of a kind is valid."""
    return decide_by(kind.record_schema)


def decide_by(schema: dict[str, Any]) -> Callable[[Any], bool]:
    """The same for any schema."""
    return jsonschema_rs.Draft202012Validator(schema, formats=FORMATS, validate_formats=True).is_valid


@cache
def explainer(kind: Kind) -> Validator:
    """The validator that explains one record of a kind."""
    return explain_by(kind.record_schema)


def explain_by(schema: dict[str, Any]) -> Validator:
    """The same for any schema. jsonschema is imported only when a record failed: it takes 0.1 s."""
    from jsonschema import Draft202012Validator, FormatChecker, ValidationError
    from jsonschema.validators import extend

    def pattern(validator: Any, patrn: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
        if validator.is_type(instance, "string") and not _pattern(patrn).search(instance):
            yield ValidationError(f"{instance!r} does not match {patrn!r}")

    formats = FormatChecker(formats=())
    for name, function in FORMATS.items():
        formats.checks(name)(_on_text(function))
    cls = extend(Draft202012Validator, validators={"pattern": pattern})  # type: ignore[no-untyped-call]
    made: Validator = cls(schema, format_checker=formats)
    return made


_SPACE = r"\t\n\x0b\x0c\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """A pattern of the schemas as ECMA 262 reads it.

    Python's `$` also matches before a final newline, and its white space is not the same: U+FEFF is
    missing, U+001C and others are too many.
    """
    text = re.sub(r"\$(?=$|\)|\|)", r"\\Z", text)
    text = re.sub(r"(\[\^?[^\]]*)\\s", lambda match: match[1] + _SPACE, text)
    return re.compile(text.replace(r"\S", f"[^{_SPACE}]").replace(r"\s", f"[{_SPACE}]"))


def _on_text(function: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or function(value)


def explain(kind: Kind, raw: Any, place: Place) -> list[Diagnostic]:
    """Why a record is not valid, one diagnostic a mistake, in the order of the file's pointers."""
    errors = sorted(explainer(kind).iter_errors(raw), key=lambda e: [str(step) for step in e.absolute_path])
    subject = str(raw.get(kind.id_key or "id", "")) if isinstance(raw, dict) else ""
    found = [diagnostic for error in errors for diagnostic in _describe(kind, error, place, subject)]
    return found or [_mistake("schema-invalid", f"this {kind.name} does not fit its schema", Label(place), "", subject)]


def _mistake(code: str, message: str, label: Label, help: str, subject: str) -> Diagnostic:
    return Diagnostic(code, Severity.ERROR, message, label, help=help, subject=subject)


def _describe(kind: Kind, error: ValidationError, root: Place, subject: str) -> Iterator[Diagnostic]:
    place = root.at(*error.absolute_path)
    describe = _DESCRIBERS.get(str(error.validator), _other)
    yield from describe(kind, error, place, subject)


def _unknown_keys(kind: Kind, error: ValidationError, place: Place, subject: str) -> Iterator[Diagnostic]:
    allowed = list(error.schema.get("properties", ()))  # type: ignore[union-attr]  # an object schema here
    present = error.instance if isinstance(error.instance, dict) else {}
    for key in present:
        if key in allowed or key.startswith("x-"):
            continue
        close = get_close_matches(key, allowed, 1, 0.6)
        help = f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(allowed)}"
        message = f"unknown key `{key}` in {_where(kind, error)}"
        yield _mistake("unknown-key", message, Label(place.at(key), "not a key of the schema", "key"), help, subject)


def _where(kind: Kind, error: ValidationError) -> str:
    steps = [str(step) for step in error.absolute_path if not isinstance(step, int)]
    return f"`{'.'.join(steps)}` of a {kind.name}" if steps else f"a {kind.name}"


def _missing_key(kind: Kind, error: ValidationError, place: Place, subject: str) -> Iterator[Diagnostic]:
    required: list[str] = list(error.validator_value)  # type: ignore[arg-type]  # `required` holds a list
    present = error.instance if isinstance(error.instance, dict) else {}
    # jsonschema reports `required` once a key, each error naming its own in the message.
    key = next((k for k in required if k not in present and repr(k) in error.message), required[0])
    label = (
        Label(place.at("id"), f"`{key}` is missing", "value")
        if "id" in present
        else Label(place, f"`{key}` is missing")
    )
    described = error.schema.get("properties", {}).get(key, {}).get("description", "")  # type: ignore[union-attr]
    help = f"add `{key}:` ({described[:1].lower()}{described[1:].rstrip('.')})" if described else f"add `{key}:`"
    yield _mistake("missing-key", f"{_where(kind, error)} has no `{key}`", label, help, subject)


def _not_in_list(kind: Kind, error: ValidationError, place: Place, subject: str) -> Iterator[Diagnostic]:
    if not isinstance(error.instance, str) and _states_type(error):
        return  # the error about the type says it better
    allowed = [str(v) for v in error.validator_value]  # type: ignore[union-attr]  # `enum` holds a list
    value = str(error.instance)
    if len(allowed) > 200:  # the country codes, the only long list
        from compliance.frameworks.countries import suggest

        help, what = suggest(value), "an ISO 3166-1 country code"
    else:
        close = get_close_matches(value, allowed, 1, 0.5)
        help = f"did you mean `{close[0]}`?" if close else ""
        help = (help + " " if help else "") + "known values: " + ", ".join(allowed)
        what = "one of the known values"
    yield _mistake("value-not-allowed", f"`{value}` is not {what}", Label(place), help, subject)


def _states_type(error: ValidationError) -> bool:
    return isinstance(error.schema, dict) and error.schema.get("type") == "string"


_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "empty",
}


_TYPE_HELP = {
    "boolean": "write true or false",
    "array": "write one item a line, each behind `- `",
    "object": "write one `key: value` a line, indented below",
}


def _word(value: Any) -> str:
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true or false"
    names = {str: "text", int: "a whole number", float: "a number", list: "a list", dict: "a mapping"}
    return names[type(value)]


def _wrong_type(kind: Kind, error: ValidationError, place: Place, subject: str) -> Iterator[Diagnostic]:
    value = error.validator_value
    wanted = [value] if isinstance(value, str) else list(value)  # type: ignore[arg-type]  # text or list
    want = " or ".join(_WORDS[str(w)] for w in wanted)
    got = _word(error.instance)
    help = next((_TYPE_HELP[w] for w in wanted if w in _TYPE_HELP), "")
    if got in ("a number", "a whole number") and "string" in wanted:
        help = f'put it in quotes: "{error.instance}"'
    elif got == "true or false" and "string" in wanted:
        help = "put it in quotes if it is meant as text"
    elif error.instance is None:
        help = "give a value or take the key out"
    yield _mistake("wrong-type", f"{want} is expected here, and this is {got}", Label(place), help, subject)


_SHAPES = {
    "date": "a date such as 2026-11-20",
    "datetime": "a moment in UTC such as 2026-11-20T09:30:00Z",
    "duration": "an ISO 8601 duration such as P30D or PT4H",
    "email": "an e-mail address",
    "sha256": "a SHA-256 hash, 64 hexadecimal digits in lower case",
    "colour": "a colour such as #1F4E5F",
    "id": "an id: letters, digits, `.`, `_` and `-`, starting with a letter or digit",
    "line": "one line of text",
    "text": "text that is not blank",
}


def _bad_shape(kind: Kind, error: ValidationError, place: Place, subject: str) -> Iterator[Diagnostic]:
    pattern = error.schema.get("pattern")  # type: ignore[union-attr]  # a string schema here
    if error.validator == "format" and pattern and not _pattern(str(pattern)).search(str(error.instance)):
        return  # the pattern's own error says it already
    defs = kind.schema["$defs"]
    named = next((n for n, d in defs.items() if n in _SHAPES and d.get("pattern") == pattern), "")
    shape = _SHAPES.get(named, f"text of the form {pattern}")
    message = f"`{_short(error.instance)}` is not {shape}"
    if error.validator == "format":
        message = f"`{error.instance}` is no day of the calendar"
    yield _mistake("wrong-form", message, Label(place), f"write {shape}", subject)


def _short(value: Any) -> str:
    text = str(value).replace("\n", " ")
    return text if len(text) <= 60 else text[:57] + "..."


def _other(kind: Kind, error: ValidationError, place: Place, subject: str) -> Iterator[Diagnostic]:
    message = {
        "minimum": f"{error.instance} is below {error.validator_value}",
        "maximum": f"{error.instance} is above {error.validator_value}",
        "minLength": "this is empty",
        "maxLength": f"this is longer than {error.validator_value} characters",
        "uniqueItems": "the same item stands twice in this list",
        "const": f"`{_short(error.instance)}` must be `{error.validator_value}` here",
        "anyOf": f"`{_short(error.instance)}` is not a value that may stand here",
    }.get(str(error.validator), error.message)
    if error.validator == "anyOf" and error.context:
        # A fact's value is either its type or null: explain the first, null is never what was meant.
        yield from _describe_inner(kind, error, place, subject)
        return
    help = "an unknown value needs `status: unverified`" if error.validator == "const" else ""
    yield _mistake("wrong-value", message, Label(place), help, subject)


def _describe_inner(kind: Kind, error: ValidationError, place: Place, subject: str) -> Iterator[Diagnostic]:
    inner = [e for e in error.context or () if not (e.validator == "type" and e.validator_value == "null")]
    for e in inner:
        yield from _DESCRIBERS.get(str(e.validator), _other)(kind, e, place.at(*e.relative_path), subject)


_Describer = Callable[["Kind", "ValidationError", Place, str], Iterator[Diagnostic]]
_DESCRIBERS: dict[str, _Describer] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_key,
    "enum": _not_in_list,
    "type": _wrong_type,
    "pattern": _bad_shape,
    "format": _bad_shape,
}
