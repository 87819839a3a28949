"""What every format is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """The project's root, the accent colour, and the time that is written inside files."""

    root: Path
    accent: str
    made: datetime
