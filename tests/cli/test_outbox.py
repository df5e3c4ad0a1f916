"""``svodka outbox``: what a person who is called at night sees of the deliveries, and what they can do.

The deliveries are made by the real planner and courier; only the post answers what a test tells it to.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.outbox import STATES
from bot.cli.outbox_forms import FATES, Rates, brief, outbox_line, overview_lines, paid_line, row_lines, span
from bot.delivery.limits import Priority
from bot.delivery.results import Receipt, Refusal, Result, Unanswered
from storage import outbox, outbox_overview, outbox_retry
from storage.engine import open_database
from storage.migrate import migrate
from storage.outbox_overview import Kind, Later, Overview
from storage.outbox_retry import Candidate, Fate, fate_of
from storage.records import DeliveryState, Plan, Rhythm
from tests.delivery.world import World
from tests.e2e.conftest import svodka

UNPARSED = "Bad Request: can't parse entities"
OFF = Rates(None, 0, 0)
DAY = timedelta(days=1)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A world whose database is the one that the command finds, at the time that it is."""
    database = await open_database(f"sqlite:///{tmp_path / 'data' / 'svodka.db'}")
    await migrate(database)
    yield World(database, datetime.now(UTC))
    await database.close()


async def a_bad_night(world: World) -> None:
    """Five readers, of whom one gets their digest; a sixth's waits, and a notice."""
    answers: dict[int, Result] = {  # by the reader's chat
        1: Refusal(400, UNPARSED),
        2: Unanswered("the connection broke"),
        3: Refusal(403, "Forbidden: bot was blocked by the user"),
        4: Refusal(429, "Too Many Requests: retry after 43838", retry_after_s=43838),
        5: Receipt(1),
    }
    await subscribe_yesterday(world, *answers)
    world.post.answers.extend([lambda chat_id: answers[chat_id]] * len(answers))
    await world.deliver()
    await subscribe_yesterday(world, 6)
    await world.planner.plan()
    reader = await world.reader(7)
    async with world.database.write() as connection:
        said = json.dumps([json.dumps({"text": "a notice"})])
        notice = outbox.row("n1", reader_id=reader.id, priority=Priority.ALERT, now=world.clock(), messages=said)
        await outbox.enqueue(connection, [notice])


async def subscribe_yesterday(world: World, *chat_ids: int) -> None:
    now = world.clock()
    world.clock.now = now - DAY
    for chat_id in chat_ids:
        await world.subscribed(await world.reader(chat_id))
    world.clock.now = now


async def seen(world: World) -> Overview:
    async with world.database.read() as connection:
        return await outbox_overview.overview(connection, now=world.clock(), since=world.clock() - DAY)


async def retried(world: World, *ids: int, unknown_too: bool = False) -> list[Fate]:
    async with world.database.write() as connection:
        fates = await outbox_retry.retry(connection, ids, now=world.clock(), unknown_too=unknown_too)
    return [fates[id_] for id_ in ids]


async def test_the_overview_tells_what_waits_what_ended_why_and_who_is_gone(tmp_path: Path, world: World) -> None:
    await a_bad_night(world)
    code, out, _ = await svodka(tmp_path, "outbox", "--json", PAID_PER_SECOND="1000", STARS_PER_DAY="5")
    told = json.loads(out)
    assert code == 0
    assert {one["kind"]: one["deliveries"] for one in told["waiting"]} == {"digest": 2, "notice": 1}
    assert [(one["reason"], one["deliveries"]) for one in told["later"]] == [("Too Many Requests", 1)]
    assert told["takes"] == {"per_second": 30, "seconds": 0.1, "stars": 0.0}
    assert told["takes_paid"]["per_second"] == 1000
    assert {one["state"]: one["reason"] for one in told["ended"]} == {
        "dropped": "Forbidden: bot was blocked by the user",
        "failed": UNPARSED,
        "sent": None,
        "unknown": "the connection broke",
    }
    assert told["gone"] == {"blocked": 1}
    code, out, _ = await svodka(tmp_path, "outbox")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines() if not line.startswith(" ")] == [
        *("waiting", "takes", "on", "last", "gone")
    ]
    assert f"        1  {UNPARSED}" in out
    assert ": held back by Telegram" in out


async def test_the_list_shows_what_failed_row_by_row(tmp_path: Path, world: World) -> None:
    await a_bad_night(world)
    code, out, _ = await svodka(tmp_path, "outbox", "list", "--json")
    listed = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert {one["chat_id"]: one["state"] for one in listed} == {1: "failed", 2: "unknown"}
    assert {one["kind"] for one in listed} == {"digest"}
    code, out, _ = await svodka(tmp_path, "outbox", "list", "--state", "pending", "--limit", "2")
    assert len(out.splitlines()) == 3  # with what stands above the columns


async def test_all_that_failed_for_a_reason_goes_again_and_the_bot_need_not_be_told(
    tmp_path: Path, world: World
) -> None:
    """The courier runs meanwhile, as it does in the bot; it finds what is retried by itself."""
    await a_bad_night(world)
    arrived = asyncio.Event()

    def answer(chat_id: int) -> Result:
        if chat_id == 1:
            arrived.set()
        return Receipt(chat_id)

    world.post.answers.extend([answer] * 3)
    world.clock.pass_(minutes=1)  # the command's clock, which doesn't stand still, is ahead of ours
    running = asyncio.create_task(world.courier().run())
    code, out, _ = await svodka(tmp_path, "outbox", "retry", "--failed", "--reason", "NO SUCH WORDS")
    assert (code, out) == (0, "")
    code, out, _ = await svodka(tmp_path, "outbox", "retry", "--failed", "--reason", "CAN'T PARSE")
    assert (code, out) == (0, "1\twill be sent again\n")
    await asyncio.wait_for(arrived.wait(), 10)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await world.states()).count("failed") == 0


async def test_what_may_have_arrived_goes_again_only_by_its_number_and_when_that_is_agreed_to(
    tmp_path: Path, world: World
) -> None:
    await a_bad_night(world)
    code, out, _ = await svodka(tmp_path, "outbox", "retry", "2", "99", "5", "--json")
    assert code == 1
    outcomes = {one["id"]: one["outcome"] for one in map(json.loads, out.splitlines())}
    assert outcomes == {2: "may_have_arrived", 5: "not_failed", 99: "missing"}
    code, out, _ = await svodka(tmp_path, "outbox", "retry", "2", "--unknown")
    assert (code, out) == (0, "2\twill be sent again\n")
    assert (await world.states())[1] == "pending"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "svodka: retry: give either IDs or --failed"),
        (["1", "--failed"], "svodka: retry: give either IDs or --failed"),
        (["--failed", "--unknown"], "svodka: --unknown: only with IDs"),
        (["1", "--reason", "x"], "svodka: --reason: only with --failed"),
        (["0"], "svodka: Invalid value for '[ID]...'"),
        (["99999999999999999999"], "svodka: Invalid value for '[ID]...'"),
    ],
)
async def test_what_is_meant_must_be_said(tmp_path: Path, arguments: list[str], line: str) -> None:
    code, out, err = await svodka(tmp_path, "outbox", "retry", *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(line)


async def test_doctor_has_a_line_on_the_outbox_and_one_on_what_paid_broadcast_costs(
    tmp_path: Path, world: World
) -> None:
    await a_bad_night(world)
    code, out, _ = await svodka(tmp_path, "doctor")
    assert code == 0  # a delivery that failed is no fault of the installation
    assert "note  outbox: 3 wait; in the last day 1 failed, 1 unknown (svodka outbox list)" in out
    assert "ok    paid broadcast: off; the 5 digests due in the next 24 hours" in out


async def test_a_retried_delivery_goes_on_where_it_stopped(world: World) -> None:
    world.words.messages = 3
    await subscribe_yesterday(world, 1)
    world.post.answers.extend([Receipt(1), Refusal(400, UNPARSED)])
    await world.deliver()
    assert await retried(world, 1) == [Fate.RETRIED]
    await world.courier().deliver_ready()
    assert [text for _, text in world.post.arrived] == [f"digest 1, part {part}" for part in range(3)]
    assert await world.states() == ["sent"]


async def test_a_digest_that_a_later_one_told_is_not_sent_again(world: World) -> None:
    await world.news()
    await subscribe_yesterday(world, 1)
    world.post.answers.append(Refusal(400, UNPARSED))
    await world.deliver()
    world.clock.pass_(days=1)
    assert await world.deliver() == ["digest 2, part 0"]
    assert await retried(world, 1) == [Fate.SUPERSEDED]
    assert await world.states() == ["failed", "sent"]


async def test_of_two_digests_that_failed_only_the_later_goes_again(world: World) -> None:
    """Nothing was confirmed between them, so the later one tells what the earlier would."""
    await subscribe_yesterday(world, 1)
    for _ in range(2):
        world.post.answers.append(Refusal(400, UNPARSED))
        await world.deliver()
        world.clock.pass_(days=1)
    assert await retried(world, 1, 2) == [Fate.LATER_ONE_WAITS, Fate.RETRIED]
    assert await retried(world, 1) == [Fate.LATER_ONE_WAITS]
    assert await world.states() == ["failed", "pending"]


async def test_an_answer_that_comes_late_changes_nothing_about_what_was_retried(world: World) -> None:
    """Else a digest could be noted as sent that is about to be sent again."""
    await subscribe_yesterday(world, 1)
    world.post.answers.append(Unanswered("the connection broke"))
    await world.deliver()
    assert await retried(world, 1, unknown_too=True) == [Fate.RETRIED]
    async with world.database.read() as connection:
        ((row,),) = [await outbox_overview.rows(connection, [DeliveryState.PENDING], limit=9)]
    assert (row.attempts, row.reason, row.settled_at) == (0, None, None)


TRIED = (DeliveryState.FAILED, DeliveryState.UNKNOWN)
FAILED = Candidate(1, DeliveryState.FAILED, False, 5, True, None, 10, False, False)


@pytest.mark.parametrize(
    ("one", "fate"),
    [
        (FAILED, Fate.RETRIED),
        (replace(FAILED, subscription_id=None, subscribed=False, upto=None), Fate.RETRIED),  # a notice
        (replace(FAILED, told_upto=9), Fate.RETRIED),
        (replace(FAILED, told_upto=10), Fate.SUPERSEDED),
        (replace(FAILED, later_one_waits=True), Fate.LATER_ONE_WAITS),
        (replace(FAILED, subscribed=False), Fate.UNSUBSCRIBED),
        (replace(FAILED, reader_gone=True), Fate.READER_GONE),
        (replace(FAILED, called_off=True), Fate.CALLED_OFF),
        (replace(FAILED, state=DeliveryState.UNKNOWN), Fate.MAY_HAVE_ARRIVED),
        *((replace(FAILED, state=state), Fate.NOT_FAILED) for state in DeliveryState if state not in TRIED),
    ],
)
def test_what_may_be_tried_again(one: Candidate, fate: Fate) -> None:
    assert fate_of(one, unknown_too=False) is fate


def test_with_unknown_everything_else_still_holds() -> None:
    unknown = replace(FAILED, state=DeliveryState.UNKNOWN)
    assert fate_of(unknown, unknown_too=True) is Fate.RETRIED
    assert fate_of(replace(unknown, told_upto=10), unknown_too=True) is Fate.SUPERSEDED


def test_the_words_cover_every_state_and_every_fate() -> None:
    assert set(STATES) == set(DeliveryState)
    assert set(FATES) == set(Fate)


async def test_how_long_it_takes_counts_messages_not_deliveries(world: World) -> None:
    """A digest that is made already may be several messages; how much of it has been sent is left out."""
    await subscribe_yesterday(world, 1, 2)
    await world.planner.plan()
    async with world.database.write() as connection:
        await connection.exec_driver_sql("UPDATE digests SET messages = '[1, 2, 3]'")
        await connection.exec_driver_sql("UPDATE deliveries SET part = 1 WHERE id = 2")
    (waiting,) = (await seen(world)).waiting
    assert (waiting.kind, waiting.deliveries, waiting.messages) == (Kind.DIGEST, 2, 5)


async def test_what_ended_before_the_last_day_is_not_told(world: World) -> None:
    await a_bad_night(world)
    world.clock.pass_(days=1, minutes=1)
    assert (await seen(world)).ended == ()


async def test_what_is_due_tomorrow_is_counted_by_its_moment(world: World) -> None:
    for chat_id, minute in enumerate((540, 540, 600), start=1):
        await world.subscribed(await world.reader(chat_id), Plan(Rhythm.DAILY, minute))
    await world.subscribed(await world.reader(9), Plan(Rhythm.AT_ONCE))
    async with world.database.read() as connection:
        due = await outbox_overview.due_in(connection, now=world.clock(), within=DAY)
    assert sorted(due) == [1, 2]


NOW = datetime(2025, 11, 12, 18, tzinfo=UTC)
QUIET = Overview((), (), 0, (), {})


def test_an_empty_outbox_is_told_in_few_lines() -> None:
    assert list(overview_lines(QUIET, OFF, now=NOW)) == [
        "waiting     0",
        "on its way  0",
        "last day",
        "  nothing ended",
        "gone        0 readers can't be written to",
    ]
    assert outbox_line(QUIET) == (True, "outbox: 0 wait; in the last day 0 failed, 0 unknown")
    assert list(row_lines([])) == ["none in these states; --state shows others"]


def test_a_large_one_says_how_long_it_takes_and_what_that_costs() -> None:
    waiting = (outbox_overview.Waiting(Kind.DIGEST, 100_000, 100_000, NOW - timedelta(minutes=5)),)
    hour = timedelta(hours=1)
    later = (Later(outbox.HELD, 3, first=NOW, last=NOW + hour), Later("quiet hours", 2, first=NOW, last=NOW))
    full = replace(QUIET, waiting=waiting, later=later)
    lines = list(overview_lines(full, Rates(1000, 500, 200), now=NOW))
    assert lines[:6] == [
        "waiting     100,000",
        "  digest      100,000  the oldest since 2025-11-12 17:55:00 UTC (5 min)",
        "  of them           3  until 2025-11-12 18:00:00 UTC to 2025-11-12 19:00:00 UTC: held back by Telegram",
        "  of them           2  until 2025-11-12 18:00:00 UTC: quiet hours",
        "takes       55 min 33 s at 30 messages a second, for nothing",
        "            1 min 40 s at 1000 a second, for 9700 Stars (480 are left of today's 500; then it goes on at 30)",
    ]


def test_a_delivery_is_one_line_with_its_chat_and_topic() -> None:
    times = (NOW, NOW, None)
    topic = outbox_overview.Row(12, Kind.ALERT, -1001234567890, 5, DeliveryState.PENDING, 0, 3, *times, "Bad\nGateway")
    ended = replace(topic, id=13, thread_id=0, state=DeliveryState.FAILED, settled_at=NOW + DAY, reason=None)
    head, first, second = row_lines([topic, ended])
    assert " ".join(first.split()) == "12 alert -1001234567890/5 pending 0 3 2025-11-12 18:00:00 Bad Gateway"
    assert " ".join(second.split()) == "13 alert -1001234567890 failed 0 3 2025-11-13 18:00:00"
    assert head.index("reason") == first.index("Bad")


def test_many_reasons_are_summed_up() -> None:
    reasons = [f"reason {number}\n{'x' * 200}" for number in range(8)]
    ended = tuple(outbox_overview.Ended(DeliveryState.FAILED, reason, 1) for reason in reasons)
    later = tuple(Later(reason, 1, first=NOW, last=NOW) for reason in reasons)
    lines = list(overview_lines(replace(QUIET, ended=ended, later=later), OFF, now=NOW))
    assert lines[-2].endswith("for 3 other reasons")
    assert lines[6] == "  of them           3  until 2025-11-12 18:00:00 UTC at the latest: 3 other reasons"
    assert max(map(len, lines)) < 160
    assert outbox_line(replace(QUIET, ended=ended))[0] is False


@pytest.mark.parametrize(
    ("rates", "due", "well", "words"),
    [
        (OFF, [1_000_000], True, "off; the 1,000,000 digests due in the next 24 hours take 9 h 15 min at the busiest"),
        (OFF, [1_000_000], True, "with PAID_PER_SECOND=1000 16 min 40 s for 97000 Stars in all"),
        (OFF, [], True, "the 0 digests"),
        (Rates(1000, 500, 20), [1000, 1000], True, "at most, 2 spent today; the 2,000 digests due"),
        (Rates(1000, 500, 20), [1000, 1000], True, "take 1 s at the busiest moment for 194 Stars in all"),
        (Rates(1000, 100, 0), [1000, 1000], False, "for 194 Stars in all"),
    ],
)
def test_what_paid_broadcast_costs_is_told_before_it_is_on(
    rates: Rates, due: list[int], well: bool, words: str
) -> None:
    good, line = paid_line(rates, due)
    assert good is well
    assert words in line


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=-5), "0 s"),
        (timedelta(seconds=0.4), "0 s"),
        (timedelta(seconds=59.6), "1 min"),
        (timedelta(hours=2, minutes=5, seconds=7), "2 h 5 min"),
        (timedelta(days=3, seconds=4), "3 d 4 s"),
    ],
)
def test_lengths_of_time_read_well(length: timedelta, words: str) -> None:
    assert span(length) == words


def test_a_reason_is_one_line_whatever_the_server_wrote() -> None:
    assert brief(" a\n\nb ") == "a b"
    assert len(brief("x" * 1000)) == 100
