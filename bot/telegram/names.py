"""The names of the commands that aren't sectors; imports nothing, so that whoever checks a taxonomy can have them."""

FIXED = ("subscribe", "subscriptions", "timezone", "sectors", "full", "language", "help")
"""As they stand in the menu below the sectors (/start is offered by Telegram itself)."""

PUBLIC = frozenset({*FIXED, "start"})
"""What everybody can be told of."""

BROADCAST = "broadcast"
SOURCES = "sources"
ADD = "add"
EXPORT = "export"
ADMINS_ONLY = (SOURCES, ADD, EXPORT, BROADCAST)
"""For admins alone; nobody else learns that there are such commands."""

RESERVED = PUBLIC.union(ADMINS_ONLY)
"""Keys that a sector can't have."""
