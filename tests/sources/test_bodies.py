"""Bodies of answers: unpacked, and never beyond a bound."""

import gzip
import random
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.bodies import read_body

TEXT = "Курс тенге вырос. ".encode() * 1_000


async def pieces(body: bytes, size: int = 1_000) -> AsyncIterator[bytes]:
    """The body as it comes over a wire."""
    for start in range(0, len(body), size):
        yield body[start : start + size]


def bare(text: bytes) -> bytes:
    """Deflate without zlib's frame."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(text) + packer.flush()


async def read(
    body: bytes, encoding: str = "", size: int = 1_000, most_bytes: int = 100_000, cut: bool = False
) -> bytes:
    """What is made of a body that comes in pieces of a size."""
    return await read_body(pieces(body, size), encoding=encoding, most_bytes=most_bytes, cut=cut)


@pytest.mark.parametrize("size", [1, 7, 1_000_000])
@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZip", gzip.compress(TEXT)),
        (" gzip ", b"".join(gzip.compress(TEXT[at : at + 999]) for at in range(0, len(TEXT), 999))),
        ("gzip", gzip.compress(TEXT) + bytes(100)),
        ("gzip", gzip.compress(TEXT) + b"rubbish"),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT, 0)),
        ("deflate", bare(TEXT)),
        ("deflate", zlib.compress(TEXT) + b"rubbish"),
        ("", gzip.compress(TEXT)),  # a file that is packed itself
        ("gzip", gzip.compress(gzip.compress(TEXT))),
    ],
)
async def test_every_packing_comes_to_the_text(encoding: str, packed: bytes, size: int) -> None:
    assert await read(packed, encoding, size) == TEXT


@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
async def test_no_body_is_an_empty_one(encoding: str) -> None:
    assert await read(b"", encoding) == b""


@pytest.mark.parametrize(
    ("encoding", "packed", "reason"),
    [
        ("gzip", gzip.compress(TEXT)[:-1], "breaks off"),
        ("gzip", gzip.compress(TEXT)[:50], "breaks off"),
        ("gzip", gzip.compress(TEXT) + gzip.compress(TEXT)[:20], "breaks off"),
        ("deflate", zlib.compress(TEXT)[:-5], "breaks off"),
        ("", gzip.compress(TEXT)[:-1], "breaks off"),
        ("gzip", TEXT, "not packed as it says"),
        ("gzip", gzip.compress(TEXT)[:-8] + bytes(8), "not packed as it says"),
        ("deflate", b"\xff" * 100, "not packed as it says"),
        ("br", TEXT, "not asked for"),
        ("zstd", TEXT, "not asked for"),
        ("gzip, gzip", gzip.compress(gzip.compress(TEXT)), "not asked for"),
        ("gzip", gzip.compress(b"") * 1_001, "more than 1000 parts"),
    ],
)
async def test_what_is_packed_wrongly_is_told(encoding: str, packed: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        await read(packed, encoding)


@pytest.mark.parametrize(("encoding", "packed"), [("", TEXT), ("gzip", gzip.compress(TEXT)), ("deflate", bare(TEXT))])
async def test_the_bound_is_exact(encoding: str, packed: bytes) -> None:
    assert await read(packed, encoding, most_bytes=len(TEXT)) == TEXT
    with pytest.raises(ValueError, match=r"longer than 0\.03\d+ MB"):
        await read(packed, encoding, most_bytes=len(TEXT) - 1)
    assert await read(packed, encoding, most_bytes=len(TEXT) - 1, cut=True) == TEXT[:-1]


@pytest.mark.parametrize("layers", [1, 2])
async def test_a_gigabyte_of_zeros_costs_no_more_than_the_bound(layers: int) -> None:
    """Packed once or twice; what comes after the bound is not read."""
    part = gzip.compress(bytes(10_000_000))
    bomb = part * 100 if layers == 1 else gzip.compress(part * 100)
    came = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal came
        async for piece in pieces(bomb, 1_000):
            came += len(piece)
            yield piece

    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="longer than 1 MB"):
            await read_body(counted(), encoding="gzip", most_bytes=1_000_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 6_000_000  # each layer once while it grows and once as it is handed on
    assert layers == 2 or came < len(part)


async def test_empty_members_keep_nobody_busy() -> None:
    """Half a million gzip members of nothing; and some before a long one, which zlib copies at the end of each."""
    empty = gzip.compress(b"")
    began = time.process_time()
    for bomb in (empty * 500_000, empty * 2_000 + gzip.compress(random.Random(5).randbytes(9_000_000))):
        for encoding in ("", "gzip"):
            with pytest.raises(ValueError, match="parts"):
                await read(bomb, encoding, size=65_536, most_bytes=len(bomb))
    assert time.process_time() - began < 1


@given(st.binary(max_size=300), st.sampled_from(["", "gzip", "deflate", "x-gzip"]), st.integers(1, 50))
async def test_any_bytes_are_read_or_refused(body: bytes, encoding: str, size: int) -> None:
    try:
        read_bytes = await read(body, encoding, size, most_bytes=200)
    except ValueError:
        return
    assert len(read_bytes) <= 200
