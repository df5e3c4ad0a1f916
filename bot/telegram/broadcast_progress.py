"""The message that shows an admin how far a broadcast has come, edited as it goes."""

import logging
from collections.abc import Mapping

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot.delivery.limits import Priority
from bot.telegram.broadcast_pages import progress_page
from bot.telegram.limiting import sent_as
from bot.telegram.texts import LANGUAGES, Texts
from storage import readers
from storage.broadcasts import Broadcast, Tally
from storage.engine import Database

log = logging.getLogger(__name__)


class ProgressMessage:
    """Edits the message of each broadcast; an answer to a person goes before it."""

    def __init__(self, bot: Bot, database: Database, texts: Mapping[str, Texts]) -> None:
        self._bot = bot
        self._database = database
        self._texts = texts

    async def show(self, broadcast: Broadcast, tally: Tally) -> None:
        """Show how far it is; where the message is gone, or the server doesn't take it now, nothing is lost."""
        if broadcast.chat_id is None or broadcast.message_id is None:
            return
        async with self._database.read() as connection:
            there = await readers.in_chat(connection, broadcast.chat_id)
        page = progress_page(broadcast, tally, self._texts[there[0].language if there else LANGUAGES[0]])
        shown = {**page.content.as_kwargs(), "reply_markup": page.keyboard}
        try:
            with sent_as(Priority.BROADCAST):
                await self._bot.edit_message_text(chat_id=broadcast.chat_id, message_id=broadcast.message_id, **shown)
        except TelegramAPIError as error:
            log.info("the progress of broadcast %d can't be shown: %s", broadcast.id, error)
