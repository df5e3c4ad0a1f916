"""What a look comes to: which entries are one, which have changed, and what the watch knows afterwards."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.collecting.deciding import (
    FIRST_LOOK,
    Failure,
    Look,
    Told,
    body_hash,
    entry_of,
    listed_entries,
    polled,
    times_told,
    told_by,
    wrong_kind,
)
from bot.collecting.rhythm import SHORTEST, Pace
from bot.sources.fetching import Fetched
from bot.sources.listing import ListedEntry, Listing, ListingKind
from storage.entries import NewEntry
from storage.watches import Polled, Watch, WatchKind, WatchState

NOW = datetime(2025, 11, 12, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ADDRESS = "https://vestnik.example/feed"
WATCH = Watch(
    id=7,
    kind=WatchKind.FEED,
    address=ADDRESS,
    name="Вестник",
    pattern=None,
    home="https://vestnik.example/",
    state=WatchState.ACTIVE,
    added_at=NOW - 30 * HOUR,
    due_at=NOW,
    interval_s=1_800,
    polled_at=NOW - HOUR,
    changed_at=NOW - 5 * HOUR,
    etag='"old"',
    last_modified="yesterday",
    body_hash=b"old",
    failures=0,
    error=None,
    error_at=None,
)
SITE = replace(WATCH, kind=WatchKind.SITE, address="https://vestnik.example/news", pattern="/news/*")
FETCHED = Fetched(ADDRESS, 200, b"<rss/>", "", etag='"new"', last_modified="today")


def entry(address: str | None = "https://vestnik.example/news/1", **told: Any) -> ListedEntry:
    """An entry with a page of its own."""
    return replace(ListedEntry("g1", address, "Нефть подорожала"), **told)


def listing(*entries: ListedEntry, **told: Any) -> Listing:
    """A feed of some entries."""
    return replace(Listing(ListingKind.FEED, "Вестник", entries), **told)


def after(look: Look, *times: datetime) -> Polled:
    """What a look leaves, without chance."""
    return polled(look, times, pace=Pace(), chance=0.0)


class TestWhichEntriesAreOne:
    """An entry is its page, wherever it is listed; without one, it is what its list calls it."""

    @pytest.mark.parametrize(
        "elsewhere",
        [
            "https://vestnik.example/news/1?utm_source=rss",
            "https://VESTNIK.example:443/news/1#comments",
            "https://vestnik.example/news/./1",
        ],
    )
    def test_one_page_is_one_entry_in_every_list(self, elsewhere: str) -> None:
        other = replace(WATCH, id=8, address="https://agregator.example/rss", home=None)
        assert entry_of(WATCH, entry()).key == entry_of(other, entry(elsewhere, key="other")).key

    def test_two_pages_are_two_entries_whatever_their_list_calls_them(self) -> None:
        assert entry_of(WATCH, entry()).key != entry_of(WATCH, entry("https://vestnik.example/news/2")).key

    @pytest.mark.parametrize(
        "address",
        [None, "https://vestnik.example/", "https://vestnik.example", ADDRESS, f"{ADDRESS}#top", "javascript:x"],
    )
    def test_what_leads_to_no_page_of_its_own_is_told_apart_by_the_lists_words(self, address: str | None) -> None:
        one = entry_of(WATCH, entry(address, text="Текст."))
        same = entry_of(WATCH, entry(address, text="Другой текст."))
        other = entry_of(WATCH, entry(address, text="Текст.", key="g2"))
        elsewhere = entry_of(replace(WATCH, id=8), entry(address, text="Текст."))
        assert one.key == same.key
        assert len({one.key, other.key, elsewhere.key}) == 3
        assert one.host is None
        assert told_by(one.content).page is None

    def test_it_stays_the_same_when_its_watch_moves(self) -> None:
        moved = replace(WATCH, address="https://vestnik.example/rss.xml")
        assert entry_of(WATCH, entry(None)).key == entry_of(moved, entry(None)).key

    def test_one_article_in_two_rubrics_is_one_entry_with_its_page(self) -> None:
        twice = [entry(key="rubric-a"), entry(key="rubric-b"), entry("https://vestnik.example/news/2", key="g2")]
        noted = listed_entries(WATCH, listing(*twice))
        assert len({one.key for one in noted}) == 2
        assert {one.host for one in noted} == {"vestnik.example"}

    def test_a_link_that_is_written_otherwise_at_each_look_is_still_the_entry_of_its_guid(self) -> None:
        def looked(session: int, title: str = "Нефть подорожала") -> NewEntry:
            link = f"https://vestnik.example/news/1?sid={session}"
            (noted,) = listed_entries(WATCH, listing(entry(link, key="g1", title=title)))
            return noted

        assert looked(1).key != looked(2).key
        assert looked(1).alias == looked(2).alias is not None
        assert looked(1).alias != looked(2, title="Курс тенге").alias

    def test_two_entries_of_other_keys_and_titles_under_one_address_have_no_page(self) -> None:
        live = [entry("https://vestnik.example/live", key=f"g{n}", title=f"Новость {n}") for n in range(2)]
        noted = listed_entries(WATCH, listing(*live, entry("https://vestnik.example/news/2", key="g2")))
        assert len({one.key for one in noted}) == 3
        edited = [entry("https://vestnik.example/news/1", key="g1", title=f"Новость {n}") for n in range(2)]
        noted = listed_entries(WATCH, listing(*edited, entry("https://vestnik.example/news/2", key="g2")))
        assert len({one.key for one in noted}) == 2

    def test_a_guid_that_several_entries_have_names_none_of_them(self) -> None:
        same = [entry(f"https://vestnik.example/news/{n}", key="0", title=f"Новость {n}") for n in range(2)]
        assert [one.alias for one in listed_entries(WATCH, listing(*same))] == [None, None]

    def test_an_address_that_several_entries_share_is_none_of_them(self) -> None:
        live = [entry("https://vestnik.example/live", key=f"g{n}", text=f"Минута {n}.") for n in range(3)]
        noted = listed_entries(WATCH, listing(*live))
        assert len({one.key for one in noted}) == 3
        assert {one.host for one in noted} == {None}


class TestWhatHasChanged:
    """Title and text of a feed's entry: all else changes by itself."""

    @pytest.mark.parametrize(
        ("told", "changed"),
        [
            ({"title": "Нефть подешевела"}, True),
            ({"text": "Текст."}, True),
            ({"published_at": NOW}, False),
            ({"author": "А. Автор", "picture": "https://vestnik.example/1.jpg"}, False),
            ({"key": "g2"}, False),
        ],
    )
    def test_of_a_feed(self, told: dict[str, Any], changed: bool) -> None:
        assert (entry_of(WATCH, entry()).digest != entry_of(WATCH, entry(**told)).digest) is changed

    def test_nothing_of_a_list_page_where_the_number_of_readers_may_stand_in_the_title(self) -> None:
        assert entry_of(SITE, entry()).digest == entry_of(SITE, entry(title="Нефть подорожала 1 024")).digest

    def test_title_and_text_do_not_run_into_each_other(self) -> None:
        assert (
            entry_of(WATCH, entry(title="А", text="БВ")).digest != entry_of(WATCH, entry(title="АБ", text="В")).digest
        )


@pytest.mark.parametrize(
    ("watch", "told", "host"),
    [
        pytest.param(WATCH, {}, "vestnik.example", id="no text: its page is read"),
        pytest.param(WATCH, {"text": "Кратко."}, "vestnik.example", id="a summary: its page is read"),
        pytest.param(WATCH, {"text": "Всё.", "whole": True}, None, id="a whole text: it needn't be"),
        pytest.param(SITE, {"text": "Всё.", "whole": True}, "vestnik.example", id="a list page has no texts"),
    ],
)
def test_whose_page_is_fetched(watch: Watch, told: dict[str, Any], host: str | None) -> None:
    assert entry_of(watch, entry(**told)).host == host


@given(st.builds(ListedEntry, st.text(), st.none() | st.text(), st.text(), st.text()))
def test_any_entry_can_be_noted_and_read_again(any_entry: ListedEntry) -> None:
    dated = replace(any_entry, published_at=NOW)
    told = told_by(entry_of(WATCH, dated).content)
    assert told == Told(dated, told.page)


class TestWhichEntriesAreTaken:
    """Those that can become articles, oldest first; of a new list only the newest."""

    def dated(self, count: int) -> list[ListedEntry]:
        return [entry(f"https://vestnik.example/n/{n}", published_at=NOW - n * HOUR) for n in range(count)]

    def test_the_oldest_comes_in_first(self) -> None:
        noted = listed_entries(WATCH, listing(*self.dated(3), entry(None, key="undated", text="Т.")))
        told = [told_by(one.content).entry for one in noted]
        assert [one.published_at for one in told] == [None, NOW - 2 * HOUR, NOW - HOUR, NOW]

    def test_without_times_a_list_is_newest_first(self) -> None:
        listed = [entry(f"https://vestnik.example/n/{n}") for n in (3, 2, 1)]
        assert [told_by(one.content).entry for one in listed_entries(WATCH, listing(*listed))] == listed[::-1]

    def test_a_first_look_takes_the_newest_and_knows_the_others(self) -> None:
        first = replace(WATCH, changed_at=None)
        noted = listed_entries(first, listing(*self.dated(FIRST_LOOK + 20)))
        assert [one.passed for one in noted] == [True] * 20 + [False] * FIRST_LOOK
        assert not any(one.passed for one in listed_entries(WATCH, listing(*self.dated(FIRST_LOOK + 20))))

    def test_what_is_older_than_articles_are_kept_is_left_out(self) -> None:
        noted = listed_entries(WATCH, listing(*self.dated(9), entry()), keep_since=NOW - 2.5 * HOUR)
        assert [told_by(one.content).entry.published_at for one in noted] == [None, NOW - 2 * HOUR, NOW - HOUR, NOW]

    def test_what_leads_nowhere_and_says_nothing_is_left_out(self) -> None:
        assert listed_entries(WATCH, listing(entry(None))) == []


class TestWhatAWatchKnowsAfterwards:
    """The next time, the conditions to ask with, and how it went."""

    def test_a_changed_list(self) -> None:
        left = after(Look(WATCH, NOW, FETCHED, b"new", listing(entry())), NOW - 2 * HOUR)
        assert (left.interval_s, left.due_at) == (3_600, NOW + HOUR)
        assert (left.polled_at, left.changed_at) == (NOW, NOW)
        assert (left.etag, left.last_modified, left.body_hash) == ('"new"', "today", b"new")

    def test_an_unchanged_list(self) -> None:
        same = replace(FETCHED, status=304, body=b"")
        left = after(Look(WATCH, NOW, same))
        assert left.interval_s == 1_800 + 180
        assert (left.polled_at, left.changed_at, left.body_hash) == (NOW, WATCH.changed_at, b"old")
        assert left.etag == '"new"'

    def test_a_failure_keeps_what_is_known_and_says_why(self) -> None:
        left = after(Look(WATCH, NOW, failure=Failure("the server answers 503", retry_after_s=7_200)))
        assert (left.failures, left.error, left.error_at) == (1, "the server answers 503", NOW)
        assert left.due_at == NOW + 2 * HOUR
        assert (left.interval_s, left.etag, left.body_hash) == (1_800, '"old"', b"old")

    def test_the_last_failure_is_remembered_when_it_has_passed(self) -> None:
        failing = replace(WATCH, failures=3, error="the server answers 503", error_at=NOW - HOUR)
        left = after(Look(failing, NOW, replace(FETCHED, status=304)))
        assert (left.failures, left.error, left.error_at) == (0, failing.error, failing.error_at)

    def test_it_waits_as_long_as_the_list_or_its_server_asks(self) -> None:
        fresh = replace(FETCHED, fresh_for_s=600.0)
        assert after(Look(WATCH, NOW, fresh, b"new", listing(wait_s=60.0)), NOW).interval_s == 600
        assert after(Look(WATCH, NOW, FETCHED, b"new", listing(wait_s=900.0)), NOW).interval_s == 900
        assert after(Look(WATCH, NOW, FETCHED, b"new", listing()), NOW).interval_s == SHORTEST.total_seconds()

    def test_chance_makes_lists_drift_apart(self) -> None:
        look = Look(WATCH, NOW, FETCHED, b"new", listing())
        assert polled(look, [NOW], pace=Pace(), chance=0.5).due_at == NOW + SHORTEST * 1.05


class TestMoving:
    """A permanent redirect is believed when a list of the watch's kind stands at its end."""

    moved = replace(FETCHED, url="https://vestnik.example/rss.xml", moved_to="https://vestnik.example/rss.xml")

    def test_where_a_list_was_read(self) -> None:
        assert Look(WATCH, NOW, self.moved, b"new", listing(entry())).moved_to == self.moved.moved_to
        assert Look(WATCH, NOW, FETCHED, b"new", listing(entry())).moved_to is None

    def test_not_where_it_failed(self) -> None:
        assert Look(WATCH, NOW, self.moved, failure=Failure("no feed any more")).moved_to is None

    def test_where_nothing_new_was_told_a_whole_list_is_asked_for_next(self) -> None:
        look = Look(WATCH, NOW, replace(self.moved, status=304))
        left = after(look)
        assert look.moved_to is None
        assert (left.etag, left.last_modified, left.body_hash) == (None, None, None)

    def test_a_page_is_no_feed_any_more(self) -> None:
        page = Listing(ListingKind.SITE, "Вестник", (entry(),))
        assert wrong_kind(WATCH, page) == Failure("this is no feed any more")
        assert wrong_kind(SITE, page) is None


def test_a_single_time_is_no_rhythm() -> None:
    assert times_told(listing(entry(published_at=NOW), entry())) == []
    assert times_told(listing(entry(published_at=NOW), entry(published_at=NOW - HOUR))) == [NOW, NOW - HOUR]


@given(st.binary(max_size=50), st.binary(max_size=50))
def test_bodies_are_the_same_when_their_hashes_are(one: bytes, other: bytes) -> None:
    assert (body_hash(one) == body_hash(other)) is (one == other)
