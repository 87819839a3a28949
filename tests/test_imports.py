"""Imports point one way, and what is heavy is loaded by those who need it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.corpus import BASE

PACKAGE = Path(__file__).parent.parent / "compliance"

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"", "diagnostics"}),
    frozenset({"project", "cache", "revision", "collector", "dates", "opc", "workers"}),
    frozenset({"registers", "frameworks"}),
    frozenset({"graph"}),
    frozenset({"derive", "paper"}),
    frozenset({"questionnaires"}),
    frozenset({"rules", "documents"}),
    frozenset({"render", "diagrams", "formats"}),
    frozenset({"executors", "batch"}),
    frozenset(
        {
            "packs",
            "starter",
            "imports",
            "oscal",
            "evidence",
            "exports",
            "exporting",
            "build",
            "writing",
            "printing",
            "trace",
            "between",
            "overrides",
        }
    ),
    frozenset({"pipeline", "impact", "redlining"}),
    frozenset({"cli", "__main__"}),
)
"""DESIGN part 2: a folder imports from those above it in this list and from its own row."""

HEAVY = (
    "weasyprint",
    "networkx",
    "jsonschema",
    "rich",
    "lxml",
    "xlsxwriter",
    "pikepdf",
    "jinja2",
    "docx",
    "pyhanko",
    "pypdfium2",
)
# `jsonschema_rs` is another package: it starts in two milliseconds.


def folder(module: str) -> str:
    """``compliance.registers.load`` stands in ``registers``."""
    return [*module.split("."), ""][1]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every import of our own modules in a file, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name.startswith("compliance"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("compliance"):
            assert node.module is not None
            if node.module == "compliance":
                yield from ((node.lineno, f"compliance.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, node.module


def modules() -> Iterator[tuple[Path, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        top = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        yield path, "" if top == "__init__" else top


def level(name: str) -> int:
    name = "" if name == "__version__" else name
    return next(n for n, names in enumerate(LAYERS) if name in names)


def test_every_folder_has_its_place() -> None:
    known = {name for layer in LAYERS for name in layer} | {"reporters"}
    assert {top for _, top in modules()} <= known


@pytest.mark.parametrize("top", sorted({top for _, top in modules()} - {"reporters"}))
def test_imports_point_one_way(top: str) -> None:
    wrong = []
    for path, mine in modules():
        if mine != top:
            continue
        for line, name in imports(path):
            other = folder(name)
            if other == "reporters":
                if mine != "cli":
                    wrong.append(f"{path.relative_to(PACKAGE)}:{line} imports a reporter")
            elif level(other) > level(mine):
                wrong.append(f"{path.relative_to(PACKAGE)}:{line} imports {name}")
    assert not wrong


def test_reporters_know_diagnostics_only() -> None:
    for path, mine in modules():
        if mine == "reporters":
            assert {folder(name) for _, name in imports(path)} <= {"diagnostics", "reporters"}, path


PACKS = frozenset(path.name for path in (PACKAGE / "packs").iterdir() if (path / "__init__.py").is_file()) - {"common"}
"""Folders of the kinds of pack. What two of them say stands in ``packs/common``."""


def kind_of(module: str) -> str:
    """The kind of pack that ``compliance.packs.soc2.risks`` belongs to; none for what packs of every kind use."""
    parts = [*module.split("."), "", ""]
    return parts[2] if parts[1] == "packs" and parts[2] in PACKS else ""


def names(path: Path) -> Iterator[tuple[int, str]]:
    """Every import of a file with the names that it takes, since ``from compliance.packs import soc2`` names a kind."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "compliance.packs":
            yield from ((node.lineno, f"compliance.packs.{alias.name}") for alias in node.names)
    yield from imports(path)


def test_kinds_of_pack_know_nothing_of_each_other() -> None:
    """One kind can be taken out or changed without another; only the list of kinds knows them all."""
    assert {"iso27001", "soc2"} <= PACKS
    wrong = []
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE)
        mine = kind_of(".".join(("compliance", *where.with_suffix("").parts)))
        if where.as_posix() != "packs/kinds.py":
            wrong += [f"{where}:{line} imports {name}" for line, name in names(path) if kind_of(name) not in ("", mine)]
    assert not wrong


def loaded_by(*arguments: str) -> set[str]:
    """Top-level packages that a command leaves in memory."""
    code = (
        "import sys\n"
        "from compliance.cli import cli\n"
        "try:\n"
        f"    cli.main({list(arguments)!r}, standalone_mode=False)\n"
        "except SystemExit:\n"
        "    pass\n"
        "print('LOADED', *sorted({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("LOADED ")[2].split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("check", "--project", str(BASE), "--no-cache"),
        ("list", "--project", str(BASE), "--no-cache"),
        ("explain",),
        ("schema",),
    ],
    ids=" ".join,
)
def test_heavy_packages_are_not_loaded(arguments: tuple[str, ...]) -> None:
    assert not loaded_by(*arguments) & set(HEAVY)


def test_help_loads_no_command() -> None:
    assert not loaded_by("--help") & {"yaml", "jsonschema_rs", "sqlite3", "platformdirs"}
