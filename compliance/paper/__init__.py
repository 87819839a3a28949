"""Other people's paper: a contract in PDF, Word, Markdown or plain text, read into passages with their places,
and held against the duties of a data processing agreement. What comes out are hints for a lawyer, never a verdict.
"""
