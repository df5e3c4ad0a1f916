"""`svodka try --world` as a process: what an invented outlet publishes is answered by the bot, without the internet."""

import asyncio
import re
from pathlib import Path

from aiohttp import ClientSession

from bot.outside.outlets import OUTLETS
from tests.e2e.conftest import STARTED_WITHIN_S, Visitor, address_of, running

NAMES = {outlet.name for outlet in OUTLETS}


async def test_news_of_invented_outlets_arrive_and_are_kept_apart_from_real_ones(tmp_path: Path) -> None:
    async with running(tmp_path, "try", "--world", "--port", "0") as process, ClientSession() as http:
        person = Visitor(http, await address_of(process), language="ru")
        world = await address_of(process)
        async with http.get(f"{world}/") as page:
            assert "Тестовый вестник" in await page.text()
        answered = await asyncio.wait_for(_answered(person), STARTED_WITHIN_S)
        assert re.search(r"(№|No\.) \d+/1", answered)
    assert (tmp_path / "data" / "world" / "svodka.db").exists()
    assert not (tmp_path / "data" / "svodka.db").exists()


async def _answered(person: Visitor) -> str:
    """The first answer that names one of the outlets."""
    while True:
        for sector in ("energy", "transport", "economy", "health", "society"):
            text: str = (await person.ask(f"/{sector}"))["text"]
            if any(name in text for name in NAMES) and "№" in text:
                return text
