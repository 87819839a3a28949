"""Registers from other tools' files."""
