"""Fides manifests become draft registers: systems, flows, activities and legal persons.

A system becomes a system that holds what its privacy declarations name; `egress` and `ingress` become
flows; declarations of the same name or use become one activity. What a manifest does not say stays
unsaid: an activity without a lawful basis is written without one, and its documents show it as open.
Fields that registers do not have are kept, word for word, under ``x-fides``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from compliance.diagnostics import Diagnostic, Place
from compliance.imports.desk import Desk, Record, aside, left_out
from compliance.imports.fides.activities import activities
from compliance.imports.fides.flows import flows
from compliance.imports.fides.manifests import Resource
from compliance.imports.fides.systems import USERS, USERS_RECORD, nodes, parties, system
from compliance.registers.kinds import BY_NAME
from compliance.registers.validate import decider, explain

_TAXONOMY = "keys of your own are written as they are; `dossier check` says where the shipped taxonomy lacks one"
COUNTERPARTS = {
    "policy": "write what must never flow where into dataflows/policies.yaml: `dossier schema data-policy`",
    "organization": "write the company, its contacts and the role of its officer into dossier.yaml",
    "data_category": _TAXONOMY,
    "data_use": _TAXONOMY,
    "data_subject": _TAXONOMY,
}
"""What to do about resources that are no register."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Plain records by kind, how many resources they came from, and what is to be said about them."""

    records: Mapping[str, tuple[Record, ...]]
    resources: int
    found: tuple[Diagnostic, ...]


def carry(resources: Iterable[Resource], owner: str, taken: Mapping[str, frozenset[str]], first_number: int) -> Carried:
    """Draft registers of manifests. ``taken`` are ids of the project by kind; ``owner`` is a role of it."""
    listed = tuple(resources)
    desk = Desk(owner, taken, first_number)
    datasets = {r.key: r for r in listed if r.type == "dataset"}
    known = nodes(listed, datasets, desk)
    people = parties(known.values(), desk)
    sent = flows(known, desk)
    done = activities(known.values(), sent, desk)
    systems = [system(node, desk) for node in known.values()]
    used = [flow.record for flow in sent]
    if USERS not in taken.get("system", ()) and any(USERS in (flow["from"], flow["to"]) for flow in used):
        systems.insert(0, dict(USERS_RECORD))
    records = {"party": people, "system": systems, "flow": used, "activity": done}
    valid = {kind: tuple(_valid(kind, many, desk)) for kind, many in records.items()}
    once = {(d.code, d.message, d.label.at): d for d in (*desk.found, *_asides(listed, desk))}
    return Carried(valid, len(listed), tuple(once.values()))


def _valid(kind: str, records: Iterable[Record], desk: Desk) -> Iterator[Record]:
    """Records that their schema takes; the others are left out, and said to be."""
    accepts = decider(BY_NAME[kind])
    for record in records:
        if accepts(record):
            yield record
            continue
        place = desk.places.get((kind, record["id"]), Place(""))
        why = "; ".join(dict.fromkeys(d.message for d in explain(BY_NAME[kind], record, place)))
        desk.found.append(left_out(place, f"the {kind} `{record['id']}` cannot be written: {why}", "mend the manifest"))


def _asides(listed: Iterable[Resource], desk: Desk) -> Iterator[Diagnostic]:
    """Resources that are no register, and fields that no register has."""
    for r in listed:
        if r.type in COUNTERPARTS:
            yield aside(r.place, f"the {r.type} `{r.key}` is not carried over", COUNTERPARTS[r.type])
    for name, places in desk.kept.items():
        times = "" if len(places) == 1 else f" ({len(places)} times)"
        what = f"no register has a field for `{name}`{times}; it is kept under `x-fides`"
        yield aside(places[0], what, "move what matters into the fields that documents print")
