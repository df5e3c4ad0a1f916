"""A page of the web as an article: whichever way it is named, whatever stands there."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from bot.errors import RefusedError
from bot.outside.outlets import OUTLETS
from bot.outside.server import Served, serve
from bot.outside.world import World
from bot.sources import web
from bot.sources.fetching import Fetcher
from bot.sources.guard import PrivateHosts
from bot.sources.manners import Manners
from bot.sources.parsing import Parsing
from storage.records import Draft, SourceKind
from tests.conftest import EVENING

HURRIED = Manners(private_hosts=PrivateHosts.of(["127.0.0.0/8"]), per_host_interval_s=0)


@dataclass(frozen=True)
class Reader:
    """Reads pages of the world's outlets."""

    outside: Served
    fetcher: Fetcher
    parsing: Parsing

    async def read(self, address: str) -> Draft | RefusedError:
        return await web.read(address, self.fetcher, self.parsing)


@pytest.fixture
async def reader() -> AsyncIterator[Reader]:
    async with AsyncExitStack() as stack:
        outside = await stack.enter_async_context(serve(World(OUTLETS, seed=1, now=lambda: EVENING)))
        fetcher = await stack.enter_async_context(Fetcher(HURRIED))
        yield Reader(outside, fetcher, await stack.enter_async_context(Parsing()))


async def test_a_page_is_an_article_under_one_address_however_it_is_written(reader: Reader) -> None:
    world = reader.outside.world
    entry = world.listed("echo")[0]
    address = reader.outside.base("echo") + entry.path
    drafts = [await reader.read(written) for written in (address, f" {address.upper()[:4]}{address[4:]}#comments")]
    assert drafts[0] == drafts[1]
    (draft, _) = drafts
    assert isinstance(draft, Draft)
    assert (draft.address, draft.url, draft.source_kind) == (address, address, SourceKind.PAGE)
    assert (draft.source, draft.title) == ("Эхо макета", entry.telling.title)
    assert draft.text == "\n\n".join(entry.telling.paragraphs)
    world.edit(entry)
    changed = await reader.read(address)
    assert isinstance(changed, Draft)
    assert (changed.address, changed.text != draft.text) == (address, True)


async def test_what_is_no_article_is_refused_by_the_name_it_was_given(reader: Reader) -> None:
    base = reader.outside.base
    refused = {
        reader.outside.watched("vestnik"): "a feed or sitemap and no article: it can be watched (svodka sources add)",
        f"{base('vestnik')}/no/such/page": "the server answers 404",
        "ftp://vestnik.test/": "only addresses that begin with http:// or https:// can be fetched",
        "https://": "the address names no host",
        "http://10.0.0.1/": "its address is not public",
    }
    for address, reason in refused.items():
        found = await reader.read(address)
        assert isinstance(found, RefusedError)
        assert (found.name, found.reason) == (address, reason)
