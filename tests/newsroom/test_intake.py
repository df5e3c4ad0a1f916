"""A draft is understood from its text alone, stored once, and told with what it repeats."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.newsroom.intake import (
    CHARACTERS_TOGETHER,
    LONGEST_PASSAGE,
    MOST_PASSAGES,
    TOGETHER,
    Intake,
    batches,
    understand,
)
from bot.sources.files import read
from bot.text.tagging import Tagger
from storage import articles, passages, search
from storage.engine import Database
from storage.errors import StorageError
from storage.records import Draft, Outcome, Saved, SourceKind
from tests.conftest import EVENING, GIVEN
from tests.wanted import EVER, any_of

OIL = (
    "Министерство энергетики сообщило, что добыча нефти на месторождении выросла на пять процентов за год.\n\n"
    "Железнодорожники перевезли за октябрь рекордное число контейнеров через станцию на границе с Китаем."
)


def draft(text: str = OIL, *, address: str = "file:///a.txt", **given: object) -> Draft:
    """A draft of a file."""
    fields = {"title": "Добыча выросла", "source": "Агентство", "published_at": EVENING} | given
    return Draft(address=address, source_kind=SourceKind.FILE, text=text, **fields)  # type: ignore[arg-type]


def test_the_given_article_is_understood_paragraph_by_paragraph(tagger: Tagger) -> None:
    (given_draft,) = read(GIVEN)
    assert isinstance(given_draft, Draft)
    article = understand(given_draft, tagger, now=EVENING)
    assert article.language == "ru"
    assert article.published_at == datetime(2025, 11, 12, tzinfo=UTC)
    assert len(article.passages) == 8
    sectors = [set(passage.sectors) for passage in article.passages]
    assert "transport" in sectors[1]
    assert "energy" in sectors[2]
    assert "technology" in sectors[3]
    assert "culture" in sectors[4]
    assert {"education", "sport"} <= sectors[5]
    assert "diplomacy" in sectors[0] & sectors[6]
    assert "energy" not in sectors[4] | sectors[5]


@given(st.text(min_size=1, max_size=400))
@settings(max_examples=60)
def test_passages_cut_the_text_whatever_it_is(tagger: Tagger, text: str) -> None:
    article = understand(draft(text.encode(errors="ignore").decode()), tagger, now=EVENING)
    end = 0
    for passage in article.passages:
        assert end <= passage.start < passage.end <= len(article.draft.text)
        piece = article.draft.text[passage.start : passage.end]
        assert piece == piece.strip()
        assert all(0 < score <= 1 for score in passage.sectors.values())
        end = passage.end


def test_what_is_dated_far_ahead_has_just_appeared(tagger: Tagger) -> None:
    tomorrow, later = EVENING + timedelta(days=1), EVENING + timedelta(days=2)
    assert understand(draft(OIL, published_at=tomorrow), tagger, now=EVENING).published_at == tomorrow
    assert understand(draft(OIL, published_at=later), tagger, now=EVENING).published_at == EVENING


def test_what_nothing_dates_or_names_is_dated_now_and_named_by_its_beginning(tagger: Tagger) -> None:
    article = understand(draft("Первая строка\nвторая", title="", published_at=None), tagger, now=EVENING)
    assert article.published_at == EVENING
    assert article.draft.title == "Первая строка"


async def test_an_article_is_taken_once(intake: Intake) -> None:
    first = await intake.take(draft())
    assert first.outcome is Outcome.NEW
    again = await intake.take(draft())
    assert (again.outcome, again.article_id) == (Outcome.KNOWN, first.article_id)
    moved = await intake.take(draft(address="file:///b.txt"))
    assert (moved.outcome, moved.article_id) == (Outcome.KNOWN, first.article_id)


async def test_many_are_taken_in_their_order(intake: Intake) -> None:
    first = await intake.take(draft())
    again, new, moved, twice = await intake.take_all(
        [
            draft(),
            draft("Другая весть, о погоде на выходных.", address="file:///b"),
            draft(address="file:///c"),
            draft("Другая весть, о погоде на выходных.", address="file:///b"),
        ]
    )
    assert (again, moved) == (Saved(Outcome.KNOWN, first.article_id),) * 2
    assert new.outcome is Outcome.NEW
    assert twice == Saved(Outcome.KNOWN, new.article_id)
    assert await intake.take_all([]) == []


def test_of_lines_without_end_the_first_are_passages(tagger: Tagger) -> None:
    article = understand(draft("а\n" * (MOST_PASSAGES + 5)), tagger, now=EVENING)
    assert len(article.passages) == MOST_PASSAGES
    assert len(article.draft.text) == 2 * (MOST_PASSAGES + 5)


@pytest.mark.parametrize("unit", ["слово ", "слово", "слово     \t"])
def test_a_paragraph_without_end_is_many_passages(tagger: Tagger, unit: str) -> None:
    text = unit * (3 * LONGEST_PASSAGE // len(unit))
    article = understand(draft(text), tagger, now=EVENING)
    found = [text[one.start : one.end] for one in article.passages]
    assert max(map(len, found)) <= LONGEST_PASSAGE
    assert len(found) in {3, 4}
    assert "".join("".join(found).split()) == "".join(text.split())
    assert unit.endswith("о") or all(one.endswith("слово") for one in found)


async def test_more_than_a_transaction_holds_are_all_found_by_their_words(intake: Intake) -> None:
    drafts = [draft(f"Поезд номер {number} пришёл.", address=f"file:///{number}") for number in range(2 * TOGETHER + 1)]
    saved = await intake.take_all(drafts)
    assert [one.outcome for one in saved] == [Outcome.NEW] * len(drafts)
    async with intake.database.write() as connection:
        assert await search.faults(connection) == []
        for number, one in enumerate(saved):
            (hit,) = await search.find(connection, any_of(str(number)), **EVER)
            (passage,) = await passages.by_ids(connection, [(hit, 1.0)])
            assert (passage.article_id, passage.text) == (one.article_id, drafts[number].text)


async def test_a_text_that_comes_and_goes_within_a_batch_is_what_came_last(intake: Intake) -> None:
    """As when one after the other comes: what stood there before isn't known any longer once another text came."""
    first = await intake.take(draft())
    changed, back = await intake.take_all([draft("Другая весть, о погоде на выходных."), draft()])
    assert changed == back == Saved(Outcome.CHANGED, first.article_id)
    async with intake.database.read() as connection:
        assert await articles.texts(connection, [first.article_id]) == {first.article_id: OIL}


@given(st.lists(st.integers(0, 2 * CHARACTERS_TOGETHER), max_size=3 * TOGETHER))
@settings(max_examples=30)
def test_a_batch_is_bounded_in_number_and_length(lengths: list[int]) -> None:
    drafts = [draft("н" * length, address=str(number)) for number, length in enumerate(lengths)]
    cut = list(batches(drafts))
    assert [one for batch in cut for one in batch] == drafts
    assert all(0 < len(batch) <= TOGETHER for batch in cut)
    assert all(len(batch) == 1 or sum(len(one.text) for one in batch) <= CHARACTERS_TOGETHER for batch in cut)


@given(text=st.text("\0\ud800\udfff😀аб. \n", min_size=1, max_size=60))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_characters_come_are_stored_and_cut_alike(intake: Intake, text: str) -> None:
    """Half of a surrogate pair, as JSON can spell it, and the character at which SQLite's text ends, too."""
    brought = draft(text, title=text[:9], author=text, links=(text,))
    saved = await intake.take(brought)
    async with intake.database.read() as connection:
        stored = await articles.get(connection, saved.article_id)
        assert stored is not None
        spans = await connection.exec_driver_sql(
            "SELECT p.id, p.start, p.end FROM passages p WHERE article_id = ?", (saved.article_id,)
        )
        for span in spans:
            (passage,) = await passages.by_ids(connection, [(span.id, 1.0)])
            assert passage.text == stored.text[span.start : span.end]
    assert len(stored.text) == len(text)
    assert (await intake.take(brought)).outcome is Outcome.KNOWN


async def allow(database: Database, pages: int) -> None:
    """Let the database grow by so many pages, as on a disk that is nearly full."""
    async with database.write() as connection:
        held = (await connection.exec_driver_sql("PRAGMA page_count")).scalar_one()
        await connection.exec_driver_sql(f"PRAGMA max_page_count={held + pages}")


async def test_what_was_stored_before_the_disk_was_full_is_known_afterwards(intake: Intake) -> None:
    """The whole batch may simply be brought again."""
    short = [draft(f"Поезд номер {number} пришёл.", address=f"file:///{number}") for number in range(TOGETHER)]
    batch = [*short, draft("Поезд пришёл. " * 50_000, address="file:///long")]
    await allow(intake.database, pages=200)
    with pytest.raises(StorageError, match="full"):
        await intake.take_all(batch)
    await allow(intake.database, pages=10_000)
    again = await intake.take_all(batch)
    assert [one.outcome for one in again] == [Outcome.KNOWN] * TOGETHER + [Outcome.NEW]


async def test_others_write_while_many_are_taken(intake: Intake) -> None:
    """A reader who presses a button waits for one transaction, not for the batch."""
    batch = [draft(f"Поезд номер {number} пришёл.", address=f"file:///{number}") for number in range(4 * TOGETHER)]
    taking = asyncio.create_task(intake.take_all(batch))
    stored = []
    while not taking.done():
        async with intake.database.write() as connection:
            stored.append(await articles.count(connection))
    assert [one.outcome for one in await taking] == [Outcome.NEW] * len(batch)
    assert set(stored) & {TOGETHER, 2 * TOGETHER, 3 * TOGETHER}


async def test_a_changed_file_replaces_its_article(intake: Intake) -> None:
    first = await intake.take(draft())
    changed = await intake.take(draft(OIL.replace("пять", "семь")))
    assert (changed.outcome, changed.article_id) == (Outcome.CHANGED, first.article_id)
    async with intake.database.write() as connection:
        stored = await articles.get(connection, first.article_id)
        assert await search.faults(connection) == []
    assert stored is not None
    assert "семь процентов" in stored.text


async def story_of(intake: Intake, article_id: int) -> int:
    """The story an article is told in."""
    async with intake.database.read() as connection:
        stored = await articles.get(connection, article_id)
    assert stored is not None
    return stored.story_id


async def test_a_reprint_with_a_paragraph_added_shares_the_story(intake: Intake) -> None:
    first = await intake.take(draft())
    reprint = OIL + "\n\nНапомним, ранее сообщалось о планах построить новый терминал для контейнеров к 2027 году."
    second = await intake.take(draft(reprint, address="file:///b.txt", source="Другое агентство"))
    assert second.outcome is Outcome.NEW
    assert await story_of(intake, second.article_id) == await story_of(intake, first.article_id)


async def test_another_event_and_an_old_one_open_stories_of_their_own(intake: Intake) -> None:
    first = await intake.take(draft())
    other = await intake.take(
        draft("В Алматы открылась выставка молодых художников из пяти стран.", address="file:///c")
    )
    month_ago = EVENING - timedelta(days=30)
    old = await intake.take(draft(OIL + "\n\nКонец.", address="file:///d", published_at=month_ago))
    stories = {await story_of(intake, saved.article_id) for saved in (first, other, old)}
    assert len(stories) == 3


async def test_a_text_changed_into_another_event_leaves_its_story(intake: Intake) -> None:
    first = await intake.take(draft())
    reprint = await intake.take(draft(OIL + " Подробности позже.", address="file:///b.txt"))
    story = await story_of(intake, first.article_id)
    assert await story_of(intake, reprint.article_id) == story
    changed = await intake.take(draft(OIL + " Подробности завтра.", address="file:///b.txt"))
    assert await story_of(intake, changed.article_id) == story
    changed = await intake.take(
        draft("Сборная по хоккею выиграла у соседей со счётом четыре два.", address="file:///b.txt")
    )
    assert changed.article_id == reprint.article_id
    assert await story_of(intake, changed.article_id) != story
    changed = await intake.take(draft(OIL + " Подробности позже.", address="file:///b.txt"))
    assert await story_of(intake, changed.article_id) == story
    async with intake.database.read() as connection:
        told = await connection.exec_driver_sql("SELECT count(*) FROM stories")
        assert told.scalar_one() == 1
