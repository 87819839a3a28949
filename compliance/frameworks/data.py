"""Reads the shipped data files. They are YAML like registers and are read the same way."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from compliance.registers import yaml12


@cache
def read(name: str) -> Any:
    """Plain data of ``frameworks/NAME.yaml``."""
    path = files("compliance").joinpath("frameworks", f"{name}.yaml")
    return yaml12.parse_bytes(path.read_bytes(), path.name)


def names() -> tuple[str, ...]:
    """Names of all shipped data files, without the ending."""
    folder = files("compliance").joinpath("frameworks")
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml")))
