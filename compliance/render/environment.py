"""The sandboxed Jinja environment: templates of the project first, then those of the product.

A template of a cloned project is data. It runs in the sandbox, sees a view and nothing else, and can
include nothing from outside the template folders.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import missing
from markupsafe import Markup

from compliance.diagrams.bars import bars
from compliance.diagrams.dataflow import flow_page, flow_picture
from compliance.documents.text import Text, long_date
from compliance.project import package_folder, product_templates, project_templates
from compliance.render import clauses

_SLUG = re.compile(r"[^a-z0-9]+")


class _Folder(jinja2.FileSystemLoader):
    """A folder of templates; links that lead out of it are not followed."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, followlinks=False)
        self._folder = folder.resolve()

    def get_source(self, environment: jinja2.Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, filename, uptodate = super().get_source(environment, template)
        if not Path(filename).resolve().is_relative_to(self._folder):
            raise jinja2.TemplateNotFound(template, f"{template} is a link out of the template folder")
        return source, filename, uptodate


def _slug(value: object) -> str:
    """A value as a CSS class."""
    return _SLUG.sub("-", str(value).lower()).strip("-")


def _lines(value: Text | Iterable[Text]) -> Markup:
    """A cell: one text, or several on lines of their own."""
    texts = (value,) if isinstance(value, Text) else tuple(value)
    return Markup("<br>").join(texts)


def _inline(value: Text | Iterable[Text]) -> Markup:
    """Short texts side by side."""
    texts = (value,) if isinstance(value, Text) else tuple(value)
    return Markup(", ").join(texts)


def _tied(text: Text) -> Markup:
    """A text whose ids are not broken over two lines."""
    return text.tied()


def _paragraphs(text: Text) -> Markup:
    """A text whose blank lines part paragraphs."""
    pieces = [" ".join(p.split()) for p in re.split(r"\n\s*\n", text.value) if p.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(Text(piece, text.sources, text.mark)) for piece in pieces)


def _capitalize(value: Text | str) -> Text | str:
    """Jinja's own, which would lose a text's places."""
    if isinstance(value, Text):
        return replace(value, value=value.value.capitalize())
    return str(value).capitalize()


def _long(day: date) -> str:
    return long_date(day)


def _concat(values: Iterable[object]) -> Markup | str:
    """``a ~ b``: Jinja's own would make words of texts first, and their places would be lost."""
    parts = tuple(values)
    if any(hasattr(part, "__html__") for part in parts):
        return Markup("").join(parts)  # type: ignore[arg-type]  # it escapes what is no markup
    return "".join(map(str, parts))


class _Generator(CodeGenerator):
    """Jinja's generator of Python, with our own way to put texts together."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802  # Jinja's name
        self.write("environment.filters['concat']((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class Once:
    """Keeps what a macro made of a frozen value, for as long as the environment lives.

    Only for macros of the product that depend on their arguments alone. Values are told apart by identity, which is
    safe because they are held: comparing large tables would cost what drawing them costs.
    """

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._kept: OrderedDict[tuple[object, ...], tuple[object, Markup]] = OrderedDict()

    def __call__(self, macro: Callable[..., Markup], value: object, *rest: str) -> Markup:
        key = (macro.name, id(value), *rest)  # type: ignore[attr-defined]  # Jinja's macros have one
        if key not in self._kept:
            self._kept[key] = (value, macro(value, *rest))
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key][1]


class Undefined(jinja2.StrictUndefined):
    """A name that a view does not have is an error with the template's line, never an empty text."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        """Said in words of the template: Jinja's own names the module and class of our code."""
        if self._undefined_hint or self._undefined_name is None:
            return super()._undefined_message
        name, owner = str(self._undefined_name), self._undefined_obj
        if owner is missing:
            return f"nothing is called `{name}` here"
        known = [each for each in dir(owner) if not each.startswith("_")]
        close = get_close_matches(name, known, 1, 0.6)
        return f"{type(owner).__name__} has no `{name}`" + (f"; did you mean `{close[0]}`?" if close else "")


class _Environment(ImmutableSandboxedEnvironment):
    code_generator_class = _Generator


def environment(root: Path) -> jinja2.Environment:
    """The environment of the project at ``root``."""
    product, layouts = _Folder(product_templates()), _Folder(package_folder("layouts"))
    loaders: list[jinja2.BaseLoader] = []
    own = project_templates(root)
    if own is not None:
        loaders.append(_Folder(own))
    loaders += [product, jinja2.PrefixLoader({"product": product, "layouts": layouts})]
    env = _Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[clauses.ClauseExtension],
    )
    filters: dict[str, Callable[..., Any]] = {
        "concat": _concat,
        "slug": _slug,
        "lines": _lines,
        "inline": _inline,
        "paragraphs": _paragraphs,
        "tied": _tied,
        "long_date": _long,
        "capitalize": _capitalize,
    }
    env.filters.update(filters)
    env.globals.update(bars=bars, once=Once())
    env.globals.update(flow_picture=flow_picture, flow_page=flow_page)
    env.globals.update(ref=clauses.ref, clause_contents=clauses.contents)
    return env
