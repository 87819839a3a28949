"""OSCAL, the Open Security Controls Assessment Language of NIST: written, checked and read.

Before: the dossier, or files of somebody else. After: a set of JSON documents that name each other, what is
wrong with a set of documents, or a framework made from a foreign catalog.

``export`` makes our own documents, ``check`` examines documents (NIST's JSON schema, and what that schema
cannot say), ``framework`` reads a catalog.
"""
