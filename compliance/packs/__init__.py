"""Evidence packs: what an auditor gets, in one archive that proves what it holds.

Before: the dossier, a period and a level. After: ``00-binder.pdf``, evidence files in folders by control, policies and
registers as files, a manifest of all of it. A pack is a tuple of chapters (:mod:`compliance.packs.chapters`); what is
in it and what is wrong with it is decided once (:mod:`compliance.packs.scope`), before anything is typeset.
"""
