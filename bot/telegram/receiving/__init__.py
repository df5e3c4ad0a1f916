"""How updates come in: each is stored before Telegram is told so, worked on once, and lost with no process."""
