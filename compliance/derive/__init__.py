"""What follows from the registers: freshness, coverage, the state of a control, a vendor's assessment.

Before: the dossier. After: pure values with their reasons and places; nothing is written down twice.
"""
