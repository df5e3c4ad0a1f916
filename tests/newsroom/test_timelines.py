"""A timeline says who told a story when, and shows of each article only what those before it hadn't said."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.newsroom import timelines
from bot.newsroom.intake import Intake
from bot.newsroom.timelines import CHARACTERS, EARLIEST, LATEST, Timeline
from bot.sources.files import read
from storage import articles, coverage
from storage import stories as stored
from storage.coverage import Dating, Report
from storage.engine import Database
from storage.records import Appearance, Draft, SourceKind
from tests.conftest import EVENING, SEEDS

HOUR = timedelta(hours=1)
MORNING = datetime(2025, 11, 12, 4, 0, tzinfo=UTC)

TITLE = "В Риддере загорелся склад бытовой химии"
FIRE = (
    "Склад бытовой химии загорелся в Риддере ночью 12 ноября. Площадь пожара достигла 1 800 квадратных метров. "
    "Огонь тушили 64 спасателя и два пожарных поезда."
)
DAMAGE = "Владелец склада Серик Ахметов оценил ущерб в 240 миллионов тенге."
INQUIRY = "Полиция Восточно-Казахстанской области открыла уголовное дело о нарушении правил безопасности."


async def tell(intake: Intake, text: str, *, after: float = 0, source: str = "Агентство", title: str = TITLE) -> int:
    """Store an article that was published some hours after the morning."""
    published = MORNING + after * HOUR
    draft = Draft(f"file:///{hash((text, source))}", source, SourceKind.FILE, title, text, published_at=published)
    return (await intake.take(draft)).article_id


async def story_of(intake: Intake, article_id: int) -> int:
    """The story that an article tells."""
    async with intake.database.read() as connection:
        return (await stored.told_by(connection, [article_id]))[article_id]


async def timeline_of(intake: Intake, article_id: int, *, as_of: datetime = EVENING + HOUR) -> Timeline:
    """The timeline of the story that an article tells."""
    found = await timelines.of_story(intake.database, await story_of(intake, article_id), as_of=as_of)
    assert found is not None
    return found


def report(number: int, text: str, language: str = "ru", title: str = TITLE, **more: Any) -> Report:
    """An article as it is read for a timeline, the next an hour after the one before."""
    seen = (Appearance(f"Газета {number}", None),)
    return replace(Report(number, title, text, True, language, MORNING + number * HOUR, seen), **more)


def new_in(*texts: str | Report) -> list[list[str]]:
    """What a timeline shows of some articles, one after the other."""
    reports = [one if isinstance(one, Report) else report(number, one) for number, one in enumerate(texts)]
    return [[quote.text for quote in telling.quotes] for telling in timelines.tell(tuple(reports))]


async def test_articles_stand_in_the_order_of_publication_with_what_is_new_in_each(intake: Intake) -> None:
    last = await tell(intake, f"{FIRE} {DAMAGE} {INQUIRY}", after=3, source="Степь")
    await tell(intake, FIRE, source="Казинформ", after=0)
    await tell(intake, f"{FIRE} {DAMAGE}", after=1, source="BAQ.KZ")
    timeline = await timeline_of(intake, last)
    assert [one.appearances[0].source for one in timeline.tellings] == ["Казинформ", "BAQ.KZ", "Степь"]
    assert [[quote.text for quote in one.quotes] for one in timeline.tellings[1:]] == [[DAMAGE], [INQUIRY]]
    assert timeline.title == TITLE
    assert (timeline.extent.articles, timeline.extent.sources) == (3, 3)
    assert timeline.first_known


async def test_one_who_repeats_is_a_reprint_however_it_begins(intake: Intake) -> None:
    await tell(intake, FIRE)
    await tell(intake, f"Как сообщалось ранее, {FIRE[0].lower()}{FIRE[1:]}", source="Повтор", after=1)
    first, second = (await timeline_of(intake, 1)).tellings
    assert not first.is_reprint
    assert (second.is_reprint, second.quotes) == (True, ())


def test_what_is_said_in_other_words_is_not_new() -> None:
    told_again = "Ночью 12 ноября в Риддере загорелся склад с бытовой химией. Тушили огонь 64 спасателя."
    assert new_in(FIRE, f"{told_again} {DAMAGE}")[1] == [DAMAGE]


def test_two_told_sentences_made_one_are_not_new() -> None:
    both = "Площадь пожара достигла 1 800 квадратных метров, огонь тушили 64 спасателя и два пожарных поезда."
    assert new_in(FIRE, f"{both} {DAMAGE}")[1] == [DAMAGE]


def test_a_figure_that_has_changed_is_new() -> None:
    grown = "Площадь пожара достигла 2 400 квадратных метров."
    assert new_in(FIRE, FIRE.replace("Площадь пожара достигла 1 800 квадратных метров.", grown))[1] == [grown]


def test_what_is_said_in_another_language_is_not_new() -> None:
    kazakh = "12 қарашада Риддерде тұрмыстық химия қоймасы өртенді. Өрт 1 800 шаршы метрді шарпыды."
    assert new_in(FIRE, report(1, kazakh, "kk"))[1] == []


def test_neither_captions_nor_farewells_are_news() -> None:
    assert new_in(FIRE, f"Фото: МЧС\n\n{FIRE}\n\nЧитайте также: погода\n\nПодробности уточняются.")[1] == []


def test_a_few_words_with_a_number_are_news() -> None:
    assert new_in(FIRE, f"{FIRE} Погибли трое.")[1] == ["Погибли трое."]
    assert new_in(FIRE, f"{FIRE}\n\nПострадали 12 человек")[1] == ["Пострадали 12 человек"]


def test_a_sentence_that_leans_is_shown_with_the_one_before_it() -> None:
    leaning = "Он добавил, что застрахован не был."
    assert new_in(f"{FIRE} {DAMAGE}", f"{FIRE} {DAMAGE} {leaning}")[1] == [f"{DAMAGE} {leaning}"]


def test_of_a_long_article_the_best_is_shown_and_no_more() -> None:
    long = " ".join(f"На улице {n} дома {n * 7} жители Риддера собрали {n * 31} подписей за парк." for n in range(40))
    (_, shown) = new_in(FIRE, long)
    assert 0 < len(shown) <= timelines.QUOTES
    assert sum(map(len, shown)) <= timelines.QUOTED


async def test_two_of_one_day_without_an_hour_have_no_first(intake: Intake) -> None:
    await tell(intake, f"{FIRE} {DAMAGE}", after=-4, source="День")  # midnight: a day without an hour
    timeline = await timeline_of(intake, await tell(intake, FIRE, source="Час"))
    assert len(timeline.tellings) == 2
    assert not timeline.first_known


DAY_ONLY = datetime(2025, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "second", "known"),
    [
        (DAY_ONLY - 2 * HOUR, DAY_ONLY, False),  # three in the morning of that day in Almaty
        (DAY_ONLY - 15 * HOUR, DAY_ONLY, True),
        (DAY_ONLY, DAY_ONLY + 24.5 * HOUR, False),  # that day goes on in America
        (DAY_ONLY, DAY_ONLY + 36.5 * HOUR, True),
        (DAY_ONLY, DAY_ONLY + 24 * HOUR, False),
        (DAY_ONLY, DAY_ONLY + 72 * HOUR, True),
        (DAY_ONLY + HOUR, DAY_ONLY + HOUR, False),
        (DAY_ONLY + HOUR, DAY_ONLY + HOUR + timedelta(milliseconds=1), True),
        (DAY_ONLY + HOUR, None, False),  # nobody knows since when it had stood there
    ],
)
def test_an_article_is_first_only_where_no_other_can_have_been(
    first: datetime, second: datetime | None, known: bool
) -> None:
    later = Dating(2, DAY_ONLY + 99 * HOUR if second is None else second, (second,))
    assert timelines.is_first_known([Dating(1, first, (first,)), later]) is known
    assert timelines.is_first_known([Dating(1, first, (None,)), later]) is known  # it had stood there by then


async def test_the_same_text_that_an_outlet_had_before_is_told_as_of_then(intake: Intake) -> None:
    await tell(intake, FIRE, source="Казинформ", after=2)
    await tell(intake, f"{FIRE} {DAMAGE}", after=1, source="BAQ.KZ")
    last = await tell(intake, FIRE, source="Степь", after=0)  # collected last, and first to have it
    timeline = await timeline_of(intake, last)
    assert [one.published_at for one in timeline.tellings] == [MORNING, MORNING + HOUR]
    assert [one.source for one in timeline.tellings[0].appearances] == ["Степь", "Казинформ"]
    assert (timeline.extent.first, timeline.extent.last) == (MORNING, MORNING + HOUR)
    assert timeline.first_known


async def test_a_day_without_an_hour_takes_no_hour_from_the_same_text(intake: Intake) -> None:
    await tell(intake, FIRE, source="Казинформ", after=2)
    timeline = await timeline_of(intake, await tell(intake, FIRE, source="День", after=-4))
    assert timeline.tellings[0].published_at == MORNING + 2 * HOUR


async def test_who_gave_no_date_may_have_been_first(intake: Intake) -> None:
    await tell(intake, FIRE)
    undated = Draft("file:///undated", "Вестник", SourceKind.FILE, TITLE, f"{FIRE} {DAMAGE}")
    timeline = await timeline_of(intake, (await intake.take(undated)).article_id)
    assert len(timeline.tellings) == 2
    assert not timeline.first_known


async def test_a_story_of_one_article_is_first_of_nothing(intake: Intake) -> None:
    timeline = await timeline_of(intake, await tell(intake, FIRE))
    assert len(timeline.tellings) == 1
    assert not timeline.first_known


async def test_the_pages_of_one_moment_know_nothing_of_what_came_later(database: Database, intake: Intake) -> None:
    article_id = await tell(intake, FIRE)
    later = Intake(database, intake.tagger, lambda: EVENING + HOUR)
    await tell(later, f"{FIRE} {DAMAGE}", after=1, source="BAQ.KZ")
    before = await timeline_of(intake, article_id, as_of=EVENING)
    assert (len(before.tellings), before.extent.articles, before.extent.sources) == (1, 1, 1)
    after = await timeline_of(intake, article_id, as_of=EVENING + HOUR)
    assert (len(after.tellings), after.extent.articles, after.extent.sources) == (2, 2, 2)


async def test_a_merged_story_leads_on_and_one_that_is_gone_has_no_timeline(database: Database, intake: Intake) -> None:
    kept = await story_of(intake, await tell(intake, FIRE))
    other = await tell(intake, "Атырау отправил на экспорт первый эшелон рыбы весом 40 тонн.", title="Рыба")
    merged = await story_of(intake, other)
    assert merged != kept
    async with database.write() as connection:
        await stored.merge(connection, [merged], into=kept)
    found = await timelines.of_story(database, merged, as_of=EVENING)
    assert found is not None
    assert (found.story_id, len(found.tellings)) == (kept, 2)
    async with database.write() as connection:
        await articles.remove(connection, 1)
        await articles.remove(connection, other)
    for story_id in (kept, merged, 999):
        assert await timelines.of_story(database, story_id, as_of=EVENING) is None


async def test_of_a_huge_story_the_beginning_and_the_end_are_read(intake: Intake) -> None:
    number = EARLIEST + LATEST + 7
    for one in range(number):
        await tell(intake, f"{FIRE} Газета {one} нашла {one + 300} свидетелей.", after=one, source=f"Газета {one}")
    timeline = await timeline_of(intake, 1)
    assert (timeline.extent.articles, len(timeline.tellings), timeline.left_out) == (number, EARLIEST + LATEST, 7)
    assert [one.article_id for one in timeline.tellings] == [*range(1, EARLIEST + 1), *range(EARLIEST + 8, number + 1)]


async def test_a_book_is_read_from_its_beginning_and_is_not_called_a_reprint(intake: Intake) -> None:
    await tell(intake, FIRE)
    book = await tell(intake, f"{FIRE}\n\n" + "Так говорили жители города. " * 4_000, after=1, source="Книга")
    async with intake.database.read() as connection:
        (_, long) = await coverage.reports(
            connection, await story_of(intake, book), seen_by=EVENING, earliest=1, latest=1, characters=CHARACTERS
        )
    assert (len(long.text), long.whole) == (CHARACTERS, False)
    assert [one.is_reprint for one in timelines.tell((report(0, FIRE), replace(long, text=FIRE)))] == [False, False]


async def test_every_quote_of_the_seeds_stands_in_its_article(intake: Intake) -> None:
    for found in read(SEEDS / "articles"):
        assert isinstance(found, Draft)
        await intake.take(found)
    async with intake.database.read() as connection:
        widest = await coverage.widest(connection, since=None, limit=10)
    assert len(widest) == 3  # a reprint with a paragraph of its own in each language
    for one in widest:
        timeline = await timelines.of_story(intake.database, one.story_id, as_of=EVENING)
        assert timeline is not None
        first, second = timeline.tellings
        assert first.quotes
        assert second.quotes
        for quote in (*first.quotes, *second.quotes):
            async with intake.database.read() as connection:
                article = await articles.get(connection, quote.article_id)
            assert article is not None
            assert article.text[quote.start : quote.end] == quote.text


written = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200)


@given(st.lists(st.tuples(written, st.sampled_from(["ru", "kk", "en", "other"])), min_size=1, max_size=6))
def test_whatever_was_written_is_quoted_as_it_stands(texts: list[tuple[str, str]]) -> None:
    reports = tuple(report(number, text, language) for number, (text, language) in enumerate(texts))
    told = timelines.tell(reports)
    assert len(told) == len(reports)
    assert not told[0].is_reprint
    for telling, read_ in zip(told, reports, strict=True):
        for quote in telling.quotes:
            assert quote.text == read_.text[quote.start : quote.end]
            assert quote.text.strip()


async def test_comparing_leaves_the_loop_free(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []
    known = timelines._Known.telling

    def noted(self: timelines._Known, one: Report) -> timelines.Telling:
        threads.append(threading.current_thread())
        return known(self, one)

    monkeypatch.setattr(timelines._Known, "telling", noted)
    article_id = await tell(intake, f"{FIRE} {DAMAGE} Для этой проверки.")
    await timeline_of(intake, article_id)
    assert threads
    assert threading.main_thread() not in threads


async def test_a_timeline_is_made_once_for_equal_articles(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    article_id = await tell(intake, f"{FIRE} {INQUIRY} Дважды.")
    first = await timeline_of(intake, article_id)
    monkeypatch.setattr(timelines._Known, "telling", None)  # would fail if asked
    assert (await timeline_of(intake, article_id)).tellings is first.tellings
