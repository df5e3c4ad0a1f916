"""An answer widens its window honestly, tells each story once, and shows nothing that isn't stored."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.newsroom import answers, selection
from bot.newsroom.answers import Answer, Question, window
from bot.newsroom.intake import Intake
from bot.newsroom.selection import choose, joined
from bot.sources.files import read
from bot.text.tagging import Tagger
from bot.text.taxonomy import Taxonomy
from storage import articles
from storage.engine import Database
from storage.records import Draft, Passage, SourceKind
from tests.conftest import EVENING, SEEDS, oil

ALMATY = ZoneInfo("Asia/Almaty")


async def ask(
    intake: Intake, sector: str = "energy", *, days: int | None = 1, now: datetime = EVENING, **more: Any
) -> Answer:
    """What a sector's command answers."""
    return await answers.answer(intake.database, Question(sector, days, now, UTC, **more))


async def take(intake: Intake, text: str, *, days_ago: float = 0, name: str = "Агентство") -> int:
    """Store an article."""
    draft = Draft(
        address=f"file:///{name}/{hash((text, days_ago))}",
        source=name,
        source_kind=SourceKind.FILE,
        title=text[:30],
        text=text,
        published_at=EVENING - timedelta(days=days_ago),
    )
    return (await intake.take(draft)).article_id


@pytest.fixture
async def seeded(intake: Intake) -> Intake:
    """An intake that has read the seeds."""
    for found in read(SEEDS / "articles"):
        assert isinstance(found, Draft)
        await intake.take(found)
    return intake


async def test_every_excerpt_stands_in_its_article(seeded: Intake, taxonomy: Taxonomy) -> None:
    shown = 0
    for sector in taxonomy:
        answer = await ask(seeded, sector.key, days=None)
        assert answer.stories, f"no seed speaks of {sector.key}"
        for story in answer.stories:
            for excerpt in story.excerpts:
                async with seeded.database.read() as connection:
                    article = await articles.get(connection, excerpt.article_id)
                assert article is not None
                assert article.text[excerpt.start : excerpt.end] == excerpt.text
                assert article.published_at == story.published_at or len(story.sightings) > 1
                shown += 1
    assert shown > 30


@pytest.mark.parametrize(
    ("sector", "position"), [("energy", 2), ("transport", 1), ("culture", 4), ("education", 5), ("diplomacy", 0)]
)
async def test_the_given_article_is_among_the_first_answers_of_its_day(
    seeded: Intake, sector: str, position: int
) -> None:
    answer = await ask(seeded, sector)
    found = [
        (place, excerpt.position)
        for place, story in enumerate(answer.stories)
        for excerpt in story.excerpts
        if any(sighting.source == "BAQ.KZ" for sighting in story.sightings)
    ]
    assert position in [at for place, at in found if place < 3]


@pytest.mark.parametrize(("days_ago", "days"), [(0, 1), (5, 7), (20, 30), (400, None)])
async def test_an_empty_window_is_widened_and_says_so(intake: Intake, days_ago: int, days: int | None) -> None:
    await take(intake, oil(1), days_ago=days_ago)
    answer = await ask(intake)
    assert len(answer.stories) == 1
    assert answer.days == days
    assert answer.widened is (days_ago > 0)
    assert answer.since <= EVENING - timedelta(days=days_ago) <= answer.until


async def test_nothing_at_all_is_an_empty_answer(intake: Intake) -> None:
    answer = await ask(intake, "sport")
    assert answer.stories == ()
    assert not answer.widened


async def test_a_repeated_passage_is_shown_once_with_every_source(intake: Intake) -> None:
    text = f"{oil(1)}\n\n{oil(2)}"
    await take(intake, text)
    await take(intake, f"{text}\n\nДобавим, что выставка картин открылась в музее столицы.", name="Другое")
    answer = await ask(intake)
    assert len(answer.stories) == 1
    assert {sighting.source for sighting in answer.stories[0].sightings} == {"Агентство", "Другое"}
    texts = [excerpt.text for excerpt in answer.stories[0].excerpts]
    assert sorted(texts) == sorted({oil(1), oil(2)})


async def test_newer_stories_come_first_among_equals(intake: Intake) -> None:
    for day in (2, 0, 1):
        await take(intake, oil(day + 3), days_ago=day)
    answer = await ask(intake, days=7)
    times = [story.published_at for story in answer.stories]
    assert times == sorted(times, reverse=True)


async def test_a_long_passage_is_cut_to_whole_sentences(intake: Intake) -> None:
    long = " ".join(oil(number) for number in range(20))
    article_id = await take(intake, long)
    (story,) = (await ask(intake)).stories
    assert sum(len(excerpt.text) for excerpt in story.excerpts) < selection.LONG_PASSAGE
    for excerpt in story.excerpts:
        assert excerpt.text in long
        assert excerpt.text.startswith("Промысел")
        assert excerpt.text.endswith(".")
        assert excerpt.article_id == article_id


async def test_a_passage_that_leans_brings_the_sentence_before_it(intake: Intake) -> None:
    lead = "Погода в столице ясная. Аким области Иванов провёл совещание."
    leaning = "Он рассказал, что электростанцию в Экибастузе достроят, а тарифы на электроэнергию не вырастут."
    article_id = await take(intake, f"{lead}\n\n{leaning}")
    (story,) = (await ask(intake)).stories
    async with intake.database.read() as connection:
        article = await articles.get(connection, article_id)
    assert article is not None
    assert [excerpt.text for excerpt in story.excerpts] == ["Аким области Иванов провёл совещание.", leaning]
    assert all(article.text[excerpt.start : excerpt.end] == excerpt.text for excerpt in story.excerpts)
    assert [excerpt.position for excerpt in story.excerpts] == [0, 1]


async def test_what_is_shown_already_is_not_brought_again(intake: Intake) -> None:
    leaning = "Это повысит добычу нефти на месторождении, рассказали в министерстве энергетики Казахстана."
    await take(intake, f"{oil(1)}\n\n{leaning}")
    (story,) = (await ask(intake)).stories
    assert [excerpt.text for excerpt in story.excerpts] == [oil(1), leaning]


async def test_what_can_not_be_understood_is_shown_only_where_a_story_has_nothing_else(intake: Intake) -> None:
    leaning = "Он рассказал, что электростанцию в Экибастузе достроят, а тарифы на электроэнергию не вырастут."
    await take(intake, f"Фото: Акорда\n\n{leaning}")
    (story,) = (await ask(intake)).stories
    assert [excerpt.text for excerpt in story.excerpts] == [leaning]
    await take(intake, f"Фото: Акорда\n\n{leaning}\n\n{oil(1)}", name="Другое")
    (story,) = (await ask(intake)).stories
    assert [excerpt.text for excerpt in story.excerpts] == [oil(1)]


async def test_while_an_answer_is_chosen_others_are_served(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    await take(intake, oil(1))
    threads: set[int] = set()

    def told(*given: Any, **named: Any) -> list[list[Passage]]:
        threads.add(threading.get_ident())
        assert not intake.database.busy, "no connection waits for it"
        return choose(*given, **named)

    monkeypatch.setattr(answers, "choose", told)
    assert len((await ask(intake)).stories) == 1
    assert threads
    assert threading.get_ident() not in threads


async def test_only_the_asked_languages(intake: Intake) -> None:
    await take(intake, oil(1))
    await take(intake, "Мұнай өндіру көлемі өсті, деп хабарлады Энергетика министрлігі бүгін Астанада.")
    both = await ask(intake)
    kazakh = await ask(intake, languages=frozenset({"kk"}))
    english = await ask(intake, languages=frozenset({"en"}))
    some = await ask(intake, languages=frozenset({"en", "ru"}))
    assert len(both.stories) == 2
    assert [story.excerpts[0].text[:5] for story in kazakh.stories] == ["Мұнай"]
    assert (english.stories, english.widened) == ((), False)
    assert [story.title for story in some.stories] == [one.title for one in both.stories if one != kazakh.stories[0]]


async def test_an_article_of_many_passages_does_not_hide_the_others(intake: Intake) -> None:
    for number in range(5):
        await take(intake, oil(900 + number), days_ago=0.1)
    await take(intake, "\n\n".join(oil(number) for number in range(200)))
    assert len((await ask(intake)).stories) == 6


async def test_what_is_stored_later_is_left_out_of_an_answers_other_pages(database: Database, tagger: Tagger) -> None:
    stored_at = EVENING
    intake = Intake(database, tagger, lambda: stored_at)
    await take(intake, oil(1))
    stored_at = EVENING + timedelta(minutes=5)
    await take(intake, oil(2))
    assert len((await ask(intake, now=stored_at)).stories) == 2
    (story,) = (await ask(intake, now=stored_at, as_of=EVENING)).stories
    assert story.excerpts[0].text == oil(1)


def test_a_window_is_one_of_the_readers_days() -> None:
    late = datetime(2025, 11, 12, 20, 0, tzinfo=UTC)  # already the 13th in Almaty
    assert window(7, late, UTC) == (
        datetime(2025, 11, 5, tzinfo=UTC),
        datetime(2025, 11, 12, 23, 59, 59, tzinfo=UTC),
    )
    since, until = window(1, late, ALMATY)
    assert since.astimezone(ALMATY) == datetime(2025, 11, 12, tzinfo=ALMATY)
    assert until.astimezone(ALMATY) == datetime(2025, 11, 13, 23, 59, 59, tzinfo=ALMATY)


def passage(number: int, story: int, text: str) -> Passage:
    """A stored passage."""
    return Passage(number, story, story, 0, 0, len(text), text, 0.5, "", "ru", EVENING)


def test_choosing_keeps_the_order_of_stories_and_their_best_three() -> None:
    found = [passage(number, number % 3, oil(number)) for number in range(12)]
    chosen = choose(found, limit=2)
    assert [[one.id for one in group] for group in chosen] == [[0, 3, 6], [1, 4, 7]]


def test_a_few_words_are_shown_only_where_a_story_has_nothing_longer() -> None:
    found = [passage(0, 1, "Нефть дорожает."), passage(1, 1, oil(1)), passage(2, 2, "Газ дешевеет.")]
    assert [[one.id for one in group] for group in choose(found, limit=5)] == [[1], [2]]


def test_sentences_that_follow_each_other_are_one_piece() -> None:
    text = "Раз. Два. Три. Четыре."
    assert joined(text, [(0, 4), (5, 9), (15, 22)]) == [(0, 9), (15, 22)]
