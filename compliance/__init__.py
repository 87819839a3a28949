"""Dossier: compliance registers in YAML, checked, linked into one graph, and printed as documents.

The pipeline reads as its folders: ``registers`` and ``frameworks`` are read, ``graph`` links
them, ``derive`` computes what follows, ``rules`` find what is wrong, ``documents`` decide what is
said, ``render`` and ``formats`` how it looks. ``pipeline`` is the table of contents.
"""

__version__ = "0.1.0"
