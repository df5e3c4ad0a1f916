"""Asking the bot from another chat: ``@bot слова``, as the sandbox lets people do."""

import asyncio
from dataclasses import replace
from typing import Any

from aiohttp import ClientSession

from bot.sandbox.server import Sandbox
from bot.telegram.desk import Desk
from tests.telegram.conftest import Town

USERNAME = "svodka_sandbox_bot"

Offered = dict[str, Any]


def with_links(desk: Desk, *, is_inline: bool = True) -> Desk:
    """A desk that knows the bot's name."""
    return replace(desk, username=USERNAME, is_inline=is_inline)


class Square(Town):
    """A town whose people also ask inline; its bot knows its own name."""

    def __init__(self, http: ClientSession, sandbox: Sandbox, bot: Any, desk: Desk) -> None:
        super().__init__(http, sandbox, bot, with_links(desk))

    async def ask(self, words: str, *, offset: str = "", user_id: int = 7, language: str = "ru") -> Offered:
        """Type something after the bot's name; what it offers."""
        person = self.person(user_id, language)
        typed = {"user_id": user_id, "user": person.user, "query": words, "offset": offset}
        asked = asyncio.create_task(person.post("inline", typed))
        (update,) = await self.bot.get_updates(timeout=10)
        await self.work.feed_update(self.bot, update)
        await self.bot.get_updates(offset=update.update_id + 1)
        return await asked

    async def ask_to_the_end(self, words: str) -> list[Offered]:
        """All results, as who scrolls sees them."""
        found: list[Offered] = []
        offset = ""
        while True:
            offered = await self.ask(words, offset=offset)
            found += offered.get("results", [])
            offset = offered.get("next_offset", "")
            if not offset:
                return found


def posted(result: Offered) -> Offered:
    """The message that a result posts, as messages look."""
    content = result["input_message_content"]
    return {"text": content["message_text"], "entities": content.get("entities", [])}


def opened_by(result: Offered) -> str:
    """What the button under a posted message makes a person send to the bot."""
    ((button,),) = result["reply_markup"]["inline_keyboard"]
    return start_of(button["url"])


def start_of(link: str) -> str:
    """What opening a link makes a person send to the bot."""
    begins = f"https://t.me/{USERNAME}?start="
    assert link.startswith(begins), link
    return f"/start {link.removeprefix(begins)}"
