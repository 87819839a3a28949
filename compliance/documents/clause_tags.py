"""The clauses that a template declares, read without rendering it and without a template engine.

``{% clause "breach", "Personal data breaches", meets="DPA-10" %}`` opens a clause, ``{% endclause %}``
closes it; one inside another has the id of the outer one in front. ``extends``, blocks, ``super()`` and
includes are followed as the engine follows them: a block that a template replaces takes the clauses with
it that stood there, and what stands outside the blocks of a template that extends another is not printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from compliance import project
from compliance.diagnostics import Place
from compliance.documents.template_tags import Node, Tree, read

TERMS = "dpa-terms.html.j2"
"""The standard terms of the data processing agreement."""

Branch = tuple[tuple[str, int], ...]
"""Which side of which conditions a clause stands on: the condition by its template and number, and the side."""

_DEPTH = 10
"""How deep includes may go; a loop of includes ends there."""


@dataclass(frozen=True, slots=True)
class DeclaredClause:
    """A clause as its tag declares it: full id, title (empty for a paragraph), keys of ``meets``, and the tag's line.

    ``place`` is in the project where the template is, else the project's own file; ``where`` names the
    template and line in either case. ``says_none`` is set where ``meets`` is there and empty.
    """

    id: str
    title: str
    meets: tuple[str, ...]
    place: Place
    where: str
    says_none: bool = False
    branch: Branch = ()
    """Conditions that it stands under; empty where it always prints."""
    text: str = field(default="", compare=False)
    """Its own text as the template has it, tags included and the clauses in it left out."""

    @property
    def parent(self) -> str:
        """The id of the clause around it; empty at top level."""
        return self.id.rpartition(".")[0]

    def never_with(self, other: DeclaredClause) -> bool:
        """Whether the two stand on different sides of one condition."""
        sides = dict(self.branch)
        return any(sides.get(condition, side) != side for condition, side in other.branch)


@dataclass(frozen=True, slots=True)
class Spot:
    """Something in a template that is not a clause: a reference, an annex, a mistake, with its line."""

    says: str
    place: Place
    where: str


@dataclass(frozen=True, slots=True)
class DeclaredTerms:
    """What a template declares. ``place`` is its first line.

    ``references`` and ``annexes`` hold ids in ``says``; ``faults`` are sentences on what cannot be read or is wrong.
    """

    template: str
    place: Place
    where: str
    clauses: tuple[DeclaredClause, ...]
    annexes: tuple[Spot, ...] = ()
    references: tuple[Spot, ...] = ()
    faults: tuple[Spot, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(clause.id for clause in self.clauses)


def declared(root: Path, template: str = TERMS) -> DeclaredTerms | None:
    """The clauses of a template in use, in the order in which they print; None where nobody has such a template."""
    path = project.find_template(root, template)
    if path is None:
        return None
    reading = _Reading(root.resolve())
    reading.template(path, _Scope())
    return DeclaredTerms(
        template,
        reading.place(path, 1),
        reading.where(path, 1),
        tuple(reading.clauses),
        tuple(reading.annexes),
        tuple(reading.references),
        tuple(dict.fromkeys(reading.faults)),
    )


def of_text(text: str, template: str = TERMS) -> tuple[DeclaredClause, ...]:
    """The clauses of a template's text by itself, as of one that is no longer in use: nothing else is read."""
    reading = _Reading(Path())
    tree = read(text)
    reading.nodes(tree.top, _At(Path(template), tree, {}), _Scope())
    return tuple(reading.clauses)


def takes_in(text: str) -> bool:
    """Whether a template's text extends or includes others."""
    tree = read(text)
    return bool(tree.extends) or _includes(tree.top)


def _includes(nodes: Iterable[Node]) -> bool:
    return any(node.kind == "include" or _includes(node.inside) for node in nodes)


def numbers(clauses: Iterable[DeclaredClause]) -> dict[str, str]:
    """By id, the number that a clause prints with, as references name it: ``7``, ``7.1``, ``7.1(a)``, ``7.1(a)(i)``."""
    counts: dict[str, int] = {}
    made: dict[str, str] = {}
    for clause in clauses:
        if clause.id in made:
            continue
        parent, level = clause.parent, clause.id.count(".")
        counts[parent] = number = counts.get(parent, 0) + 1
        above = made.get(parent, "")
        made[clause.id] = (
            str(number) if level == 0 else f"{above}.{number}" if level == 1 else f"{above}({_mark(number, level)})"
        )
    return made


def _mark(number: int, level: int) -> str:
    """A letter on the third level, a roman number below."""
    if level == 2:
        return "abcdefghijklmnopqrstuvwxyz"[(number - 1) % 26] * ((number - 1) // 26 + 1)
    made = ""
    for value, sign in ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        made, number = made + sign * (number // value), number % value
    return made


@dataclass(frozen=True, slots=True)
class _Scope:
    """What stands around a place of a template: the clause, the conditions, whether it repeats, the templates."""

    above: str = ""
    branch: Branch = ()
    repeated: bool = False
    files: tuple[Path, ...] = ()
    blocks: tuple[str, ...] = ()
    parents: int = 0
    """Which body of the innermost block is read: 0 is that of the template in use, 1 what it replaces."""


@dataclass(frozen=True, slots=True)
class _At:
    """A file, its tree, and the bodies of each block from the template in use up to the one that it extends."""

    path: Path
    tree: Tree
    blocks: dict[str, list[tuple[Path, Node]]]


@dataclass(slots=True)
class _Reading:
    """One pass over a template with all that it extends and takes in."""

    root: Path
    clauses: list[DeclaredClause] = field(default_factory=list)
    annexes: list[Spot] = field(default_factory=list)
    references: list[Spot] = field(default_factory=list)
    faults: list[Spot] = field(default_factory=list)
    _trees: dict[Path, Tree] = field(default_factory=dict)

    def template(self, path: Path, scope: _Scope) -> None:
        """A template as a whole: the top of the one that its chain ends in, with the blocks of those before."""
        if path in scope.files or len(scope.files) >= _DEPTH:
            return
        blocks: dict[str, list[tuple[Path, Node]]] = {}
        chain: list[Path] = []
        at: Path | None = path
        tree = Tree()
        while at is not None and at not in chain:
            chain.append(at)
            tree = self._trees[at] = read(at.read_text(encoding="utf-8", errors="replace"))
            self.faults += [self._spot(at, line, says) for line, says in tree.faults]
            for name, node in tree.blocks.items():
                blocks.setdefault(name, []).append((at, node))
            if not tree.extends:
                break
            above = self._find(tree.extends, at)
            if above is None:
                return
            at = above
        inner = _Scope(scope.above, scope.branch, scope.repeated, (*scope.files, *chain))
        self.nodes(tree.top, _At(chain[-1], tree, blocks), inner)

    def nodes(self, nodes: Iterable[Node], at: _At, scope: _Scope) -> None:
        for node in nodes:
            self._node(node, at, scope)

    def _node(self, node: Node, at: _At, around: _Scope) -> None:
        scope = _within(node, around, at.path)
        if node.kind == "clause":
            id = f"{around.above}.{node.name}" if around.above else node.name
            self._clause(node, id, at, scope)
            self.nodes(node.inside, at, replace(scope, above=id))
        elif node.kind == "annex":
            self.annexes.append(self._spot(at.path, node.line, node.name))
            self.nodes(node.inside, at, scope)
        elif node.kind == "block":
            self._block(node, at, scope)
        elif node.kind == "super":
            bodies = at.blocks.get(around.blocks[-1], []) if around.blocks else []
            if around.parents + 1 < len(bodies):
                self._body(bodies, around.parents + 1, at, scope)
        elif node.kind == "include":
            names = (node.name, *node.others)
            found = next((path for name in names if (path := self._find(name, at.path)) is not None), None)
            if found is not None:
                self.template(found, scope)
        else:
            self.references.append(self._spot(at.path, node.line, node.name))

    def _block(self, node: Node, at: _At, scope: _Scope) -> None:
        if node.name in scope.blocks:
            return
        bodies = at.blocks.get(node.name) or [(at.path, node)]
        self._body(bodies, 0, at, replace(scope, blocks=(*scope.blocks, node.name)))

    def _body(self, bodies: list[tuple[Path, Node]], number: int, at: _At, scope: _Scope) -> None:
        path, body = bodies[number]
        self.nodes(body.inside, _At(path, self._trees.get(path, at.tree), at.blocks), replace(scope, parents=number))

    def _clause(self, node: Node, id: str, at: _At, scope: _Scope) -> None:
        path = at.path
        place, where = self.place(path, node.line), self.where(path, node.line)
        if not node.plain:
            self.faults.append(Spot("a clause has no id that is plain text", place, where))
        elif scope.repeated:
            self.faults.append(
                Spot(f"clause `{id}` stands in a loop or macro and may print several times", place, where)
            )
        none, text = node.meets == (), at.tree.own_text(node)
        self.clauses.append(DeclaredClause(id, node.title, node.meets or (), place, where, none, scope.branch, text))

    def _find(self, name: str, asking: Path) -> Path | None:
        """A template by its name; ``product/NAME`` is the product's and ``layouts/NAME`` a layout, as for Jinja."""
        folders = (("product/", project.product_templates()), ("layouts/", project.package_folder("layouts")))
        for prefix, folder in folders:
            if name.startswith(prefix):
                found = folder / name.removeprefix(prefix)
                inside = found.is_file() and found.resolve().is_relative_to(folder.resolve())
                return found if inside and found != asking else None
        found_by_name = project.find_template(self.root, name) if name else None
        return found_by_name if found_by_name != asking else None

    def _spot(self, path: Path, line: int, says: str) -> Spot:
        return Spot(says, self.place(path, line), self.where(path, line))

    def place(self, path: Path, line: int) -> Place:
        resolved = path.resolve()
        if resolved.is_relative_to(self.root):
            return Place(resolved.relative_to(self.root).as_posix(), f"L{line}")
        return Place("dossier.yaml")

    def where(self, path: Path, line: int) -> str:
        resolved = path.resolve()
        if resolved.is_relative_to(self.root):
            return f"{resolved.relative_to(self.root).as_posix()}:{line}"
        return f"{path.name}:{line} of the product"


def _within(node: Node, around: _Scope, path: Path) -> _Scope:
    """The scope of a node: what stands around it, and the conditions of its own template."""
    own = {f"{path.name}#{condition}": side for condition, side in node.branch}
    branch = tuple({**dict(around.branch), **own}.items())
    return replace(around, branch=branch, repeated=around.repeated or node.repeated)
