"""Read every register of a project: files to plain data to records, with what was wrong.

A stage returns what it made and what it found. A record that is not valid is left out and the rest
goes on, so that one run shows every mistake.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from compliance import __version__, collector
from compliance.cache import Cache
from compliance.cache import key as cache_key
from compliance.diagnostics import Diagnostic, Label, Place, Severity, Span
from compliance.registers import validate, yaml12
from compliance.registers.convert import to_record
from compliance.registers.files import File, at_file, read
from compliance.registers.kinds import KINDS, SCHEMA_VERSION, Kind
from compliance.registers.markdown import split_front_matter
from compliance.registers.order import natural
from compliance.registers.records.company import Plan, Product, Project, Role
from compliance.registers.records.controls import Policy
from compliance.registers.references import Reference, Term, links
from compliance.registers.values import Record

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Registers:
    """All valid records of a project, by kind and id, and what they name."""

    records: Mapping[type[Record], Mapping[str, Record]]
    references: tuple[Reference, ...] = ()
    terms: tuple[Term, ...] = ()
    files: tuple[str, ...] = ()
    broken: frozenset[tuple[str, str]] = frozenset()
    """Kind and id of records that are there but not valid: what names them is not wrong too. The id is
    ``*`` where a whole file of lists could not be read."""

    def all(self, cls: type[R]) -> tuple[R, ...]:
        """Every record of a class, in natural order of the ids."""
        return tuple(self.records.get(cls, {}).values())  # type: ignore[arg-type]  # keyed by its own class

    def get(self, cls: type[R], id: str) -> R | None:
        """The record with this id, if there is one."""
        return self.records.get(cls, {}).get(id)  # type: ignore[return-value]  # keyed by its own class

    @cached_property
    def project(self) -> Project:
        """The project record. Only a project that has one is checked further."""
        return next(iter(self.all(Project)))

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        return {role.id: role for role in self.project.roles}

    @cached_property
    def products(self) -> Mapping[str, Product]:
        return {product.id: product for product in self.project.products}

    @cached_property
    def plans(self) -> Mapping[str, Plan]:
        return {plan.id: plan for plan in self.project.plans}

    def ids(self, kind: str) -> frozenset[str]:
        """The ids that a reference to ``kind`` may name."""
        return self._ids[kind]

    def whole(self, kind: str) -> bool:
        """Whether every file of lists of this kind was read: else a missing id says nothing."""
        return (kind, _ALL) not in self.broken

    @cached_property
    def _ids(self) -> Mapping[str, frozenset[str]]:
        inside = {"role": self.roles, "product": self.products, "plan": self.plans}
        known = {kind.name: {*self.records.get(kind.record, {})} for kind in KINDS}
        for kind, id in self.broken:
            known[kind].add(id)  # `*` is harmless: no id has that form
        return {name: frozenset(ids) for name, ids in [*known.items(), *inside.items()]}


_ALL = "*"
"""In the place of an id: a file of lists that could not be read at all."""


@dataclass
class Loaded:
    """What loading made and what it found."""

    registers: Registers
    found: list[Diagnostic] = field(default_factory=list)
    examined: dict[str, int] = field(default_factory=dict)


def load(root: Path, cache: Cache | None = None) -> Loaded:
    """All registers below ``root``."""
    found: list[Diagnostic] = []
    with collector.seldom():
        files = list(read(root, found))
        broken: set[tuple[str, str]] = set()
        parsed = _parse(files, cache or Cache(None), found, broken)
        registers = _link(parsed, frozenset(broken | _broken(files, parsed)), found)
    examined = {"files": len(files), "records": sum(len(r) for r in registers.records.values())}
    return Loaded(registers, found, examined)


class _Item(NamedTuple):
    """One record's plain data, valid or not yet known."""

    kind: Kind
    raw: dict[str, Any]
    place: Place
    body: str = ""
    body_line: int = 0


def _parse(files: list[File], cache: Cache, found: list[Diagnostic], broken: set[tuple[str, str]]) -> list[_Item]:
    """Valid plain data of all files. What parsed without a finding comes from the cache next time."""
    keys = {f.name: _key(f) for f in files if f.kind.layout != "markdown"}
    known = cache.get_many(keys.values())
    fresh: dict[str, bytes] = {}
    items: list[_Item] = []
    for file in files:
        kept = _kept(file, known.get(keys.get(file.name, "")))
        if kept is not None:
            items.extend(kept)
            continue
        before = len(found)
        data, made = _parse_one(file, found)
        if len(found) > before and not made and file.kind.layout == "list":
            broken.add((file.kind.name, _ALL))
        for item in made:
            if _valid(item, found):
                items.append(item)
            else:
                broken.update(_identity(item))
        if len(found) == before and file.name in keys:
            fresh[keys[file.name]] = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    cache.put(fresh)
    return items


def _kept(file: File, data: bytes | None) -> list[_Item] | None:
    """The records that the cache has of a file, or None. What was damaged there is as if it were not."""
    if data is None:
        return None
    wrong: list[Diagnostic] = []
    try:
        items = _split(file, json.loads(data), wrong)
    except (ValueError, RecursionError):
        return None
    decide = validate.decider(file.kind)
    return None if wrong or not all(decide(item.raw) for item in items) else items


def _key(file: File) -> str:
    return cache_key("registers", __version__, file.kind.name, _schema_digest(file.kind), file.data)


_DIGESTS: dict[str, str] = {}


def _schema_digest(kind: Kind) -> str:
    if kind.name not in _DIGESTS:
        text = json.dumps(kind.schema, sort_keys=True)
        _DIGESTS[kind.name] = hashlib.sha256(text.encode()).hexdigest()
    return _DIGESTS[kind.name]


def _parse_one(file: File, found: list[Diagnostic]) -> tuple[Any, list[_Item]]:
    try:
        if file.kind.layout == "markdown":
            return None, _markdown(file, found)
        data = yaml12.parse_bytes(file.data, file.name)
    except yaml12.YamlFaultError as error:
        found.append(_fault(error.fault, file.name))
        return None, []
    wrong: list[Diagnostic] = []
    items = _split(file, data, wrong)
    found.extend(wrong)
    return data, items


def _fault(fault: yaml12.Fault, name: str) -> Diagnostic:
    word = "first here" if fault.code == "duplicate-key" else "it begins here"
    others = (Label(fault.other, word),) if fault.other else ()
    return Diagnostic(fault.code, Severity.ERROR, fault.message, Label(fault.span), others, fault.help, name)


def _markdown(file: File, found: list[Diagnostic]) -> list[_Item]:
    text = yaml12.decode(file.data, file.name)
    front = split_front_matter(text)
    if front is None:
        help = "start the file with a line `---`, the fields, and a line `---`"
        found.append(at_file("no-front-matter", file.name, "this file has no front matter", help))
        return []
    control = next((c for c in front.body if ord(c) < 32 and c not in "\n\r\t"), None)
    if control is not None:
        line = front.body_line + front.body[: front.body.index(control)].count("\n") + 1
        span = Span(file.name, line, 1, line, 2)
        message = f"the text holds the control character U+{ord(control):04X}"
        found.append(Diagnostic("control-character", Severity.ERROR, message, Label(span), help="remove it"))
        return []
    data = yaml12.parse_text(front.yaml, file.name, front.first_line)
    wrong: list[Diagnostic] = []
    items = _split(file, data, wrong)
    found.extend(wrong)
    return [item._replace(body=front.body, body_line=front.body_line) for item in items]


def _split(file: File, data: Any, wrong: list[Diagnostic]) -> list[_Item]:
    """The records of a file. Faults of the file around them go to ``wrong``."""
    kind, top = file.kind, Place(file.name)
    if not isinstance(data, dict):
        if kind.layout == "list":
            message, help = f"this file has no list `{kind.collection}`", f"start it with `{kind.collection}:`"
        else:
            message, help = f"this file holds no {kind.name}", f"see `dossier schema {kind.name}` for the keys"
        wrong.append(at_file("wrong-type", file.name, message, help))
        return []
    if kind.layout != "list":
        return [_Item(kind, data, top)]
    if _from_fides(data):
        message = "this is a Fides manifest and no register"
        help = "move it out of this folder; `dossier import fides` makes draft registers of it"
        wrong.append(at_file("wrong-type", file.name, message, help))
        return []
    for name in data:
        if name != kind.collection and not name.startswith("x-"):
            help = f"a file of this kind holds `{kind.collection}:` and nothing else"
            label = Label(top.at(name), "not a key of the schema", "key")
            wrong.append(
                Diagnostic("unknown-key", Severity.ERROR, f"unknown key `{name}`", label, help=help, subject=file.name)
            )
    listed = data.get(kind.collection)
    if not isinstance(listed, list):
        help = f"start it with `{kind.collection}:` and a list below"
        wrong.append(at_file("missing-key", file.name, f"this file has no list `{kind.collection}`", help))
        return []
    return [_Item(kind, raw, top.at(kind.collection, index)) for index, raw in enumerate(listed)]


def _from_fides(data: dict[str, Any]) -> bool:
    """Whether a file holds resources of Fides, which people who move from it put here first."""
    lists = (many for many in data.values() if isinstance(many, list))
    return any(isinstance(first, dict) and "fides_key" in first for many in lists for first in many[:1])


def _valid(item: _Item, found: list[Diagnostic]) -> bool:
    if validate.decider(item.kind)(item.raw):
        return True
    found.extend(validate.explain(item.kind, item.raw, item.place))
    return False


def _identity(item: _Item) -> Iterator[tuple[str, str]]:
    """Kind and id of a record that is not valid, where it has an id all the same."""
    id = item.raw.get(item.kind.id_key) if isinstance(item.raw, dict) else None
    if isinstance(id, str):
        yield item.kind.name, id


def _broken(files: list[File], items: list[_Item]) -> set[tuple[str, str]]:
    """Records that were left out with their whole file, as far as its name tells their id."""
    good = {(item.kind.name, item.place.file) for item in items}
    one_each = (f for f in files if f.kind.layout != "list" and f.kind.id_key)
    return {(f.kind.name, Path(f.name).stem) for f in one_each if (f.kind.name, f.name) not in good}


def _link(items: list[_Item], broken: frozenset[tuple[str, str]], found: list[Diagnostic]) -> Registers:
    """Plain data becomes records by kind and id; what they refer to is gathered, not yet checked."""
    records: dict[type[Record], dict[str, Record]] = {kind.record: {} for kind in KINDS}
    references: list[Reference] = []
    terms: list[Term] = []
    for item in items:
        kind = item.kind
        id = str(item.raw[kind.id_key]) if kind.id_key else kind.name
        record = to_record(kind.record, item.raw, item.place, id)
        if isinstance(record, Policy):
            record = _with_body(record, item)
        other = records[kind.record].get(id)
        if other is not None:
            found.append(_duplicate(kind, id, record, other))
            continue
        found.extend(_misnamed(kind, id, record))
        records[kind.record][id] = record
        for link in links(kind, id, item.raw, item.place):
            if isinstance(link, Reference):
                references.append(link)
            else:
                terms.append(link)
    ordered = {cls: dict(sorted(by_id.items(), key=lambda kv: natural(kv[0]))) for cls, by_id in records.items()}
    files = tuple(dict.fromkeys(item.place.file for item in items))
    found.extend(_version(records[Project]))
    return Registers(ordered, tuple(references), tuple(terms), files, broken)


def _with_body(policy: Policy, item: _Item) -> Policy:
    from dataclasses import replace

    return replace(policy, body=item.body, body_line=item.body_line)


def _duplicate(kind: Kind, id: str, record: Record, other: Record) -> Diagnostic:
    key = kind.id_key or "id"
    first = Label(other.at(key), "first here")
    message = f"two {kind.name} records have the id `{id}`"
    return Diagnostic(
        "duplicate-id", Severity.ERROR, message, Label(record.at(key)), (first,), "give one another id", id
    )


def _misnamed(kind: Kind, id: str, record: Record) -> Iterator[Diagnostic]:
    """A file that is one record is named after it, so that an id leads to its file."""
    if kind.layout == "list" or "*" not in kind.where[0]:
        return
    stem = Path(record.place.file).stem
    if stem != id:
        message = f"the id `{id}` differs from the file's name `{stem}`"
        help = f"rename the file, or write `id: {stem}`"
        yield Diagnostic("id-not-file-name", Severity.ERROR, message, Label(record.at("id")), help=help, subject=id)


def _version(projects: Mapping[str, Record]) -> Iterator[Diagnostic]:
    for project in projects.values():
        if isinstance(project, Project) and project.schema_version != SCHEMA_VERSION:
            newer = project.schema_version > SCHEMA_VERSION
            help = "install a newer Dossier" if newer else "bring the registers forward with `dossier migrate`"
            message = f"schema version {project.schema_version} is in use; this Dossier reads {SCHEMA_VERSION}"
            label = Label(project.at("schema_version"))
            yield Diagnostic("schema-version", Severity.ERROR, message, label, help=help, subject="project")
