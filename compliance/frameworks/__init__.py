"""Frameworks, law and vocabularies as dated data. A framework is one YAML file and no Python."""
