"""One document of one subject: view in, clean HTML and its sources out."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

import jinja2

from compliance.diagnostics import Diagnostic, Label, Severity, Span
from compliance.documents import Document
from compliance.documents.views import View
from compliance.graph.dossier import Dossier
from compliance.render import marks
from compliance.render.lint import lint


@dataclass(frozen=True)
class Rendered:
    """A document as HTML, without marks, and its blocks with their places."""

    document: Document
    subject: str
    view: View
    html: str
    blocks: tuple[marks.Block, ...]
    final: bool

    @property
    def stem(self) -> str:
        """Path below the output folder, without the ending."""
        return f"{self.document.name}/{self.subject}" if self.subject else self.document.name


class TemplateFaultError(Exception):
    """A template cannot be rendered; carries the finding."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def render(
    document: Document, subject: str, dossier: Dossier, env: jinja2.Environment, final: bool = False
) -> Rendered:
    """Render one subject of a document. Mistakes of the template are raised as a finding."""
    view = document.view(dossier, subject)
    settings = dossier.project.documents
    context = {
        "view": view,
        "cover": view.cover,
        "document": document,
        "final": final,
        "language": (settings.language if settings else "") or "en",
        "footer": settings.footer if settings else "",
        "logo": _logo(dossier),
        "author": dossier.company.legal_name,
    }
    try:
        marked = env.get_template(document.template).render(context)
    except jinja2.TemplateError as error:
        raise TemplateFaultError(_fault(error, document, dossier.root, env)) from None
    html, blocks = marks.strip(marked)
    faults = lint(html)
    if faults:
        span = Span(_template_file(document.template, dossier.root, env), 1, 1, 1, 2)
        message = f"{document.template} makes HTML outside the vocabulary: {faults[0]}"
        others = f"and {len(faults) - 1} more" if len(faults) > 1 else ""
        raise TemplateFaultError(
            Diagnostic("template-html", Severity.ERROR, message, Label(span, others), help="see docs/templates.md")
        )
    return Rendered(document, subject, view, html, blocks, final)


_PICTURES = {".svg": "image/svg+xml", ".png": "image/png"}


def _logo(dossier: Dossier) -> str:
    """The company's logo as a data address, so that every format is one file; empty where none is set."""
    settings = dossier.project.documents
    if settings is None or not settings.logo:
        return ""
    path = (dossier.root / settings.logo).resolve()
    kind = _PICTURES.get(path.suffix.lower(), "")
    if not (kind and path.is_relative_to(dossier.root.resolve()) and path.is_file()):
        message = f"the logo {settings.logo} is not an SVG or PNG file of the project"
        help = "give its path from the project's root"
        raise TemplateFaultError(
            Diagnostic(
                "logo-missing", Severity.ERROR, message, Label(settings.at("logo")), help=help, subject="project"
            )
        )
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def _fault(error: jinja2.TemplateError, document: Document, root: Path, env: jinja2.Environment) -> Diagnostic:
    """The finding about a template that fails, at the line of the template."""
    code = {
        jinja2.UndefinedError: "template-unknown-name",
        jinja2.TemplateNotFound: "template-missing",
        jinja2.TemplateSyntaxError: "template-syntax",
    }.get(type(error), "template-fault")
    if isinstance(error, jinja2.exceptions.SecurityError):
        code = "template-unsafe"
    line, name = 1, document.template
    if isinstance(error, jinja2.TemplateSyntaxError):
        line, name = error.lineno, error.name or name
    else:
        trace = error.__traceback__
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if file.endswith(".j2"):
                line, name = trace.tb_lineno, Path(file).name
            trace = trace.tb_next
    file = _template_file(name, root, env)
    message = f"{name}: {error.message}"
    return Diagnostic(code, Severity.ERROR, message, Label(Span(file, line, 1, line, 2)), help="see docs/templates.md")


def _template_file(name: str, root: Path, env: jinja2.Environment) -> str:
    """The template's path as a reader knows it: below the project, or by its name."""
    try:
        path = Path(env.get_template(name).filename or name)
        return path.resolve().relative_to(root.resolve()).as_posix()
    except (jinja2.TemplateError, ValueError):
        return name
