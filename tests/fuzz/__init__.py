"""Fuzzers, which are run by hand for as long as one likes; what they find becomes a test."""
