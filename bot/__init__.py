"""Svodka: the passages of the news that matter, by sector."""
