"""No page is longer than Telegram takes, however long its heading and its stories are."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from aiogram.utils.formatting import Text
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.newsroom.answers import AnswerStory
from bot.newsroom.selection import Excerpt
from bot.telegram import texts
from bot.telegram.answer_pages import STORIES_PER_PAGE, Told, stories_page
from bot.telegram.buttons import SearchPage
from bot.telegram.desk import Desk
from bot.telegram.paging import MESSAGE_UNITS
from storage.records import Sighting
from tests.telegram.conftest import Conversation, take

SPOKEN = texts.load()
AT = datetime(2025, 11, 12, 9, 30, tzinfo=UTC)
LONG_WORDS = st.sampled_from(["нефть ", "🛢", "a", "слово. "])


def story(number: int, lengths: list[int], word: str) -> AnswerStory:
    """A story with excerpts of some lengths, and sources with long names."""
    excerpts = tuple(Excerpt(number, at, 0, size, (word * size)[:size], 0.5) for at, size in enumerate(lengths))
    seen = tuple(
        Sighting(story_id=number, article_id=number, source=f"{word * 60}{at}", url="https://a.kz/1") for at in range(4)
    )
    return AnswerStory(number, number, word * 100, AT, seen, excerpts)


@settings(max_examples=60, deadline=None)
@given(
    heading=st.integers(1, 700),
    stories=st.lists(st.lists(st.integers(1, 1500), min_size=1, max_size=6), min_size=1, max_size=8),
    word=LONG_WORDS,
    language=st.sampled_from(sorted(SPOKEN)),
    most=st.sampled_from(sorted(set(STORIES_PER_PAGE.values()))),
)
def test_every_page_fits(heading: int, stories: list[list[int]], word: str, language: str, most: int) -> None:
    told = Told(
        tuple(story(number, lengths, word) for number, lengths in enumerate(stories, 1)),
        Text("x" * heading),
        ZoneInfo("Asia/Almaty"),
        most=most,
    )
    number, count = 1, 1
    while number <= count:
        page = stories_page(told, lambda at: SearchPage(asked=1, page=at), [], SPOKEN[language], number=number)
        assert len(page.content) <= MESSAGE_UNITS
        number, count = number + 1, page.of


async def test_a_search_with_a_long_correction_is_answered(chat: Conversation, desk: Desk) -> None:
    for number in range(4):
        sentence = " ".join(["Нефть", *(f"слово{number}{at}" for at in range(40))]) + "."
        await take(desk, " ".join([sentence] * 6), title="Длинный заголовок " * 12, source=f"Служба {number} " * 8)
    await take(desk, "Энергетика страны растёт быстро и уверенно сегодня.", source="Иное")
    (page,) = await chat.say("/search нефть " + "энергитика " * 17)
    assert page["text"].startswith("🔎")
    assert "💡" in page["text"]
