"""A digest's messages are within what Telegram takes, as few as can be, and the same for all who share them."""

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiogram import Bot
from aiogram.methods import SendMessage
from hypothesis import given
from hypothesis import strategies as st

from bot.newsroom import digests as newsroom
from bot.newsroom.answers import AnswerStory
from bot.newsroom.digests import Digest, DigestStory, Kind, Order, Section
from bot.newsroom.selection import Excerpt
from bot.telegram import texts
from bot.telegram.buttons import ArticlePage, SubscriptionsButton
from bot.telegram.desk import Desk
from bot.telegram.digests import CONTENTS_FROM, STORIES_PER_MESSAGE, messages
from bot.telegram.paging import MESSAGE_UNITS, units
from bot.telegram.render import openable
from bot.text.taxonomy import load
from storage import digests as stored
from storage import due, interests
from storage.records import Interest, Sighting
from tests.conftest import EVENING, SEEDS, oil
from tests.telegram.conftest import Conversation, take
from tests.telegram.test_render import addresses, endless, written

ALMATY = ZoneInfo("Asia/Almaty")
TAXONOMY = load(SEEDS / "sectors.toml")
LANGUAGES = texts.load()
ORDER = Order(Interest(sectors=("energy",)), 20, None, 9, EVENING, EVENING)


def told(number: int, *said: str, title: str = "", source: str = "Агентство", url: str | None = None) -> DigestStory:
    """A story of an article that has its number."""
    pieces = tuple(Excerpt(number, place, 0, len(text), text, 0.5) for place, text in enumerate(said or ("Нефть.",)))
    seen = (Sighting(number, number, source, url),)
    return DigestStory(AnswerStory(number, number, title or f"Сюжет {number}", EVENING, seen, pieces), continued=False)


def sector(key: str, *stories: DigestStory, more: int = 0) -> Section:
    """A sector's section."""
    return Section(Kind.SECTOR, key, stories, more)


def rendered(digest: Digest, language: str = "ru", **more: Any) -> list[dict[str, Any]]:
    """The messages of a digest, read back and held against what Telegram takes."""
    sent = [json.loads(message) for message in messages(digest, TAXONOMY, LANGUAGES[language], ALMATY, **more)]
    for number, message in enumerate(sent, 1):
        SendMessage(chat_id=7, **message)
        assert "null" not in json.dumps(message["entities"])
        assert 0 < units(message["text"].strip()) == units(message["text"]) <= MESSAGE_UNITS
        for entity in message["entities"]:
            assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= units(message["text"])
            assert entity["type"] in {"bold", "italic", "blockquote", "text_link"}
            assert "url" not in entity or openable(entity["url"])
        assert message["link_preview_options"] == {"is_disabled": True}
        pressed = [data for _, data in buttons(message)]
        assert all(len(data.encode()) <= 64 for data in pressed)
        assert pressed.count(SubscriptionsButton().pack()) == (number == len(sent))
    return sent


def buttons(message: dict[str, Any]) -> list[tuple[str, str]]:
    """The buttons under a message: what they say and carry."""
    rows = message.get("reply_markup", {"inline_keyboard": []})["inline_keyboard"]
    return [(one["text"], one["callback_data"]) for row in rows for one in row]


def lines(message: dict[str, Any]) -> list[str]:
    """The lines of a message that aren't empty."""
    return [line for line in message["text"].splitlines() if line]


stories = st.builds(
    lambda number, said, title, source, url, continued: replace(
        told(number, *said, title=title, source=source, url=url), continued=continued
    ),
    st.integers(1, 2**40),
    st.lists(endless, min_size=1, max_size=4),
    endless,
    written,
    addresses,
    st.booleans(),
)
names = st.sampled_from(["energy", "transport", "gone"]) | written | endless
sections = st.builds(
    Section, st.sampled_from(list(Kind)), names, st.lists(stories, max_size=4).map(tuple), st.integers(0, 10**6)
)


@given(parts=st.lists(sections, max_size=8), language=st.sampled_from(list(LANGUAGES)), preview=st.booleans())
def test_whatever_a_digest_says_telegram_takes_it(parts: list[Section], language: str, *, preview: bool) -> None:
    digest = Digest(ORDER, tuple(parts))
    sent = rendered(digest, language, preview=preview)
    numbers = [
        label.split()[1].rstrip(".,") for message in sent for label, data in buttons(message) if data.startswith("f:")
    ]
    assert set(numbers) <= {str(number) for number in range(1, len(digest.told) + 1)}
    opened = {
        ArticlePage.unpack(data).article_id for message in sent for _, data in buttons(message) if data.startswith("f:")
    }
    assert opened == {one.story.article_id for one in digest.told}


@given(st.lists(st.lists(st.integers(1, 2500), min_size=1, max_size=8), min_size=1, max_size=15))
def test_no_story_is_split_no_label_stands_alone_and_no_page_is_wasted(sizes: list[list[int]]) -> None:
    """Sections of stories, each of an excerpt of so many letters."""
    number = iter(range(1, 200))
    keys = [one.key for one in TAXONOMY.sectors]
    parts = [
        sector(key, *(told(next(number), f"{'а' * size}") for size in section))
        for key, section in zip(keys, sizes, strict=False)
    ]
    sent = rendered(Digest(ORDER, tuple(parts)))
    whole = [story for part in parts for story in part.stories]
    assert [
        line for message in sent for line in lines(message) if line.endswith(tuple("0123456789")) and ". Сюжет" in line
    ] == [f"{place}. {one.story.title}" for place, one in enumerate(whole, 1)]
    for part, key in zip(parts, keys, strict=False):
        label = f"{TAXONOMY[key].emoji} {TAXONOMY[key].names['ru']}"
        headed = [all_lines for message in sent if label in (all_lines := lines(message))]
        assert len(headed) == 1
        assert headed[0][headed[0].index(label) + 1].endswith(part.stories[0].story.title)
    for one, following in pairwise(sent):
        full = len(buttons(one)) >= STORIES_PER_MESSAGE - 1
        assert full or units(f"{one['text']}\n\n{following['text']}") > MESSAGE_UNITS


def test_the_heading_says_what_of_which_days_and_how_much() -> None:
    early = told(2)
    early = replace(early, story=replace(early.story, published_at=EVENING.replace(day=9)))
    digest = Digest(ORDER, (sector("energy", told(1), early),))
    assert lines(rendered(digest)[0])[:3] == [
        "Дайджест · 9–12 ноября 2025",
        "2 сюжета · 2 статьи · 1 источник",
        "⚡ Энергетика",
    ]
    assert lines(rendered(digest, "kk")[0])[:2] == ["Дайджест · 2025 ж. 9–12 қараша", "2 сюжет · 2 мақала · 1 дереккөз"]
    assert lines(rendered(digest, "en")[0])[:2] == ["Digest · 9–12 November 2025", "2 stories · 2 articles · 1 source"]
    assert lines(rendered(digest, preview=True)[0])[0] == "Предпросмотр · 9–12 ноября 2025"


def test_three_sections_have_a_table_of_contents_in_the_taxonomys_order() -> None:
    parts = (
        Section(Kind.WORDS, "медный завод", (told(5),), 0),
        sector("transport", told(2), told(3)),
        sector("sport"),
        sector("energy", told(1)),
    )
    assert len(parts) > CONTENTS_FROM
    (message,) = rendered(Digest(ORDER, parts))
    assert lines(message)[2:5] == ["⚡ Энергетика — 1", "🚆 Транспорт — 2", "🔎 «медный завод» — 1"]
    assert "Спорт" not in message["text"]
    (short,) = rendered(Digest(ORDER, parts[1:]))
    assert " — " not in short["text"]


@pytest.mark.parametrize(
    ("language", "more", "expected"),
    [
        ("ru", 1, "ещё 1 сюжет"),
        ("ru", 12, "ещё 12 сюжетов"),
        ("ru", 22, "ещё 22 сюжета"),
        ("kk", 12, "тағы 12 сюжет"),
        ("en", 1, "1 more story"),
        ("en", 12, "12 more stories"),
    ],
)
def test_what_is_left_is_counted_and_a_sector_offers_its_command(language: str, more: int, expected: str) -> None:
    parts = (sector("energy", told(1), more=more), Section(Kind.WORDS, "газ", (told(2),), more))
    said = lines(rendered(Digest(ORDER, parts), language)[0])
    assert f"{expected} — /energy" in said
    assert expected in said
    assert said.index(f"{expected} — /energy") < said.index(expected)


def test_a_continuation_says_so_beside_its_title() -> None:
    digest = Digest(ORDER, (sector("energy", replace(told(1, title="Авария"), continued=True), told(2)),))
    for language, word in (("ru", "продолжение"), ("kk", "жалғасы"), ("en", "continued")):
        said = lines(rendered(digest, language)[0])
        assert f"1. Авария · {word}" in said
        assert "2. Сюжет 2" in said


def test_an_article_that_tells_two_stories_of_a_message_has_one_button() -> None:
    digest = Digest(ORDER, (sector("energy", told(1)), sector("transport", told(1, "Поезд."), told(2))))
    (message,) = rendered(digest)
    assert [label for label, _ in buttons(message)] == ["📄 1, 2. Сюжет 1", "📄 3. Сюжет 2", "⚙️ Мои подписки"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("ru", ["Дайджест · 12 ноября 2025", "Ничего нового по вашей подписке нет."]),
        ("kk", ["Дайджест · 2025 ж. 12 қараша", "Жазылымыңыз бойынша жаңа ештеңе жоқ."]),
        ("en", ["Digest · 12 November 2025", "Nothing new for your subscription."]),
    ],
)
def test_nothing_new_is_one_message_that_names_what_was_looked_for(language: str, expected: list[str]) -> None:
    parts = (sector("energy"), Section(Kind.SOURCE, "BAQ.KZ", (), 0), Section(Kind.STORIES, "", (), 0))
    (message,) = rendered(Digest(ORDER, parts), language)
    said = lines(message)
    assert said[:2] == expected
    assert said[2] == f"⚡ {TAXONOMY['energy'].names[language]}"
    assert said[3] == "📰 BAQ.KZ"
    assert len(said) == 5


def test_an_interest_of_a_hundred_parts_still_fits() -> None:
    parts = tuple(Section(Kind.WORDS, f"{number} {'слово ' * 20}", (told(number),), 5) for number in range(100))
    sent = rendered(Digest(ORDER, parts))
    assert "…" in lines(sent[0])
    assert sum(len(buttons(message)) for message in sent) == 101
    (empty,) = rendered(Digest(ORDER, tuple(replace(part, stories=()) for part in parts)))
    assert lines(empty)[-1] == "…"


async def plan(desk: Desk, order: Order, previous_id: int | None = None) -> int:
    """Store the order of a digest; its id."""
    async with desk.database.write() as connection:
        interest_id = await interests.note(connection, order.interest)
        bounds = (order.length, order.after, order.upto, order.since, order.until)
        planned = due.Order(interest_id, "ru", "Asia/Almaty", *bounds, previous_id)
        return (await due.order(connection, [planned], now=EVENING))[planned]


async def keep(desk: Desk, digest_id: int, digest: Digest) -> list[str]:
    """Keep what a digest says; its messages."""
    sent = messages(digest, desk.taxonomy, desk.texts["ru"], ALMATY)
    async with desk.database.write() as connection:
        excerpts = digest.excerpts
        await stored.keep(connection, digest_id, stories=digest.stories, messages=sent, excerpts=excerpts, now=EVENING)
    return sent


ENDLESS = f"Нефть {' и '.join(f'слово{number}' for number in range(400))}."


@pytest.mark.parametrize("known", [oil(1), ENDLESS], ids=["a paragraph", "a sentence without end"])
async def test_what_was_sent_is_known_when_it_comes_again_with_something_new(desk: Desk, known: str) -> None:
    await take(desk, known)
    order = replace(ORDER, since=EVENING.replace(day=5), upto=1)
    first_id = await plan(desk, order)
    await keep(desk, first_id, await newsroom.make(desk.database, order))

    async def following(text: str, upto: int) -> tuple[Order, Digest]:
        """The digest of one more article."""
        await take(desk, text, source=f"Агентство {upto}")
        new = replace(order, after=upto - 1, upto=upto)
        async with desk.database.read() as connection:
            told_before = await stored.told(connection, first_id)
        return new, await newsroom.make(desk.database, new, told_before)

    _, repeated = await following(f"{known} Вот.", 2)
    assert repeated.told == []
    new, continued = await following(f"{oil(2)}\n\n{known}", 3)
    assert [piece.text for one in continued.told for piece in one.story.excerpts] == [oil(2)]
    (message,) = await keep(desk, await plan(desk, new, first_id), continued)
    assert "1. Название · продолжение" in lines(json.loads(message))


async def test_its_buttons_work_where_it_is_sent(chat: Conversation, desk: Desk, bot: Bot) -> None:
    await chat.say("/start")
    article_id = await take(
        desk, "Добыча нефти на месторождении выросла на пять процентов за год, сообщило министерство."
    )
    order = replace(ORDER, since=EVENING.replace(day=5))
    digest = await newsroom.make(desk.database, order)
    (message,) = messages(digest, desk.taxonomy, desk.texts["ru"], ALMATY)
    await bot(SendMessage(chat_id=chat.chat_id, **json.loads(message)))
    (shown,) = await chat.answers()
    assert "министерство" in shown["text"]
    (article,) = await chat.tap(shown, "📄 1. Название")
    assert article["text"].startswith("Название")
    assert article_id == digest.excerpts[0].article_id
