"""Reads a catalog of somebody else as a framework of the project.

Identifiers and titles are facts and are kept. Prose is somebody's work: it stays out unless whoever imports says
that its licence allows a copy.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from compliance.diagnostics import Diagnostic, DossierError, Label, Place, Severity
from compliance.oscal import check
from compliance.oscal.read import Document, dicts, read, texts
from compliance.registers import validate, yaml12
from compliance.registers.kinds import BY_NAME


class NotACatalogError(DossierError):
    """An OSCAL document of another model."""

    def __init__(self, path: Path, model: str) -> None:
        help = "import the catalog that it selects from"
        super().__init__(f"{path} is a {model}, and a framework is made from a catalog", help)


class NoIdError(DossierError):
    """A title from which no id follows."""

    def __init__(self, title: str) -> None:
        super().__init__(f"no id can be made from the title {title!r}", "name one with --id, such as nist-800-53")


class UnreadableFrameworkError(DossierError):
    """A framework file from which nothing can be carried over."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is no YAML, so that nothing can be carried over from it", "mend it, or move it away")


class TooLargeError(DossierError):
    """A framework that is larger than a register may be."""

    def __init__(self, size: int) -> None:
        super().__init__(
            f"the framework would have {size:,} bytes; a register has at most {yaml12.MAX_BYTES:,}",
            "leave out --with-text",
        )


@dataclass(frozen=True)
class ImportOptions:
    """What an import was asked for."""

    id: str = ""
    kind: str = "criteria"
    with_text: bool = False
    today: date = date.min


@dataclass
class Imported:
    """The framework as a register file holds it, what was found, and how much of what was kept and left out."""

    data: dict[str, Any]
    found: list[Diagnostic]
    kept: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def id(self) -> str:
        return str(self.data["id"])

    @property
    def failed(self) -> bool:
        """Whether something stands in the way of a framework."""
        return any(d.severity == Severity.ERROR for d in self.found)


def from_file(path: Path, options: ImportOptions) -> Imported:
    """The framework that a catalog's file makes."""
    document = read(path)
    if isinstance(document, Diagnostic):
        return Imported({"id": ""}, [document])
    return from_document(document, options)


def from_document(document: Document, options: ImportOptions) -> Imported:
    """The framework that a catalog makes."""
    if document.model != "catalog":
        raise NotACatalogError(document.path, document.model)
    return _Reader(document, options).read()


_BLOCKING = frozenset({"oscal-duplicate-id"})


class _Reader:
    """One pass over a catalog."""

    def __init__(self, document: Document, options: ImportOptions) -> None:
        self._document, self._options = document, options
        self._params: dict[str, dict[str, Any]] = {}
        self.made = Imported({}, [])

    def read(self) -> Imported:
        body = self._document.body
        self._faults()
        self._params = dict(_params(body))
        requirements = list(self._controls(body, self._document.top, "", ""))
        self.made.left_out["parameters"] += 0 if self._options.with_text else len(self._params)
        matter = body.get("back-matter")
        self.made.left_out["resources"] += len(dicts(matter.get("resources"))) if isinstance(matter, dict) else 0
        self.made.data = {**self._head(), "requirements": requirements}
        if not requirements and not self.made.failed:
            self._fault("the catalog has no control", self._document.top, "nothing would be imported")
        self._hold()
        return self.made

    def _faults(self) -> None:
        """What the check has against the catalog. Only what makes ids ambiguous stands in the way."""
        found = check.check([self._document]).found
        self.made.found += [d for d in found if d.code in _BLOCKING]
        others = sum(1 for d in found if d.code not in _BLOCKING and d.severity >= Severity.WARNING)
        if others:
            message = f"the check finds {others} other faults in the catalog, which do not stand in the way"
            help = f"dossier check-oscal {self._document.name}"
            label = Label(self._document.top)
            self.made.found.append(Diagnostic("oscal-catalog-faults", Severity.WARNING, message, label, help=help))

    def _head(self) -> dict[str, Any]:
        metadata = self._document.body.get("metadata")
        about = metadata if isinstance(metadata, dict) else {}
        title = _line(about.get("title")) or self._document.path.stem
        version = _line(about.get("version"))
        groups = [_line(group.get("title")) for group in dicts(self._document.body.get("groups"))]
        head = {
            "id": self._options.id or _slug(title),
            "title": title,
            "edition": version,
            "kind": self._options.kind,
            "publisher": _publisher(about),
            "checked_on": self._options.today.isoformat(),
            "source": f"{self._document.path.name}{f', version {version}' if version else ''}",
            "notice": _WITH_TEXT if self._options.with_text else _WITHOUT_TEXT,
            "groups": list(dict.fromkeys(group for group in groups if group)),
        }
        return {key: value for key, value in head.items() if value}

    def _controls(self, holder: dict[str, Any], at: Place, group: str, subgroup: str) -> Iterator[dict[str, Any]]:
        for n, control in enumerate(dicts(holder.get("controls"))):
            yield from self._control(control, at.at("controls", n), group, subgroup)
        for n, inner in enumerate(dicts(holder.get("groups"))):
            title = _line(inner.get("title"))
            self.made.kept["groups"] += 1
            below = (title, "") if not group else (group, f"{subgroup}, {title}".strip(", "))
            yield from self._controls(inner, at.at("groups", n), *below)

    def _control(self, control: dict[str, Any], at: Place, group: str, subgroup: str) -> Iterator[dict[str, Any]]:
        id, title = control.get("id"), _line(control.get("title"))
        if not isinstance(id, str) or not title:
            self._fault("a control needs an id and a title", at, "add what is missing to the catalog")
            return
        label = _label(control)
        if _withdrawn(control):
            self.made.left_out["withdrawn controls"] += 1
        else:
            self.made.kept["controls"] += 1
            made = {
                "id": id,
                "label": label if label != id else "",
                "title": title,
                "group": group,
                "subgroup": subgroup,
                "text": self._text(control),
            }
            self._not_kept(control)
            clean = {key: value for key, value in made.items() if value}
            self._allowed(clean, at)
            yield clean
        below = f"{label or id} {title}"[:400]
        for n, inner in enumerate(dicts(control.get("controls"))):
            yield from self._control(inner, at.at("controls", n), group, below)

    def _not_kept(self, control: dict[str, Any]) -> None:
        left = self.made.left_out
        parts = dicts(control.get("parts"))
        kept = sum(1 for part in parts if part.get("name") == "statement") if self._options.with_text else 0
        left["parts with prose"] += len(parts) - kept
        left["links"] += len(dicts(control.get("links")))
        left["properties"] += sum(1 for p in dicts(control.get("props")) if not _is_label(p))

    def _allowed(self, made: dict[str, Any], at: Place) -> None:
        """Hold what was made against the schema of registers, and say where in the catalog it came from."""
        probe = {"id": "x", "title": "x", "kind": "criteria", "checked_on": "2026-01-01", "requirements": [made]}
        kind = BY_NAME["framework"]
        if validate.decider(kind)(probe):
            return
        for fault in validate.explain(kind, probe, Place("")):
            pointer = fault.label.at.pointer if isinstance(fault.label.at, Place) else ""
            name = pointer.rpartition("/")[2]
            self._fault(f"{fault.message} (`{name}` of a requirement)", at.at(name), fault.help or "shorten or mend it")

    def _hold(self) -> None:
        """The file as a whole, which the parts do not tell: id, title, edition."""
        kind = BY_NAME["framework"]
        head = {**self.made.data, "requirements": []}
        if not validate.decider(kind)(head):
            for fault in validate.explain(kind, head, Place("")):
                self._fault(fault.message, self._document.top.at("metadata"), fault.help or "name another with --id")

    def _fault(self, message: str, at: Place, help: str) -> None:
        self.made.found.append(Diagnostic("oscal-not-imported", Severity.ERROR, message, Label(at), help=help))

    def _text(self, control: dict[str, Any]) -> str:
        """The statement with its items, parameters written as what they ask for."""
        if not self._options.with_text:
            return ""
        lines = [
            line for part in dicts(control.get("parts")) if part.get("name") == "statement" for line in _prose(part)
        ]
        return _clean("\n".join(self._insert(line) for line in lines))

    def _insert(self, text: str) -> str:
        return _INSERT.sub(lambda found: self._asked(found[1]), text)

    def _asked(self, id: str, depth: int = 0) -> str:
        """What a parameter asks for, in brackets. A selection may hold parameters itself."""
        param = self._params.get(id, {})
        selection = param.get("select")
        if isinstance(selection, dict) and depth < 5:
            choices = [
                _INSERT.sub(lambda found: self._asked(found[1], depth + 1), choice)
                for choice in texts(selection.get("choice"))
            ]
            return f"[Selection: {'; '.join(choices)}]"
        return f"[{_line(param.get('label')) or id}]"


_WITHOUT_TEXT = "Identifiers and titles of the catalog only; its texts were left out."
_WITH_TEXT = "Made with the catalog's own texts: keep and print them only as their licence allows."

_INSERT = re.compile(r"\{\{\s*insert:\s*param,\s*([^\s}]+)\s*\}\}")
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""What a register refuses: control characters and separators that no editor shows."""


def _clean(text: str) -> str:
    return _UNWANTED.sub(" ", text).strip()


def _line(value: Any) -> str:
    return " ".join(_clean(value).split()) if isinstance(value, str) else ""


def _slug(title: str) -> str:
    made = re.sub(r"[^a-z0-9.]+", "-", title.casefold()).strip("-.")[:60].rstrip("-.")
    if not made:
        raise NoIdError(title)
    return made


def _publisher(metadata: dict[str, Any]) -> str:
    """The party that is responsible as creator or publisher, else the first organisation."""
    parties = {str(party.get("uuid")): _line(party.get("name")) for party in dicts(metadata.get("parties"))}
    for responsible in dicts(metadata.get("responsible-parties")):
        if responsible.get("role-id") in ("creator", "publisher"):
            for uuid in texts(responsible.get("party-uuids")):
                if parties.get(uuid):
                    return parties[uuid]
    return next((name for name in parties.values() if name), "")


def _is_label(prop: dict[str, Any]) -> bool:
    return prop.get("name") == "label" and "ns" not in prop


def _label(control: dict[str, Any]) -> str:
    """The identifier as people write it: the label without a class, else the first."""
    labels = [prop for prop in dicts(control.get("props")) if _is_label(prop)]
    plain = [prop for prop in labels if "class" not in prop] or labels
    return _line(plain[0].get("value")) if plain else ""


def _withdrawn(control: dict[str, Any]) -> bool:
    props = dicts(control.get("props"))
    return any(p.get("name") == "status" and str(p.get("value")).casefold() == "withdrawn" for p in props)


def _params(holder: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every parameter of a catalog, by id."""
    for param in dicts(holder.get("params")):
        yield str(param.get("id")), param
    for key in ("groups", "controls"):
        for inner in dicts(holder.get(key)):
            yield from _params(inner)


def _prose(part: dict[str, Any], depth: int = 0) -> Iterator[str]:
    label = next((_line(p.get("value")) for p in dicts(part.get("props")) if _is_label(p)), "")
    said = part.get("prose")
    if isinstance(said, str):
        yield f"{'  ' * depth}{label} {said}".rstrip() if label else f"{'  ' * depth}{said}"
    for inner in dicts(part.get("parts")):
        yield from _prose(inner, depth + 1)


_OURS = ("controls", "summary")
"""Fields of a requirement that no catalog fills: whoever uses the framework writes them."""


def carry_over(imported: Imported, path: Path) -> tuple[str, ...]:
    """Take over what was written into an earlier framework file, requirement by requirement.

    Returns the ids of requirements that had something and that the catalog no longer has.
    """
    try:
        before = yaml12.parse_bytes(path.read_bytes(), path.name)
    except yaml12.YamlFaultError:
        raise UnreadableFrameworkError(path) from None
    added = {
        str(each.get("id")): {key: value for key, value in each.items() if key in _OURS or key.startswith("x-")}
        for each in dicts(before.get("requirements") if isinstance(before, dict) else None)
    }
    for requirement in imported.data["requirements"]:
        requirement.update(added.pop(requirement["id"], {}))
    return tuple(id for id, fields in added.items() if fields)


class _Dumper(yaml.SafeDumper):
    """Writes text so that it is read back as text: PyYAML knows YAML 1.1, registers are YAML 1.2."""


def _quoted(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    if _PLAIN.fullmatch(text) and not isinstance(yaml12.parse_text(f"[{text}]", "")[0], str):
        style = "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_PLAIN = re.compile(r"[A-Za-z0-9.+~-]+")
_Dumper.add_representer(str, _quoted)


def write(imported: Imported) -> bytes:
    """The bytes of the register file."""
    head = "# Made by `dossier import oscal`; its `controls` and `summary` are yours: --force keeps them.\n"
    text = yaml.dump(imported.data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    data = (head + text).encode()
    if len(data) > yaml12.MAX_BYTES:
        raise TooLargeError(len(data))
    return data
