"""What the world writes is read back to the letter by those who read the real world: lists, pages, sites."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio

from bot.outside.outlets import OUTLETS, Gives, Outlet
from bot.outside.pages import ON_A_PAGE
from bot.outside.server import Served, serve
from bot.outside.world import Entry, World
from bot.sources.fetching import Fetched, Fetcher
from bot.sources.guard import PrivateHosts
from bot.sources.listing import Listing
from bot.sources.manners import Manners
from bot.sources.parsing import Parsing
from tests.conftest import EVENING

IDS = [outlet.key for outlet in OUTLETS]


@dataclass(frozen=True, slots=True)
class Reading:
    """A served world, and what reads it; no host is made to wait."""

    served: Served
    fetcher: Fetcher
    parsing: Parsing

    async def listing(self, outlet: Outlet) -> Listing:
        """What an outlet lists."""
        fetched = await self.fetcher.get(self.served.watched(outlet.key))
        pattern = None if outlet.feed or outlet.sitemap else outlet.pattern
        return await self.parsing.listing(
            fetched.body, url=fetched.url, content_type=fetched.content_type, pattern=pattern
        )

    def entry(self, outlet: Outlet, address: str | None) -> Entry:
        """The article at an address."""
        found = self.served.world.at(outlet.key, (address or "").removeprefix(self.served.base(outlet.key)))
        assert found is not None, address
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reading() -> AsyncIterator[Reading]:
    """One for all."""
    world = World(OUTLETS, seed=4, now=lambda: EVENING, backlog=ON_A_PAGE + 2)
    manners = Manners(private_hosts=PrivateHosts.of([outlet.host for outlet in OUTLETS]), per_host_interval_s=0)
    async with serve(world) as served, Fetcher(manners) as fetcher, Parsing() as parsing:
        yield Reading(served, fetcher, parsing)


@pytest.mark.parametrize("outlet", OUTLETS, ids=IDS)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_list_is_read_with_titles_and_whole_texts(outlet: Outlet, reading: Reading) -> None:
    listing = await reading.listing(outlet)
    listed = reading.served.world.listed(outlet.key)
    site = outlet.feed is None and not outlet.sitemap
    assert len(listing.entries) == (ON_A_PAGE if site else len(listed))
    assert (listing.older is not None) == site
    assert listing.title == outlet.name
    for one in listing.entries:
        told = reading.entry(outlet, one.address).telling
        assert one.title == told.title
        assert one.whole == (outlet.feed is not None and outlet.gives is Gives.WHOLE)
        if one.whole:
            assert one.text == told.text


@pytest.mark.parametrize("outlet", OUTLETS, ids=IDS)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_page_is_read_without_what_stands_around(outlet: Outlet, reading: Reading) -> None:
    for entry in reading.served.world.listed(outlet.key)[:4]:
        fetched = await reading.fetcher.get(reading.served.base(outlet.key) + entry.path)
        page = await reading.parsing.page(fetched.body, url=fetched.url, content_type=fetched.content_type)
        assert page.text == entry.telling.text
        assert (page.title, page.source, page.language) == (entry.telling.title, outlet.name, outlet.language)
        assert page.published_at == entry.published_at


@pytest.mark.parametrize("outlet", OUTLETS, ids=IDS)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_front_page_tells_what_can_be_watched(outlet: Outlet, reading: Reading) -> None:
    front: Fetched = await reading.fetcher.get(reading.served.base(outlet.key) + "/")
    looked = await reading.parsing.look(front.body, url=front.url, content_type=front.content_type)
    feeds = [] if outlet.feed is None else [reading.served.watched(outlet.key)]
    assert [feed.address for feed in looked.feeds] == feeds
    assert looked.listing is not None
    addresses = [reading.served.base(outlet.key) + one.path for one in reading.served.world.listed(outlet.key)]
    assert [one.address for one in looked.listing.entries] == addresses[:ON_A_PAGE]
