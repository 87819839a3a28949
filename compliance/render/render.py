"""One document of one subject: view in, clean HTML and its sources out."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import jinja2

from compliance.diagnostics import Diagnostic, Label, Severity, Span
from compliance.documents import Document
from compliance.documents.views import View
from compliance.graph.dossier import Dossier
from compliance.render import clauses, marks
from compliance.render.lint import lint
from compliance.render.parts import Parts, PartsError, has_parts, split
from compliance.render.pictures import embed, picture


@dataclass(frozen=True)
class Rendered:
    """A document as HTML, without marks, and its blocks with their places."""

    document: Document
    subject: str
    view: View
    html: str
    blocks: tuple[marks.Block, ...]
    final: bool
    template: Span
    """Where its template starts, for faults that no register is to blame for."""
    parts: Parts | None = field(default=None, compare=False)
    """The document cut into parts that are typeset apart; None where it is typeset whole."""

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
        "document": {"name": document.name, "title": document.title, "wide": document.wide},
        "final": final,
        "language": (settings.language if settings else "") or "en",
        "footer": settings.footer if settings else "",
        "logo": _logo(dossier),
        "author": dossier.company.legal_name,
    }
    try:
        marked = clauses.number(env.get_template(document.template).render(context))
    except clauses.ClauseError as error:
        raise TemplateFaultError(_of_clauses(error, document, dossier.root, env)) from None
    except (jinja2.TemplateError, *_MISTAKES) as error:
        raise TemplateFaultError(_fault(error, document, dossier.root, env)) from None
    html, blocks = marks.strip(marked)
    html, missing = embed(html, dossier.root)
    parts, misplaced = _parts(html)
    pictures = (f"{name!r} is no picture (SVG, PNG, JPEG) of the project" for name in missing)
    faults = (*pictures, *lint(html), *misplaced)
    if faults:
        span = template_span(document, dossier.root, env)
        message = f"{document.template} makes HTML outside the vocabulary: {faults[0]}"
        others = f"and {len(faults) - 1} more" if len(faults) > 1 else ""
        raise TemplateFaultError(
            Diagnostic("template-html", Severity.ERROR, message, Label(span, others), help="see docs/templates.md")
        )
    return Rendered(document, subject, view, html, blocks, final, template_span(document, dossier.root, env), parts)


def _parts(html: str) -> tuple[Parts | None, tuple[str, ...]]:
    """The parts of a document that has any, or what is wrong with them."""
    try:
        return (split(html) if has_parts(html) else None), ()
    except PartsError as error:
        return None, (str(error),)


_MISTAKES = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError, MemoryError, OSError)
"""What Python raises when a template adds a text to a number, divides by zero or includes itself."""


def _logo(dossier: Dossier) -> str:
    """The company's logo as a data address, so that every format is one file; empty where none is set."""
    settings = dossier.project.documents
    if settings is None or not settings.logo:
        return ""
    found = picture(dossier.root, settings.logo)
    if not found:
        message = f"the logo {settings.logo} is not an SVG or PNG file of the project"
        help = "give its path from the project's root"
        raise TemplateFaultError(
            Diagnostic(
                "logo-missing", Severity.ERROR, message, Label(settings.at("logo")), help=help, subject="project"
            )
        )
    return found


def _fault(error: Exception, document: Document, root: Path, env: jinja2.Environment) -> Diagnostic:
    """The finding about a template that fails, at the line of the template."""
    code = {
        jinja2.UndefinedError: "template-unknown-name",
        jinja2.TemplateNotFound: "template-missing",
        jinja2.TemplateSyntaxError: "template-syntax",
    }.get(type(error), "template-fault")
    if isinstance(error, jinja2.exceptions.SecurityError):
        code = "template-unsafe"
    line, file = 1, ""
    if isinstance(error, jinja2.TemplateSyntaxError):
        line, file = error.lineno, error.filename or error.name or ""
    else:
        trace = error.__traceback__
        while trace is not None:
            if trace.tb_frame.f_code.co_filename.endswith(".j2"):
                line, file = trace.tb_lineno, trace.tb_frame.f_code.co_filename
            trace = trace.tb_next
    file = _below(Path(file), root) if file else template_span(document, root, env).file
    message = f"{Path(file).name}: {_sentence(error)}"
    return Diagnostic(code, Severity.ERROR, message, Label(Span(file, line, 1, line, 2)), help="see docs/templates.md")


def _of_clauses(error: clauses.ClauseError, document: Document, root: Path, env: jinja2.Environment) -> Diagnostic:
    """The finding about clauses that do not fit together: known once all is rendered, so without a line."""
    span = template_span(document, root, env)
    help = "ids join with a dot (`breach.notice`); an annex is named `annex:measures`; see docs/templates.md"
    return Diagnostic("template-clause", Severity.ERROR, f"{document.template}: {error}", Label(span), help=help)


def _sentence(error: Exception) -> str:
    if isinstance(error, jinja2.TemplateNotFound):
        return f"there is no template `{error.message}` in the template folders"
    if isinstance(error, jinja2.TemplateError):
        return error.message or type(error).__name__
    return f"{type(error).__name__}: {error}"


def template_span(document: Document, root: Path, env: jinja2.Environment) -> Span:
    """The start of a document's template."""
    name = document.template
    with suppress(jinja2.TemplateError, *_MISTAKES):
        name = _below(Path(env.get_template(name).filename or name), root)
    return Span(name, 1, 1, 1, 2)


def _below(path: Path, root: Path) -> str:
    """A template's path as a reader knows it: below the project, or by its name."""
    resolved = path.resolve()
    return resolved.relative_to(root.resolve()).as_posix() if resolved.is_relative_to(root.resolve()) else path.name
