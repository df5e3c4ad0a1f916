"""What the server refuses, with Telegram's own codes and words, over real HTTP."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from bot.sandbox.server import SANDBOX_TOKEN
from tests.sandbox.pictures import png
from tests.sandbox.refusal_cases import CASES, Answer


@pytest.fixture
async def talk(person: ClientSession) -> ClientSession:
    """A private chat 7 with a person's message 1 and the bot's bold message 2."""
    await person.post("/sandbox/messages", json={"chat_id": 7, "text": "hello"})
    await person.post(
        f"/bot{SANDBOX_TOKEN}/sendMessage", json={"chat_id": 7, "text": "*hello*", "parse_mode": "Markdown"}
    )
    return person


async def call(session: ClientSession, method: str, token: str = SANDBOX_TOKEN, **how: Any) -> Answer:
    async with session.post(f"/bot{token}/{method}", **how) as response:
        answer = await response.json()
    assert (answer["ok"], answer["error_code"]) == (False, response.status)
    return response.status, answer["description"]


def form(fields: dict[str, Any]) -> dict[str, str]:
    """The fields as aiogram sends them: strings, with objects as JSON."""
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in fields.items()}


@pytest.mark.parametrize(
    ("method", "fields", "answer"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
async def test_a_call_is_refused_whether_it_comes_as_form_or_as_json(
    talk: ClientSession, method: str, fields: dict[str, Any], answer: Answer
) -> None:
    assert await call(talk, method, data=form(fields)) == answer
    assert await call(talk, method, json=fields) == answer


@pytest.mark.parametrize(
    ("token", "answer"),
    [
        ("42:OTHER", (401, "Unauthorized")),
        ("43:SANDBOX", (401, "Unauthorized")),
        ("SANDBOX", (404, "Not Found")),
        ("42:", (404, "Not Found")),
        ("x:SANDBOX", (404, "Not Found")),
    ],
)
async def test_only_its_own_token_opens_the_server(person: ClientSession, token: str, answer: Answer) -> None:
    assert await call(person, "getMe", token=token) == answer
    async with person.get(f"/file/bot{token}/documents/file_1") as response:
        assert response.status == answer[0]


async def test_who_blocked_the_bot_gets_nothing(talk: ClientSession) -> None:
    await talk.post("/sandbox/chats", json={"id": 7, "blocked": True})
    refused = (403, "Forbidden: bot was blocked by the user")
    assert await call(talk, "sendMessage", json={"chat_id": 7, "text": "x"}) == refused
    assert await call(talk, "editMessageText", json={"chat_id": 7, "message_id": 2, "text": "x"}) == refused


@pytest.mark.parametrize(
    ("kind", "status", "answer"),
    [
        ("group", "kicked", (403, "Forbidden: bot was kicked from the group chat")),
        ("supergroup", "kicked", (403, "Forbidden: bot was kicked from the supergroup chat")),
        ("supergroup", "left", (403, "Forbidden: bot is not a member of the supergroup chat")),
        ("channel", "left", (403, "Forbidden: bot is not a member of the channel chat")),
        ("channel", "member", (400, "Bad Request: need administrator rights in the channel chat")),
    ],
)
async def test_where_the_bot_is_not_it_can_not_write(
    person: ClientSession, kind: str, status: str, answer: Answer
) -> None:
    members = [{"user": {"id": 42}, "status": status}]
    await person.post("/sandbox/chats", json={"id": -100, "type": kind, "members": members})
    assert await call(person, "sendMessage", json={"chat_id": -100, "text": "x"}) == answer


async def test_a_group_that_became_a_supergroup_tells_its_new_identifier(person: ClientSession) -> None:
    await person.post("/sandbox/chats", json={"id": -5, "migrate_to_chat_id": -1_000_000_000_005})
    async with person.post(f"/bot{SANDBOX_TOKEN}/sendMessage", json={"chat_id": -5, "text": "x"}) as response:
        assert await response.json() == {
            "ok": False,
            "error_code": 400,
            "description": "Bad Request: group chat was upgraded to a supergroup chat",
            "parameters": {"migrate_to_chat_id": -1_000_000_000_005},
        }


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "file must be non-empty"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (png(9_999, 2), "PHOTO_INVALID_DIMENSIONS"),
        (png(100, 2), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_a_photo_must_be_one(talk: ClientSession, data: bytes, words: str) -> None:
    body = FormData({"chat_id": "7"})
    body.add_field("photo", data, filename="a.png")
    assert await call(talk, "sendPhoto", data=body) == (400, f"Bad Request: {words}")


async def test_a_file_that_was_promised_must_come(talk: ClientSession) -> None:
    body = FormData({"chat_id": "7", "document": "attach://missing"})
    body.add_field("other", b"x", filename="a.txt")
    assert await call(talk, "sendDocument", data=body) == (
        400,
        'Bad Request: there is no file "missing" in the request',
    )
