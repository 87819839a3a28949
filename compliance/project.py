"""Where a project is on disk, and which day it is.

Before: a folder somewhere. After: the project's root and today's date.
"""

from __future__ import annotations

import datetime
import hashlib
from pathlib import Path
from typing import NamedTuple

from compliance.diagnostics import DossierError

ROOT_FILE = "dossier.yaml"


class NoProjectError(DossierError):
    """Neither the folder nor one above it holds a ``dossier.yaml``."""

    def __init__(self, start: Path) -> None:
        super().__init__(
            f"no {ROOT_FILE} in {start} or in a folder above it",
            "change to a project, name one with --project, or start one with `dossier init`",
        )


class NotADateError(DossierError):
    """A date on the command line that is none."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a date", "write it as YYYY-MM-DD, for example 2026-11-20")


def find_root(start: Path) -> Path:
    """The nearest folder, from ``start`` upwards, that holds a ``dossier.yaml``."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / ROOT_FILE).is_file():
            return folder
    raise NoProjectError(start)


def parse_date(text: str) -> datetime.date:
    """A date of the command line, as ``YYYY-MM-DD``."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise NotADateError(text) from None


def today(option: datetime.date | None, as_of: datetime.date | None) -> datetime.date:
    """Today: ``--today``, else ``as_of`` of the project, else the clock in UTC.

    ``SOURCE_DATE_EPOCH`` is left out on purpose: it sets times inside files and must never make
    stale evidence fresh.
    """
    return option or as_of or datetime.datetime.now(datetime.UTC).date()


def package_folder(name: str) -> Path:
    """A folder that is shipped inside the package, such as ``layouts`` or ``starter``."""
    return Path(__file__).resolve().parent / name


def product_templates() -> Path:
    """The product's templates: inside the package in a wheel, beside it in a checkout.

    They stand once in git, at the top; the wheel carries a copy.
    """
    inside = package_folder("templates")
    return inside if inside.is_dir() else Path(__file__).resolve().parent.parent / "templates"


def project_templates(root: Path) -> Path | None:
    """The project's own templates; None where it has none, or only a link out of the project."""
    folder = root / "templates"
    return folder if folder.is_dir() and folder.resolve().is_relative_to(root.resolve()) else None


def find_template(root: Path, name: str) -> Path | None:
    """The template in use: the project's own, else the product's; None where neither has it."""
    for folder in (project_templates(root), product_templates()):
        if folder is None:
            continue
        path = folder / name
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            return path
    return None


LEGAL_MARK = b"{# legal-text"
"""Start of the comment that marks a template as a text for counsel to approve."""


class LegalText(NamedTuple):
    """A legal text in use: the template's name, the hash of its bytes, and whose copy it is."""

    name: str
    sha256: str
    where: str


def legal_texts(root: Path) -> tuple[LegalText, ...]:
    """Every template in use that is marked as a legal text, by name."""
    own, product = project_templates(root), product_templates()
    names = {path.name for folder in (own, product) if folder and folder.is_dir() for path in folder.glob("*.j2")}
    found: list[LegalText] = []
    for name in sorted(names):
        path = find_template(root, name)
        data = path.read_bytes() if path else b""
        if path and data.startswith(LEGAL_MARK):
            where = "of the project" if own and path.is_relative_to(own) else "of the product"
            found.append(LegalText(name, hashlib.sha256(data).hexdigest(), where))
    return tuple(found)


def now(option: datetime.date | None, as_of: datetime.date | None) -> datetime.datetime:
    """The moment that goes with :func:`today`: the clock in UTC where that decides, else the day's first second."""
    day = option or as_of
    if day is not None:
        return datetime.datetime.combine(day, datetime.time(), datetime.UTC)
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)
