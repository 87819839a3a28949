"""``dossier pack iso27001``."""

from __future__ import annotations

from compliance.cli.pack_make import make

command = make(
    "iso27001",
    "Make the pack for an audit of ISO/IEC 27001.",
    "Make the evidence pack for an audit of ISO/IEC 27001: a binder with clauses 4 to 10, a sheet for each control, "
    "suppliers, indexes and exceptions; the evidence in folders by control; policies and registers; a manifest of all.",
)
