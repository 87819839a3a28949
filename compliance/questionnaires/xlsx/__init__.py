"""Workbooks: read from the parts of the file, and answered by exchanging the bytes of single cells."""
