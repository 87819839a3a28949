"""What is different between two states of a project: flows, holders, sub-processors, countries, transfers.

Records are compared and not files: a record in another file, keys in another order, a comment or a
citation more are no difference. What a state only plans counts as there, with its status beside it,
because customers are told before a change and not after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from compliance.derive.differences import Change, Item, Value, compare
from compliance.derive.engaged import BY_PREFIX, REACHED, STORED, engaged, grounds
from compliance.derive.transfers import VERDICTS, transfers
from compliance.diagnostics import Place
from compliance.frameworks import countries
from compliance.frameworks.taxonomy import Vocabulary, label
from compliance.graph.dataflow import UNKNOWN as NOWHERE
from compliance.graph.dataflow import DataFlows, Edge, dataflows
from compliance.graph.dossier import Dossier
from compliance.registers.records.flows import Flow, Holding, System, TransferTerms


@dataclass(frozen=True)
class Changes:
    """All differences, and how many things were looked at in the older and in the newer state."""

    flows: tuple[Change, ...]
    holders: tuple[Change, ...]
    subprocessors: tuple[Change, ...]
    countries: tuple[Change, ...]
    transfers: tuple[Change, ...]
    examined: Mapping[str, tuple[int, int]]

    @property
    def parts(self) -> tuple[tuple[str, tuple[Change, ...]], ...]:
        """Every kind of difference with its name, in the order of printing."""
        return (
            ("flows", self.flows),
            ("holders", self.holders),
            ("sub-processors", self.subprocessors),
            ("countries", self.countries),
            ("transfers", self.transfers),
        )

    def __bool__(self) -> bool:
        return any(changes for _, changes in self.parts)


def changes(before: Dossier, after: Dossier) -> Changes:
    """What ``after`` has and ``before`` had not, and the other way round."""
    old, new = _State(before), _State(after)
    return Changes(
        compare(old.flows, new.flows, frozenset({DATA, PEOPLE, PURPOSES})),
        compare(old.holders, new.holders),
        compare(old.engaged, new.engaged, BY_PREFIX),
        compare(old.countries, new.countries),
        compare(old.transfers, new.transfers),
        {name: (count, new.examined[name]) for name, count in old.examined.items()},
    )


DATA, PEOPLE, PURPOSES = "data", "people", "purposes"


class _State:
    """One state of a project as things to compare."""

    def __init__(self, dossier: Dossier) -> None:
        graph = dataflows(dossier, planned=True)
        flows = [edge.flow for edge in graph.flows if edge.flow]
        self.flows = [_flow(flow, dossier) for flow in flows]
        self.holders = [_holder(system) for system in dossier.all(System) if system.holds]
        self.engaged = [found.item for found in engaged(dossier)]
        self.countries = list(_countries(graph))
        self.transfers = list(_transfers(dossier))
        self.examined = {
            "nodes": len(graph.nodes),
            "flows": len(self.flows),
            "holders": len(self.holders),
            "sub-processors": len(self.engaged),
            "transfers": len(self.transfers),
        }


def _one(key: str, place: Place, words: str = "") -> tuple[Value, ...]:
    return (Value(key, words or key, place),) if key else ()


def _keys(flow: Flow, field: str, vocabulary: Vocabulary) -> tuple[Value, ...]:
    keys: tuple[str, ...] = getattr(flow, field)
    return tuple(Value(key, label(vocabulary, key), flow.at(field, n)) for n, key in enumerate(keys))


def _name(id: str, dossier: Dossier) -> str:
    system = dossier.get(System, id)
    return system.name if system else id


def _flow(flow: Flow, dossier: Dossier) -> Item:
    source, target = _name(flow.from_, dossier), _name(flow.to, dossier)
    transit = flow.in_transit
    encrypted = f"{transit.protocol} {transit.min_version}".strip() if transit else ""
    transforms = (
        (f"{t.kind} {category}", t.kind, category, t.at("on_categories", n))
        for t in flow.transforms
        for n, category in enumerate(t.on_categories)
    )
    aspects = {
        "status": _one(flow.status, flow.at("status")),
        "from": _one(flow.from_, flow.at("from"), source),
        "to": _one(flow.to, flow.at("to"), target),
        DATA: _keys(flow, "data_categories", "category"),
        PEOPLE: _keys(flow, "data_subjects", "subject"),
        PURPOSES: _keys(flow, "purposes", "purpose"),
        "ground in Article 6": _one(flow.legal_basis or "", flow.at("legal_basis")),
        "condition in Article 9": _one(flow.art9_condition or "", flow.at("art9_condition")),
        "roles": _one(f"{flow.exporter_role} to {flow.importer_role}", flow.at("importer_role")),
        "taken out on the way": tuple(
            Value(key, f"{kind} {label('category', category)}", place) for key, kind, category, place in transforms
        ),
        "encryption on the way": _one(encrypted, flow.at("in_transit")),
        "plans": tuple(Value(plan, plan, flow.at("plans", n)) for n, plan in enumerate(flow.plans)),
        "ground of transfer": grounds([flow]),
    }
    return Item(flow.id, f"{flow.number} {source} to {target}", flow.at("id"), aspects)


def _holder(system: System) -> Item:
    key = system.encryption_at_rest
    kept = (
        Value(f"{h.category} {h.retention}", f"{label('category', h.category)}: {h.retention}", h.at("retention"))
        for h in system.holds
        if h.retention
    )
    aspects = {
        "holds": _distinct(value for holding in system.holds for value in _held(holding)),
        "kept under": tuple(kept),
        "who holds the key": _one(key.key_holder.value or "", key.key_holder.place) if key else (),
        "encryption at rest": _one(key.algorithm.value or "", key.algorithm.place) if key else (),
    }
    return Item(system.id, system.name, system.at("id"), aspects)


def _held(holding: Holding) -> Iterator[Value]:
    for subject in holding.subjects:
        words = f"{label('category', holding.category)} of {label('subject', subject).lower()}"
        yield Value(f"{holding.category} {subject}", words, holding.at("category"))


def _countries(graph: DataFlows) -> Iterator[Item]:
    """Where each node that may have personal data keeps it, and from where people reach it."""
    for node in graph.nodes.values():
        if not node.personal:
            continue
        stored = _places(graph.out(node.key, "stored-in"))
        reached = _places(graph.out(node.key, "accessed-from"))
        if stored or reached:
            yield Item(node.key, node.name, node.place, {STORED: stored, REACHED: reached})


def _places(edges: Iterable[Edge]) -> tuple[Value, ...]:
    return _distinct(map(_country, edges))


def _distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    """Each value once, at the first place that states it."""
    found: dict[str, Value] = {}
    for value in values:
        found.setdefault(value.key, value)
    return tuple(found.values())


def _country(edge: Edge) -> Value:
    code = edge.target.partition(":")[2]
    known = code != NOWHERE and (edge.fact is None or edge.fact.known)
    return Value(code, countries.name(code), edge.place) if known else Value("", "not verified", edge.place)


def _transfers(dossier: Dossier) -> Iterator[Item]:
    """Every hop of data that leaves the EEA, or may, with the ground that the rules derive for it."""
    for found in transfers(_as_planned(dossier)):
        hop = found.hop
        if not found.leaves:
            continue
        number = f"{hop.flow.number} " if hop.flow else ""
        outside = (need.where.fact for need in found.outside)
        aspects = {
            "countries": _distinct(
                Value(f.value or "", countries.name(f.value) if f.value and f.known else "not verified", f.place)
                for f in outside
            ),
            "ground": _one(found.words, hop.place),
            "declared basis": _one(found.verdict, hop.place, VERDICTS[found.verdict].lower()),
            "roles": _one(f"{hop.exporter_role} to {hop.importer_role}", hop.place),
            **(_terms(hop.declared) if hop.declared else {}),
        }
        yield Item(" ".join(hop.key), f"{number}{hop.exporter} to {hop.importer.name}", hop.place, aspects)


def _as_planned(dossier: Dossier) -> Dossier:
    """The same with every planned flow running, because a transfer is judged before it happens."""
    flows = {flow.id: replace(flow, status="live") if flow.status == "planned" else flow for flow in dossier.all(Flow)}
    registers = replace(dossier.registers, records={**dossier.registers.records, Flow: flows})
    return replace(dossier, registers=registers)


def _terms(terms: TransferTerms) -> dict[str, tuple[Value, ...]]:
    return {
        "declared ground": _one(terms.mechanism, terms.at("mechanism")),
        "if it falls": _one(terms.fallback or "", terms.at("fallback")),
        "assessment": _one(terms.tia_ref, terms.at("tia_ref")),
        "signed on": _one(str(terms.signed_on or ""), terms.at("signed_on")),
        "expires": _one(str(terms.expires or ""), terms.at("expires")),
    }
