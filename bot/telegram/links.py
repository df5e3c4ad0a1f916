"""Deep links into the bot's private chat: what follows /start in them (at most 64 of A-Z, a-z, 0-9, _ and -)."""

SUBSCRIPTIONS = "subscriptions"
FULL = "full_"
"""Begins a link to an article; its id follows."""
