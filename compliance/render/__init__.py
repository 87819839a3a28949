"""Views become HTML: the Jinja environment, the marks that carry sources, the lint of the vocabulary.

Before: a view. After: clean HTML, and beside it which block came from which register lines.
"""
