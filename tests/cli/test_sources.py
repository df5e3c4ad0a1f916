"""``svodka sources``: what is watched as its owner sees and changes it, and lists of sources in and out."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from inspect import cleandoc
from pathlib import Path

import pytest

from bot.cli.source_forms import (
    LONGEST_NAME,
    failing_first,
    looked_json,
    looked_line,
    summary_line,
    watch_json,
    watch_lines,
)
from bot.cli.sources import sources
from bot.collecting.settling import Settled
from bot.sources import opml
from storage import watches
from storage.engine import Database, open_database
from storage.entries import Noted
from storage.migrate import migrate
from storage.watches import NewWatch, Polled, Watch, WatchKind, WatchState
from tests.conftest import SEEDS
from tests.e2e.conftest import svodka

NOW = datetime(2025, 11, 12, 18, 5, tzinfo=UTC)
FEED = NewWatch(WatchKind.FEED, "https://vestnik.example/feed", "Вестник", home="https://vestnik.example/")
SITE = NewWatch(WatchKind.SITE, "https://qala.example/news", "Қала", pattern="/news/*")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """The database that the command finds."""
    found = await open_database(f"sqlite:///{tmp_path / 'data' / 'svodka.db'}")
    await migrate(found)
    yield found
    await found.close()


async def watched(database: Database, *new: NewWatch) -> list[int]:
    async with database.write() as connection:
        return [await watches.add(connection, one, now=NOW, due_at=NOW, interval_s=300) for one in new]


async def kept(database: Database) -> dict[str, Watch]:
    async with database.read() as connection:
        return {one.address: one for one in await watches.every(connection)}


async def fails(database: Database, id_: int, reason: str) -> None:
    async with database.write() as connection:
        look = Polled(id_, NOW + timedelta(minutes=10), 300, NOW, None, None, None, None, 3, reason, NOW)
        await watches.settle(connection, [look])


async def test_the_list_shows_what_fails_first_with_its_reason_and_the_next_poll(
    tmp_path: Path, database: Database
) -> None:
    _, site = await watched(database, FEED, SITE)
    await fails(database, site, "the server answers 503")
    code, out, err = await svodka(tmp_path, "sources", "list")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "   id  kind    state     next poll (UTC)   name     address",
        "    2  site    failing   2025-11-12 18:15  Қала     https://qala.example/news",
        "       the server answers 503 (2025-11-12 18:05, 3 times in a row)",
        "    1  feed    active    2025-11-12 18:05  Вестник  https://vestnik.example/feed",
        "2 sources: 1 failing, 1 active; 0 entries waiting",
    ]
    code, out, _ = await svodka(tmp_path, "sources", "list", "--failing", "--json")
    (told,) = map(json.loads, out.splitlines())
    assert (told["id"], told["state"], told["next_poll"]) == (2, "failing", "2025-11-12T18:15:00Z")
    assert (told["pattern"], told["failures"], told["error"]) == ("/news/*", 3, "the server answers 503")


async def test_without_sources_the_list_says_how_to_get_some(tmp_path: Path) -> None:
    code, out, _ = await svodka(tmp_path, "sources", "list")
    assert (code, out) == (
        0,
        "no sources yet: svodka sources add ADDRESS, or svodka sources import seeds/sources.opml\n",
    )


async def test_sources_are_paused_resumed_and_removed_by_number_or_address(tmp_path: Path, database: Database) -> None:
    await watched(database, FEED, SITE)
    code, out, _ = await svodka(tmp_path, "sources", "pause", "1", "qala.example/news", "1")
    assert (code, out) == (0, "paused\t1\tВестник\npaused\t2\tҚала\n")
    assert {one.state for one in (await kept(database)).values()} == {WatchState.PAUSED}
    code, out, _ = await svodka(tmp_path, "sources", "resume", "HTTPS://Qala.example:443/news")
    assert (code, out) == (0, "resumed\t2\tҚала\n")
    assert (await kept(database))[SITE.address].state is WatchState.ACTIVE
    code, out, _ = await svodka(tmp_path, "sources", "remove", "1")
    assert (code, out) == (0, "removed\t1\tВестник\n")
    assert list(await kept(database)) == [SITE.address]


async def test_nothing_is_changed_when_one_of_the_names_is_wrong(tmp_path: Path, database: Database) -> None:
    await watched(database, FEED)
    for wrong, code in (("9" * 30, 1), ("ftp://vestnik.example/", 2)):
        found, out, err = await svodka(tmp_path, "sources", "remove", "1", wrong)
        assert (found, out) == (code, "")
        assert wrong in err
    assert list(await kept(database)) == [FEED.address]


async def test_a_list_of_sources_goes_in_once_and_comes_out_again(tmp_path: Path, database: Database) -> None:
    code, out, err = await svodka(tmp_path, "sources", "import", str(SEEDS / "sources.opml"))
    assert (code, err) == (0, "30 new, 0 known, 0 refused\n")
    assert "new\tsite\tBAQ.KZ\thttps://baq.kz/" in out.splitlines()
    code, out, err = await svodka(tmp_path, "sources", "import", str(SEEDS / "sources.opml"), "--json")
    assert {json.loads(line)["outcome"] for line in out.splitlines()} == {"known"}
    code, _, _ = await svodka(tmp_path, "sources", "export", str(tmp_path / "mine.opml"))
    assert code == 0
    seeds = opml.read((SEEDS / "sources.opml").read_bytes()).taken
    exported = opml.read((tmp_path / "mine.opml").read_bytes()).taken
    assert sorted(exported, key=str) == sorted(seeds, key=str)
    due = [one.due_at for one in (await kept(database)).values() if one.due_at is not None]
    assert len(set(due)) == 30, "they are not all fetched at the same moment"


async def test_what_cannot_be_watched_is_told_and_the_rest_goes_in(tmp_path: Path, database: Database) -> None:
    bad = (
        '<opml><body><outline xmlUrl="ftp://a.example/"/><outline text="B" xmlUrl="https://b.example/"/></body></opml>'
    )
    (tmp_path / "list.opml").write_text(bad)
    code, out, err = await svodka(tmp_path, "sources", "import", str(tmp_path / "list.opml"))
    assert (code, err) == (1, "1 new, 0 known, 1 refused\n")
    assert [line.split("\t")[:2] for line in out.splitlines()] == [["new", "feed"], ["refused", "ftp://a.example/"]]
    assert list(await kept(database)) == ["https://b.example/"]


async def test_a_file_that_is_no_list_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text("<rss/>")
    code, out, err = await svodka(tmp_path, "sources", "import", "list.opml")
    assert (code, out, err) == (1, "", "svodka: list.opml: not OPML: it begins with <rss>\n")


async def test_the_doctor_names_the_sources_that_fail_most_and_reads_a_feed_itself(
    tmp_path: Path, database: Database
) -> None:
    await watched(database, FEED, SITE)
    await fails(database, 1, "the server answers 403")
    code, out, _ = await svodka(tmp_path, "doctor")
    assert code == 0  # that an outlet's server is ill is no fault of the installation
    assert out.splitlines()[-5:-1] == [
        "note  2 sources: 1 failing, 1 active; 0 entries waiting (svodka sources list --failing)",
        "note  source 1, Вестник: the server answers 403 (2025-11-12 18:05, 3 times in a row)",
        f"ok    list of sources: 30 to start from in {SEEDS / 'sources.opml'}",
        "ok    reader of feeds and pages: starts in a process of its own and reads",
    ]


def watch(id_: int = 1, **changed: object) -> Watch:
    made = Watch(
        id=id_,
        kind=WatchKind.FEED,
        address="https://vestnik.example/feed",
        name="Вестник",
        pattern=None,
        home=None,
        state=WatchState.ACTIVE,
        added_at=NOW,
        due_at=NOW,
        interval_s=300,
        polled_at=None,
        changed_at=None,
        etag=None,
        last_modified=None,
        body_hash=None,
        failures=0,
        error=None,
        error_at=None,
    )
    return replace(made, **changed)  # type: ignore[arg-type]  # a test's own fields


FAILING = watch(2, failures=1, error="the server answers 404", error_at=NOW)
PAUSED = watch(3, state=WatchState.PAUSED, due_at=None, failures=1, error="the server answers 404", error_at=NOW)
ENDED = watch(4, state=WatchState.ENDED, due_at=None, error="the server answers 410", error_at=NOW)


@pytest.mark.parametrize("name", sorted(sources.commands))
def test_every_command_has_an_example(name: str) -> None:
    told = cleandoc(sources.commands[name].help or "")
    assert f"Example:\n  svodka sources {name}" in told


def test_what_needs_eyes_stands_first() -> None:
    assert [one.id for one in failing_first([ENDED, PAUSED, watch(), FAILING, watch(5)])] == [2, 1, 5, 3, 4]


def test_an_error_that_has_passed_is_not_shown_and_is_kept_in_json() -> None:
    passed = watch(error="the server answers 404", error_at=NOW)
    _, only = watch_lines([passed], width=None)
    assert "404" not in only
    assert watch_json(passed)["error"] == "the server answers 404"
    assert len(list(watch_lines([FAILING], width=None))) == len(list(watch_lines([ENDED], width=None))) == 3


def test_lines_are_cut_to_the_terminal_and_names_to_their_column() -> None:
    long = replace(FAILING, name="ы" * 60, error="э" * 300)
    lines = list(watch_lines([long, watch()], width=80))
    assert [len(line) for line in lines] == [80, 80, 80, 80]
    assert f" {'ы' * (LONGEST_NAME - 1)}…" in lines[1]
    assert all(len(line) > 0 for line in watch_lines([long], width=1))


def test_what_a_source_calls_itself_cannot_steer_the_terminal() -> None:
    sly = watch(name="\x1b[2Jнет\nновой строки\u202e", failures=1, error="\x1b]0;x\x07\r503", error_at=NOW)
    lines = list(watch_lines([sly], width=None))
    assert len(lines) == 3
    assert all(line.isprintable() for line in lines)


def test_the_summary_counts_what_there_is() -> None:
    assert summary_line([watch(), FAILING, PAUSED, ENDED], 1) == (
        "4 sources: 1 failing, 1 active, 1 paused, 1 ended; 1 entry waiting"
    )
    assert summary_line([watch()], 1200) == "1 source: 1 active; 1,200 entries waiting"


LOOKED = watch(name="Вест\x1bник")


@pytest.mark.parametrize(
    ("looked", "line"),
    [
        (Settled(LOOKED), "same\t1\tВестник"),
        (Settled(LOOKED, noted=Noted(2, 1, 9)), "listed\t1\tВестник\t2 new, 1 changed"),
        (Settled(LOOKED, error="the server answers 503"), "failed\t1\tВестник\tthe server answers 503"),
        (Settled(LOOKED, ended="the server answers 410"), "ended\t1\tВестник\tthe server answers 410"),
        (
            Settled(LOOKED, noted=Noted(0, 0, 9), moved_to="https://new.example/feed"),
            "listed\t1\tВестник\t0 new, 0 changed\tmoved to https://new.example/feed",
        ),
    ],
    ids=["same", "listed", "failed", "ended", "moved"],
)
def test_what_a_look_came_to_is_one_line(looked: Settled, line: str) -> None:
    assert looked_line(looked) == line
    assert looked_json(looked)["outcome"] == line.partition("\t")[0]
