"""Chapters and pieces that packs of every kind have."""
