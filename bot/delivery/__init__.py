"""The way out: who is due, what waits to be sent, and how fast it may go."""
