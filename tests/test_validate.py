"""The validator that decides and the one that explains never disagree: a record that the first turns
down always gets a sentence, and one that it lets through would get none."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.diagnostics import Place
from compliance.registers import validate
from compliance.registers.kinds import KINDS, Kind
from tests.corpus import records

ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.0,
    1.5,
    2**70,
    "",
    " ",
    "\u00a0",
    "\ufeff",
    "\u2028",
    "\u0085",
    "\x1c",
    "\u180e",
    "\u3000x",
    "x\n",
    "x\ny",
    "x\r",
    "x" * 401,
    "ø",
    "\u0661",
    "2026-11-20",
    "2026-02-30",
    "2026-11-20\n",
    "20261120",
    "2026-W01-1",
    "\u0662\u0660\u0662\u0666-\u0661\u0661-\u0662\u0660",
    "2026-11-20T09:30:00Z",
    "2026-11-20T25:30:00Z",
    "2026-11-20 09:30:00",
    "2026-11-20T09:30:00+01:00",
    "P30D",
    "P",
    "PT",
    "P1.5D",
    "P30D\n",
    "NO",
    "no",
    "UK",
    "a@b.example",
    "a@b.example\n",
    "@",
    "#1F4E5F",
    "#1F4E5F\n",
    "a" * 64,
    "A" * 64,
    [],
    [[]],
    ["x", "x"],
    {},
    {"value": None},
    {"value": None, "status": "unverified"},
    {"value": "NO", "source": "x", "date": "2026-02-30", "status": "primary"},
    {"x-own": {"any": ["thing"]}},
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in plain data, the whole first."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in items:
        yield from paths(below, (*path, step))


def agree(kind: Kind, raw: Any) -> None:
    decided = validate.decider(kind)(raw)
    assert decided == validate.explainer(kind).is_valid(raw), f"{kind.name}: {raw!r}"
    if not decided:
        found = validate.explain(kind, raw, Place("a.yaml"))
        assert found
        assert all(d.code != "schema-invalid" and d.message for d in found), f"{kind.name}: {raw!r}: {found}"


def test_real_records_are_valid_for_both() -> None:
    for kind, raw in records():
        assert validate.decider(kind)(raw)
        assert validate.explainer(kind).is_valid(raw), f"{kind.name}: {raw!r}"


@st.composite
def mutants(draw: st.DrawFn) -> tuple[Kind, Any]:
    """A real record with one place dropped, added to or replaced."""
    kind, original = draw(st.sampled_from(records()))
    raw = copy.deepcopy(original)
    path = draw(st.sampled_from([p for p in paths(raw) if p]))
    holder = raw
    for step in path[:-1]:
        holder = holder[step]
    change = draw(st.sampled_from(["drop", "replace", "newline", "misspell"]))
    if change == "drop":
        del holder[path[-1]]
    elif change == "newline" and isinstance(holder[path[-1]], str):
        holder[path[-1]] += draw(st.sampled_from(["\n", "\r\n", " ", "\u2028", "\x00"]))
    elif change == "misspell" and isinstance(holder, dict):
        holder[draw(st.sampled_from([f"{path[-1]}s", "x-own", "X-own", "x"]))] = holder.pop(path[-1])
    else:
        holder[path[-1]] = draw(st.one_of(st.sampled_from(ODD), st.text(max_size=12), st.integers(), st.booleans()))
    return kind, raw


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(mutants())
def test_mutated_records_are_judged_alike(mutant: tuple[Kind, Any]) -> None:
    agree(*mutant)


def fields(kind: Kind) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of every mapping of a kind, as a schema of its own."""
    defs = kind.schema["$defs"]
    for name, schema in defs.items():
        for key, field in schema.get("properties", {}).items():
            yield f"{name}.{key}", {"$schema": kind.schema["$schema"], "$defs": defs, "allOf": [field]}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_odd_values_are_judged_alike_in_every_field(kind: Kind) -> None:
    for name, schema in fields(kind):
        decide, explainer = validate.decide_by(schema), validate.explain_by(schema)
        examples = schema["allOf"][0].get("examples", ())
        for value in (*ODD, *examples):
            assert decide(value) == explainer.is_valid(value), f"{name}: {value!r}"
        for value in examples:
            assert decide(value), f"{name}: the example {value!r} is not valid"
