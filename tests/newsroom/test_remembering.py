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
from tests.conftest import EVENING
from tests.newsroom.test_searching import PIPE, SCHOOL, take

GAS = "Газовая электростанция в Атырау даст области вдвое больше электричества, чем прежняя угольная."


class Maker:
    """Makes answers, and counts them."""

    def __init__(self) -> None:
        self.made = 0

    async def __call__(self, database: Database, question: Question) -> Answer:
        self.made += 1
        return await answers.answer(database, question)


@pytest.fixture
def maker() -> Maker:
    """What makes the answers."""
    return Maker()


@pytest.fixture
def remembered(database: Database, maker: Maker) -> Remembered[Question, Answer]:
    """The memory of answers, three of them at most."""
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
