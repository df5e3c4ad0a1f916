"""Bodies of calls: query string, form, multipart and JSON say the same; there are bounds."""

import io
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from bot.sandbox.server import SANDBOX_TOKEN

ADDRESS = f"/bot{SANDBOX_TOKEN}/sendMessage"
FIELDS = {"chat_id": "7", "text": "Қазақстан & 50 % + 😀"}


@pytest.fixture(autouse=True)
async def _chat(person: ClientSession) -> None:
    await person.post("/sandbox/messages", json={"chat_id": 7, "text": "hello"})


async def sent(person: ClientSession, **how: Any) -> tuple[int, Any]:
    async with person.post(ADDRESS, **how) as response:
        answer = await response.json()
    return response.status, answer["result"]["text"] if answer["ok"] else answer["description"]


async def test_a_call_may_come_in_any_of_four_forms(person: ClientSession) -> None:
    multipart = FormData(FIELDS, default_to_multipart=True)
    for how in ({"params": FIELDS}, {"data": FIELDS}, {"data": multipart}, {"json": {**FIELDS, "chat_id": 7}}):
        assert await sent(person, **how) == (200, FIELDS["text"])
    async with person.get(ADDRESS.upper().replace("BOT42", "bot42"), params=FIELDS) as response:
        assert (await response.json())["result"]["text"] == FIELDS["text"]


async def test_a_body_wins_over_the_query_string(person: ClientSession) -> None:
    assert await sent(person, params={"chat_id": 7, "text": "query"}, data={"text": "body"}) == (200, "body")


async def test_objects_in_json_may_be_strings_of_json_too(person: ClientSession) -> None:
    keyboard = '{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}'
    assert await sent(person, json={"chat_id": "7", "text": 5, "reply_markup": keyboard}) == (200, "5")


@pytest.mark.parametrize(
    ("body", "kind", "answer"),
    [
        (
            b"chat_id=7&text=%FF",
            "application/x-www-form-urlencoded",
            (400, "Bad Request: can't parse the request's body"),
        ),
        (b"chat_id=7&text=%EF%BF%BD!", "application/x-www-form-urlencoded", (200, "\ufffd!")),
        (b"\xff", "application/x-www-form-urlencoded", (400, "Bad Request: strings must be encoded in UTF-8")),
        (b"[1]", "application/json", (400, "Bad Request: can't parse the request's body: Object expected")),
        (b"", "application/json", (400, "Bad Request: chat_id is empty")),
        (b'{"text":"\\ud800"}', "application/json", (400, "Bad Request: can't parse the request's body: Strings must")),
        (b"x", "multipart/form-data", (400, "Bad Request: can't parse the request's body")),
    ],
)
async def test_a_body_that_is_none_is_refused(
    person: ClientSession, body: bytes, kind: str, answer: tuple[int, str]
) -> None:
    status, words = await sent(person, data=body, headers={"Content-Type": kind})
    assert (status, words[: len(answer[1])]) == answer


async def test_fields_have_a_bound_whatever_their_form(person: ClientSession) -> None:
    long = b"x" * (1 << 20)
    json_type = {"Content-Type": "application/json"}
    assert await sent(person, data=io.BytesIO(b"{" + long), headers=json_type) == (413, "Request Entity Too Large")

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(17):
            yield b"x" * (1 << 16)

    assert await sent(person, data=chunks(), headers=json_type) == (413, "Request Entity Too Large")
