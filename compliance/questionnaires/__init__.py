"""A customer's own questionnaire: read into questions, and written back with nothing but the answers added.

Before: a workbook, a Word file or a CSV file of somebody else, which may be hostile. After: a
:class:`~compliance.questionnaires.model.Questionnaire`, and later the same file with answers in it and a report of
what was compared. :func:`~compliance.questionnaires.files.read` and
:func:`~compliance.questionnaires.files.write` are the way in.
"""
