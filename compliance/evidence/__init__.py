"""Evidence goes in: files are copied, hashed, named, recorded and entered in the custody log; samples are drawn.

Before: a dossier, and files that somebody collected. After: records in ``controls/evidence``, files beside them, and
a line in the custody log for each. Nothing that is there is ever written over, and a batch goes in whole or not at all.
"""
