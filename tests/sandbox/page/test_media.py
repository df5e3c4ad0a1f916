"""Pictures, albums, files and rich messages."""

from typing import Any

import pytest
from aiogram import Bot
from aiogram.types import (
    BufferedInputFile,
    InputMediaPhoto,
    InputRichBlockParagraph,
    InputRichBlockSectionHeading,
    InputRichMessage,
    Message,
)
from playwright.async_api import expect

from tests.sandbox.page.conftest import Person, Room, Visit
from tests.sandbox.pictures import png

pytestmark = pytest.mark.asyncio(loop_scope="session")

RICH: list[dict[str, Any]] = [
    {"type": "heading", "text": "Energy", "size": 1},
    {"type": "paragraph", "text": ["Plain, ", {"type": "bold", "text": ["bold ", {"type": "italic", "text": "both"}]}]},
    {"type": "paragraph", "text": {"type": "url", "text": "a link", "url": "https://example.org/"}},
    {"type": "paragraph", "text": {"type": "url", "text": "no link", "url": "javascript:noteBroken('ran')"}},
    {"type": "list", "items": [{"label": "1.", "blocks": [{"type": "paragraph", "text": "gas"}]}]},
    {
        "type": "table",
        "caption": "Output",
        "cells": [[{"text": "Year", "is_header": True}, {"text": "2025", "colspan": 2}]],
    },
    {"type": "details", "summary": "More", "blocks": [{"type": "paragraph", "text": "The whole article"}]},
    {"type": "blockquote", "blocks": [{"type": "paragraph", "text": "Said he"}], "credit": "A minister"},
    {"type": "expandable_blockquote", "text": "long " * 60},
    {"type": "pre", "text": "print(1)", "language": "python"},
    {"type": "divider"},
    {"type": "something-new", "text": "of a later version", "blocks": [{"type": "paragraph", "text": "inside"}]},
]
RENDER = """async (blocks) => {
  const { renderRich } = await import("/page/rich.js");
  const box = document.createElement("section");
  box.className = "bubble";
  box.id = "rich";
  box.append(renderRich({ blocks }));
  document.querySelector("#log").append(box);
}"""


def picture(width: int, height: int) -> BufferedInputFile:
    """A photo to send."""
    return BufferedInputFile(png(width, height), "picture.png")


async def test_a_photo_is_shown_in_its_own_proportions(room: Room) -> None:
    await room.bot.send_photo(7, picture(300, 150), caption="The <b>dam</b>", parse_mode="HTML")
    image = room.page.get_by_role("img", name="The dam")
    await expect(image).to_have_js_property("naturalWidth", 300)
    box = await image.bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(2, rel=0.02)
    await expect(room.page.locator(".with-photo", has=image).locator("strong")).to_have_text("dam")


async def test_a_photo_has_its_room_before_it_is_there(visit: Visit, bot: Bot, person: Person) -> None:
    await person.write(7, "/start")
    await bot.send_photo(7, picture(400, 300), caption="Late")
    page = await visit("#chat=8")
    await page.route("**/sandbox/files/*", lambda route: route.abort())
    await page.evaluate("location.hash = '#chat=7'")
    box = await page.get_by_role("img", name="Late").bounding_box()
    assert box is not None
    assert box["height"] == pytest.approx(box["width"] * 3 / 4, rel=0.02)


async def test_the_photos_of_an_album_stand_side_by_side(room: Room) -> None:
    await room.bot.send_media_group(
        7, [InputMediaPhoto(media=picture(200, 200)), InputMediaPhoto(media=picture(200, 200))]
    )
    images = room.page.locator(".album img")
    await expect(images).to_have_count(2)
    first, second = await images.nth(0).bounding_box(), await images.nth(1).bounding_box()
    assert first is not None
    assert second is not None
    assert first["y"] == second["y"]
    assert first["x"] + first["width"] <= second["x"]


async def test_a_covered_photo_is_uncovered_by_a_click(room: Room) -> None:
    await room.bot.send_photo(7, picture(200, 200), caption="Secret", has_spoiler=True)
    await room.page.locator(".photo").get_by_role("button", name="Hidden text: show it").click()
    await expect(room.page.get_by_role("img", name="Secret")).to_be_visible()


async def test_a_file_of_the_bots_is_offered_by_name_and_size(room: Room) -> None:
    await room.bot.send_document(7, BufferedInputFile(b"x" * 2048, "article.txt"))
    link = room.page.get_by_role("link", name="Download article.txt, 2 kB")
    async with room.page.expect_download() as coming:
        await link.click()
    assert (await (await coming.value).path()).read_bytes() == b"x" * 2048


async def test_kinds_without_a_form_are_told_in_words(room: Room) -> None:
    sent: list[Message] = [
        await room.bot.send_location(7, 51.5, 71.25),
        await room.bot.send_venue(7, 51.5, 71.25, "Library", "Dostyk 1"),
        await room.bot.send_contact(7, "+77010000000", "Dana"),
    ]
    expected = ["51.5, 71.25", "Library, Dostyk 1", "Dana +77010000000"]
    for message, words in zip(sent, expected, strict=True):
        await expect(room.page.locator(f"[data-id='{message.message_id}'] .bubble-text")).to_contain_text(words)


async def test_a_rich_message_has_its_text(room: Room) -> None:
    heading = InputRichBlockSectionHeading(text="Transport", size=1)
    paragraph = InputRichBlockParagraph(text="A corridor")
    message = await room.bot.send_rich_message(7, InputRichMessage(blocks=[heading, paragraph]))
    article = room.page.locator(f"[data-id='{message.message_id}']")
    await expect(article).to_contain_text("Transport")
    await expect(article).to_contain_text("A corridor")


async def test_the_blocks_of_a_rich_message_keep_their_form(room: Room) -> None:
    await room.page.evaluate(RENDER, RICH)
    rich = room.page.locator("#rich")
    await expect(rich.get_by_role("heading", name="Energy")).to_be_visible()
    await expect(rich.locator("strong > em")).to_have_text("both")
    await expect(rich.get_by_role("link")).to_have_text(["a link"])
    await expect(rich).to_contain_text("no link")
    await expect(rich.get_by_role("listitem")).to_contain_text("1. gas")
    await expect(rich.get_by_role("table", name="Output").get_by_role("cell")).to_have_text(["2025"])
    await expect(rich.get_by_text("The whole article")).to_be_hidden()
    await rich.get_by_text("More", exact=True).click()
    await expect(rich.get_by_text("The whole article")).to_be_visible()
    await expect(rich.locator("blockquote").first).to_contain_text("A minister")
    await expect(rich.get_by_role("button", name="Show more")).to_be_visible()
    await expect(rich).to_contain_text("of a later version")
    await expect(rich).to_contain_text("inside")
