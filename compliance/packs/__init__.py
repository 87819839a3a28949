"""Evidence packs: what an auditor gets, in one archive whose every byte follows from what it holds.

Before: the dossier, a period and a level. After: one file with ``00-binder.pdf``, evidence in folders by control,
policies and registers, a manifest of all of it and a seal, which proves what it holds, offline.

``chapters``    the model: a pack is a tuple of chapters, a chapter is sections of a few kinds of blocks
``scope``       what is in a pack and what is wrong with it, decided once, before anything is typeset
``binder``      all chapters as one document in parts
``standalone``  the layout ``dossier-pack/1`` and its checks; the standard library only, travels in a pack as verify.py
``archive``     writes that layout from streams
``manifest``    what a pack says about itself: frozen records and canonical JSON
``seal``        signs the binder and the manifest
"""
