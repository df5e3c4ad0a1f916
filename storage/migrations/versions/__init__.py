"""The steps, oldest first by their number; a released one is never edited."""
