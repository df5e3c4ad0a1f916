"""Fetching from servers that are slow, endless or false: nothing takes long or much, and each failure has a reason."""

import asyncio
import gzip
import random
import time

import pytest

from bot.errors import FetchError
from bot.sources.fetching import Fetcher
from tests.sandbox.clocks import until
from tests.sources.outlet import Clock, Handler, Heard, Names, Outlet, answer, moved, outlet, refused, visitor

FEED = b"<rss/>"


async def drip(writer: asyncio.StreamWriter, piece: bytes) -> None:
    """Send the piece again and again, a little each time, until the visitor leaves."""
    while not writer.is_closing():
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.001)


async def silent(heard: Heard, writer: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.Event().wait()


async def slow_head(heard: Heard, writer: asyncio.StreamWriter) -> None:
    """Headers a byte at a time."""
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    await drip(writer, b"x")


async def slow_body(heard: Heard, writer: asyncio.StreamWriter) -> None:
    """A body a byte at a time."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    await drip(writer, b"x")


async def for_ever_soon(heard: Heard, writer: asyncio.StreamWriter) -> None:
    """«Wait for it» without end."""
    await drip(writer, b"HTTP/1.1 102 Processing\r\n\r\n" * 20)


async def slow_chunks(heard: Heard, writer: asyncio.StreamWriter) -> None:
    """Empty space before the size of a chunk, chunks of one byte."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    await drip(writer, b"1\r\nx\r\n")


async def flood(writer: asyncio.StreamWriter, piece: bytes) -> None:
    """Send the piece again and again, as fast as it goes, until the visitor leaves."""
    while not writer.is_closing():
        writer.write(piece)
        await writer.drain()


async def flood_of_soon(heard: Heard, writer: asyncio.StreamWriter) -> None:
    """«Wait for it», thousands of times a second."""
    await flood(writer, b"HTTP/1.1 102 Processing\r\n\r\n" * 3_000)


async def flood_of_chunks(heard: Heard, writer: asyncio.StreamWriter) -> None:
    """Chunks of one byte."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    await flood(writer, b"1\r\nx\r\n" * 10_000)


async def flood_of_notes(heard: Heard, writer: asyncio.StreamWriter) -> None:
    """One chunk, with more and more said of it (chunk extensions)."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;")
    await flood(writer, b"a=b;" * 16_000)


@pytest.mark.parametrize("fast", [flood_of_soon, flood_of_chunks, flood_of_notes])
async def test_what_stands_around_a_body_is_bounded_too(fast: Handler) -> None:
    """Else reading it would take all of the 15 s, of a whole core."""
    async with outlet() as site, visitor(most_bytes=1_000_000) as fetcher:
        site.answers["/feed"] = fast
        began = time.process_time()
        assert (await refused(fetcher, site.url("/feed"))).reason == "its answer breaks off"
        assert time.process_time() - began < 3


@pytest.mark.parametrize("slow", [silent, slow_head, slow_body, for_ever_soon, slow_chunks])
async def test_a_slow_server_has_its_time_and_no_more(slow: Handler) -> None:
    async with outlet() as site, visitor(total_s=0.15) as fetcher:
        site.answers["/feed"] = slow
        began = time.monotonic()
        failed = await refused(fetcher, site.url("/feed"))
        assert failed.reason in ("there was no whole answer within 0.15 s", "its answer is no HTTP that can be read")
        assert time.monotonic() - began < 5


async def test_a_name_server_that_never_answers_has_no_more_time_either() -> None:
    async with visitor(names=Names(example_kz=[]), total_s=0.15) as fetcher:
        assert (await refused(fetcher, "http://example.kz/")).reason == "there was no whole answer within 0.15 s"


async def test_redirects_share_one_allowance_of_time() -> None:
    """Each hop takes most of what one may take."""

    async def late(heard: Heard, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.1)
        writer.write(moved(302, heard.path + "x"))

    async with outlet() as site, visitor(total_s=0.25) as fetcher:
        site.answers |= dict.fromkeys(["/", "/x", "/xx", "/xxx", "/xxxx"], late)
        assert (await refused(fetcher, site.url("/"))).reason == "there was no whole answer within 0.25 s"
        assert len(site.paths) < 5


async def test_waiting_for_a_turn_costs_no_time_of_the_allowance() -> None:
    async with outlet() as site, visitor(Clock(), total_s=0.5) as fetcher:
        site.answers |= {
            "/robots.txt": answer(body=b"User-agent: *\nCrawl-delay: 60"),
            **{f"/{number}": answer(body=FEED) for number in range(4)},
        }
        pages = await asyncio.gather(*(fetcher.get(site.url(f"/{number}")) for number in range(4)))
        assert [page.body for page in pages] == [FEED] * 4


async def endless(heard: Heard, writer: asyncio.StreamWriter) -> None:
    """A body as fast as it goes, without end."""
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await flood(writer, bytes(65_536))


BOMB = gzip.compress(bytes(50_000_000))


@pytest.mark.parametrize(
    "long",
    [
        endless,
        answer(body=b"x" * 1_000_001),
        answer(body=BOMB, Content_Encoding="gzip"),
        answer(body=BOMB),
        answer(body=gzip.compress(BOMB), Content_Encoding="gzip"),
    ],
    ids=["endless", "long", "packed", "packed file", "packed twice"],
)
async def test_a_long_answer_is_left_at_the_bound(long: bytes | Handler) -> None:
    async with outlet() as site, visitor(most_bytes=1_000_000) as fetcher:
        site.answers["/feed"] = long
        assert (await refused(fetcher, site.url("/feed"))).reason == "its answer is longer than 1 MB"


async def test_an_endless_robots_txt_is_read_as_far_as_must_be() -> None:
    async def rules(heard: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /private\n")
        await flood(writer, b"#" * 65_536)

    async with outlet() as site, visitor() as fetcher:
        site.answers |= {"/robots.txt": rules, "/feed": answer(body=FEED)}
        assert (await fetcher.get(site.url("/feed"))).body == FEED
        assert (await refused(fetcher, site.url("/private"))).reason == "its robots.txt disallows it"


FALSE = {
    "too many headers": b"HTTP/1.1 200 OK\r\n" + b"X-Y: z\r\n" * 10_000 + b"\r\n",
    "a long header": b"HTTP/1.1 200 OK\r\nX-Y: " + b"z" * 1_000_000 + b"\r\n\r\n",
    "a long name of a header": b"HTTP/1.1 200 OK\r\n" + b"z" * 1_000_000 + b": y\r\n\r\n",
    "a long status": b"HTTP/1.1 200 " + b"z" * 1_000_000 + b"\r\n\r\n",
    "less than its length": b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n<rss/>",
    "no number as length": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n<rss/>",
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n<rss/>",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nContent-Length: 7\r\n\r\n<rss/>",
    "broken chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss/>\r\n0\r\n\r\n",
    "chunks that stop": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n6\r\n<rss/>\r\n",
    "a huge chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n<rss/>",
    "no HTTP": b"<rss/>" * 100 + b"\r\n\r\n",
    "another protocol": b"SSH-2.0-OpenSSH_9.2\r\n",
    "nothing": b"",
    "a switch of protocols": b"HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade, close\r\n\r\nwhatever",
    "a packing that was not asked for": answer(body=FEED, Content_Encoding="br"),
    "no packing where one is told": answer(body=FEED, Content_Encoding="gzip"),
    "a packing that breaks off": answer(body=gzip.compress(FEED)[:-3], Content_Encoding="gzip"),
}


@pytest.mark.parametrize("false", FALSE.values(), ids=FALSE.keys())
async def test_a_false_answer_is_refused_in_words(false: bytes) -> None:
    async def told(heard: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(false)
        await writer.drain()
        writer.close()

    async with outlet() as site, visitor() as fetcher:
        site.answers["/feed"] = told
        failed = await refused(fetcher, site.url("/feed"))
    assert failed.reason.startswith(("its answer", "its packed answer", "the server answers 101"))
    assert not failed.permanent


async def test_an_answer_that_is_longer_than_its_length_ends_there_and_spoils_no_other() -> None:
    """What a server sends beyond is no answer to the next request."""
    smuggled = answer(body=b"smuggled")
    async with outlet() as site, visitor() as fetcher:
        site.answers |= {f"/{number}": answer(body=FEED) + smuggled for number in range(6)}
        pages = await asyncio.gather(*(fetcher.get(site.url(f"/{number}")) for number in range(6)))
        assert [page.body for page in pages] == [FEED] * 6


async def test_headers_that_could_not_be_stored_are_dropped() -> None:
    async with outlet() as site, visitor() as fetcher:
        site.answers["/feed"] = answer(body=FEED, ETag='"\xff\xfe"', Last_Modified="x" * 5_000, Content_Type="te\xffxt")
        fetched = await fetcher.get(site.url("/feed"))
    assert (fetched.etag, fetched.last_modified, fetched.content_type) == (None, None, "")


async def test_a_plain_server_where_a_safe_one_should_be() -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(body=FEED))
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1") as server, visitor() as fetcher:
        failed = await refused(fetcher, f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed")
    assert failed.reason == "no safe connection (TLS) could be made"


def garbled(rng: random.Random) -> bytes:
    """A right answer with some of its bytes cut, doubled or changed."""
    right = rng.choice(
        [
            answer(body=FEED, ETag='"1"', Cache_Control="max-age=5", Set_Cookie="a=b"),
            answer(body=gzip.compress(FEED), Content_Encoding="gzip"),
            answer(302, Location="/other"),
            answer(429, Retry_After="5"),
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n<rss/>\r\n0\r\n\r\n",
        ]
    )
    told = bytearray(right)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(told))
        told[at : at + rng.randint(0, 3)] = rng.choice([b"", b"\r\n", b"\x00", b"\xff", b":", rng.randbytes(3)])
    return bytes(told)


async def test_whatever_a_server_sends_is_an_answer_or_a_reason() -> None:
    rng = random.Random(5)

    async def told(heard: Heard, writer: asyncio.StreamWriter) -> None:
        writer.write(garbled(rng))
        await writer.drain()
        writer.close()

    async with outlet() as site, visitor(Clock(), total_s=5) as fetcher:
        site.answers |= {"/feed": told, "/other": answer(body=FEED)}
        results = [await outcome(fetcher, site) for _ in range(400)]
    assert {"answer", "reason"} == set(results)


async def outcome(fetcher: Fetcher, site: Outlet) -> str:
    """Whether an answer came; errors of other kinds are for the test to see."""
    try:
        await fetcher.get(site.url("/feed", f"127.0.1.{len(site.heard) % 200 + 1}"))
    except FetchError:
        return "reason"
    return "answer"


async def test_who_gives_up_waiting_leaves_nothing_behind() -> None:
    async with outlet() as site, visitor() as fetcher:
        site.answers |= {"/slow": silent, "/feed": answer(body=FEED)}
        waiting = [asyncio.create_task(fetcher.get(site.url("/slow"))) for _ in range(5)]
        await until(lambda: "/slow" in site.paths)
        for task in waiting:
            task.cancel()
        assert all(
            isinstance(error, asyncio.CancelledError)
            for error in await asyncio.gather(*waiting, return_exceptions=True)
        )
        assert (await fetcher.get(site.url("/feed"))).body == FEED
