"""Benchmarks: figures with their peers and targets, run by ``make bench``."""
