"""Pictures as plain SVG: no masks, filters, variables or foreign objects, legible in greyscale.

Before: counts and coordinates. After: an SVG text with a title.
"""
