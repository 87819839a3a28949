"""A document in parts for tests: an agreement with each customer of the worked company.

Its template is a stand-in of these tests, so that words of the real agreement may change without them.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from compliance import build, documents
from compliance.build import settings
from compliance.documents import Document, dpa
from compliance.formats import assembly
from compliance.formats.steps import here
from compliance.graph.dossier import Dossier
from compliance.render.environment import environment
from compliance.render.render import Rendered, render
from tests import company

TEMPLATES = Path(__file__).parent / "data" / "agreements"

DPA = Document(
    "dpa", "Data processing agreement", dpa.view, ("pdf", "docx", "html", "json"), dpa.subjects, of_customers=True
)


def install() -> None:
    """Let `dossier build dpa` know the document, in this process."""
    others = tuple(document for document in documents.DOCUMENTS if document.name != "dpa")
    documents.DOCUMENTS = build.DOCUMENTS = (*others, DPA)  # type: ignore[attr-defined]  # it imports the name
    documents.BY_NAME["dpa"] = DPA


def add_template(root: Path, name: str = "dpa") -> Path:
    """Give a project the template of these tests: ``dpa``, or the ``short`` one of four pages."""
    (root / "templates").mkdir(exist_ok=True)
    shutil.copy(TEMPLATES / f"{name}.html.j2", root / "templates" / "dpa.html.j2")
    return root


@cache
def read(root: Path) -> Dossier:
    """A project, read once."""
    return company.read(root)


@cache
def project() -> Path:
    """The worked company with the template."""
    return add_template(company.copy_company(Path(mkdtemp()) / "project"))


def dossier() -> Dossier:
    return read(project())


def subjects(root: Path) -> tuple[str, ...]:
    """Customers that get an agreement."""
    return dpa.subjects(read(root))


def rendered(customer: str = "sorfjord-hospital", root: Path | None = None) -> Rendered:
    """The agreement with a customer."""
    chosen = read(root or project())
    return render(DPA, customer, chosen, environment(chosen.root))


@cache
def joined(customer: str = "sorfjord-hospital") -> bytes:
    """The same as a PDF, typeset in parts."""
    return here(assembly.plan(rendered(customer), settings(dossier())).steps()).data


@cache
def whole(customer: str = "sorfjord-hospital") -> bytes:
    """The same as a PDF, typeset whole."""
    from compliance.formats import pdf

    return pdf.write(rendered(customer), settings(dossier()))


if __name__ == "__main__":  # `python -m tests.agreements build dpa ...`: the command, in a process of its own
    from compliance import cli

    install()
    cli.main()
