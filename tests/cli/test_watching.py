"""``svodka sources add`` and ``poll``, against the outlets of a small world on loopback."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.sources import sources
from bot.cli.watching import pick
from bot.collecting.finding import add_all
from bot.errors import UsageError
from bot.outside.faults import Fault, Wrong
from bot.outside.outlets import OUTLETS
from bot.outside.server import Served, serve
from bot.outside.world import World
from storage.engine import open_database
from storage.migrate import migrate
from storage.watches import NewWatch, WatchKind
from tests.e2e.conftest import svodka

LOOPBACK = "127.0.0.0/8"


@pytest.fixture
async def outside() -> AsyncIterator[Served]:
    """Outlets that have published something and nothing since."""
    async with serve(World(OUTLETS, seed=1, now=lambda: datetime.now(UTC))) as served:
        yield served


async def test_the_feed_behind_a_sites_address_is_found_and_shown_with_three_entries(
    tmp_path: Path, outside: Served
) -> None:
    code, out, err = await svodka(tmp_path, "sources", "add", f"{outside.base('vestnik')}/", PRIVATE_HOSTS=LOOPBACK)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    titles = [entry.telling.title for entry in outside.world.listed("vestnik")[:3]]
    assert lines[:2] == ["1. feed: Тестовый вестник", f"   {outside.watched('vestnik')}"]
    assert [line[21:] for line in lines[2:5]] == titles
    assert lines[5] == "2. site: Тестовый вестник", "what else could be watched there"
    assert lines[-1] == "added\t1\tТестовый вестник"
    _, out, _ = await svodka(tmp_path, "sources", "list", "--json")
    told = json.loads(out)
    assert (told["address"], told["kind"], told["state"]) == (outside.watched("vestnik"), "feed", "active")


async def test_the_links_of_a_site_may_be_given_by_a_pattern_and_its_name_too(tmp_path: Path, outside: Served) -> None:
    bare = outside.base("dummy").removeprefix("http://")
    site = ("sources", "add", bare, "--pattern", "/#/#/#/*", "--name", "Dummy")
    code, out, _ = await svodka(tmp_path, *site, PRIVATE_HOSTS=LOOPBACK)
    assert (code, out.splitlines()[-1]) == (0, "added\t1\tDummy")
    assert "   articles are links like /#/#/#/*" in out.splitlines()


async def test_a_machine_of_ones_own_network_is_not_looked_at_unless_settings_name_it(
    tmp_path: Path, outside: Served
) -> None:
    code, out, err = await svodka(tmp_path, "sources", "add", outside.base("vestnik"))
    assert (code, out, err) == (1, "", f"svodka: {outside.base('vestnik')}: its address is not public\n")
    assert list(outside.world.visits) == []


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        (["https://t.me/example"], "https://t.me/example: channels are added in the chat with the bot: /add @name"),
        (["@example"], "@example: channels are added in the chat with the bot: /add @name"),
        (["ftp://x", "--pattern", "/*"], "ftp://x: only addresses that begin with http:// or https:// can be fetched"),
    ],
)
def test_what_can_be_no_address_of_a_list_is_wrong_use(typed: list[str], reason: str) -> None:
    error = CliRunner().invoke(sources, ["add", *typed]).exception
    assert isinstance(error, UsageError)
    assert str(error) == reason


def test_a_person_is_asked_which_of_the_finds_they_meant() -> None:
    for typed, number in (("\n", 1), ("2\n", 2), ("0\n", 0), ("7\nx\n2\n", 2)):
        with CliRunner().isolation(input=typed):
            assert pick(2) == number


async def test_a_poll_tells_each_article_that_comes_in_and_what_became_of_each_source(
    tmp_path: Path, outside: Served
) -> None:
    """The second time nothing is new, so nothing comes in."""
    database = await open_database(f"sqlite:///{tmp_path / 'data' / 'svodka.db'}")
    await migrate(database)
    new = [NewWatch(WatchKind.FEED, outside.watched(one), one) for one in ("vestnik", "echo")]
    await add_all(database, new, now=datetime.now(UTC))
    await database.close()
    outside.world.faults.add(Fault("echo", Wrong.UNAVAILABLE))
    code, out, err = await svodka(tmp_path, "sources", "poll", PRIVATE_HOSTS=LOOPBACK)
    lines = [line.split("\t") for line in out.splitlines()]
    titles = sorted(entry.telling.title for entry in outside.world.listed("vestnik"))
    assert (code, err) == (1, "")
    assert sorted(line[2] for line in lines if line[0] == "new") == titles
    assert sorted(lines[:2]) == [
        ["failed", "2", "echo", "the server answers 503"],
        ["listed", "1", "vestnik", f"{len(titles)} new, 0 changed"],
    ]
    code, out, _ = await svodka(tmp_path, "sources", "poll", "--json", "1", PRIVATE_HOSTS=LOOPBACK)
    assert (code, json.loads(out)) == (0, {"outcome": "same", "source": 1, "name": "vestnik"})
