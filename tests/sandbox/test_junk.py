"""Junk thrown at the server: it answers in its own words, whatever comes, and goes on."""

import json
import socket
from typing import Any
from urllib.parse import quote

import pytest
from aiogram.methods import TelegramMethod
from aiohttp import ClientSession
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sandbox import asked, replies
from bot.sandbox.calls import METHODS
from bot.sandbox.server import SANDBOX_TOKEN, Sandbox

# One server for all examples of a test: it must outlive every one of them.
shared_server = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

# What has once been trouble for somebody: limits, types, forms of numbers, halves of surrogate pairs, deep nesting.
AWKWARD = [
    "",
    "7",
    "-7",
    "2",
    "-1",
    "1e999",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
    '{"a":{}}',
    "[[[[1]]]]",
    "\ud800",
    "\0",
    "9" * 5000,
    '{"inline_keyboard":[[]]}',
    '{"inline_keyboard":[[{"text":"\\ud800","callback_data":"a"}]]}',
    "attach://x",
    "@",
    {"id": [], "first_name": 5, "is_bot": "x"},
    {"type": "user", "sender_user": 1},
    {"file_name": "a", "content": "ё"},
    [{"user": {"id": 42}, "status": "left"}],
    "<b>",
    "[" * 2000,
    "tg://user?id=1",
    '{"message_id":1e3}',
    '{"type":"photo","media":"attach://x"}',
]
OWN_FIELDS = sorted(
    {
        name
        for model in (asked.WrittenMessage, asked.Press, asked.InlineQuery, asked.GivenChat, asked.AskedFault)
        for name in model.model_fields
    }
)
values = (
    st.sampled_from(AWKWARD)
    | st.text(max_size=30)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.sampled_from(AWKWARD),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    )
)


def required(method: type[TelegramMethod[Any]]) -> dict[str, Any]:
    """Plausible values for what a method requires, in the private chat 7."""
    fields = {
        name: replies.make(field.annotation) for name, field in method.model_fields.items() if field.is_required()
    }
    return {**fields, **{name: 7 for name in fields if name == "chat_id"}}


def spoiled(name: str) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """A call that would do, but for some fields."""
    fields = st.sampled_from(sorted(METHODS[name].model_fields) or ["x"])
    junk = st.dictionaries(fields, values, max_size=3)
    return junk.map(lambda bad: (name, {**required(METHODS[name]), **bad}))


bodies = st.sampled_from(sorted(METHODS)).flatmap(spoiled)


@pytest.fixture
async def person(person: ClientSession) -> ClientSession:
    """There are a private chat 7 and a forum -7, each with a message or two."""
    await person.post("/sandbox/messages", json={"chat_id": 7, "text": "hello"})
    await person.post("/sandbox/chats", json={"id": -7, "is_forum": True, "topics": [{"message_thread_id": 7}]})
    await person.post("/sandbox/messages", json={"chat_id": -7, "text": "hello", "thread_id": 7})
    await person.post(f"/bot{SANDBOX_TOKEN}/sendMessage", json={"chat_id": 7, "text": "hello"})
    return person


async def answered(session: ClientSession, address: str, **how: Any) -> None:
    async with session.post(address, **how) as response:
        answer = await response.json()
        assert response.status < 500, answer
        assert answer["ok"] == (response.status == 200)


@shared_server
@given(call=bodies)
async def test_calls_of_any_method_with_anything_in_them(
    person: ClientSession, call: tuple[str, dict[str, Any]]
) -> None:
    method, fields = call
    fields.pop("timeout", None)
    address = f"/bot{SANDBOX_TOKEN}/{method}"
    as_json = json.dumps(fields).encode()
    as_form = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in fields.items()).encode()
    await answered(person, address, data=as_json, headers={"Content-Type": "application/json"})
    await answered(person, address, data=as_form, headers={"Content-Type": "application/x-www-form-urlencoded"})


def quoted(value: object) -> str:
    return quote(value if isinstance(value, str) else json.dumps(value), errors="surrogatepass")


@shared_server
@given(
    body=st.binary(max_size=300),
    encoding=st.sampled_from(["", "", "gzip", "deflate", "br", "x"]),
    kind=st.sampled_from(
        [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "multipart/mixed; boundary=x",
            "text/plain",
            "",
            "multipart/form-data; boundary=" + "x" * 100,
        ]
    ),
    prefix=st.sampled_from(
        [
            b"",
            b"--x\r\n",
            b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n',
            b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y\r\n",
            b'--x\r\nContent-Disposition: form-data; name="a"; filename="\xff"\r\n\r\n',
            b"--x\r\nContent-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: base64\r\n\r\n",
        ]
    ),
)
async def test_bodies_that_are_nothing(
    person: ClientSession, body: bytes, kind: str, prefix: bytes, encoding: str
) -> None:
    await answered(
        person, f"/bot{SANDBOX_TOKEN}/sendMessage", data=prefix + body, headers={"Content-Type": kind} if kind else {}
    )


@shared_server
@given(
    path=st.sampled_from(["messages", "presses", "inline", "faults", "chats"]),
    body=st.dictionaries(st.sampled_from(OWN_FIELDS), values),
)
async def test_the_sandboxs_own_addresses(person: ClientSession, path: str, body: dict[str, Any]) -> None:
    if path == "inline" and isinstance(body.get("user_id"), int) and isinstance(body.get("query"), str):
        return  # a valid question waits for a bot, and there is none here
    await answered_or_refused(person, path, body)


async def answered_or_refused(person: ClientSession, path: str, body: dict[str, Any]) -> None:
    data = json.dumps(body).encode()
    async with person.post(f"/sandbox/{path}", data=data, headers={"Content-Type": "application/json"}) as response:
        assert response.status < 500, await response.text()
        assert isinstance(await response.json(), dict)


@pytest.mark.parametrize(
    "address",
    [
        "/sandbox/chats/x/messages",
        "/sandbox/chats/7/messages?after=x",
        "/sandbox/calls?after=",
        "/sandbox/files/x",
        "/sandbox/commands",
        "/sandbox/commands?chat_id=-9",
        "/page/..%2fserver.py",
        "/page/nothing.js",
        "/nothing",
        "/bot42:SANDBOX",
        "/file/bot42:SANDBOX/../x",
        "/sandbox/chats/" + "9" * 5000 + "/messages",
    ],
)
async def test_addresses_that_lead_nowhere(person: ClientSession, address: str) -> None:
    async with person.get(address) as response:
        assert 400 <= response.status < 500


async def test_a_line_that_is_no_http_ends_only_itself(sandbox: Sandbox, person: ClientSession) -> None:
    host, port = sandbox.address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall(b"\x16\x03\x01\x00\xff\r\n\r\n")
    async with person.get("/sandbox/bot") as response:
        assert response.status == 200
