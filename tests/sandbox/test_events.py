"""Server-sent events: what the page hears, in order, until the server closes."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiohttp import ClientSession, StreamReader

from bot.sandbox.control import Control
from bot.sandbox.events import Events
from bot.sandbox.faults import Faults
from bot.sandbox.journal import Journal
from bot.sandbox.server import Sandbox
from bot.sandbox.values import JsonObject
from tests.sandbox.conftest import post


async def next_event(stream: StreamReader) -> JsonObject:
    while not (line := await stream.readline()).startswith(b"data: "):
        assert line, "the stream ended"
    event: JsonObject = json.loads(line.removeprefix(b"data: "))
    return event


@pytest.fixture
async def stream(person: ClientSession) -> AsyncIterator[StreamReader]:
    async with person.get("/sandbox/events") as response:
        assert response.content_type == "text/event-stream"
        assert await response.content.readline() == b": here\n"
        yield response.content


async def test_the_page_hears_what_happens(sandbox: Sandbox, bot: Bot, stream: StreamReader) -> None:
    await post(sandbox, "messages", {"chat_id": 7, "text": "hello"})
    await bot.send_chat_action(7, "typing")
    sent = await bot.send_message(7, "one")
    await bot.edit_message_text("two", chat_id=7, message_id=sent.message_id)
    query_id = (await post(sandbox, "presses", {"chat_id": 7, "message_id": sent.message_id, "data": "a"}))[
        "callback_query_id"
    ]
    await bot.answer_callback_query(query_id, "done", show_alert=True)
    await bot.delete_message(7, sent.message_id)
    await post(sandbox, "chats", {"id": 7, "blocked": True})

    events = [await next_event(stream) for _ in range(7)]
    assert [(event["type"], event["chat_id"]) for event in events] == [
        ("message", 7),
        ("action", 7),
        ("message", 7),
        ("edited", 7),
        ("callback_answer", 7),
        ("deleted", 7),
        ("chat", 7),
    ]
    assert events[0]["message"]["text"] == "hello"
    assert events[1]["action"] == "typing"
    assert events[3]["message"]["text"] == "two"
    assert (events[4]["text"], events[4]["show_alert"], events[4]["user_id"]) == ("done", True, 7)
    assert events[5]["message_id"] == sent.message_id


async def test_closing_ends_the_stream(sandbox: Sandbox, stream: StreamReader) -> None:
    await sandbox.close()
    assert await stream.read() == b"\n"


async def test_who_does_not_read_is_let_go() -> None:
    events = Events()
    with events.watch() as slow:
        for number in range(1_500):
            events.publish({"number": number})
        assert slow.qsize() == 1_000
        got = [slow.get_nowait() for _ in range(1_000)]
        assert got[-1] is None


async def test_a_watcher_after_the_end_is_told_at_once() -> None:
    events = Events()
    events.close()
    with events.watch() as late:
        assert await asyncio.wait_for(late.get(), 1) is None


def test_control_has_an_address_for_each_line_of_the_interface(sandbox: Sandbox) -> None:
    control = Control(sandbox.world, Journal(sandbox.token), Faults())
    assert {(route.method, route.path) for route in control.routes()} >= {
        ("POST", "/sandbox/messages"),
        ("POST", "/sandbox/presses"),
        ("POST", "/sandbox/inline"),
        ("POST", "/sandbox/faults"),
        ("POST", "/sandbox/chats"),
        ("GET", "/sandbox/chats/{id}/messages"),
        ("GET", "/sandbox/calls"),
    }
