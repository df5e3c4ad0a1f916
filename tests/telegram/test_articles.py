"""Reading an article in the chat: from an answer to the marked passage, to a file, to one rich message and back."""

import logging
from collections.abc import Mapping

import pytest
from aiogram.methods import SendRichMessage
from hypothesis import given as given_that
from lxml import html

from bot.telegram.article_rich import RICH_BLOCKS, RICH_UNITS, rich_article
from bot.telegram.buttons import ArticleFile, ArticlePage, FileKind
from bot.telegram.desk import Desk
from storage import readers
from tests.conftest import GIVEN
from tests.person import Message, buttons, entities
from tests.telegram.conftest import Conversation, Town, take
from tests.telegram.pdf_text import text_of
from tests.telegram.readings import GIVEN_TEXT, anything, given, reading, squeezed, urls, written

NUCLEAR = next(line for line in GIVEN.read_text().splitlines() if "атомной электростанции" in line)
NO_METHOD = {"method": "sendRichMessage", "status": 404, "description": "Not Found: method not found"}
REFUSED = {"method": "sendRichMessage", "status": 400, "description": "Bad Request: can't parse rich message"}


async def opened(person: Conversation) -> Message:
    """The given article, opened from the answer about energy."""
    (answer,) = await person.say("/energy")
    (label,) = [label for label in buttons(answer) if "Главы Казахстана" in label]
    (article,) = await person.tap(answer, label)
    return article


async def wants_rich(desk: Desk, chat_id: int) -> None:
    """The reader of a chat chooses rich messages."""
    async with desk.database.write() as connection:
        met = await readers.find(connection, chat_id=chat_id, thread_id=0)
        assert met is not None
        await readers.choose_answers(connection, met[0].id, rich=True)


async def rich_calls(person: Conversation) -> int:
    """How many rich messages were tried."""
    return [call["method"] for call in (await person.get("calls"))["calls"]].count("sendRichMessage")


def stood_out(message: Message) -> list[str]:
    """The quotations of a rich message."""
    blocks = message["rich_message"]["blocks"]
    return [one["text"] for block in blocks if block["type"] == "blockquote" for one in block["blocks"]]


@pytest.mark.parametrize(
    ("language", "note"),
    [("ru", "⚡ Энергетика: отмечен"), ("kk", "⚡ Энергетика: "), ("en", "⚡ Energy: ")],
)
async def test_from_an_answer_to_the_marked_passage_and_both_files(
    town: Town, seeded: Desk, language: str, note: str
) -> None:
    person = town.person(language=language)
    article = await opened(person)
    assert NUCLEAR in entities(article, "blockquote")
    assert note in article["text"]
    for kind in ("HTML", "PDF"):
        (sent,) = await person.tap(article, f"📎 {kind}")
        document = sent["document"]
        assert document["file_name"] == f"2025-11-12-Главы-Казахстана-и-России-в-ходе-визита.{kind.lower()}"[:60]
        content = await person.file(document["file_id"])
        if kind == "HTML":
            page = html.document_fromstring(content.decode())
            assert squeezed(page.xpath("string(//div[@class='text'])")) == squeezed(GIVEN_TEXT)
            assert NUCLEAR in [one.text_content() for one in page.xpath("//p[@class='marked']")]
        else:
            assert squeezed(NUCLEAR)[:100] in squeezed(text_of(content))


async def test_the_passage_on_a_later_page_is_a_press_away(chat: Conversation, desk: Desk) -> None:
    oil = "Добыча нефти и газа на месторождении выросла вдвое, сообщила нефтяная компания."
    long = "\n\n".join(f"Часть {n}. " + "Ничего не произошло. " * 40 for n in range(9))
    await take(desk, f"{long}\n\n{oil}\n\n{long}", title="Длинная")
    (answer,) = await chat.say("/energy")
    (article,) = await chat.tap(answer, "📄 1.")
    assert entities(article, "blockquote") == []
    assert await chat.tap(article, "⚡ К отмеченному абзацу") == []  # in its place
    there = await chat.now_shown(article)
    assert entities(there, "blockquote") == [oil]
    assert not any(label.startswith("⚡") for label in buttons(there))


async def test_a_search_in_a_sector_marks_its_passages_too(chat: Conversation, seeded: Desk) -> None:
    (found,) = await chat.say("/search атомной sector:energy")
    (label,) = [label for label in buttons(found) if "Главы Казахстана" in label]
    (article,) = await chat.tap(found, label)
    assert NUCLEAR in entities(article, "blockquote")
    (plain,) = await chat.say("/search атомной")
    assert {ArticlePage.unpack(data).sector for data in buttons(plain).values() if data.startswith("f:")} == {""}


@pytest.mark.parametrize("sector", ["nonsense", "", "sport", "ё" * 5, "energy' OR 1=1"])
async def test_a_forged_sector_marks_nothing(chat: Conversation, seeded: Desk, sector: str) -> None:
    article = await opened(chat)
    id_ = ArticleFile.unpack(buttons(article)["📎 PDF"]).article_id
    await chat.press(article, ArticlePage(article_id=id_, page=1, anew=True, sector=sector).pack())
    (shown,) = await chat.answers()
    assert NUCLEAR in shown["text"]
    assert NUCLEAR not in entities(shown, "blockquote")
    await chat.press(article, ArticleFile(article_id=id_, kind=FileKind.HTML, sector=sector).pack())
    (sent,) = await chat.answers()
    assert sent["document"]["file_name"].endswith(".html")


async def test_buttons_of_an_older_version_open_articles_and_files(chat: Conversation, seeded: Desk) -> None:
    article = await opened(chat)
    id_ = ArticleFile.unpack(buttons(article)["📎 PDF"]).article_id
    await chat.press(article, f"f:{id_}:1:1")
    (shown,) = await chat.answers()
    assert NUCLEAR in shown["text"]
    await chat.press(article, f"d:{id_}")
    (sent,) = await chat.answers()
    assert sent["document"]["file_name"].endswith(".html")


@pytest.mark.parametrize("data", ["f:999:1:0:energy", "f:999:1:1:", "d:999:pdf:energy", "d:999", f"d:{10**30}:html:"])
async def test_an_article_that_vanished_is_said_to_have(chat: Conversation, seeded: Desk, data: str) -> None:
    article = await opened(chat)
    await chat.press(article, data)
    assert await chat.answers() == []
    assert "нет. Возможно, её удалили" in (await chat.toasts())[-1]


async def test_a_text_too_long_for_a_pdf_is_offered_as_html(chat: Conversation, desk: Desk) -> None:
    id_ = await take(desk, "\n".join(["Нефть подорожала."] * 20_000), title="Список")
    (shown,) = await chat.say(f"/full {id_}")
    assert await chat.tap(shown, "📎 PDF") == []
    assert "Возьмите HTML" in (await chat.toasts())[-1]


async def test_who_chose_it_reads_the_article_in_one_rich_message(chat: Conversation, seeded: Desk) -> None:
    await chat.say("/start")
    await wants_rich(seeded, 7)
    article = await opened(chat)
    texts = [str(block.get("text") or block.get("blocks")) for block in article["rich_message"]["blocks"]]
    assert texts[0].startswith("Главы Казахстана и России")
    assert all(squeezed(line) in squeezed(" ".join(texts)) for line in GIVEN_TEXT.split("\n") if line)
    assert NUCLEAR in stood_out(article)
    assert {"📎 HTML", "📎 PDF", "📄 Читать по страницам"} <= set(buttons(article))
    assert await chat.tap(article, "📄 Читать по страницам") == []  # in its place, for clients that don't show it
    assert NUCLEAR in entities(await chat.now_shown(article), "blockquote")


@pytest.mark.parametrize(("fault", "tried"), [(NO_METHOD, 1), (REFUSED, 2)])
async def test_what_is_refused_comes_as_pages_and_an_unknown_method_is_not_tried_again(
    chat: Conversation, seeded: Desk, caplog: pytest.LogCaptureFixture, fault: Mapping[str, object], tried: int
) -> None:
    await chat.say("/start")
    await wants_rich(seeded, 7)
    await chat.post("faults", {**fault, "times": 5})
    with caplog.at_level(logging.WARNING, logger="bot.telegram.article_rich"):
        for _ in range(2):
            assert NUCLEAR in entities(await opened(chat), "blockquote")
    assert await rich_calls(chat) == tried
    assert sum(record.levelno >= logging.WARNING for record in caplog.records) == 1


async def test_an_article_too_long_for_a_rich_message_comes_as_pages(chat: Conversation, desk: Desk) -> None:
    await chat.say("/start")
    await wants_rich(desk, 7)
    id_ = await take(desk, "Нефть подорожала. " * 2_000)
    (shown,) = await chat.say(f"/full {id_}")
    assert "Нефть подорожала" in shown["text"]
    assert await rich_calls(chat) == 0


async def test_others_get_no_rich_messages(chat: Conversation, seeded: Desk) -> None:
    assert "text" in await opened(chat)
    assert await rich_calls(chat) == 0


def test_what_does_not_fit_is_no_rich_message() -> None:
    assert rich_article(given()) is not None
    assert rich_article(reading("я" * (RICH_UNITS - 200))) is not None
    assert rich_article(reading("я" * RICH_UNITS)) is None
    lines = [f"{n}." for n in range(RICH_BLOCKS - 3)]
    assert rich_article(reading("\n\n".join(lines))) is not None
    assert rich_article(reading("\n\n".join(lines), lines[0])) is None  # a quotation is two, its note one more


@given_that(written, anything, anything, urls)
def test_whatever_a_source_wrote_is_text_in_a_rich_message(text: str, title: str, source: str, url: str | None) -> None:
    made = rich_article(reading(text, title=title, source=source, url=url, links=(url or "",)))
    assert made is not None
    assert made.skip_entity_detection
    assert (made.html, made.markdown) == (None, None)
    blocks = SendRichMessage(chat_id=7, rich_message=made).model_dump(exclude_none=True)["rich_message"]["blocks"]
    assert blocks[0]["text"] == title
    body = [block["text"] for block in blocks[2:] if block["type"] == "paragraph"]
    assert squeezed("".join(body)) == squeezed(text)
