"""Privacy declarations as records of processing, one for what several systems declare alike."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.frameworks.taxonomy import label
from compliance.imports.desk import Desk, Record, line
from compliance.imports.fides.declarations import Declaration
from compliance.imports.fides.flows import Sent
from compliance.imports.fides.systems import Node

Member = tuple[Node, Declaration]


def activities(known: Iterable[Node], sent: Iterable[Sent], desk: Desk) -> list[Record]:
    """Declarations of the same title, use, role and ground are one activity; flows get its id."""
    groups: dict[tuple[str, ...], list[Member]] = {}
    for node in known:
        for d in node.declarations if node.resource.type == "system" else ():
            groups.setdefault((d.title, d.use, node.role, d.basis, d.condition), []).append((node, d))
    made: list[Record] = []
    of: dict[int, str] = {}
    for members in groups.values():
        made.append(_activity(members, desk))
        of |= {id(declaration): made[-1]["id"] for _, declaration in members}
    for flow in sent:
        if flow.serves is not None and id(flow.serves) in of:
            flow.record["activity"] = of[id(flow.serves)]
    return made


def _activity(members: list[Member], desk: Desk) -> Record:
    node, first = members[0]
    raws = [n.raw for n, _ in members]
    instructed = node.role == "processor"
    department = line(node.raw.get("administrating_department"))
    names = ", ".join(dict.fromkeys(n.name for n, _ in members))
    made: Record = {
        "id": desk.fresh("activity", first.title.lower(), first.place),
        "name": first.title,
        "description": f"Carried over from Fides manifests: {first.title}, in {names}.",
        "role": node.role,
        "purposes": [first.use],
        "purpose_text": f"{label('purpose', first.use)}.",
        "subjects": sorted({subject for _, d in members for subject in d.subjects}),
        "categories": sorted({category for _, d in members for category in d.held}),
        "systems": list(dict.fromkeys(n.id for n, _ in members)),
        "legal_basis": "controller-instruction" if instructed else first.basis,
        "art9_condition": "controller-instruction" if instructed and first.condition else first.condition,
        "profiling": _PROFILING if any(raw.get("uses_profiling") is True for raw in raws) else "",
        "department": "" if department == "Not defined" else department,
        "owner": desk.owner,
    }
    if any(raw.get("requires_data_protection_assessments") is True for raw in raws):
        made["dpia"] = {"required": True, "reason": "The Fides manifest says that an assessment is required."}
    return {key: value for key, value in made.items() if value != ""} | {"retention": []}


_PROFILING = "Yes, with a legal or similar effect, as the Fides manifest says."
