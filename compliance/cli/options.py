"""Options that every command has, and what they become."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click

from compliance import project
from compliance.cache import Cache, default_folder

F = TypeVar("F", bound=Callable[..., Any])


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime.date | None:
    """A date of the command line."""
    return None if value is None else project.parse_date(value)


today_option = click.option(
    "--today", metavar="DATE", callback=_day, help="Take this day as today (YYYY-MM-DD); else `as_of`, else the clock."
)


def common(function: F) -> F:
    """``--project`` and ``--today``."""
    function = today_option(function)
    return click.option(
        "--project",
        "start",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=".",
        help="The project's folder, or one inside it.",
    )(function)


no_cache = click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")


def cache(off: bool) -> Cache:
    """The user's cache, or one that keeps nothing."""
    return Cache(None if off else default_folder())


def coloured(stream: TextIO) -> bool:
    """Whether a stream takes colours: a terminal that is not dumb, and no ``NO_COLOR`` (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
