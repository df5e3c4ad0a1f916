"""Who may use the server: programs, and its own page; no page from elsewhere, under no other name."""

import io
import json

import pytest
from aiohttp import ClientSession

from bot.errors import SandboxError
from bot.sandbox.guard import is_own
from bot.sandbox.server import SANDBOX_TOKEN, Sandbox, start

BODY = {"chat_id": 7, "text": "hello"}


@pytest.mark.parametrize(
    ("host", "origin", "own"),
    [
        ("127.0.0.1:8081", None, True),
        ("localhost:8081", "http://localhost:8081", True),
        ("[::1]:8081", "http://[::1]:8081", True),
        ("192.168.1.5:8081", None, True),  # an address can't be rebound to another machine
        ("bot.lan:8081", None, True),  # the name it was told to listen on
        ("evil.example:8081", None, False),
        ("localhost.evil.example", None, False),
        ("127.0.0.1.evil.example", None, False),
        ("127.0.0.1:8081", "http://evil.example", False),
        ("127.0.0.1:8081", "http://127.0.0.1:9000", False),
        ("127.0.0.1:8081", "null", False),
        ("", None, False),
        ("[", None, False),
        ("127.0.0.1:x", None, False),
    ],
)
def test_hosts_and_origins(host: str, origin: str | None, own: bool) -> None:
    assert is_own(host, origin, "bot.lan") == own


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
@pytest.mark.parametrize("address", ["/sandbox/messages", f"/bot{SANDBOX_TOKEN}/getMe"])
async def test_another_page_gets_nothing_done(person: ClientSession, address: str, headers: dict[str, str]) -> None:
    async with person.post(address, json=BODY, headers=headers) as response:
        assert (response.status, (await response.json())["ok"]) == (403, False)
    async with person.get("/sandbox/chats", headers=headers) as response:
        assert response.status == 403
    async with person.get("/sandbox/chats") as response:
        assert (await response.json())["chats"] == []


async def test_what_a_form_can_send_is_not_taken(person: ClientSession) -> None:
    # A form or a "simple" request of another page needs no preflight; JSON does.
    for how in ({"data": {"chat_id": "7", "text": "x"}}, {"data": '{"chat_id":7,"text":"x"}'}):
        async with person.post("/sandbox/messages", **how) as response:
            assert response.status == 415


async def test_a_control_body_has_a_bound(person: ClientSession) -> None:
    body = io.BytesIO(json.dumps({**BODY, "text": "x" * (1 << 20)}).encode())
    headers = {"Content-Type": "application/json"}
    async with person.post("/sandbox/messages", data=body, headers=headers) as response:
        assert response.status == 413


async def test_the_page_may_load_nothing_from_elsewhere(person: ClientSession) -> None:
    async with person.get("/") as response:
        if response.status == 404:
            pytest.skip("the chat page is not there yet")
        policy = response.headers["Content-Security-Policy"]
        assert response.content_type == "text/html"
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


async def test_a_taken_port_is_said_in_a_line(sandbox: Sandbox) -> None:
    port = int(sandbox.address.rpartition(":")[2])
    with pytest.raises(SandboxError, match=f"the sandbox can't listen on 127.0.0.1:{port}: "):
        await start("127.0.0.1", port)


@pytest.mark.parametrize(("port", "token"), [(70_000, SANDBOX_TOKEN), (0, "no token")])
async def test_what_can_not_be_started_is_said_in_a_line(port: int, token: str) -> None:
    with pytest.raises(SandboxError, match="the sandbox"):
        await start("127.0.0.1", port, token=token)
