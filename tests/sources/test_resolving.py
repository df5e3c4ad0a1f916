"""Looking names up, in threads of our own."""

import asyncio
import socket
import threading

import pytest

from bot.sources.resolving import MOST_ADDRESSES, MOST_AT_ONCE, ThreadedResolver
from tests.sandbox.clocks import until

Found = list[tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int]]]


async def test_the_system_is_asked() -> None:
    found = await ThreadedResolver().resolve("localhost", 8080)
    assert {"127.0.0.1", "::1"} >= {one["host"] for one in found} != set()
    assert {one["port"] for one in found} == {8080}


@pytest.mark.parametrize("name", ["name.invalid", "a..kz", "a" * 64 + ".kz"])
async def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(OSError, match=r".+"):
        await ThreadedResolver().resolve(name)


async def test_a_dead_name_server_holds_up_a_few_threads_and_no_other_work(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()
    asked = []

    def dead(host: str, *_: object) -> Found:
        asked.append(host)
        answered.wait(10)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", 80))]

    monkeypatch.setattr(socket, "getaddrinfo", dead)
    resolver = ThreadedResolver()
    waiting = [asyncio.create_task(resolver.resolve(f"{number}.kz", 80)) for number in range(3 * MOST_AT_ONCE)]
    await until(lambda: len(asked) == MOST_AT_ONCE)
    assert await asyncio.to_thread(lambda: "done") == "done"
    assert len(asked) == MOST_AT_ONCE
    answered.set()
    found = await asyncio.gather(*waiting)
    assert len(asked) == 3 * MOST_AT_ONCE
    assert {one["host"] for result in found for one in result} == {"93.184.216.34"}


async def test_of_hundreds_of_addresses_a_few_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def many(*_: object) -> Found:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"93.184.216.{last}", 80)) for last in range(200)]

    monkeypatch.setattr(socket, "getaddrinfo", many)
    found = await ThreadedResolver().resolve("example.kz", 80)
    assert [one["host"] for one in found] == [f"93.184.216.{last}" for last in range(MOST_ADDRESSES)]


def test_an_answer_that_comes_after_the_end_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop is closed while a name server is still silent."""
    answered = threading.Event()

    def late(*_: object) -> Found:
        answered.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", late)

    async def impatient() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await ThreadedResolver().resolve("example.kz")

    asyncio.run(impatient())
    answered.set()
    for thread in threading.enumerate():
        if thread.name == "look-up":
            thread.join(10)
            assert not thread.is_alive()
