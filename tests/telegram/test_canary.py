"""What people write, who they are and every secret stand in no log line, at any level, whatever goes wrong."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import GetUpdates, SendMessage
from aiohttp import web

from bot.app.serving import connected
from bot.delivery.limits import Limiter
from bot.logs import configure, formatter
from bot.settings import Settings
from bot.telegram.decoding import ReadsWhatItCan
from bot.telegram.desk import Desk
from bot.web.site import site
from storage.engine import open_database
from storage.errors import StorageError
from tests.telegram.conftest import Conversation, Town

TOKEN = "123456:AA-kanarie-token"  # noqa: S105 - so it is called
SECRET = "kanarie-secret-of-the-webhook"  # noqa: S105
PASSWORD = "kanarie-pass/word%"  # noqa: S105
WORD = "канарейка"
"""In all that people write, and in their names."""


@pytest.fixture(params=["DEBUG", "INFO"])
def lines(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[list[logging.LogRecord]]:
    """What is logged at a level, by every library, as the program sets them up."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    kept: list[logging.LogRecord] = []

    class Keeping(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(record)

    configure("json", request.param)
    root.handlers[:] = [Keeping()]
    yield kept
    root.handlers[:], level = before
    root.setLevel(level)


def written(lines: list[logging.LogRecord]) -> str:
    """The lines in both forms, as the program writes them."""
    settings = Settings(
        _env_file=None, bot_token=TOKEN, webhook_secret=SECRET, database_url=f"postgresql://me:{quoted()}@localhost/x"
    )
    forms = [formatter(form, colors=False, secrets=settings.secrets) for form in ("console", "json")]
    return "\n".join(form.format(record) for form in forms for record in lines)


def quoted() -> str:
    """The password as it stands in a URL."""
    return PASSWORD.replace("%", "%25").replace("/", "%2F")


async def walk(chat: Conversation) -> None:
    """Somebody uses the bot, in many ways."""
    for text in (
        f"/search {WORD}",
        WORD,
        f"/subscribe {WORD}",
        f"/start {WORD}",
        f"/timezone {WORD}",
        f"/energy {WORD}",
    ):
        await chat.say(text)
    (page,) = await chat.say("/help")
    for data in (f"x:{WORD}"[:60], f"s:{WORD}"[:60], "sub:1:zz"):
        await chat.press(page, data)
        await chat.answers()
    await chat.write(WORD, forward={"type": "user", "sender_user": {"id": 8, "is_bot": False, "first_name": WORD}})
    await chat.answers()


def named(chat: Conversation) -> Conversation:
    """Somebody whose name is the word."""
    chat.user |= {"first_name": WORD, "last_name": WORD, "username": "kanarie_name"}
    return chat


async def test_all_goes_well(lines: list[logging.LogRecord], chat: Conversation, town: Town) -> None:
    await walk(named(chat))
    assert WORD not in written(lines)
    assert "kanarie" not in written(lines)


@pytest.mark.parametrize("table", ["readers", "passages", "subscriptions", "marks"])
async def test_the_database_fails(lines: list[logging.LogRecord], chat: Conversation, desk: Desk, table: str) -> None:
    named(chat)
    await chat.say("/start")
    async with desk.database.write() as connection:
        await connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO elsewhere")
    await walk(chat)
    told = written(lines)
    assert "could not be answered" in told
    assert WORD not in told
    assert "kanarie" not in told


@pytest.mark.parametrize("status", [400, 403, 429, 500])
async def test_the_server_refuses(lines: list[logging.LogRecord], chat: Conversation, status: int) -> None:
    named(chat)
    await chat.say("/start")
    for method in ("sendMessage", "editMessageText", "answerCallbackQuery"):
        fault = {"method": method, "times": 4, "status": status, "description": "Bad Request: no"}
        await chat.post("faults", fault | ({"retry_after": 40} if status == 429 else {}))
    with suppress(Exception):
        await walk(chat)
    assert WORD not in written(lines)
    assert "kanarie" not in written(lines)


async def test_answers_that_cannot_be_read_are_not_quoted(lines: list[logging.LogRecord]) -> None:
    async def answers(request: web.Request) -> web.Response:
        if request.path.endswith("/getUpdates"):
            good = {"update_id": 2, "message": {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}}}
            bad = {"update_id": 1, "message": {"text": WORD, "date": WORD}}
            return web.json_response({"ok": True, "result": [bad, good, {"update_id": "x"}, WORD]})
        return web.json_response({"ok": True, "result": {"text": WORD}})

    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", answers)
    async with site("127.0.0.1", 0, app) as address:
        bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(address)))
        bot.session.middleware(ReadsWhatItCan())
        updates = await bot(GetUpdates())
        with pytest.raises(TelegramAPIError, match="can't be read") as caught:
            await bot(SendMessage(chat_id=7, text="x"))
        logging.getLogger("test").error("failed", exc_info=caught.value)
        await bot.session.close()
    assert [(update.update_id, update.message is None) for update in updates] == [(1, True), (2, False)]
    told = written(lines)
    assert "update 1 can't be read" in told
    assert WORD not in told


async def test_a_server_that_cannot_be_reached_is_named_without_the_token(lines: list[logging.LogRecord]) -> None:
    async with connected(TOKEN, "http://127.0.0.1:1", Limiter()) as bot:
        try:
            await bot.get_me()
        except TelegramAPIError:
            logging.getLogger("test").exception("POST http://127.0.0.1:1/bot%s/getMe", TOKEN)
    assert "kanarie" not in written(lines)


async def test_a_database_that_cannot_be_reached_is_named_without_the_password(lines: list[logging.LogRecord]) -> None:
    try:
        await open_database(f"postgresql://me:{quoted()}@127.0.0.1:1/x")
    except StorageError:
        logging.getLogger("test").exception("%s or %s", PASSWORD, quoted())
    told = written(lines)
    assert "can't be reached" in told
    assert "kanarie" not in told


@pytest.mark.parametrize("form", ["console", "json"])
def test_nobody_forges_a_line(form: Any) -> None:
    record = logging.LogRecord(
        "x", logging.INFO, "", 0, "title: %s", ("a\r\n2026-11-23 [error] forged\x1b[2J\x85b",), None
    )
    line = formatter(form, colors=False, secrets=()).format(record)
    assert len(line.splitlines()) == 1
    assert "\x1b[2J" not in line
