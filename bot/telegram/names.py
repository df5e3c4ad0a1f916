"""The names of the commands that aren't sectors; imports nothing of ours: whoever checks a taxonomy needs them."""

import re
from collections.abc import Collection

FIXED = (
    "search",
    "story",
    "trends",
    "subscribe",
    "subscriptions",
    "settings",
    "timezone",
    "sectors",
    "full",
    "language",
    "help",
)
"""As they stand in the menu (/start is offered by Telegram itself)."""

FIRST = ("search", "subscribe", "subscriptions", "trends", "help")
"""Those that stand above the sectors in a private chat: a phone shows six lines of the menu, and these verbs are what
nobody would guess; a sector is found by its emoji, or typed."""

IN_GROUPS = ("search", "trends", "help")
"""What anybody in a group is offered beside the sectors."""

OF_GROUP_ADMINS = ("subscribe", "subscriptions", "settings", "timezone", "language")
"""What those who administer a group are offered besides."""

UNLISTED = ("mydata", "forget")
"""Not in the menu: the page of settings has buttons for them."""

PUBLIC = frozenset({*FIXED, *UNLISTED, "start"})
"""What everybody can be told of."""

BROADCAST = "broadcast"
SOURCES = "sources"
ADD = "add"
EXPORT = "export"
STATS = "stats"
ADMINS_ONLY = (SOURCES, ADD, EXPORT, BROADCAST, STATS)
"""For admins alone; nobody else learns that there are such commands."""

RESERVED = PUBLIC.union(ADMINS_ONLY)
"""Keys that a sector can't have."""

_COMMAND = re.compile(r"/(?P<name>\w{1,64})(?:@(?P<bot>\w+))?(?:\s|$)")


def is_command(text: str | None) -> bool:
    """Whether a message begins with a command's name, ours or not; ``/news/*`` is a path and no command."""
    return _COMMAND.match(text or "") is not None


def is_for(username: str, text: str | None, known: Collection[str]) -> bool:
    """Whether a message among several people is a command for the bot of a name: one that it knows, or any of its own.

    ``/roll@other_bot`` is another's; ``/roll`` may be anybody's, and is ours where it is ``known`` (in small letters).
    """
    found = _COMMAND.match(text or "")
    if found is None:
        return False
    if found["bot"]:
        return found["bot"].lower() == username.lower()
    return found["name"].lower() in known
