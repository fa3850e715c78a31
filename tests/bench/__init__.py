"""Benchmarks, run by hand (``python -m tests.bench.<name>``); CI only sees that a tiny size of each runs."""
