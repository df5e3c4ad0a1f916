"""A sandbox, a bot that answers, a browser, and pages in it that must not break the rules of the house."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from aiogram import Bot, Dispatcher
from aiogram.utils.formatting import Text
from aiohttp import ClientSession
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from bot.sandbox.server import Sandbox, start
from tests.sandbox import browser as chromium
from tests.sandbox.conftest import bot_for
from tests.sandbox.page.speaker import speaker

_DESKTOP = {"width": 1200, "height": 800}
_PATIENCE_MS = 10_000  # how long a condition may take on a busy machine
_LOOPBACK = {"127.0.0.1", "localhost"}


class Visit(Protocol):
    """Opens the chat page in a browser of its own: another visitor each time."""

    async def __call__(self, fragment: str = "", **options: Any) -> Page:
        """``fragment`` as in ``#chat=7``; ``options`` as of Playwright's ``new_context``."""
        ...


class Person:
    """Somebody who uses the sandbox without the page, through its own address space."""

    def __init__(self, address: str, client: ClientSession) -> None:
        self._address = address
        self._client = client

    async def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """A request to ``/sandbox/…``; its answer, which must be a success."""
        async with self._client.post(f"{self._address}/sandbox/{path}", json=body) as response:
            assert response.status == 200, await response.text()
            answer: dict[str, Any] = await response.json()
            return answer

    async def write(self, chat_id: int, text: str, **more: Any) -> dict[str, Any]:
        """A message of this person; a private chat comes to be with it."""
        return await self.post("messages", {"chat_id": chat_id, "text": text, **more})


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the whole run."""
    try:
        chromium.find()
    except chromium.NoBrowserError as error:
        pytest.skip(str(error))
    expect.set_options(timeout=_PATIENCE_MS)
    async with chromium.launch() as launched:
        yield launched


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    """A server of this test's own, with nobody in it yet."""
    running = await start("127.0.0.1", 0)
    yield running
    await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """The bot's side, silent unless a test makes it speak."""
    async with bot_for(sandbox) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def person(sandbox: Sandbox) -> AsyncIterator[Person]:
    """Somebody beside the page."""
    async with ClientSession() as client:
        yield Person(sandbox.address, client)


@pytest_asyncio.fixture(loop_scope="session")
async def speaking_bot(bot: Bot) -> AsyncIterator[Bot]:
    """A bot that answers by the rules of ``speaker``, polling as any bot does."""
    dispatcher = Dispatcher()
    dispatcher.include_router(speaker())
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False))
    yield bot
    await dispatcher.stop_polling()
    await polling


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Visit]:
    """Opens pages of this test's sandbox, each for another visitor."""
    async with visiting(browser, sandbox.address) as opening:
        yield opening


@asynccontextmanager
async def visiting(browser: Browser, address: str) -> AsyncIterator[Visit]:
    """Opens pages; afterwards none of them may have broken a rule, of the policy, of the network, or of JavaScript."""
    broken: list[str] = []
    async with AsyncExitStack() as contexts:

        async def open_page(fragment: str = "", **options: Any) -> Page:
            given = {"viewport": _DESKTOP, "locale": "en-GB", "timezone_id": "Asia/Almaty", **options}
            context = await browser.new_context(**given)
            contexts.push_async_callback(context.close)
            context.set_default_timeout(_PATIENCE_MS)
            await _watch(context, broken)
            page = await context.new_page()
            await page.goto(f"{address}/{fragment}")
            await page.wait_for_selector("#chat-title:not(:empty)", state="attached")
            return page

        yield open_page
    assert broken == []


@dataclass(frozen=True, slots=True)
class Room:
    """A chat of somebody who has written once, open on a page: shared by the tests of a module."""

    bot: Bot
    page: Page
    person: Person

    async def show(self, text: Text) -> Locator:
        """Let the bot send a text, and find it on the page."""
        message = await self.bot.send_message(7, **text.as_kwargs())
        found = self.page.locator(f"[data-id='{message.message_id}'] .bubble-text")
        await expect(found).to_be_visible()
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def room(browser: Browser) -> AsyncIterator[Room]:
    """One page for the many small tests of a module: opening one costs more than they do."""
    sandbox = await start("127.0.0.1", 0)
    async with ClientSession() as client, bot_for(sandbox) as bot, visiting(browser, sandbox.address) as visit:
        person = Person(sandbox.address, client)
        await person.write(7, "/start", user={"id": 7, "is_bot": False, "first_name": "Dana"})
        yield Room(bot, await visit("#chat=7"), person)
    await sandbox.close()


async def _watch(context: BrowserContext, broken: list[str]) -> None:
    """Note what a page of this context must not do."""

    def on_request(request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host is not None and host not in _LOOPBACK:
            broken.append(f"a request left this machine: {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        # The browser itself reports connections that break, and messages that the sandbox refuses: tests do both.
        provoked = "net::ERR_" in message.text or message.location["url"].endswith("/sandbox/messages")
        if message.type == "error" and not provoked:
            broken.append(f"console: {message.text}")

    def note(words: str) -> None:
        broken.append(words)

    context.on("request", on_request)
    context.on("console", on_console)
    context.on("weberror", lambda error: broken.append(f"uncaught: {error.error}"))
    await context.expose_function("noteBroken", note)
    await context.add_init_script(
        "document.addEventListener('securitypolicyviolation',"
        " (event) => noteBroken(`policy: ${event.violatedDirective} ${event.blockedURI}`));"
    )
