"""A running sandbox, aiogram's own client for it, and a browser's way to the sandbox's own addresses."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import ClientSession

from bot.sandbox.server import Sandbox, start
from bot.sandbox.values import JsonObject


class LoopbackSession(AiohttpSession):
    """aiogram's session without the quarter of a second that it gives TLS connections to close."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def bot_for(sandbox: Sandbox, token: str | None = None) -> Bot:
    """aiogram's client, pointed at the sandbox."""
    session = LoopbackSession(api=TelegramAPIServer.from_base(sandbox.address))
    return Bot(token or sandbox.token, session=session)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A sandbox on a free port."""
    running = await start("127.0.0.1", 0)
    yield running
    await running.close()


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """The bot of the sandbox, as the program would have it."""
    client = bot_for(sandbox)
    yield client
    await client.session.close()


@pytest.fixture
async def person(sandbox: Sandbox) -> AsyncIterator[ClientSession]:
    """HTTP to the sandbox's own addresses: what a person at the chat page, or a script, does."""
    async with ClientSession(sandbox.address) as session:
        yield session


async def post(sandbox: Sandbox, path: str, body: JsonObject) -> JsonObject:
    """What ``POST /sandbox/<path>`` answers; a refusal fails the test."""
    async with ClientSession(sandbox.address) as session, session.post(f"/sandbox/{path}", json=body) as response:
        answer: JsonObject = await response.json()
    assert response.status == 200, answer
    return answer


async def get(sandbox: Sandbox, path: str) -> JsonObject:
    """What ``GET /sandbox/<path>`` answers; a refusal fails the test."""
    async with ClientSession(sandbox.address) as session, session.get(f"/sandbox/{path}") as response:
        answer: JsonObject = await response.json()
    assert response.status == 200, answer
    return answer
