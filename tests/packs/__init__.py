"""Evidence packs: layout, manifest, seals, verifying."""
