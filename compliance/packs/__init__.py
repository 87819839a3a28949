<<<<<<< HEAD
"""Evidence packs: what an auditor gets, in one archive that proves what it holds.

Before: the dossier, a period and a level. After: ``00-binder.pdf``, evidence files in folders by control, policies and
registers as files, a manifest of all of it. A pack is a tuple of chapters (:mod:`compliance.packs.chapters`); what is
in it and what is wrong with it is decided once (:mod:`compliance.packs.scope`), before anything is typeset.
=======
"""Evidence packs: an archive whose every byte follows from what it holds, a manifest of it, and a seal.

Before: files and what is said about them. After: one file that proves what it holds, offline.

``standalone``  the layout ``dossier-pack/1`` and its checks; the standard library only, travels in a pack as verify.py
``archive``     writes that layout from streams
``manifest``    what a pack says about itself: frozen records and canonical JSON
``seal``        signs the binder and the manifest
>>>>>>> h-seal
"""
