"""An answer is made once for equal questions; changed news make it anew, and its own pages go on as they were."""

import asyncio
from datetime import UTC, timedelta

import pytest

from bot.newsroom import answers
from bot.newsroom.answers import Answer, Question
from bot.newsroom.intake import Intake
from bot.newsroom.remembering import Remembered
from storage import articles, retention, stories
from storage.engine import Database
from storage.errors import StorageError
from tests.conftest import EVENING
from tests.newsroom.test_searching import PIPE, SCHOOL, take

GAS = "Газовая электростанция в Атырау даст области вдвое больше электричества, чем прежняя угольная."


class Maker:
    """Makes answers, and counts them: when it ``goes_on``, and where it is ``broken`` none."""

    def __init__(self) -> None:
        self.made = 0
        self.broken = False
        self.begun = asyncio.Event()
        self.goes_on = asyncio.Event()
        self.goes_on.set()

    async def __call__(self, database: Database, question: Question) -> Answer:
        self.made += 1
        self.begun.set()
        made = await answers.answer(database, question)
        await self.goes_on.wait()
        if self.broken:
            raise StorageError("the disk is full")
        return made


@pytest.fixture
def maker() -> Maker:
    """What makes the answers."""
    return Maker()


@pytest.fixture
def remembered(database: Database, maker: Maker) -> Remembered[Question, Answer]:
    """The memory of answers: of two at most, since each is kept for its pages too."""
    return Remembered(
        database,
        maker,
        same=lambda one: (one.sector, one.days),
        shown=lambda made: answers.articles_of(made.stories),
        most=4,
    )


def energy(seconds: int = 0, **more: object) -> Question:
    """What stands about energy, asked some seconds after the evening began."""
    return Question("energy", 1, EVENING + timedelta(seconds=seconds), UTC, **more)  # type: ignore[arg-type]


async def test_equal_questions_are_answered_from_memory(
    intake: Intake, remembered: Remembered[Question, Answer], maker: Maker
) -> None:
    await take(intake, GAS)
    first = await remembered.answer(energy())
    assert await remembered.answer(energy(5)) is first
    assert maker.made == 1
    await remembered.answer(Question("transport", 1, EVENING, UTC))
    assert maker.made == 2


async def test_those_who_ask_at_once_wait_for_one_answer(
    intake: Intake, remembered: Remembered[Question, Answer], maker: Maker
) -> None:
    await take(intake, GAS)
    told = await asyncio.gather(*(remembered.answer(energy(n)) for n in range(50)))
    assert maker.made == 1
    assert all(one is told[0] for one in told)


async def test_those_who_wait_for_what_fails_fail_with_it_and_the_next_tries_again(
    intake: Intake, remembered: Remembered[Question, Answer], maker: Maker
) -> None:
    await take(intake, GAS)
    maker.broken = True
    told = await asyncio.gather(*(remembered.answer(energy(n)) for n in range(50)), return_exceptions=True)
    assert all(isinstance(one, StorageError) for one in told)
    assert maker.made == 1
    maker.broken = False
    assert len((await remembered.answer(energy())).stories) == 1


async def test_who_leaves_takes_the_answer_from_nobody_else(
    intake: Intake, remembered: Remembered[Question, Answer], maker: Maker
) -> None:
    await take(intake, GAS)
    maker.goes_on.clear()
    first = asyncio.create_task(remembered.answer(energy()))
    await maker.begun.wait()
    second = asyncio.create_task(remembered.answer(energy(1)))
    await asyncio.sleep(0.05)  # it waits, too
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    maker.goes_on.set()
    assert len((await second).stories) == 1
    assert maker.made == 1


async def test_what_nobody_waits_for_any_longer_is_given_up(
    intake: Intake, remembered: Remembered[Question, Answer], maker: Maker
) -> None:
    await take(intake, GAS)
    maker.goes_on.clear()
    only = asyncio.create_task(remembered.answer(energy()))
    await maker.begun.wait()
    only.cancel()
    with pytest.raises(asyncio.CancelledError):
        await only
    maker.goes_on.set()
    assert len((await remembered.answer(energy())).stories) == 1
    assert maker.made == 2


async def test_who_asks_after_the_news_changed_is_not_given_what_was_begun_before(
    intake: Intake, remembered: Remembered[Question, Answer], maker: Maker
) -> None:
    await take(intake, GAS)
    maker.goes_on.clear()
    before = asyncio.create_task(remembered.answer(energy()))
    await maker.begun.wait()
    await asyncio.sleep(0.05)  # it has read what stands there
    await take(intake, PIPE)
    after = asyncio.create_task(remembered.answer(energy(1)))
    await asyncio.sleep(0.05)
    maker.goes_on.set()
    assert len((await before).stories) == 1
    assert len((await after).stories) == 2


async def test_a_new_article_a_removed_one_and_another_outlet_change_the_answer(
    intake: Intake, remembered: Remembered[Question, Answer]
) -> None:
    await take(intake, GAS)
    assert len((await remembered.answer(energy())).stories) == 1
    await take(intake, PIPE)
    assert len((await remembered.answer(energy())).stories) == 2
    await take(intake, PIPE, name="Вестник")  # the same text elsewhere: its story has one more source
    (two,) = [one for one in (await remembered.answer(energy())).stories if len(one.sightings) == 2]
    assert {seen.source for seen in two.sightings} == {"Агентство", "Вестник"}
    async with intake.database.write() as connection:
        assert await retention.forget(connection, before=EVENING + timedelta(days=1), limit=1) == 1
    assert len((await remembered.answer(energy())).stories) == 1


async def test_pages_are_cut_from_the_answer_they_belong_to_though_news_came(
    intake: Intake, remembered: Remembered[Question, Answer], maker: Maker
) -> None:
    await take(intake, GAS)
    first = await remembered.answer(energy())
    await take(intake, PIPE)
    assert await remembered.answer(energy(as_of=EVENING)) is first
    assert maker.made == 1


async def test_a_page_is_not_cut_from_what_shows_a_vanished_or_changed_article(
    intake: Intake, remembered: Remembered[Question, Answer], maker: Maker
) -> None:
    gas = await take(intake, GAS)
    await remembered.answer(energy())
    async with intake.database.write() as connection:
        await articles.remove(connection, gas)
    assert (await remembered.answer(energy(as_of=EVENING))).stories == ()
    assert maker.made == 2


async def test_a_page_is_not_cut_from_what_names_the_outlet_of_a_vanished_article(
    intake: Intake, database: Database
) -> None:
    gas = await take(intake, GAS, name="Агентство")
    again = await take(intake, f"{GAS} Подробности позже.", name="Вестник")
    memory = answers.remembered(database)
    (story,) = (await memory.answer(energy())).stories
    assert {one.article_id for one in story.sightings} == {gas, again}
    shown = {one.article_id for one in story.excerpts}
    async with database.write() as connection:
        for silent in {gas, again} - shown:
            await articles.remove(connection, silent)
    (story,) = (await memory.answer(energy(as_of=EVENING))).stories
    assert {one.article_id for one in story.sightings} == shown


async def test_stories_that_become_one_change_the_answer(
    intake: Intake, remembered: Remembered[Question, Answer]
) -> None:
    gas, pipe = await take(intake, GAS), await take(intake, PIPE)
    assert len((await remembered.answer(energy())).stories) == 2
    async with intake.database.write() as connection:
        told = await stories.told_by(connection, [gas, pipe])
        await stories.merge(connection, [told[pipe]], into=told[gas])
    assert len((await remembered.answer(energy())).stories) == 1


async def test_what_nobody_asked_for_lately_is_forgotten(
    intake: Intake, remembered: Remembered[Question, Answer], maker: Maker
) -> None:
    await take(intake, SCHOOL)
    for days in (1, 2, 3):  # each is kept for its pages, too: the memory has room for two
        await remembered.answer(Question("society", days, EVENING, UTC))
    await remembered.answer(Question("society", 3, EVENING, UTC))
    assert maker.made == 3
    await remembered.answer(Question("society", 1, EVENING, UTC))
    assert maker.made == 4
