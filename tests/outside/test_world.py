"""The world by its clock: news at a pace, edited, withdrawn, repeated; the same seed makes the same news."""

from collections import Counter
from itertools import pairwise

import pytest

from bot.outside.faults import ANY_OUTLET, Fault, Faults, Where, Wrong
from bot.outside.outlets import OUTLETS, crowd
from bot.outside.stories import identity
from bot.outside.world import KEPT, LISTED, World
from tests.outside.conftest import Clock


def test_every_outlet_begins_with_a_past_newest_first(world: World) -> None:
    for outlet in OUTLETS:
        listed = world.listed(outlet.key)
        assert len(listed) == 6
        assert all(newer.published_at > older.published_at for newer, older in pairwise(listed))
        assert {entry.telling.language for entry in listed} == {outlet.language}


def test_news_appear_at_their_pace_and_not_before(clock: Clock) -> None:
    world = World(OUTLETS, seed=1, now=clock, every_s=20, backlog=0)
    for moved_s, expected in ((19, 0), (1, 1), (60, 4), (0, 4)):
        clock.move(seconds=moved_s)
        world.catch_up()
        assert sum(len(world.listed(outlet.key)) for outlet in OUTLETS) == expected


def test_whoever_looks_again_after_days_meets_no_flood(clock: Clock) -> None:
    world = World(OUTLETS, seed=1, now=clock, every_s=1, backlog=0)
    clock.move(days=3)
    world.catch_up()
    assert sum(len(world.listed(outlet.key)) for outlet in OUTLETS) == 51


def test_the_same_seed_makes_the_same_news(clock: Clock) -> None:
    one, same, other = (World(OUTLETS, seed=seed, now=clock) for seed in (1, 1, 2))
    assert one.listed("vestnik") == same.listed("vestnik")
    assert one.listed("vestnik") != other.listed("vestnik")


def test_events_are_told_by_several_outlets_and_some_texts_are_repeated_to_the_letter(clock: Clock) -> None:
    world = World(OUTLETS, seed=3, now=clock, backlog=30)
    entries = [entry for outlet in OUTLETS for entry in world.listed(outlet.key)]
    told = Counter(entry.event for entry in entries)
    texts = Counter(entry.telling.text for entry in entries)
    assert sum(times > 1 for times in told.values()) > 20
    repeated = [text for text, times in texts.items() if times > 1]
    assert 3 < len(repeated) < 60
    for text in repeated:
        outlets = {entry.outlet for entry in entries if entry.telling.text == text}
        assert len(outlets) > 1


def test_an_edited_article_stays_where_it_was(world: World, clock: Clock) -> None:
    entry = world.listed("vestnik")[2]
    clock.move(minutes=5)
    edited = world.edit(entry)
    assert world.listed("vestnik")[2] == edited
    assert (edited.key, edited.path, edited.published_at) == (entry.key, entry.path, entry.published_at)
    assert edited.updated_at == clock()
    assert identity(edited.telling.text) == (entry.telling.number, 2)
    assert edited.telling.title != entry.telling.title


def test_a_withdrawn_article_is_nowhere(world: World) -> None:
    entry = world.listed("vestnik")[0]
    world.withdraw(entry)
    assert entry not in world.listed("vestnik")
    assert world.at("vestnik", entry.path) is None


def test_what_is_kept_is_bounded(world: World) -> None:
    first = world.listed("echo")[-1]
    for _ in range(KEPT):
        world.publish("echo")
    assert len(world.listed("echo")) == LISTED
    assert world.at("echo", first.path) is None


def test_two_changes_in_one_second_have_two_times(world: World) -> None:
    times = [world.changed_at("echo")]
    for _ in range(3):
        world.publish("echo")
        times.append(world.changed_at("echo"))
    assert all((later - earlier).total_seconds() >= 1 for earlier, later in pairwise(times))


def test_a_fault_is_used_up_or_taken_back() -> None:
    faults = Faults()
    faults.add(Fault("a", Wrong.ERROR, times=2))
    assert faults.next("b", Where.LISTS) is None
    assert faults.next("a", Where.ARTICLES) is None
    for _ in range(2):
        met = faults.next("a", Where.LISTS)
        assert met is not None
        assert met.wrong is Wrong.ERROR
    assert faults.next("a", Where.LISTS) is None
    faults.add(Fault(ANY_OUTLET, Wrong.SLOW, Where.ALL))
    assert faults.of("b")
    faults.add(Fault("b", Wrong.SLOW, times=0))
    assert faults.of("b"), "what is wrong with all is taken back for all"
    faults.add(Fault(ANY_OUTLET, Wrong.SLOW, times=0))
    assert not faults.of("b")


@pytest.mark.parametrize("count", [1, 2000, 6000])
def test_a_crowd_has_an_address_for_each(count: int) -> None:
    outlets = crowd(count)
    assert len({outlet.host for outlet in outlets}) == len({outlet.key for outlet in outlets}) == count
    assert all(int(part) < 256 for outlet in outlets for part in outlet.host.split("."))
