"""A broadcast by a real process that is killed in the midst of it, and by the one that is started after it."""

import asyncio
import json
import shutil
from collections import Counter
from pathlib import Path

from aiohttp import ClientSession, StreamReader

from bot.sandbox.server import start
from storage.engine import open_database
from storage.migrate import migrate
from storage.schema import readers
from tests.conftest import EVENING, SEEDS
from tests.e2e.conftest import ON_EACH_ENGINE, STARTED_WITHIN_S, Visitor, database_url, running, svodka
from tests.person import Message, buttons

ADMIN = 7
READERS = range(1001, 1081)
SAID = "Сегодня обновление"
KILLED_AFTER = 20
"""Readers who have got it by then: at 30 a second the rest needs two more."""


class Watcher(Visitor):
    """An admin, who sees what the bot does in every chat of the sandbox."""

    async def sees(self, events: StreamReader, kind: str, words: str) -> Message:
        """The next message of the bot to the admin (``edited``: a changed one) that has these words."""
        while True:
            message = await self._next(events, kind)
            if words in message["text"]:
                return message

    async def sees_readers_get(self, events: StreamReader, number: int) -> None:
        """Wait until so many more messages have come to readers."""

        async def counted() -> None:
            left = number
            while left and (line := await events.readline()):
                if line.startswith(b"data: "):
                    event = json.loads(line[6:])
                    left -= event["type"] == "message" and event["chat_id"] in READERS

        await asyncio.wait_for(counted(), STARTED_WITHIN_S)

    async def readers_got(self) -> Counter[int]:
        """How many messages each reader has."""
        number: Counter[int] = Counter()
        for chat_id in READERS:
            shown: list[Message] = (await self.get(f"chats/{chat_id}/messages?after=0"))["messages"]
            assert {one["text"] for one in shown} <= {SAID}
            number[chat_id] = len(shown)
        return number


async def crowd(folder: Path) -> None:
    """Readers of a bot that hasn't been started yet."""
    database = await open_database(database_url(folder))
    await migrate(database)
    met = {"kind": "private", "language": "ru", "timezone": "UTC", "created_at": EVENING, "seen_at": EVENING}
    async with database.write() as connection:
        await connection.execute(readers.insert(), [met | {"chat_id": chat_id} for chat_id in READERS])
    await database.close()


@ON_EACH_ENGINE
async def test_killed_in_the_midst_it_goes_on_and_nobody_gets_it_twice(tmp_path: Path, http: ClientSession) -> None:
    await crowd(tmp_path)
    seeds = tmp_path / "seeds"  # without articles: there is no need to read them here
    seeds.mkdir()
    shutil.copy(SEEDS / "sectors.toml", seeds)
    sandbox = await start("127.0.0.1", 0, limits=True)
    try:
        admin = Watcher(http, sandbox.address, chat_id=ADMIN)
        for chat_id in READERS:
            await admin.post("chats", {"id": chat_id})
        bot = {"TELEGRAM_API": admin.address, "BOT_TOKEN": sandbox.token, "ADMINS": "7", "SEEDS_DIR": str(seeds)}
        async with http.get(f"{admin.address}/sandbox/events") as stream, running(tmp_path, "run", **bot) as first:
            events = stream.content
            await admin.write(f"/broadcast {SAID}")
            offer = await admin.sees(events, "message", "Так это увидит 81 читатель")
            await admin.press(offer, buttons(offer)["📣 Разослать всем"])
            question = await admin.sees(events, "edited", "Разослать 81 читателю?")
            await admin.press(question, buttons(question)["📣 Да, разослать: 81"])
            await admin.sees_readers_get(events, KILLED_AFTER)
            first.kill()
            await first.communicate()
        assert KILLED_AFTER <= (await admin.readers_got()).total() < len(READERS)
        async with http.get(f"{admin.address}/sandbox/events") as stream, running(tmp_path, "run", **bot):
            summary = await admin.sees(stream.content, "message", "Рассылка завершена")
        got = await admin.readers_got()
    finally:
        await sandbox.close()
    told = dict(line.split(": ") for line in summary["text"].splitlines()[1:])
    sent = int(told["Отправлено"].split(" из ")[0])
    unknown = int(told.get("Неизвестно, дошло ли", "0"))
    assert max(got.values()) == 1
    assert sent + unknown == len(READERS) + 1  # the admin is one of them
    assert sent <= got.total() + 1 <= sent + unknown
    _, out, _ = await svodka(tmp_path, "outbox", "--json")
    ended = Counter[str]()
    for one in json.loads(out)["ended"]:
        ended[one["state"]] += one["deliveries"]
    assert ended == Counter(sent=sent + 1, unknown=unknown)  # with the summary
