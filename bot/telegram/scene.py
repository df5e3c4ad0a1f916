"""What a handler of subscriptions works with: who is here, in which language, and what things are called by now."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from aiogram.types import CallbackQuery, Message
from aiogram.utils.formatting import Text

from bot.telegram.desk import Desk
from bot.telegram.render import Page
from bot.telegram.subscription_labels import Names
from bot.telegram.subscription_pages import View
from bot.telegram.texts import Texts
from storage import sources, stories, subscriptions
from storage.records import Reader, Subscription

MOST = 30
"""Subscriptions of one chat: nobody reads more digests, and nobody fills the disk with them."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The desk, the reader of the chat, and the texts of their language."""

    desk: Desk
    reader: Reader
    texts: Texts

    @property
    def now(self) -> datetime:
        """The time, aware and UTC."""
        return self.desk.now()

    async def view(self, *shown: Subscription) -> View:
        """What is needed to show some subscriptions here."""
        story_ids = set(chain.from_iterable(one.interest.stories for one in shown))
        source_ids = set(chain.from_iterable(one.interest.sources for one in shown))
        async with self.desk.database.read() as connection:
            titles = await stories.titles(connection, story_ids) if story_ids else {}
            named = await sources.named_as(connection, source_ids) if source_ids else []
        names = Names(titles, {id_: source.name for source in named for id_ in source.ids})
        return View(self.reader, self.texts, self.desk.taxonomy, self.now, names)

    async def is_full(self, reader: Reader) -> bool:
        """Whether a chat has as many subscriptions as one may."""
        async with self.desk.database.read() as connection:
            return len(await subscriptions.of_reader(connection, reader.id)) >= MOST

    async def gone(self, event: CallbackQuery | Message) -> None:
        """Say that the subscription has been removed in the meantime."""
        await event.answer(self.texts("subscriptions-gone"))

    def too_many(self) -> Page:
        """A page that says so."""
        return Page(Text(self.texts("subscribe-full", most=MOST)))


async def send(message: Message, page: Page) -> Message:
    """A page as a message of its own, in the chat of another."""
    return await message.answer(**page.content.as_kwargs(), reply_markup=page.keyboard)
