"""What every format is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from compliance.paper.fonts import Face


@dataclass(frozen=True, slots=True)
class Settings:
    """The project's root, the accent colour, the time that is written inside files, the company's own Word file
    whose styles, page, header and footer documents take, and the fonts of its PDFs (empty: the product's)."""

    root: Path
    accent: str
    made: datetime
    reference: bytes = b""
    faces: tuple[Face, ...] = ()
