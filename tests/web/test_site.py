"""The HTTP door on real loopback: where it stands, what is said when it can't, and how it closes."""

import asyncio
import gzip
import logging
import socket

import pytest
from aiohttp import ClientConnectionError, ClientSession, web
from yarl import URL

from bot.errors import SettingsError
from bot.web.site import site

HERE = "127.0.0.1"


def application(entered: asyncio.Event | None = None, let_go: asyncio.Event | None = None) -> web.Application:
    """One address; with events, it says that it was asked and waits until it may answer."""

    async def answer(request: web.Request) -> web.Response:
        if entered is not None and let_go is not None:
            entered.set()
            await let_go.wait()
        return web.Response(text="here")

    app = web.Application()
    app.router.add_get("/", answer)
    return app


async def fetched(address: str) -> str:
    """What an address answers."""
    async with ClientSession() as http, http.get(address) as response:
        return await response.text()


async def test_any_free_port_is_taken_and_told() -> None:
    async with site(HERE, 0, application()) as address, site(HERE, 0, application()) as other:
        assert address != other
        assert await fetched(address) == "here"
        assert await fetched(other) == "here"


async def test_an_address_of_ipv6_is_told_as_one() -> None:
    try:
        async with site("::1", 0, application()) as address:
            assert address.startswith("http://[::1]:")
            assert await fetched(address) == "here"
    except SettingsError:
        pytest.skip("this machine has no IPv6")


async def test_a_taken_port_is_said_in_one_line_that_names_the_setting() -> None:
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"^HTTP_PORT: {HERE}:{port} is taken by another program ") as caught:
            async with site(HERE, port, application()):
                pass
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("host", ["203.0.113.7", "no-label-is-so-long" * 4])
async def test_a_host_that_is_not_this_machine_is_said_as_well(host: str) -> None:
    with pytest.raises(SettingsError, match=f"^HTTP_HOST: {host} is no address of this machine"):
        async with site(host, 0, application()):
            pass


async def test_what_is_being_answered_is_finished_and_nothing_new_is_taken() -> None:
    entered, let_go, closing = asyncio.Event(), asyncio.Event(), asyncio.Event()
    opened = asyncio.get_running_loop().create_future()

    async def serve() -> None:
        async with site(HERE, 0, application(entered, let_go)) as address:
            opened.set_result(address)
            await closing.wait()

    serving = asyncio.create_task(serve())
    address = await opened
    asked = asyncio.create_task(fetched(address))
    await entered.wait()
    closing.set()
    await asyncio.sleep(0.05)
    assert not serving.done()
    with pytest.raises(ClientConnectionError):
        await fetched(address)
    let_go.set()
    assert await asked == "here"
    await serving


async def test_who_is_never_finished_does_not_keep_the_door_open() -> None:
    entered, never = asyncio.Event(), asyncio.Event()
    async with site(HERE, 0, application(entered, never), grace_s=0.05) as address:
        asked = asyncio.create_task(fetched(address))
        await entered.wait()
    with pytest.raises(ClientConnectionError):
        await asked


async def test_what_is_packed_is_not_unpacked_for_whoever_sends_it() -> None:
    read = asyncio.get_running_loop().create_future()

    async def take(request: web.Request) -> web.Response:
        read.set_result(await request.read())
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    packed, told = gzip.compress(bytes(100_000)), {"Content-Encoding": "gzip"}
    async with (
        site(HERE, 0, app) as address,
        ClientSession() as http,
        http.post(address, data=packed, headers=told) as response,
    ):
        assert response.status == 200
    assert await read == packed


async def test_who_connects_and_asks_nothing_gives_way_to_who_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.site.MOST_CONNECTIONS", 3)
    async with site(HERE, 0, application()) as address:
        silent = [await asyncio.open_connection(HERE, URL(address).port) for _ in range(8)]
        assert await fetched(address) == "here"
        assert [await reader.read() for reader, _ in silent[:5]] == [b""] * 5
        reader, writer = silent[-1]
        writer.write(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        assert await reader.readline() == b"HTTP/1.1 200 OK\r\n"
        for _, one in silent:
            one.close()


async def test_what_is_no_request_leaves_no_line_in_the_log_either(caplog: pytest.LogCaptureFixture) -> None:
    async with site(HERE, 0, application()) as address:
        for said in (b"GET / HTTP/1.1\r\nHost : nonsense\r\n\r\n", b"nonsense\r\n" * 100, b"GET /" + b"x" * 10_000):
            reader, writer = await asyncio.open_connection(HERE, URL(address).port)
            writer.write(said)
            assert b" 400 " in await reader.readline()
            writer.close()
    assert caplog.text == ""


async def test_a_mistake_of_ours_is_told(caplog: pytest.LogCaptureFixture) -> None:
    async def fail(_request: web.Request) -> web.Response:
        raise ZeroDivisionError

    app = web.Application()
    app.router.add_get("/", fail)
    async with site(HERE, 0, app) as address:
        await fetched(address)
    assert "ZeroDivisionError" in caplog.text


async def test_requests_leave_no_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        async with site(HERE, 0, application()) as address:
            await fetched(f"{address}/?secret=1")
    assert "secret" not in caplog.text
