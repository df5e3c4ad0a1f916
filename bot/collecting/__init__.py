"""Collecting: what is watched is fetched when it is due, and what it lists becomes articles."""
