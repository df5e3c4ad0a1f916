"""Pictures of trends for a phone; matplotlib is imported when the first is drawn, never before."""
