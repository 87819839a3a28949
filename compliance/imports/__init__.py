"""Registers from what other tools wrote: drafts, and everything that could not be carried over said aloud.

Before: files of another tool. After: plain records by kind, ready to be written as registers, and the
findings about what was guessed, kept aside or left out, each with its line in those files.
"""
