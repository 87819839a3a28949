"""One graph from all registers.

Before: records. After: a :class:`~compliance.graph.dossier.Dossier`, which answers who names whom.
"""
