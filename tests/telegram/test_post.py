"""One message as one request: what is sent, and what each way in which it can end is called."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.results import NotSent, Receipt, Refusal, Result, Unanswered
from bot.sandbox.server import Sandbox, start
from bot.telegram.post import TelegramPost, addressed, read
from tests.person import Person
from tests.sandbox.conftest import post as arrange
from tests.telegram.conftest import http

__all__ = ["http"]  # a fixture of the room

HELLO = json.dumps({"text": "Сәлем, «мир»! 👋", "link_preview_options": {"is_disabled": True}}, ensure_ascii=False)
TOKEN = "42:SECRET"  # noqa: S105 - no server here knows it


@pytest.fixture
async def send(sandbox: Sandbox) -> AsyncIterator[TelegramPost]:
    """A sender to the sandbox, where chat 7 has written and -1001 is a forum with a topic."""
    await arrange(sandbox, "messages", {"chat_id": 7, "text": "hello"})
    topics = [{"message_thread_id": 2, "name": "Energy"}]
    await arrange(sandbox, "chats", {"id": -1001, "type": "supergroup", "is_forum": True, "topics": topics})
    async with TelegramPost(sandbox.address, sandbox.token) as sender:
        yield sender


async def test_a_message_arrives_as_it_was_stored(send: TelegramPost, sandbox: Sandbox, http: ClientSession) -> None:
    result = await send(7, 0, HELLO, paid=False)
    shown = (await Person(http, sandbox.address).messages())[-1]
    assert result == Receipt(shown["message_id"])
    assert shown["text"] == "Сәлем, «мир»! 👋"


async def test_a_topic_of_a_forum_is_written_to(send: TelegramPost, sandbox: Sandbox, http: ClientSession) -> None:
    assert isinstance(await send(-1001, 2, HELLO, paid=False), Receipt)
    shown = await Person(http, sandbox.address, chat_id=-1001).messages()
    assert [message["message_thread_id"] for message in shown] == [2]
    assert await send(-1001, 3, HELLO, paid=False) == Refusal(400, "Bad Request: message thread not found")


async def test_only_a_paid_message_may_cost_something(
    send: TelegramPost, sandbox: Sandbox, http: ClientSession
) -> None:
    await send(7, 0, HELLO, paid=False)
    await send(7, 0, HELLO, paid=True)
    calls = (await Person(http, sandbox.address).get("calls"))["calls"]
    assert [call["params"].get("allow_paid_broadcast") for call in calls] == [None, True]


REFUSED = [
    ({"status": 429, "retry_after": 43_838}, Refusal(429, "Too Many Requests: retry after 43838", 43_838)),
    ({"status": 403}, Refusal(403, "Forbidden: bot was blocked by the user")),
    ({"status": 403, "description": "Forbidden: user is deactivated"}, Refusal(403, "Forbidden: user is deactivated")),
    ({"status": 500}, Refusal(500, "Internal Server Error")),
    ({"status": 504}, Refusal(504, "Gateway Timeout")),
]


@pytest.mark.parametrize(("fault", "refusal"), REFUSED)
async def test_a_no_of_the_server_is_a_refusal_and_sends_nothing(
    send: TelegramPost, sandbox: Sandbox, http: ClientSession, fault: dict[str, object], refusal: Refusal
) -> None:
    await arrange(sandbox, "faults", {"method": "sendMessage", **fault})
    assert await send(7, 0, HELLO, paid=False) == refusal
    assert len(await Person(http, sandbox.address).messages()) == 1
    assert isinstance(await send(7, 0, HELLO, paid=False), Receipt)


async def test_a_group_that_became_a_supergroup_tells_its_new_number(send: TelegramPost, sandbox: Sandbox) -> None:
    await arrange(sandbox, "chats", {"id": -5, "type": "group"})
    await arrange(sandbox, "chats", {"id": -5, "migrate_to_chat_id": -1001})
    result = await send(-5, 0, HELLO, paid=False)
    assert isinstance(result, Refusal)
    assert (result.status, result.migrate_to) == (400, -1001)


async def test_a_connection_that_breaks_after_the_request_leaves_it_open(
    send: TelegramPost, sandbox: Sandbox, http: ClientSession
) -> None:
    await arrange(sandbox, "faults", {"method": "sendMessage", "drop": True})
    assert isinstance(await send(7, 0, HELLO, paid=False), Unanswered)
    assert len(await Person(http, sandbox.address).messages()) == 2, "it was carried out, and we can't know"


async def test_an_answer_that_does_not_come_in_time_leaves_it_open(sandbox: Sandbox) -> None:
    await arrange(sandbox, "messages", {"chat_id": 7, "text": "hello"})
    await arrange(sandbox, "faults", {"method": "sendMessage", "delay_s": 0.5})
    async with TelegramPost(sandbox.address, sandbox.token, total_s=0.1) as send:
        assert isinstance(await send(7, 0, HELLO, paid=False), Unanswered)


async def test_where_nobody_listens_nothing_is_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        async with TelegramPost(f"http://127.0.0.1:{taken.getsockname()[1]}", TOKEN) as send:
            result = await send(7, 0, HELLO, paid=False)
    assert isinstance(result, NotSent)
    assert result.reason == "ClientConnectorError: Connection refused"
    assert TOKEN not in result.reason


async def test_a_server_without_tls_gets_no_token(sandbox: Sandbox) -> None:
    async with TelegramPost(sandbox.address.replace("http:", "https:"), TOKEN) as send:
        result = await send(7, 0, HELLO, paid=False)
    assert isinstance(result, NotSent)
    assert TOKEN not in result.reason


async def test_a_server_that_ends_between_two_messages_is_noticed_and_its_address_is_not_told() -> None:
    sandbox = await start("127.0.0.1", 0, token=TOKEN)
    await arrange(sandbox, "messages", {"chat_id": 7, "text": "hello"})
    async with TelegramPost(sandbox.address, TOKEN) as send:
        assert isinstance(await send(7, 0, HELLO, paid=False), Receipt)
        await sandbox.close()
        met_the_closing = await send(7, 0, HELLO, paid=False)  # aiohttp's own words for it have the whole address
        assert isinstance(met_the_closing, Unanswered | NotSent)
        assert TOKEN not in met_the_closing.reason
        assert isinstance(await send(7, 0, HELLO, paid=False), NotSent)


async def test_more_messages_than_connections_all_arrive(sandbox: Sandbox) -> None:
    for chat_id in range(1, 31):
        await arrange(sandbox, "messages", {"chat_id": chat_id, "text": "hello"})
    async with TelegramPost(sandbox.address, sandbox.token, limit=2) as send, asyncio.TaskGroup() as tasks:
        sent = [tasks.create_task(send(chat_id, 0, HELLO, paid=False)) for chat_id in range(1, 31)]
    assert all(isinstance(task.result(), Receipt) for task in sent)


def http_answer(status: str, body: str) -> str:
    """An HTTP response as it goes over the wire."""
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body.encode())}\r\nConnection: close\r\n\r\n{body}"


ODD: list[tuple[str, type[Result]]] = [
    (http_answer("200 OK", "<html>Welcome to the hotel's network</html>"), Unanswered),
    (http_answer("200 OK", '{"ok":true,"result":{"text":"x"}}'), Unanswered),
    (http_answer("200 OK", '{"ok":true,"result":true}'), Unanswered),
    (http_answer("200 OK", '{"ok":true,"result":{"message_id":12')[:-4], Unanswered),
    (http_answer("200 OK", '{"result":{"date":1,"message_id":12},"ok":true}'), Receipt),
    (http_answer("200 OK", '{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}'), Refusal),
    (http_answer("200 OK", '{"ok":true,"result":{"message_id":true}}'), Unanswered),
    (http_answer("200 OK", '{"ok":true,"result":{"message_id":1' + "0" * 30 + "}}"), Unanswered),
    (http_answer("200 OK", "[" * 100_000), Unanswered),
    (http_answer("200 OK", '{"status":"fine"}'), Unanswered),
    (http_answer("302 Found", ""), Refusal),
    (http_answer("404 Not Found", "<html>nginx</html>"), Refusal),
    (http_answer("502 Bad Gateway", "<html>nginx</html>"), Refusal),
    (http_answer("504 Gateway Timeout", "<html>nginx</html>"), Unanswered),
    (http_answer("799 Whatever", "[]"), Refusal),
    ("SSH-2.0-OpenSSH_9.2\r\n", Unanswered),
    ("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc", Unanswered),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", Unanswered),
    ("HTTP/1.1 200 OK\r\nContent-Le", Unanswered),
    ("", Unanswered),
]


@pytest.mark.parametrize(("raw", "kind"), ODD)
async def test_whatever_answers_nothing_is_raised_and_no_token_is_told(raw: str, kind: type[Result]) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        writer.write(raw.encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server, TelegramPost(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", TOKEN) as send:
        result = await send(7, 0, '{"text":"x"}', paid=False)
    assert isinstance(result, kind)
    assert TOKEN not in repr(result)


def test_a_refusal_in_front_of_the_server_is_told_by_its_status() -> None:
    assert read(502, b"<html>") == Refusal(502, "Bad Gateway")
    assert read(799, b"") == Refusal(799, "refused")


_KEYS = st.sampled_from(["ok", "result", "message_id", "error_code", "description", "parameters", "retry_after"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS | st.text(max_size=3), inner, max_size=4),
    max_leaves=10,
)


def test_no_wait_is_longer_than_a_year_or_ends_in_the_past() -> None:
    for said, meant in ((10**15, 365 * 86_400), (-5, 0), (43_838, 43_838)):
        answer = {"ok": False, "error_code": 429, "description": "x", "parameters": {"retry_after": said}}
        assert read(429, json.dumps(answer).encode()) == Refusal(429, "x", meant)


@given(st.integers(100, 999), st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_answer_has_a_meaning(status: int, answer: bytes) -> None:
    result = read(status, answer)
    if isinstance(result, Receipt):
        assert json.loads(answer)["result"]["message_id"] == result.message_id


@given(st.integers(-(2**52), 2**52), st.integers(0, 2**31), st.text(min_size=1), st.booleans(), st.booleans())
def test_the_place_is_put_before_what_was_stored(
    chat_id: int, thread_id: int, text: str, paid: bool, ascii_only: bool
) -> None:
    stored = json.dumps({"text": text, "entities": []}, ensure_ascii=ascii_only)
    place = {"chat_id": chat_id, "text": text, "entities": []}
    if thread_id:
        place["message_thread_id"] = thread_id
    if paid:
        place["allow_paid_broadcast"] = True
    assert json.loads(addressed(chat_id, thread_id, stored, paid=paid)) == place
