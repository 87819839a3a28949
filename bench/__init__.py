"""Benchmarks: ratios against a plain measure of the same work in the same run, never wall times alone.

``python -m bench`` (``make bench``) prints the table and writes ``output/bench.json``. A benchmark is
one row of ``BENCHES`` in :mod:`bench.run`; what it needs is made in a temporary folder.
"""
