"""Updates by webhook: in order, with the secret, again after a failure, only to this machine."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiogram import Bot
from aiohttp import web

from bot.sandbox.refusals import RefusedCallError
from bot.sandbox.server import Sandbox
from bot.sandbox.webhook import checked
from tests.sandbox.clocks import until
from tests.sandbox.conftest import post


@dataclass
class Receiver:
    """A bot's web server: answers with the next of ``statuses``, 200 when there is none left."""

    address: str = ""
    statuses: list[int] = field(default_factory=list)
    got: asyncio.Queue[tuple[str, str | None]] = field(default_factory=asyncio.Queue)

    async def handle(self, request: web.Request) -> web.Response:
        text = (await request.json())["message"]["text"]
        self.got.put_nowait((text, request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    application = web.Application()
    application.router.add_post("/hook", receiver.handle)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.address = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def test_updates_come_in_order_with_the_secret(sandbox: Sandbox, bot: Bot, receiver: Receiver) -> None:
    await post(sandbox, "messages", {"chat_id": 7, "text": "before"})
    await bot.set_webhook(receiver.address, secret_token="s-1")
    await post(sandbox, "messages", {"chat_id": 7, "text": "after"})
    assert [await receiver.got.get() for _ in range(2)] == [("before", "s-1"), ("after", "s-1")]


async def test_a_failed_delivery_is_tried_again_before_the_next_one(
    sandbox: Sandbox, bot: Bot, receiver: Receiver
) -> None:
    receiver.statuses += [500, 302]
    await bot.set_webhook(receiver.address)
    for text in ("one", "two"):
        await post(sandbox, "messages", {"chat_id": 7, "text": text})
    assert [(await receiver.got.get())[0] for _ in range(2)] == ["one", "one"]
    info = await bot.get_webhook_info()
    assert (info.last_error_message or "").startswith("Wrong response from the webhook: ")
    assert info.pending_update_count == 2
    assert [(await receiver.got.get())[0] for _ in range(2)] == ["one", "two"]


async def test_after_a_webhook_polling_gets_what_was_not_delivered(
    sandbox: Sandbox, bot: Bot, receiver: Receiver
) -> None:
    receiver.statuses += [500] * 20
    await bot.set_webhook(receiver.address)
    await post(sandbox, "messages", {"chat_id": 7, "text": "one"})
    await receiver.got.get()
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1


async def test_what_waits_may_be_dropped(sandbox: Sandbox, bot: Bot) -> None:
    await post(sandbox, "messages", {"chat_id": 7, "text": "one"})
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == []


async def test_a_webhook_where_nobody_listens_is_told_of(sandbox: Sandbox, bot: Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:9/", allowed_updates=["message"], max_connections=500)
    await post(sandbox, "messages", {"chat_id": 7, "text": "one"})
    await until(lambda: sandbox.world.webhook.last_error is not None)
    info = await bot.get_webhook_info()
    assert (info.last_error_message or "").startswith("Connection failed")
    assert (info.url, info.allowed_updates, info.max_connections) == ("http://127.0.0.1:9/", ["message"], 100)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/a", "http://localhost/", "https://[::1]:443/", "http://127.9.9.9/"]
)
def test_this_machine_may_be_told(url: str) -> None:
    assert checked(url, None, None).url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "http://10.0.0.1/",
        "http://169.254.169.254/",
        "http://127.0.0.1.example.org/",
        "http://127.0.0.1@example.org/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://[::ffff:10.0.0.1]/",
        "ftp://127.0.0.1/",
        "http://",
        "//127.0.0.1/",
        "http://[",
        "http://127.0.0.1:99999/",
        "nonsense",
    ],
)
def test_no_other_machine_may(url: str) -> None:
    with pytest.raises(RefusedCallError, match="Bad Request: bad webhook: "):
        checked(url, None, None)
