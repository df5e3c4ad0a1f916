"""The names of the commands that aren't sectors; imports nothing, so that whoever checks a taxonomy can have them."""

FIXED = ("subscribe", "subscriptions", "timezone", "sectors", "full", "language", "help")
"""As they stand in the menu below the sectors (/start is offered by Telegram itself)."""

RESERVED = frozenset({*FIXED, "start"})
"""Keys that a sector can't have."""
