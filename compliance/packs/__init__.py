"""Evidence packs: an archive whose every byte follows from what it holds, a manifest of it, and a seal.

Before: files and what is said about them. After: one file that proves what it holds, offline.

``standalone``  the layout ``dossier-pack/1`` and its checks; the standard library only, travels in a pack as verify.py
``archive``     writes that layout from streams
``manifest``    what a pack says about itself: frozen records and canonical JSON
``seal``        signs the binder and the manifest
"""
