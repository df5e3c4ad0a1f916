"""``svodka ingest URL``: articles from pages of the web, fetched from the outlets of a small world on loopback."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.outside.outlets import OUTLETS
from bot.outside.server import Served, serve
from bot.outside.world import World
from tests.conftest import EVENING, SEEDS
from tests.e2e.conftest import svodka

LOOPBACK = "127.0.0.0/8"
LETTER = SEEDS / "articles" / "en-2025-11-14-steppe-marathon.html"


@pytest.fixture
async def outside() -> AsyncIterator[Served]:
    """Outlets that publish nothing more than they have."""
    async with serve(World(OUTLETS, seed=1, now=lambda: EVENING)) as served:
        yield served


def newest(outside: Served, outlet: str) -> tuple[str, str, str]:
    """The address of an outlet's newest article, its title and its first paragraph."""
    entry = outside.world.listed(outlet)[0]
    return outside.base(outlet) + entry.path, entry.telling.title, entry.telling.paragraphs[0]


async def test_pages_and_files_go_in_side_by_side_and_what_does_not_is_told(tmp_path: Path, outside: Served) -> None:
    address, title, first = newest(outside, "vestnik")
    named = (address, str(LETTER), f"{address}#again", "ftp://vestnik.test/")
    code, out, err = await svodka(tmp_path, "ingest", *named, PRIVATE_HOSTS=LOOPBACK)
    assert code == 1
    assert [line.split("\t") for line in out.splitlines()] == [
        ["new", "1", title],
        ["new", "2", "Steppe marathon draws two thousand runners despite the first frost"],
        ["known", "1", title],
        ["refused", "ftp://vestnik.test/", "only addresses that begin with http:// or https:// can be fetched"],
    ]
    assert err == "2 new, 0 changed, 1 known, 1 refused\n"
    _, out, _ = await svodka(tmp_path, "article", "1", "--json")
    stored = json.loads(out)
    assert stored["sources"] == [{"name": "Тестовый вестник", "url": address}]
    assert stored["text"].startswith(first)


async def test_a_machine_of_ones_own_network_is_not_fetched_from_unless_settings_name_it(
    tmp_path: Path, outside: Served
) -> None:
    address, _, _ = newest(outside, "vestnik")
    code, out, _ = await svodka(tmp_path, "ingest", address)
    assert (code, out) == (1, f"refused\t{address}\tits address is not public\n")
    assert list(outside.world.visits) == []
