"""Inline mode: what ``@bot слова`` offers in any chat, and what it posts there."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import InlineQuery, User
from aiohttp import ClientSession

from bot.newsroom.intake import Intake
from bot.sandbox.server import Sandbox
from bot.telegram.desk import Desk
from bot.telegram.inline_asking import OnlyTheLast
from bot.telegram.inline_results import around
from bot.telegram.paging import units
from bot.telegram.routers.inline import read_place
from bot.text.spans import Span
from storage import articles, readers
from storage.errors import StorageError
from storage.records import Draft, SourceKind
from tests.conftest import oil
from tests.person import entities
from tests.telegram.asking_inline import Square, opened_by, posted
from tests.telegram.conftest import Clock, take

GAS = "Правительство повысило оптовую цену на газ для промышленных предприятий с первого января."


@pytest.fixture
def square(http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk) -> Square:
    """A town whose people ask inline."""
    return Square(http, sandbox, bot, desk)


async def test_nothing_typed_offers_the_sectors_by_their_newest_story(square: Square, seeded: Desk) -> None:
    offered = await square.ask("")
    energy = next(one for one in offered["results"] if one["id"] == "sector-energy")
    assert energy["title"] == "⚡ Энергетика"
    assert energy["description"] in posted(energy)["text"]
    assert offered["is_personal"] is True
    assert offered["cache_time"] == 300
    assert len(offered["results"]) == len(seeded.taxonomy.sectors)


@pytest.mark.parametrize(
    ("language", "named", "full"),
    [
        ("ru", "⚡ Энергетика", "📄 Читать целиком"),
        ("kk", "⚡ Энергетика", "📄 Толық оқу"),
        ("en", "⚡ Energy", "📄 Read in full"),
    ],
)
async def test_words_offer_their_sector_and_the_passages_that_have_them(
    square: Square, desk: Desk, language: str, named: str, full: str
) -> None:
    article_id = await take(desk, GAS, title="Газ подорожает", source="Kapital", url="https://kapital.kz/1")
    offered = await square.ask("цены на газ", language=language)
    sector, *_, story = offered["results"]
    assert sector["title"] == named
    assert story["title"] == "Газ подорожает"
    assert story["description"].startswith("Kapital · ")
    assert "газ" in story["description"]
    message = posted(story)
    assert entities(message, "blockquote") == [GAS]
    assert {"Газ подорожает", "цену", "газ"} <= set(entities(message, "bold"))
    assert "Kapital" in message["text"]
    assert story["reply_markup"]["inline_keyboard"][0][0]["text"] == full
    assert opened_by(story) == f"/start full_{article_id}"
    (opened,) = await square.person(9).say(opened_by(story))
    assert GAS in opened["text"]


@pytest.mark.parametrize("typed", ["промышл", "оптовую промышл", "ПРОМЫШЛ"])
async def test_a_word_that_is_still_being_typed_finds_what_begins_so(square: Square, desk: Desk, typed: str) -> None:
    await take(desk, GAS)
    offered = await square.ask(typed)
    (story,) = [one for one in offered["results"] if one["id"].startswith("story-")]
    assert "промышленных" in entities(posted(story), "bold")
    assert "button" not in offered


async def test_what_a_sector_posts_leads_on_to_its_answer(square: Square, desk: Desk) -> None:
    await take(desk, GAS)
    (sector,) = (await square.ask("энерге"))["results"]
    assert entities(posted(sector), "blockquote") == [GAS]
    (answer,) = await square.person(9).say(opened_by(sector))
    assert GAS in answer["text"]


async def test_everything_that_is_posted_stands_in_its_article(square: Square, seeded: Desk) -> None:
    async with seeded.database.read() as connection:
        ids = [one.id for one in await articles.headlines(connection, 1000)]
        texts = list((await articles.texts(connection, ids)).values())
    for words in ("", "Казахстан", "газ", "Kazakhstan", "Қазақстан"):
        for result in (await square.ask(words))["results"]:
            quotes = entities(posted(result), "blockquote")
            assert quotes
            for quote in quotes:
                assert any(quote.removesuffix("…") in text for text in texts), quote


async def test_pages_go_on_to_the_end_without_gaps_or_repeats_while_news_come_in(
    square: Square, desk: Desk, clock: Clock
) -> None:
    for number in range(15):
        await take(desk, oil(number), title=f"Промысел {number}")
    first = await square.ask("нефть баррелей")
    stories = [one for one in first["results"] if one["id"].startswith("story-")]
    assert len(stories) == 10
    clock.now += timedelta(minutes=5)
    await take(desk, oil(99), title="Промысел 99")
    second = await square.ask("нефть баррелей", offset=first["next_offset"])
    assert "next_offset" not in second
    titles = [one["title"] for one in (*stories, *second["results"])]
    assert sorted(titles) == sorted(f"Промысел {number}" for number in range(15))


async def test_nothing_found_offers_the_same_search_in_the_bot(square: Square, desk: Desk) -> None:
    await take(desk, GAS)
    offered = await square.ask("абракадабра")
    assert "results" not in offered or offered["results"] == []
    start = offered["button"]["start_parameter"]
    (message,) = await square.person().say(f"/start {start}")
    assert message["text"].startswith("🔎 абракадабра")


async def test_some_of_the_words_are_offered_and_it_is_said(square: Square, desk: Desk) -> None:
    await take(desk, GAS)
    offered = await square.ask("оптовая цена вертолёта")
    assert any(one["id"].startswith("story-") for one in offered["results"])
    assert offered["button"]["text"].startswith("Всех слов вместе нет")


async def test_an_empty_database_leads_to_the_bot(square: Square) -> None:
    offered = await square.ask("")
    (greeting,) = await square.person().say(f"/start {offered['button']['start_parameter']}")
    assert "«Сводка»" in greeting["text"]


async def test_who_asks_is_spoken_to_as_they_chose_and_becomes_no_reader(square: Square, desk: Desk) -> None:
    await take(desk, GAS)
    assert (await square.ask("газ", language="en"))["results"][0]["title"] == "⚡ Energy"
    async with desk.database.read() as connection:
        assert await readers.find(connection, chat_id=7, thread_id=0) is None
    await square.person(7, "en").say("/start")
    async with desk.database.write() as connection:
        met = await readers.find(connection, chat_id=7, thread_id=0)
        assert met is not None
        await readers.choose_language(connection, met[0].id, "kk")
        await readers.choose_answers(connection, met[0].id, languages={"kk"})
    offered = await square.ask("", language="en")
    assert offered["button"]["text"] == "Әзірге жаңалық жоқ. Ботты ашу ›"  # all there is is in Russian
    assert [one["id"] for one in (await square.ask("газ", language="en")).get("results", [])] == []


async def test_a_picture_is_shown_where_telegram_would_load_it(square: Square, desk: Desk) -> None:
    intake = Intake(desk.database, desk.tagger, desk.now)
    for number, picture in enumerate(("https://kapital.kz/1.jpg", "http://kapital.kz/2.jpg", "https://[", None)):
        await intake.take(
            Draft(
                f"https://kapital.kz/{number}", "Kapital", SourceKind.FEED, f"№ {number}", oil(number), picture=picture
            )
        )
    found = {one["title"]: one.get("thumbnail_url") for one in await square.ask_to_the_end("баррелей")}
    assert {picture for title, picture in found.items() if title.startswith("№")} == {"https://kapital.kz/1.jpg", None}


@pytest.mark.parametrize(
    "words",
    [
        "ы" * 256,
        "газ " * 64,
        'газ" OR NEAR(a b) AND NOT *',
        "^газ* {a b}: -",
        "\u202eзаг\u200b\u2066",
        "газ\x00\n\t",
        "'; DROP TABLE articles; --",
        "👩‍👩‍👧‍👦" * 20,
        "-газ",
        '"""',
        "source: sector: after:2025-99-99",
    ],
)
async def test_whatever_is_typed_is_answered(square: Square, desk: Desk, words: str) -> None:
    await take(desk, GAS)
    offered = await square.ask(words)
    assert offered["is_personal"] is True
    for result in offered.get("results", []):
        assert units(posted(result)["text"]) <= 4096


@pytest.mark.parametrize(
    "offset", ["x", "1.", ".1", "-1.5", "1.-5", "0.5", "٣.٣", "9" * 30 + ".1", "1e9.1", f"{2**35}.1"]
)
async def test_forged_offsets_offer_nothing(square: Square, desk: Desk, offset: str) -> None:
    await take(desk, GAS)
    assert read_place(offset) is None
    assert not (await square.ask("газ", offset=offset)).get("results")
    assert not (await square.ask("", offset=offset)).get("results")


async def test_an_offset_beyond_the_end_offers_nothing(square: Square, desk: Desk) -> None:
    await take(desk, GAS)
    assert not (await square.ask("газ", offset="1999999999.99999999999")).get("results")
    assert not (await square.ask("", offset="1999999999.99999999999")).get("results")


async def test_what_fails_is_answered_with_nothing_and_logged(
    square: Square, desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise StorageError("the disk is gone")

    monkeypatch.setattr(readers, "find", broken)
    monkeypatch.setattr(articles, "pictures", broken)
    offered = await square.ask("газ")
    assert not offered.get("results")
    assert offered["cache_time"] == 0
    assert "could not be answered" in caplog.text


async def test_who_types_on_is_answered_to_the_last_and_the_overtaken_cost_nothing() -> None:
    person = User(id=7, is_bot=False, first_name="Айгүл")
    gate, begun = asyncio.Event(), asyncio.Queue[str]()
    nothing: list[str] = []

    class Said(InlineQuery):
        async def answer(self, *_: Any, **__: Any) -> None:  # type: ignore[override]
            nothing.append(self.query)

    async def work(event: Any, _: dict[str, Any]) -> None:
        begun.put_nowait(event.query)
        await gate.wait()

    only = OnlyTheLast()
    typed = [Said(id=str(n), from_user=person, query="атом"[:n], offset="") for n in range(1, 5)]
    other = Said(id="9", from_user=person.model_copy(update={"id": 8}), query="газ", offset="")
    slow = asyncio.create_task(only(work, typed[0], {}))
    assert await begun.get() == "а"
    rest = [asyncio.create_task(only(work, one, {})) for one in (*typed[1:], other)]
    # The newest didn't wait for the first, nor the other person for either.
    assert {await begun.get(), await begun.get()} == {"атом", "газ"}
    gate.set()
    await asyncio.gather(slow, *rest)
    assert begun.empty()
    assert nothing == ["ат", "ато"]


@pytest.mark.parametrize(
    ("text", "match", "shown"),
    [
        ("Газ подорожал.", Span(0, 3), "Газ подорожал."),
        ("слово " * 30 + "газ " + "слово " * 30, Span(180, 183), "газ"),
        ("а" * 300 + "газ" + "б" * 300, Span(300, 303), "…газ"),
    ],
)
def test_the_words_around_a_match_are_shown(text: str, match: Span, shown: str) -> None:
    said = around(text, match, 110)
    assert shown in said
    assert units(said) <= 110
