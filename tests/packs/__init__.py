"""Evidence packs: what stands in a binder and in an archive, and that both say what the registers say."""
