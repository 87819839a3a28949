"""Questionnaires of customers: read, matched with the answer library, answered from the registers, written back.

Before: a workbook, a Word file or a CSV file of somebody else, which may be hostile, and the dossier. After: a
:class:`~compliance.questionnaires.model.Questionnaire`, an answer to each question with the rung that it came by, and
the same file with answers in it. :func:`~compliance.questionnaires.files.read` and
:func:`~compliance.questionnaires.files.write` are the way in and out;
:class:`~compliance.questionnaires.ladder.Answerer` answers.
"""
