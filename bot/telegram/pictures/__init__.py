"""Pictures of numbers day by day, for a phone; matplotlib is imported when the first is drawn, never before."""
