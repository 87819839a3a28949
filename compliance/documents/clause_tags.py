"""The clauses that a template declares, read without rendering it and without a template engine.

Rules hold every check of the registers against them, so reading must be quick: one pass over the tags.
``{% clause "breach", "Personal data breaches", meets="DPA-10" %}`` opens a clause, ``{% endclause %}``
closes it; one inside another has the id of the outer one in front. Includes and ``extends`` are followed
in the order in which Jinja looks for templates; a block that a template replaces takes the clauses with it
that stood there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from compliance import project
from compliance.diagnostics import Place

TERMS = "dpa-terms.html.j2"
"""The standard terms of the data processing agreement."""

_TAG = re.compile(
    r"\{#.*?#\}|\{%[-+]?\s*raw\s*[-+]?%\}.*?\{%[-+]?\s*endraw\s*[-+]?%\}|\{%[-+]?\s*(\w+)(.*?)[-+]?%\}", re.DOTALL
)
_STRING = re.compile(r"(?:(\w+)\s*=\s*)?(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)')")
_DEPTH = 10
"""How deep includes may go; a loop of includes ends there."""


@dataclass(frozen=True, slots=True)
class DeclaredClause:
    """A clause as its tag declares it: full id, title (empty for a paragraph), keys of ``meets``, and the tag's line.

    ``place`` is in the project where the template is, else the project's own file; ``where`` names the
    template and line in either case.
    """

    id: str
    title: str
    meets: tuple[str, ...]
    place: Place
    where: str
    blocks: tuple[str, ...] = ()

    @property
    def parent(self) -> str:
        """The id of the clause around it; empty at top level."""
        return self.id.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class DeclaredTerms:
    """What the terms declare. ``place`` is the first line of their template."""

    template: str
    place: Place
    where: str
    clauses: tuple[DeclaredClause, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(clause.id for clause in self.clauses)


def declared(root: Path, template: str = TERMS) -> DeclaredTerms | None:
    """The clauses of a template in use, in the order of its text; None where nobody has such a template."""
    path = project.find_template(root, template)
    if path is None:
        return None
    clauses = tuple(_of_file(path, _Context(root.resolve(), template)))
    return DeclaredTerms(template, _place(root.resolve(), path, 1), _where(root.resolve(), path, 1), clauses)


@dataclass(frozen=True, slots=True)
class _Context:
    root: Path
    template: str
    depth: int = 0
    above: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """Where a pass over a file stands: open clauses, open blocks, and blocks that it defines."""

    clauses: list[str]
    blocks: list[str]
    defines: dict[str, bool] = field(default_factory=dict)
    parent: str = ""


def _of_file(path: Path, context: _Context) -> Iterator[DeclaredClause]:
    if context.depth > _DEPTH:
        return
    text = path.read_text(encoding="utf-8", errors="replace")
    state = _Reading(list(context.above), list(context.blocks))
    own = list(_of_text(text, path, state, context))
    if not state.parent:
        yield from own
        return
    above = _find(context, state.parent, path)
    inherited = list(_of_file(above, _deeper(context, state.parent, state))) if above else []
    replaced = {block for block, keeps in state.defines.items() if not keeps}
    placed: set[str] = set()
    for clause in inherited:
        block = next((b for b in clause.blocks if b in replaced), "")
        if not block:
            yield clause
        elif block not in placed:
            placed.add(block)
            yield from (c for c in own if block in c.blocks)
    yield from (c for c in own if not any(b in placed for b in c.blocks))


def _of_text(text: str, path: Path, state: _Reading, context: _Context) -> Iterator[DeclaredClause]:
    for match in _TAG.finditer(text):
        tag, rest = match[1], match[2] or ""
        if tag is None:
            continue
        if tag == "clause":
            clause = _clause(rest, path, text.count("\n", 0, match.start()) + 1, state, context)
            state.clauses.append(clause.id)
            yield clause
        elif tag == "endclause" and len(state.clauses) > len(context.above):
            state.clauses.pop()
        elif tag == "block":
            name = rest.split()[0] if rest.split() else ""
            state.blocks.append(name)
            state.defines[name] = False
        elif tag == "endblock" and state.blocks:
            state.blocks.pop()
        elif tag in ("include", "extends"):
            name = next((m[2] or m[3] or "" for m in _STRING.finditer(rest)), "")
            if tag == "extends":
                state.parent = name
            elif (found := _find(context, name, path)) is not None:
                yield from _of_file(found, _deeper(context, name, state))
    for name in state.defines:
        if re.search(rf"\{{%[-+]?\s*block\s+{re.escape(name)}\b.*?super\(\).*?endblock", text, re.DOTALL):
            state.defines[name] = True


def _clause(rest: str, path: Path, line: int, state: _Reading, context: _Context) -> DeclaredClause:
    words = [m[2] or m[3] or "" for m in _STRING.finditer(rest) if not m[1]]
    named = {m[1]: m[2] or m[3] or "" for m in _STRING.finditer(rest) if m[1]}
    own = words[0] if words else ""
    id = f"{state.clauses[-1]}.{own}" if state.clauses else own
    return DeclaredClause(
        id,
        words[1] if len(words) > 1 else named.get("title", ""),
        tuple(re.split(r"[\s,]+", named.get("meets", "").strip())) if named.get("meets", "").strip() else (),
        _place(context.root, path, line),
        _where(context.root, path, line),
        tuple(state.blocks),
    )


def _deeper(context: _Context, name: str, state: _Reading) -> _Context:
    return _Context(context.root, name, context.depth + 1, tuple(state.clauses), tuple(state.blocks))


def _find(context: _Context, name: str, asking: Path) -> Path | None:
    """A template by its name; ``product/NAME`` is the product's and ``layouts/NAME`` a layout, as for Jinja."""
    for prefix, folder in (("product/", project.product_templates()), ("layouts/", project.package_folder("layouts"))):
        if name.startswith(prefix):
            found = folder / name.removeprefix(prefix)
            inside = found.is_file() and found.resolve().is_relative_to(folder.resolve())
            return found if inside and found != asking else None
    found_by_name = project.find_template(context.root, name) if name else None
    return found_by_name if found_by_name != asking else None


def _place(root: Path, path: Path, line: int) -> Place:
    resolved = path.resolve()
    if resolved.is_relative_to(root):
        return Place(resolved.relative_to(root).as_posix(), f"L{line}")
    return Place("dossier.yaml")


def _where(root: Path, path: Path, line: int) -> str:
    resolved = path.resolve()
    if resolved.is_relative_to(root):
        return f"{resolved.relative_to(root).as_posix()}:{line}"
    return f"{path.name}:{line} of the product"
