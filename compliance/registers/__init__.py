"""Registers: YAML and Markdown under git become frozen records.

Before: files. After: :class:`~compliance.registers.load.Registers`, typed records that know their
:class:`~compliance.diagnostics.Place`, and a list of what was wrong with the rest.
"""
