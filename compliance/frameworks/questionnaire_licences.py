"""Licences under which the text of a questionnaire may be kept and passed on, as data."""

from __future__ import annotations

from functools import cache

from compliance.frameworks.data import read


@cache
def allowed() -> dict[str, str]:
    """Identifier of each licence on the list, and why it is there."""
    return {row["id"]: row["why"] for row in read("questionnaire-licences")["licences"]}
