"""Plain data of real registers, for tests that need many different records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from compliance.registers import yaml12
from compliance.registers.kinds import KINDS, Kind
from compliance.registers.markdown import split_front_matter

REPOSITORY = Path(__file__).parent.parent
BASE = Path(__file__).parent / "rules" / "base"


@cache
def records() -> tuple[tuple[Kind, Any], ...]:
    """Every record of the worked company and of the small project that rule cases start from."""
    return tuple(pair for root in (REPOSITORY, BASE) for pair in _records(root))


def _records(root: Path) -> Iterator[tuple[Kind, Any]]:
    for kind in KINDS:
        for pattern in kind.where:
            for path in sorted(root.glob(pattern)):
                data = _data(kind, path)
                if kind.layout == "list":
                    yield from ((kind, item) for item in data[kind.collection])
                else:
                    yield kind, data


def _data(kind: Kind, path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    if kind.layout == "markdown":
        front = split_front_matter(text)
        assert front is not None
        text = front.yaml
    return yaml12.parse_text(text, path.name)
