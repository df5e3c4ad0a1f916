"""The names of the commands that aren't sectors; imports nothing, so that whoever checks a taxonomy can have them."""

FIXED = ("subscribe", "subscriptions", "timezone", "sectors", "full", "language", "help")
"""As they stand in the menu below the sectors (/start is offered by Telegram itself)."""

PUBLIC = frozenset({*FIXED, "start"})
"""What everybody can be told of."""

BROADCAST = "broadcast"
"""For admins alone; nobody else learns that there is such a command."""

RESERVED = PUBLIC | {BROADCAST}
"""Keys that a sector can't have."""
