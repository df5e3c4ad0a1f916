"""Why something couldn't be fetched or read, in the language of whoever looks.

The rooms below tell reasons in English, and logs and the command line show them so. What admins meet daily has its own
words in each language; the rest stays as it was told.
"""

import re

from bot.telegram.paging import clip
from bot.telegram.texts import Texts

REASON_UNITS = 300
"""Of what a server or a parser said; a screen must stay a screen."""

KEYS = {
    r"the server answers (?P<status>\d{3})": "reason-status",
    r"it could not be reached(?: \(.*\))?": "reason-out-of-reach",
    r"there was no whole answer within (?P<seconds>\d+) s": "reason-slow",
    r"its name leads to no address": "reason-no-address",
    r"its certificate is not valid|no safe connection \(TLS\) could be made": "reason-certificate",
    r"its answer breaks off": "reason-breaks-off",
    r"its robots\.txt disallows it": "reason-robots",
    r"its address is not public": "reason-private",
    r"this is no (?:feed|sitemap|page of links) any more": "reason-something-else",
    r"it has hardly any text": "reason-no-text",
    r"neither a feed nor a list of articles was found there": "reason-nothing-there",
    r"no link of the page matches .*": "reason-no-link",
    r"the bot is not in the channel": "reason-not-in-channel",
}
"""The keys of the texts by the reasons (regular expressions) that they stand for; groups are the texts' values."""

_KEYS = [(re.compile(reason), key) for reason, key in KEYS.items()]


def told(reason: str, texts: Texts) -> str:
    """A reason in the language of the texts."""
    for pattern, key in _KEYS:
        if found := pattern.fullmatch(reason):
            return texts(key, **found.groupdict())
    return clip(reason, REASON_UNITS)
