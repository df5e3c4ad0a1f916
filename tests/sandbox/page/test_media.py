"""Pictures, albums, files and rich messages."""

import pytest
from aiogram import Bot
from aiogram.types import BufferedInputFile, InputMediaPhoto, InputRichMessage, Message
from playwright.async_api import Page, expect

from tests.sandbox.page.conftest import Person, Visit
from tests.sandbox.pictures import png

pytestmark = pytest.mark.asyncio(loop_scope="session")

RICH = """<h1>Energy</h1><p>Plain, <b>bold</b> and <a href="https://example.org/">a link</a></p>
<ul><li>gas</li><li>coal</li></ul><table><tr><th>Year</th><td>2025</td></tr></table>
<details><summary>More</summary><p>The whole article</p></details><blockquote>Said he</blockquote>"""


def picture(width: int, height: int) -> BufferedInputFile:
    """A photo to send."""
    return BufferedInputFile(png(width, height), "picture.png")


async def opened(visit: Visit, person: Person) -> Page:
    """The chat of somebody who has written once."""
    await person.write(7, "/start")
    return await visit("#chat=7")


async def test_a_photo_is_shown_in_its_own_proportions(visit: Visit, bot: Bot, person: Person) -> None:
    page = await opened(visit, person)
    await bot.send_photo(7, picture(300, 150), caption="The <b>dam</b>", parse_mode="HTML")
    image = page.get_by_role("img", name="The dam")
    await expect(image).to_have_js_property("naturalWidth", 300)
    box = await image.bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(2, rel=0.02)
    await expect(page.locator(".with-photo strong")).to_have_text("dam")


async def test_a_photo_has_its_room_before_it_is_there(visit: Visit, bot: Bot, person: Person) -> None:
    await person.write(7, "/start")
    await bot.send_photo(7, picture(400, 300), caption="Late")
    page = await visit("#chat=8")
    await page.route("**/sandbox/files/*", lambda route: route.abort())
    await page.evaluate("location.hash = '#chat=7'")
    box = await page.get_by_role("img", name="Late").bounding_box()
    assert box is not None
    assert box["height"] == pytest.approx(box["width"] * 3 / 4, rel=0.02)


async def test_the_photos_of_an_album_stand_side_by_side(visit: Visit, bot: Bot, person: Person) -> None:
    page = await opened(visit, person)
    await bot.send_media_group(7, [InputMediaPhoto(media=picture(200, 200)), InputMediaPhoto(media=picture(200, 200))])
    images = page.locator(".album img")
    await expect(images).to_have_count(2)
    first, second = await images.nth(0).bounding_box(), await images.nth(1).bounding_box()
    assert first is not None
    assert second is not None
    assert first["y"] == second["y"]
    assert first["x"] + first["width"] <= second["x"]


async def test_a_covered_photo_is_uncovered_by_a_click(visit: Visit, bot: Bot, person: Person) -> None:
    page = await opened(visit, person)
    await bot.send_photo(7, picture(200, 200), caption="Secret", has_spoiler=True)
    await page.locator(".photo").get_by_role("button", name="Hidden text: show it").click()
    await expect(page.get_by_role("img", name="Secret")).to_be_visible()


async def test_a_file_of_the_bots_is_offered_by_name_and_size(visit: Visit, bot: Bot, person: Person) -> None:
    page = await opened(visit, person)
    await bot.send_document(7, BufferedInputFile(b"x" * 2048, "article.txt"))
    link = page.get_by_role("link", name="Download article.txt, 2 kB")
    async with page.expect_download() as coming:
        await link.click()
    assert (await (await coming.value).path()).read_bytes() == b"x" * 2048


async def test_kinds_without_a_form_are_told_in_words(visit: Visit, bot: Bot, person: Person) -> None:
    page = await opened(visit, person)
    sent: list[Message] = [
        await bot.send_location(7, 51.5, 71.25),
        await bot.send_venue(7, 51.5, 71.25, "Library", "Dostyk 1"),
        await bot.send_contact(7, "+77010000000", "Dana"),
    ]
    expected = ["51.5, 71.25", "Library, Dostyk 1", "Dana +77010000000"]
    for message, words in zip(sent, expected, strict=True):
        await expect(page.locator(f"[data-id='{message.message_id}'] .bubble-text")).to_contain_text(words)


async def test_a_rich_message_is_readable(visit: Visit, bot: Bot, person: Person) -> None:
    page = await opened(visit, person)
    await bot.send_rich_message(7, InputRichMessage(html=RICH))
    await expect(page.locator(".theirs")).to_contain_text("Energy")
