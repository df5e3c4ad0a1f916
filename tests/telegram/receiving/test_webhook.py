"""What is posted: the sandbox's own posts are stored before they are answered; forged and odd ones change nothing."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from aiogram import Bot
from aiohttp import ClientSession, web

from bot.errors import SettingsError, SvodkaError
from bot.sandbox.server import Sandbox
from bot.telegram.receiving.inbox import Inbox
from bot.telegram.receiving.webhook import HEADER, LARGEST_BYTES, Address, Webhook
from bot.web.site import site
from storage.engine import Database
from tests.sandbox.conftest import post
from tests.telegram.receiving.conftest import Handler, states, update

SECRET = "a-secret-of-the-tests"  # noqa: S105 - so it is called
UPDATE = update(5).model_dump_json(by_alias=True, exclude_unset=True)


@asynccontextmanager
async def listening(bot: Bot, inbox: Inbox) -> AsyncIterator[Webhook]:
    """A bot's webhook on a port of its own."""
    app = web.Application(client_max_size=LARGEST_BYTES)
    webhook = Webhook(bot, inbox, Address("http://127.0.0.1/hook", SECRET))
    app.add_routes([webhook.route()])
    async with site("127.0.0.1", 0, app) as address:
        webhook.address = Address(f"{address}/hook", SECRET)
        yield webhook


@pytest.fixture
async def webhook(bot: Bot, inbox: Inbox) -> AsyncIterator[Webhook]:
    """The webhook of the test's bot."""
    async with listening(bot, inbox) as there:
        yield there


async def posted(webhook: Webhook, body: str | bytes | BytesIO, secret: str | None = SECRET) -> int:
    """The status that a post is answered with."""
    headers = {} if secret is None else {HEADER: secret}
    async with ClientSession() as session, session.post(webhook.address.url, data=body, headers=headers) as response:
        return response.status


async def test_what_people_write_arrives_and_is_stored(
    sandbox: Sandbox, webhook: Webhook, handler: Handler, bot: Bot
) -> None:
    await webhook.register(["message"])
    info = await bot.get_webhook_info()
    assert (info.url, info.allowed_updates) == (webhook.address.url, ["message"])
    await post(sandbox, "messages", {"chat_id": 7, "text": "one"})
    async with asyncio.timeout(10):
        while not handler.ended:  # noqa: ASYNC110 - its number is the server's
            await asyncio.sleep(0.005)


@asynccontextmanager
async def watched(webhook: Webhook) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Its eye on Telegram; what is given lets a minute pass, and returns when it has looked."""
    passed, looked = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def sleep(_seconds: float) -> None:
        looked.release()
        await passed.acquire()

    async def minute() -> None:
        passed.release()
        await looked.acquire()

    running = asyncio.create_task(webhook.watch(["message"], sleep))
    await looked.acquire()
    try:
        yield minute
    finally:
        running.cancel()
        await asyncio.wait({running})


async def test_a_webhook_that_another_program_deletes_is_set_again(
    webhook: Webhook, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    await webhook.register(["message"])
    async with watched(webhook) as minute:
        await minute()
        assert not caplog.records
        await bot.delete_webhook()
        await minute()
        assert (await bot.get_webhook_info()).url == webhook.address.url
        assert "has deleted the webhook" in caplog.text


async def test_one_that_leads_elsewhere_is_left_and_told_of_once(
    sandbox: Sandbox, webhook: Webhook, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    elsewhere = "http://127.0.0.1:9/other"  # nobody listens there
    await bot.set_webhook(elsewhere, secret_token=SECRET)
    await post(sandbox, "messages", {"chat_id": 7, "text": "one"})
    async with watched(webhook) as minute:
        for _ in range(3):
            await minute()
        assert caplog.text.count("led the webhook elsewhere") == 1
        assert (await bot.get_webhook_info()).url == elsewhere
        assert webhook.waiting == 1


async def test_while_telegram_is_out_of_reach_it_goes_on_looking(
    sandbox: Sandbox, webhook: Webhook, bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    async with watched(webhook) as minute:
        await post(sandbox, "faults", {"method": "getWebhookInfo", "times": 1, "drop": True})
        await minute()
        assert "can't be seen now" in caplog.text
        await minute()
        assert (await bot.get_webhook_info()).url == webhook.address.url


async def test_an_update_that_is_posted_twice_is_worked_on_once(webhook: Webhook, handler: Handler) -> None:
    assert [await posted(webhook, UPDATE) for _ in range(2)] == [200, 200]
    await handler.until(handler.ended, [5])


async def test_it_is_answered_before_it_has_been_worked_on(
    webhook: Webhook, handler: Handler, database: Database
) -> None:
    handler.held = asyncio.Event()
    assert await posted(webhook, UPDATE) == 200
    assert await states(database) == {5: "taken"}
    handler.held.set()


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "ключ", "\xff"])
async def test_who_does_not_know_the_secret_is_not_heard(
    webhook: Webhook, database: Database, secret: str | None
) -> None:
    assert await posted(webhook, UPDATE, secret) == 401
    assert webhook.forged == 1
    assert await states(database) == {}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no JSON",
        b"\xff\xfe",
        "[]",
        "null",
        "7",
        "{}",
        '{"update_id": "5"}',
        '{"update_id": true}',
        '{"update_id": 0}',
        '{"update_id": -5}',
        '{"update_id": 1e400}',
        f'{{"update_id": {2**63}}}',
        "[" * 100_000,
    ],
)
async def test_what_is_no_update_is_refused(webhook: Webhook, database: Database, body: str | bytes) -> None:
    assert await posted(webhook, body) == 400
    assert await states(database) == {}


async def test_what_is_too_long_is_refused(webhook: Webhook) -> None:
    assert await posted(webhook, BytesIO(b" " * (LARGEST_BYTES + 1))) == 413


async def test_what_is_not_understood_is_let_go_without_a_word_of_it_in_the_log(
    webhook: Webhook, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    body = {"update_id": 6, "message": {"message_id": 1, "text": "личное", "date": "личное", "chat": {"id": "личное"}}}
    assert await posted(webhook, json.dumps(body)) == 200
    assert "update 6 isn't understood" in caplog.text
    assert "личное" not in caplog.text
    assert await states(database) == {}


@pytest.mark.parametrize("said", [r'"\ud800"', '{"a":' * 400 + "1" + "}" * 400], ids=["half a character", "too deep"])
async def test_what_cannot_be_written_is_known_by_its_number_and_comes_no_more(
    webhook: Webhook, handler: Handler, caplog: pytest.LogCaptureFixture, said: str
) -> None:
    assert await posted(webhook, f'{{"update_id": 7, "news": {said}}}') == 200
    await handler.until(handler.ended, [7])
    assert "update 7 can't be stored" in caplog.text
    assert "Traceback" not in caplog.text


async def test_what_cannot_be_stored_is_to_be_posted_again(webhook: Webhook, database: Database) -> None:
    async with database.write() as connection:
        await connection.exec_driver_sql("ALTER TABLE updates RENAME TO elsewhere")
    assert await posted(webhook, UPDATE) == 503


async def test_other_ways_and_places_are_nothing(webhook: Webhook) -> None:
    async with ClientSession() as session:
        async with session.get(webhook.address.url, headers={HEADER: SECRET}) as response:
            assert response.status == 405
        async with session.post(webhook.address.url + "/x", headers={HEADER: SECRET}) as response:
            assert response.status == 404


async def test_an_address_that_telegram_refuses_is_said_plainly(bot: Bot, inbox: Inbox) -> None:
    webhook = Webhook(bot, inbox, Address("https://bot.example.org/hook", SECRET))  # the sandbox posts to nobody else
    with pytest.raises(SettingsError, match=r"WEBHOOK_URL: Telegram refuses it: .*loopback"):
        await webhook.register(["message"])


async def test_a_server_that_breaks_off_is_no_wrong_address(sandbox: Sandbox, webhook: Webhook) -> None:
    await post(sandbox, "faults", {"method": "setWebhook", "times": 1, "drop": True})
    with pytest.raises(SvodkaError, match="the Bot API server can't be reached"):
        await webhook.register(["message"])


@pytest.mark.parametrize("status", [500, 502])
async def test_trouble_of_telegrams_own_is_no_wrong_address(sandbox: Sandbox, webhook: Webhook, status: int) -> None:
    await post(sandbox, "faults", {"method": "setWebhook", "times": 9, "status": status, "description": "Bad Gateway"})
    with pytest.raises(SvodkaError, match="doesn't set the webhook") as told:
        await webhook.register(["message"])
    assert not isinstance(told.value, SettingsError)


async def test_who_is_told_to_wait_before_it_may_set_its_webhook_waits(
    sandbox: Sandbox, webhook: Webhook, bot: Bot
) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    await post(sandbox, "faults", {"method": "setWebhook", "times": 2, "status": 429, "retry_after": 7})
    await webhook.register(["message"], sleep)
    assert waited == [7, 7]
    assert (await bot.get_webhook_info()).url == webhook.address.url
