"""``dossier pack soc2``."""

from __future__ import annotations

from compliance.cli.pack_make import make

command = make(
    "soc2",
    "Make the SOC 2 readiness pack.",
    "Make the readiness pack for SOC 2, which is not a SOC 2 report and says so on every page: drafts of management's "
    "assertion and of the description (DC 1 to DC 9), a control matrix by criterion, populations, workpapers of "
    "samples, a ranked gap list with its plan, and a request tracker; the evidence, a manifest of all.",
)
