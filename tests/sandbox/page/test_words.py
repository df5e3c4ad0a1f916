"""The page's own words: the same in all three languages, all of them there, none left over."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page

import bot.sandbox
from tests.sandbox.page.conftest import Room, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

PAGE = Path(bot.sandbox.__file__).parent / "page"
SOURCES = {path.name: path.read_text("utf-8") for path in PAGE.iterdir()}
SCRIPTS = [text for name, text in SOURCES.items() if name.endswith(".js")]


async def dictionary(page: Page) -> dict[str, dict[str, str | dict[str, str]]]:
    """The words by language and key."""
    words: dict[str, dict[str, str | dict[str, str]]] = await page.evaluate(
        "async () => (await import('/page/dictionary.js')).WORDS"
    )
    return words


async def test_every_language_has_every_word_with_the_same_blanks(room: Room) -> None:
    words = await dictionary(room.page)
    assert words.keys() == {"ru", "kk", "en"}
    for language in ("ru", "kk"):
        assert words[language].keys() == words["en"].keys()
        for key, entry in words[language].items():
            assert blanks(entry) == blanks(words["en"][key]), (language, key)


def blanks(entry: str | dict[str, str]) -> set[str]:
    """The names in braces; of plural forms, those of each (which must agree)."""
    forms = [entry] if isinstance(entry, str) else list(entry.values())
    found = [frozenset(re.findall(r"\{(\w+)\}", form)) for form in forms]
    assert len(set(found)) == 1
    return set(found[0])


async def test_every_word_is_used_and_every_used_word_is_there(room: Room) -> None:
    words = await dictionary(room.page)
    asked = set(re.findall(r'data-(?:word|label|placeholder)="(\w+)"', SOURCES["index.html"]))
    code = "\n".join(script for script in SCRIPTS)
    said = {key for call in re.findall(r"\bsay\((?=([^()]*))", code) for key in re.findall(r'"(\w+)"', call)}
    assert asked | said == words["en"].keys()


async def test_counts_are_said_as_the_language_does(visit: Visit) -> None:
    page = await visit(locale="ru-RU")
    script = "async (count) => (await import('/page/words.js')).say('unread', { count })"
    said = [await page.evaluate(script, count) for count in (1, 3, 5, 21)]
    assert said == [
        "1 непрочитанное сообщение",
        "3 непрочитанных сообщения",
        "5 непрочитанных сообщений",
        "21 непрочитанное сообщение",
    ]


async def test_times_are_written_as_the_readers_country_does(visit: Visit) -> None:
    script = "async () => (await import('/page/words.js')).timeOfDay(1762953000)"
    british, american = await visit(locale="en-GB"), await visit(locale="en-US")
    assert await british.evaluate(script) == "18:10"
    assert (await american.evaluate(script)).replace("\u202f", " ") == "06:10 PM"


async def test_days_have_names(visit: Visit) -> None:
    page = await visit(locale="kk-KZ")
    script = """async ([then, now]) => (await import('/page/words.js')).dayName(then, new Date(now * 1000))"""
    noon = 1762930800  # 12 November 2025, 12:00 in Almaty
    assert await page.evaluate(script, [noon, noon + 3600]) == "Бүгін"
    assert await page.evaluate(script, [noon, noon + 13 * 3600]) == "Кеше"
    assert "12" in await page.evaluate(script, [noon, noon + 90 * 24 * 3600])
    assert "2025" in await page.evaluate(script, [noon, noon + 90 * 24 * 3600])
