"""Phrases that several rules say."""

from __future__ import annotations

from datetime import date


def ago(day: date, today: date) -> str:
    """How long ago a day was: ``1 day ago``, ``20 days ago``."""
    days = (today - day).days
    return f"{days} day{'' if days == 1 else 's'} ago"
