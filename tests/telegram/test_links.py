"""Deep links: what the share button makes, and what another person sees who opens it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from aiogram import Bot
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.server import Sandbox
from bot.telegram import dispatcher, links
from bot.telegram.desk import Desk
from tests.conftest import oil
from tests.person import Message, buttons
from tests.telegram.asking_inline import Square, start_of, with_links
from tests.telegram.conftest import Conversation, take
from tests.telegram.walks import rows

GAS = "Правительство повысило оптовую цену на газ для промышленных предприятий с первого января."
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
KAZAKH = 'абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіӘҒҚҢӨҰҮҺІАЯabcXYZ0123456789 -«»":.'


@pytest.fixture
def square(http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk) -> Square:
    """A town whose bot knows its own name."""
    return Square(http, sandbox, bot, desk)


def shared(message: Message, label: str = "↗️ Поделиться") -> tuple[str, str]:
    """What opening a shared link makes a person send, and the title beside the link."""
    address = urlsplit(buttons(message)[label])
    assert (address.netloc, address.path) == ("t.me", "/share/url")
    told = parse_qs(address.query)
    return start_of(told["url"][0]), told["text"][0]


@pytest.mark.parametrize(
    ("language", "label", "title"),
    [("ru", "↗️ Поделиться", "⚡ Энергетика"), ("kk", "↗️ Бөлісу", "⚡ Энергетика"), ("en", "↗️ Share", "⚡ Energy")],
)
async def test_a_shared_answer_opens_for_another_person(
    square: Square, desk: Desk, language: str, label: str, title: str
) -> None:
    await take(desk, GAS)
    (message,) = await square.person(7, language).say("/energy")
    link, told = shared(message, label)
    assert (link, told) == ("/start sector_energy", title)
    (opened,) = await square.person(8, language).say(link)
    assert opened["text"] == message["text"]
    assert rows(message)[-1][-1] == label  # beside the subscription: no row of its own
    assert len(rows(message)[-1]) == 2


async def test_a_period_is_shared_with_the_answer(square: Square, desk: Desk) -> None:
    await take(desk, GAS)
    person = square.person()
    (message,) = await person.say("/energy")
    await person.tap(message, "Неделя")
    link, _ = shared(await person.now_shown(message))
    assert link == "/start sector_energy-7"
    (opened,) = await square.person(8).say(link)
    assert "• Неделя •" in buttons(opened)
    (everything,) = await person.say("/energy all")
    assert shared(everything)[0] == "/start sector_energy-0"
    assert GAS in (await square.person(8).say("/start sector_energy-0"))[0]["text"]


async def test_every_page_of_an_answer_can_be_shared(square: Square, desk: Desk) -> None:
    for number in range(5):
        await take(desk, oil(number))
    person = square.person()
    (message,) = await person.say("/search нефть")
    await person.tap(message, "Дальше ›")
    link, title = shared(await person.now_shown(message))
    assert title == "🔎 нефть"
    (opened,) = await square.person(8).say(link)
    assert opened["text"] == message["text"]


@pytest.mark.parametrize("typed", ['оптовая "на газ" -вертолёт', "Үкімет газ бағасы", "gas prices in Almaty"])
async def test_a_shared_search_opens_for_another_person(square: Square, desk: Desk, typed: str) -> None:
    await take(desk, GAS)
    await take(desk, "Үкімет өнеркәсіп үшін газ бағасын көтерді, деп хабарлады министрлік.")
    await take(desk, "Gas prices in Almaty will rise in January, the ministry said.")
    (message,) = await square.person().say(f"/search {typed}")
    link, title = shared(message)
    assert title == f"🔎 {typed}"
    (opened,) = await square.person(8).say(link)
    assert opened["text"] == message["text"]
    assert opened["text"].startswith(f"🔎 {typed}\n")


async def test_a_shared_article_opens_for_another_person(square: Square, desk: Desk) -> None:
    article_id = await take(desk, GAS, title="Газ подорожает")
    (message,) = await square.person().say(f"/full {article_id}")
    link, title = shared(message)
    assert (link, title) == (f"/start full_{article_id}", "Газ подорожает")
    (opened,) = await square.person(8).say(link)
    assert opened["text"] == message["text"]
    assert rows(message)[-1] == ["🔔 Следить за сюжетом", "↗️ Поделиться"]


async def test_a_search_too_long_for_a_link_is_shared_inline_where_that_is_on(
    square: Square, http: ClientSession, sandbox: Sandbox, bot: Bot, desk: Desk
) -> None:
    await take(desk, GAS)
    typed = "оптовая цена на газ для промышленных предприятий с первого января"
    (message,) = await square.person().say(f"/search {typed}")
    (switch,) = [
        one["switch_inline_query"]
        for row in message["reply_markup"]["inline_keyboard"]
        for one in row
        if "switch_inline_query" in one
    ]
    assert switch == typed
    off = Conversation(http, sandbox, bot, dispatcher.build(with_links(desk, is_inline=False)), chat_id=9)
    (message,) = await off.say(f"/search {typed}")
    assert "↗️ Поделиться" not in buttons(message)


async def test_nothing_is_shared_where_the_bots_name_is_unknown(chat: Conversation, desk: Desk) -> None:
    await take(desk, GAS)
    for asked in ("/energy", "/search газ", "/full 1"):
        (message,) = await chat.say(asked)
        assert "↗️ Поделиться" not in buttons(message)


@pytest.mark.parametrize(
    "payload",
    [
        "sector_nowhere",
        "sector_energy-99999",
        "sector_",
        "sector_Energy",
        "k_",
        "k_LS0",  # «--»: asks for nothing
        "k_mA",  # a byte that the code page doesn't have
        "k_A",  # no base64
        "u_gICA",  # no UTF-8
        "u_4oCu0LDQsQ",  # a direction mark
        "nonsense",
        "-",
        "_" * 64,
        "x" * 500,
        "ключ",
        "sector_energy; DROP",
    ],
)
@pytest.mark.parametrize(
    ("language", "said", "greeting"),
    [("ru", "По этой ссылке", "Здравствуйте"), ("kk", "Бұл сілтеме", "Сәлем"), ("en", "This link", "Hello")],
)
async def test_a_link_that_leads_nowhere_says_so_and_greets(
    square: Square, payload: str, language: str, said: str, greeting: str
) -> None:
    unclear, start, *_ = await square.person(8, language).say(f"/start {payload}")
    assert unclear["text"].startswith(said)
    assert greeting in start["text"]


async def test_the_greeting_is_not_excused_where_it_was_asked_for(square: Square) -> None:
    assert len(await square.person().say("/start welcome")) == len(await square.person(8).say("/start"))


@given(st.text(min_size=1, max_size=80))
def test_whatever_is_searched_for_survives_its_link_or_has_none(typed: str) -> None:
    payload = links.to_search(typed)
    if payload is None:
        return
    assert PAYLOAD.fullmatch(payload)
    words = "".join(letter for letter in typed if letter.isprintable())
    assert links.search_of(payload) == (words if words.strip() else None)


@given(st.text(alphabet=KAZAKH, min_size=1, max_size=46))
def test_forty_six_letters_of_our_languages_fit(typed: str) -> None:
    payload = links.to_search(typed)
    assert payload is not None
    assert PAYLOAD.fullmatch(payload)


@given(st.from_regex(r"[A-Za-z0-9_-]{0,64}", fullmatch=True) | st.text(max_size=80))
def test_no_payload_breaks_the_readers_of_links(payload: str) -> None:
    for begins in ("", links.SECTOR, links.STORY, *links.SEARCHES):
        words = links.search_of(begins + payload)
        assert words is None or words.isprintable()
        links.sector_of(begins + payload)
        links.story_of(begins + payload)


@given(st.from_regex(r"[a-z0-9_]{1,32}", fullmatch=True), st.none() | st.integers(0, 36_500), st.integers(1, 2**59))
def test_sectors_and_stories_survive_their_links(key: str, days: int | None, story_id: int) -> None:
    payload = links.to_sector(key, days)
    assert PAYLOAD.fullmatch(payload)
    assert links.sector_of(payload) == (key, days)
    assert links.story_of(links.to_story(story_id)) == story_id
