"""A digest out of a real process: subscribed to by buttons, its article brought by another process, sent when due."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiohttp import ClientSession
from sqlalchemy import update

from storage.engine import open_database
from storage.schema import subscriptions
from tests.conftest import oil
from tests.e2e.conftest import ON_EACH_ENGINE, Visitor, address_of, database_url, running, svodka
from tests.person import Message, buttons


def carried(message: Message, label: str) -> str:
    """What the button whose text has these words carries."""
    (data,) = [data for text, data in buttons(message).items() if label in text]
    return data


async def fall_due(folder: Path) -> None:
    """Put the one subscription's time into the past: a test has no other hold on another process's clock."""
    database = await open_database(database_url(folder))
    async with database.write() as connection:
        now = datetime.now(UTC)
        minute = (now.hour * 60 + now.minute + 5 * 60 - 1) % (24 * 60)  # a minute ago in Almaty
        values = {"due_at": now - timedelta(minutes=1), "minute": minute}
        await connection.execute(update(subscriptions).values(**values))
    await database.close()


@ON_EACH_ENGINE
async def test_a_digest_reaches_its_chat_and_its_button_opens_the_article(tmp_path: Path, http: ClientSession) -> None:
    async with running(tmp_path, "try", "--port", "0") as process:
        person = Visitor(http, await address_of(process))
        when = await person.ask("/subscribe energy")
        hour = await person.tap(when, carried(when, "Каждый день"), expect="edited")
        await person.tap(hour, carried(hour, "09:00"), expect="edited")
        (tmp_path / "news.txt").write_text(f"Промысел вырос\n\n{oil(1)}\n", encoding="utf-8")
        code, out, err = await svodka(tmp_path, "ingest", "news.txt")
        assert code == 0, err
        assert out.startswith("new")
        digest = await person.after(fall_due(tmp_path))
        assert oil(1) in digest["text"]
        full = await person.tap(digest, carried(digest, "📄"))
        assert full["text"].startswith("Промысел вырос")
