"""The front page: each sector's newest stories, best first, verbatim, one passage each."""

from datetime import timedelta

from bot.newsroom.front import front
from bot.newsroom.intake import Intake
from bot.sources.files import read
from storage import articles
from storage.records import Draft
from tests.conftest import EVENING, SEEDS, oil
from tests.newsroom.test_answers import take


async def test_the_newest_stories_come_first_and_no_more_than_are_asked_for(intake: Intake) -> None:
    for number in range(5):
        await take(intake, oil(number), days_ago=number)
    told = await front(intake.database, ["energy", "sport"], now=EVENING)
    assert list(told) == ["energy"]
    assert [story.excerpts[-1].text for story in told["energy"]] == [oil(number) for number in range(3)]
    assert all(len(story.excerpts) == 1 and story.sightings for story in told["energy"])


async def test_what_is_dated_far_ahead_waits(intake: Intake) -> None:
    await take(intake, oil(1))
    assert await front(intake.database, ["energy"], now=EVENING - timedelta(days=3)) == {}
    assert "energy" in await front(intake.database, ["energy"], now=EVENING - timedelta(hours=20))


async def test_only_the_languages_that_were_chosen(intake: Intake) -> None:
    await take(intake, oil(1))
    assert await front(intake.database, ["energy"], now=EVENING, languages={"kk"}) == {}
    assert await front(intake.database, ["energy"], now=EVENING, languages={"ru"})


async def test_everything_told_stands_in_its_article(intake: Intake) -> None:
    for found in read(SEEDS / "articles"):
        assert isinstance(found, Draft)
        await intake.take(found)
    told = await front(intake.database, ["energy", "transport", "culture"], now=EVENING)
    async with intake.database.read() as connection:
        for stories in told.values():
            for excerpt in (one for story in stories for one in story.excerpts):
                article = await articles.get(connection, excerpt.article_id)
                assert article is not None
                assert article.text[excerpt.start : excerpt.end] == excerpt.text
