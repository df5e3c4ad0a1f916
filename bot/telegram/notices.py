"""What the bot says unasked, but for digests: that a group or channel can't be written to any longer."""

import json

from bot.delivery.verdicts import Why
from bot.telegram.paging import clip
from bot.telegram.render import NAME_UNITS
from bot.telegram.texts import Texts
from storage.records import Reader


def reader_lost(gone: Reader, why: Why, texts: Texts) -> str:
    """The message (the JSON of sendMessage's parameters) to whoever set up what a chat gets."""
    reasons = {
        Why.NO_RIGHTS: texts("reader-lost-no-rights"),
        Why.NO_TOPIC: texts("reader-lost-no-topic"),
        Why.NOT_FOUND: texts("reader-lost-not-found"),
    }
    title = clip(gone.title or str(gone.chat_id), NAME_UNITS)
    said = texts("reader-lost", title=title, why=reasons.get(why, texts("reader-lost-removed")))
    return json.dumps({"text": said}, ensure_ascii=False)
