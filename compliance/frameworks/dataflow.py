"""How flows are read: tags by purpose, identifying data, what a transform leaves, what a change costs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from compliance.frameworks.data import read
from compliance.frameworks.taxonomy import below


@cache
def tags() -> dict[str, str]:
    """Label of each tag that a purpose can give a system."""
    return {row["tag"]: row["label"] for row in read("dataflow")["tags"]}


@cache
def tags_of_purpose(purpose: str) -> frozenset[str]:
    """Tags of a system that a vendor runs and that gets data for this purpose."""
    rows = read("dataflow")["tags"]
    return frozenset(row["tag"] for row in rows if any(below(purpose, key) for key in row["purposes"]))


@cache
def identifiers() -> tuple[str, ...]:
    """Categories that say by themselves who somebody is."""
    return tuple(read("dataflow")["identifiers"]["categories"])


@cache
def pseudonym() -> str:
    """The category that stands in the place of an identifier once it is pseudonymised."""
    return str(read("dataflow")["identifiers"]["replaced_by"])


@cache
def removes(kind: str) -> bool:
    """Whether a transform takes data away, rather than leaving it about a code."""
    return bool(next(row["leaves"] == "nothing" for row in read("dataflow")["transforms"] if row["kind"] == kind))


@dataclass(frozen=True, slots=True)
class Cost:
    """What changing a flow costs, in no unit, and why."""

    weight: int
    why: str


def cost(initiator: str, purposes: Iterable[str]) -> Cost:
    """The cost of changing a flow; a flow for several purposes costs as much as the dearest."""
    wanted = tuple(purposes)
    for row in read("dataflow")["costs"]:
        keys = row.get("purposes", ())
        if row.get("initiator") == initiator or any(below(p, key) for p in wanted for key in keys):
            return Cost(row["weight"], row["why"])
    last = read("dataflow")["costs"][-1]
    return Cost(last["weight"], last["why"])
