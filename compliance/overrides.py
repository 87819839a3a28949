"""Templates that a project has made its own, and what the product changed in them since.

``dossier templates copy`` keeps the product's text of that day beside the copy, below
``templates/.product/``, so that three texts can be compared later: the product's then, the product's now
and the project's. Without it only two can, and whose change a difference is cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from pathlib import Path
from typing import Literal

from compliance.diagnostics import DossierError
from compliance.project import LEGAL_MARK, product_templates, project_templates

KEPT = ".product"
"""Folder below the project's templates with the product's texts as they were when they were copied."""

REFERENCE = "reference.docx"
"""The Word file whose styles documents take; made, not copied."""

Standing = Literal["product", "copied", "extended", "own"]
"""The product's; a copy that replaces it; one that extends it; a template that the product does not have."""


class NoTemplateError(DossierError):
    """A name that no template of the product, or of the project, has."""

    def __init__(self, name: str, whose: str, known: tuple[str, ...]) -> None:
        from difflib import get_close_matches

        near = get_close_matches(name, known, 1, 0.5)
        super().__init__(
            f"{whose} has no template `{name}`",
            f"did you mean `{near[0]}`?" if near else "`dossier templates list` shows them",
        )


class AlreadyThereError(DossierError):
    """A copy would replace the project's own template."""

    def __init__(self, name: str, help: str = "") -> None:
        way_out = help or f"compare with `dossier templates diff {name}`"
        super().__init__(f"the project has templates/{name} already", way_out)


@dataclass(frozen=True, slots=True)
class Template:
    """A template in use. ``moved`` says that the product's text is another than when it was copied;
    None where nobody kept that one."""

    name: str
    standing: Standing
    legal: bool
    moved: bool | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One run of lines that differs from the text that was copied: from line ``start`` of that text (1 the first)."""

    whose: Literal["yours", "product", "both"]
    start: int
    before: tuple[str, ...]
    yours: tuple[str, ...]
    product: tuple[str, ...]


def templates(root: Path) -> tuple[Template, ...]:
    """Every template in use, by name."""
    ours, theirs = _names(product_templates()), _names(project_templates(root))
    return tuple(_template(root, name, name in ours) for name in sorted(ours | theirs))


def _names(folder: Path | None) -> set[str]:
    return {path.name for path in folder.glob("*.j2")} if folder and folder.is_dir() else set()


def _template(root: Path, name: str, known: bool) -> Template:
    product = product_templates() / name
    folder = project_templates(root)
    path = folder / name if folder else None
    if path is None or not path.is_file() or path.resolve() == product.resolve():
        return Template(name, "product", product.read_bytes().startswith(LEGAL_MARK))
    data = path.read_bytes()
    legal = data.startswith(LEGAL_MARK)
    if not known:
        return Template(name, "own", legal)
    kept = _kept(root, name)
    moved = kept.read_bytes() != product.read_bytes() if kept.is_file() else None
    extends = f'"product/{name}"'.encode() in data or f"'product/{name}'".encode() in data
    return Template(name, "extended" if extends else "copied", legal, None if extends else moved)


def _kept(root: Path, name: str) -> Path:
    return root / "templates" / KEPT / name


def copy(root: Path, name: str, accent: str = "") -> Path:
    """Copy a template of the product into the project, and keep the text that it was copied from.

    ``reference.docx`` is made in the accent colour (``#RRGGBB``); it is no text, and nothing is kept to compare with.
    """
    if name == REFERENCE:
        return _reference(root, accent)
    source = _of_product(name)
    target = root / "templates" / name
    if target.exists():
        raise AlreadyThereError(name)
    for path in (_kept(root, name), target):  # the text to compare with first: a copy without it cannot be merged
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.read_bytes())
    return target


def _reference(root: Path, accent: str) -> Path:
    from compliance.formats import word_reference

    target = root / "templates" / REFERENCE
    if target.exists():
        raise AlreadyThereError(REFERENCE, "it is a Word file: open it in Word")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(word_reference.make(accent))
    return target


def _of_product(name: str) -> Path:
    known = _names(product_templates())
    if name not in known:
        raise NoTemplateError(name, "the product", tuple(sorted(known)))
    return product_templates() / name


def _of_project(root: Path, name: str) -> Path:
    known = _names(project_templates(root))
    if name not in known:
        raise NoTemplateError(name, "the project", tuple(sorted(known)))
    return root / "templates" / name


def two_way(root: Path, name: str) -> tuple[str, ...]:
    """Lines of a unified diff, from the product's text to the project's."""
    product, own = _lines(_of_product(name)), _lines(_of_project(root, name))
    return tuple(unified_diff(product, own, f"product/{name}", f"templates/{name}", lineterm=""))


def three_way(root: Path, name: str) -> tuple[Change, ...] | None:
    """What either side changed since the copy, in the order of the text; None where the text copied was not kept."""
    own, product, kept = _of_project(root, name), _of_product(name), _kept(root, name)
    if not kept.is_file():
        return None
    return tuple(merged(_lines(kept), _lines(own), _lines(product)))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").splitlines()


def merged(base: list[str], own: list[str], product: list[str]) -> Iterator[Change]:
    """Runs of ``base`` that one side changed, or both; what both changed in the same way is no difference."""
    mine, theirs = _runs(base, own), _runs(base, product)
    pending = sorted({(start, end) for start, end, _, _ in (*mine, *theirs)})
    for start, end in _joined(pending):
        yours = _side(mine, own, start, end, base)
        new = _side(theirs, product, start, end, base)
        before = tuple(base[start:end])
        if yours == new:
            continue
        whose: Literal["yours", "product", "both"] = "both"
        if new == before:
            whose = "yours"
        elif yours == before:
            whose = "product"
        yield Change(whose, start + 1, before, yours, new)


_Run = tuple[int, int, int, int]


def _runs(base: list[str], other: list[str]) -> list[_Run]:
    codes = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [(a, b, c, d) for tag, a, b, c, d in codes if tag != "equal"]


def _joined(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans that touch or overlap as one: two insertions at one line are one place."""
    current: tuple[int, int] | None = None
    for start, end in spans:
        if current and start <= current[1]:
            current = (current[0], max(current[1], end))
        else:
            if current:
                yield current
            current = (start, end)
    if current:
        yield current


def _side(runs: list[_Run], other: list[str], start: int, end: int, base: list[str]) -> tuple[str, ...]:
    """What one side has in the place of a span of the base."""
    made: list[str] = []
    at = start
    for a, b, c, d in runs:
        if a >= start and b <= end:
            made += [*base[at:a], *other[c:d]]
            at = b
    return (*made, *base[at:end])
