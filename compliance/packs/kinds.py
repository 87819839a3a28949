"""The kinds of packs there are."""

from __future__ import annotations

from compliance.packs import iso27001, soc2
from compliance.packs.chapters import Kind

KINDS: tuple[Kind, ...] = (iso27001.KIND, soc2.KIND)

BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}
