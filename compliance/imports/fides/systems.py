"""Systems of manifests, datasets that stand alone, and the legal persons behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from compliance.frameworks import fides
from compliance.imports.desk import Desk, Record, aside, guessed, left_out, line, says
from compliance.imports.fides.declarations import Declaration, declarations_of
from compliance.imports.fides.manifests import Resource

USERS = "users"
"""Id of the system that stands for the people of a flow from or to ``user``."""
USERS_RECORD: Record = {
    "id": USERS,
    "name": "Users",
    "kind": "data-subject",
    "description": "People who give data to the systems, or get it from them.",
    "zone": "data-subjects",
    "personal_data": True,
}

SAID = frozenset(
    {
        *("fides_key", "name", "description", "system_type", "egress", "ingress", "privacy_declarations"),
        *("administrating_department", "legal_name", "legal_address", "dpo", "responsibility", "dataset_references"),
        *("processes_personal_data", "uses_profiling", "requires_data_protection_assessments"),
        *("organization_fides_key", "collections", "data_categories", "data_subjects"),
    }
)
"""Fields of a system or dataset that registers say in words of their own."""


@dataclass(slots=True, eq=False)
class Node:
    """A system on its way into the registers."""

    id: str
    resource: Resource
    sort: fides.Sort
    declarations: tuple[Declaration, ...]
    party: str = ""

    @property
    def raw(self) -> dict[str, Any]:
        return self.resource.raw

    @property
    def vendors(self) -> bool:
        """Whether somebody else runs it."""
        return self.sort.kind == "vendor-service"

    @property
    def stated_role(self) -> str:
        """`controller` or `processor`, as `responsibility` has it; empty where it has nothing."""
        said = self.raw.get("responsibility")
        named = said if isinstance(said, list) else [said]
        return next((role for one in named if (role := fides.word("roles", str(one)))), "")

    @property
    def role(self) -> str:
        """The same; a system that does not say is taken for a controller's."""
        return self.stated_role or "controller"

    @property
    def name(self) -> str:
        return line(self.raw.get("name")) or self.id


def nodes(listed: tuple[Resource, ...], datasets: Mapping[str, Resource], desk: Desk) -> dict[str, Node]:
    """Systems by their key, and datasets that no system names as stores of their own."""
    found: dict[str, Node] = {}
    desk.reserve("system", USERS)
    for r in listed:
        if r.type == "system" and r.key in found:
            desk.found.append(left_out(r.place, f"there is another system `{r.key}`", "keep one of the two"))
        elif r.type == "system":
            found[r.key] = Node(_id(r, desk), r, _sort(r, desk), declarations_of(r, datasets, desk.found))
    used = {key for r in listed if r.type == "system" for key in references(r.raw)}
    for key, r in datasets.items():
        if key not in used and key not in found:
            store = fides.Sort("datastore", "corporate", known=True)
            found[key] = Node(_id(r, desk), r, store, declarations_of(r, datasets, desk.found))
    return found


def _id(r: Resource, desk: Desk) -> str:
    id = desk.fresh("system", r.key, r.place)
    if id != r.key:
        taken = r.key in desk.taken.get("system", ())
        why = "the project has a system of this name" if taken else "an id has letters, digits, dots and hyphens"
        desk.found.append(guessed(r.place.at("fides_key"), f"`{r.key}` is written as `{id}`: {why}", "rename at will"))
    return id


def _sort(r: Resource, desk: Desk) -> fides.Sort:
    said = line(r.raw.get("system_type"))
    sort = fides.sort(said)
    if not sort.known:
        type = f"`{said}`" if said else "not stated"
        what = f"`{r.key}` is taken for an application: `system_type` is {type}"
        desk.found.append(guessed(r.place, what, "correct `kind` and `zone` of the system"))
    return sort


def references(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """Datasets that a system names, itself or in a declaration."""
    declared = raw.get("privacy_declarations")
    holders = [raw, *(d for d in (declared if isinstance(declared, list) else ()) if isinstance(d, dict))]
    lists = (holder.get("dataset_references") for holder in holders)
    return tuple(str(key) for many in lists if isinstance(many, list) for key in many)


def system(node: Node, desk: Desk) -> Record:
    """The record of a system, with what its declarations and datasets say that it holds."""
    raw = node.raw
    described = raw.get("description")
    made: Record = {
        "id": node.id,
        "name": node.name,
        "kind": node.sort.kind,
        "description": described.strip() if isinstance(described, str) and described.strip() else "Not described yet.",
        "source": f"Fides manifest, {node.resource.type} {node.resource.key}",
        "status": "unverified",
        "zone": node.sort.zone,
        "personal_data": raw.get("processes_personal_data") is not False,
        "tags": list(fides.tags(tuple(d.use for d in node.declarations))),
        "party": node.party,
        "holds": _holds(node, desk),
        "x-fides": _kept(node, desk),
    }
    return {key: value for key, value in made.items() if value not in ("", [], {})}


def _holds(node: Node, desk: Desk) -> list[Record]:
    held: dict[str, set[str]] = {}
    for declaration in node.declarations:
        for category in declaration.held:
            held.setdefault(category, set()).update(declaration.subjects)
    if bare := sorted(category for category, subjects in held.items() if not subjects):
        what = f"`{node.id}` holds {', '.join(bare)}, and no declaration says about whom"
        desk.found.append(left_out(node.resource.place, what, "add `holds` with its `subjects` to the system"))
    return [{"category": c, "subjects": sorted(s)} for c, s in sorted(held.items()) if s]


def _kept(node: Node, desk: Desk) -> Record:
    """Fields that no register has, of the system and of its declarations."""
    rest = {key: value for key, value in node.raw.items() if key not in SAID and says(value)}
    for key in rest:
        desk.kept.setdefault(key, []).append(node.resource.place.at(key))
    declared = [{"name": d.title, **d.rest} for d in node.declarations if d.rest]
    for declaration in node.declarations:
        for key in declaration.rest:
            desk.kept.setdefault(key, []).append(declaration.place.at(key))
    return rest | ({"privacy_declarations": declared} if declared else {})


def parties(known: Iterable[Node], desk: Desk) -> list[Record]:
    """The legal persons that systems name, each once. Where they sit, no manifest says."""
    made: dict[str, Record] = {}
    for node in known:
        name, at = line(node.raw.get("legal_name")), node.resource.place.at("legal_name")
        if not name:
            continue
        if name not in made:
            made[name] = {
                "id": desk.fresh("party", name.lower(), at),
                "source": "fides",
                "status": "unverified",
                "sources": [{"id": "fides", "title": f"Fides manifest, system {node.resource.key}"}],
                "legal_name": name,
                "country": {"value": None, "status": "unverified"},
            }
            if address := line(node.raw.get("legal_address")):
                made[name]["address"] = address
            if contact := line(node.raw.get("dpo")):
                made[name]["contacts"] = {"privacy": contact}
        node.party = made[name]["id"]
        if node.vendors and name:
            what = f"`{node.id}` is run by {name}, and a supplier's record asks for more than a manifest says"
            desk.found.append(
                aside(at, what, "write vendors/ID.yaml (`dossier schema vendor`) and name it in `vendor`")
            )
    return list(made.values())
