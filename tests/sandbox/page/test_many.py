"""Much at once and things that break: thousands of messages, several chats, a server that goes and comes back."""

import asyncio
from urllib.parse import urlsplit

import pytest
from aiogram import Bot
from playwright.async_api import Page, expect

from bot.sandbox.server import Sandbox, start
from tests.sandbox.conftest import bot_for
from tests.sandbox.page.conftest import Person, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

AT_BOTTOM = """() => {
  const { scrollTop, scrollHeight, clientHeight } = document.querySelector("#log");
  return scrollHeight - scrollTop - clientHeight < 2;
}"""
# What is in sight: the number of the first message of which the top is visible, and where it stands.
IN_SIGHT = """() => {
  const top = document.querySelector("#log").getBoundingClientRect().top;
  const first = [...document.querySelectorAll("article")].find((each) => each.getBoundingClientRect().top >= top);
  return [Number(first.dataset.id), Math.round(first.getBoundingClientRect().top)];
}"""


async def fill(bot: Bot, chat_id: int, count: int) -> list[int]:
    """Let the bot say ``Line 0`` … in a chat; the messages' numbers."""
    return [(await bot.send_message(chat_id, f"Line {number}")).message_id for number in range(count)]


async def test_thousands_of_messages_are_not_all_in_the_page(visit: Visit, bot: Bot, person: Person) -> None:
    await person.write(7, "/start")
    await fill(bot, 7, 2000)
    page = await visit("#chat=7")
    await expect(page.get_by_text("Line 1999", exact=False).last).to_be_in_viewport()
    assert await page.locator("article").count() <= 100
    await page.locator("#log").press("Home")
    await expect(page.get_by_text("Line 1890", exact=False)).to_have_count(1)
    before = await page.evaluate(IN_SIGHT)
    assert before[0] > 1500  # what was in sight stayed there while older ones were added above it
    newest = page.get_by_role("button", name="To the newest message")
    await newest.click()
    await page.wait_for_function(AT_BOTTOM)
    await expect(newest).to_be_hidden()


async def test_a_thousand_messages_arrive_while_one_reads_and_writes(visit: Visit, bot: Bot, person: Person) -> None:
    await person.write(7, "/start")
    page = await visit("#chat=7")
    arriving = asyncio.create_task(fill(bot, 7, 1000))
    field = page.get_by_role("textbox", name="Message")
    await field.press_sequentially("written meanwhile")
    await expect(field).to_have_value("written meanwhile")
    await arriving
    await expect(page.get_by_text("Line 999", exact=False).last).to_be_in_viewport()
    assert await page.locator("article").count() <= 400
    await page.keyboard.press("Enter")
    await expect(page.locator(".own").last).to_contain_text("written meanwhile")


async def test_reading_above_is_not_disturbed(visit: Visit, bot: Bot, person: Person) -> None:
    await person.write(7, "/start")
    sent = await fill(bot, 7, 60)
    page = await visit("#chat=7")
    await page.locator("#log").evaluate("(log) => { log.scrollTop = 900; }")
    newest = page.get_by_role("button", name="To the newest message")
    await expect(newest).to_be_visible()
    before = await page.evaluate(IN_SIGHT)
    await bot.edit_message_text("Much longer\n" * 9, chat_id=7, message_id=sent[2])
    await bot.delete_message(7, sent[3])
    await bot.send_message(7, "News")
    await expect(newest).to_contain_text("1")
    assert await page.evaluate(IN_SIGHT) == before
    await expect(page.locator(f"[data-id='{sent[3]}']")).to_have_count(0)
    await newest.click()
    await expect(page.get_by_text("News").last).to_be_in_viewport()


async def test_a_message_higher_than_the_window_is_read_from_its_beginning(
    visit: Visit, bot: Bot, person: Person
) -> None:
    await person.write(7, "/start")
    page = await visit("#chat=7")
    message = await bot.send_message(7, "The beginning\n" + "and on\n" * 100 + "the end")
    article = page.locator(f"[data-id='{message.message_id}']")
    await expect(article.get_by_text("The beginning")).to_be_in_viewport()
    await expect(page.get_by_role("button", name="To the newest message")).to_be_visible()
    top, log_top = await article.bounding_box(), await page.locator("#log").bounding_box()
    assert top is not None
    assert log_top is not None
    assert 0 <= top["y"] - log_top["y"] < 20


async def test_an_edit_leaves_all_other_messages_alone(visit: Visit, bot: Bot, person: Person) -> None:
    await person.write(7, "/start")
    sent = await fill(bot, 7, 50)
    page = await visit("#chat=7")
    await page.evaluate(
        """() => {
             window.touched = new Set();
             const note = ({ target }) => window.touched.add(target.closest("article")?.dataset.id);
             new MutationObserver((records) => records.forEach(note))
               .observe(document.querySelector("#log"), { childList: true, subtree: true, characterData: true });
           }"""
    )
    await bot.edit_message_text("Changed", chat_id=7, message_id=sent[20])
    await expect(page.locator(f"[data-id='{sent[20]}']")).to_contain_text("Changed")
    assert await page.evaluate("[...window.touched]") == [str(sent[20])]


async def test_other_chats_count_what_is_unread(visit: Visit, bot: Bot, person: Person) -> None:
    await person.write(7, "hello", user={"id": 7, "is_bot": False, "first_name": "Dana"})
    await person.write(8, "hello", user={"id": 8, "is_bot": False, "first_name": "Erlan"})
    page = await visit("#chat=7")
    await fill(bot, 8, 3)
    erlan = page.get_by_role("link", name="Erlan")
    await expect(erlan.get_by_label("3 unread messages")).to_be_visible()
    await expect(erlan).to_contain_text("Line 2")
    await expect(page).to_have_title("(3) Svodka")
    await page.reload()
    await expect(erlan.get_by_label("3 unread messages")).to_be_visible()
    await erlan.click()
    await expect(page.locator("#log")).to_contain_text("Line 2")
    await expect(erlan.locator(".badge")).to_have_count(0)
    await expect(page).to_have_title("Svodka")


async def test_each_chat_keeps_its_draft(visit: Visit, person: Person) -> None:
    await person.write(7, "hello", user={"id": 7, "is_bot": False, "first_name": "Dana"})
    await person.write(8, "hello", user={"id": 8, "is_bot": False, "first_name": "Erlan"})
    page = await visit("#chat=7")
    field = page.get_by_role("textbox", name="Message")
    await field.fill("for Dana")
    await page.get_by_role("link", name="Erlan").click()
    await expect(field).to_have_value("")
    await page.get_by_role("link", name="Dana").click()
    await expect(field).to_have_value("for Dana")


async def test_a_group_names_who_speaks(visit: Visit, bot: Bot, person: Person) -> None:
    await person.post("chats", {"id": -100, "type": "group", "title": "Newsroom", "members": [7]})
    await person.write(-100, "Salem", user={"id": 7, "is_bot": False, "first_name": "Dana"})
    page = await visit("#chat=-100")
    await bot.send_message(-100, "Good morning")
    await expect(page.locator(".theirs .sender")).to_have_text(["Dana", "Svodka"])
    await page.get_by_role("textbox", name="Message").fill("Hello all")
    await page.keyboard.press("Enter")
    await expect(page.locator(".own")).to_contain_text("Hello all")
    await expect(page.get_by_role("link", name="Newsroom")).to_contain_text("You: Hello all")


async def test_a_channel_is_for_reading(visit: Visit, bot: Bot, person: Person) -> None:
    await person.post("chats", {"id": -1000000000100, "type": "channel", "title": "Daily"})
    await bot.send_message(-1000000000100, "The digest")
    page = await visit("#chat=-1000000000100")
    await expect(page.locator(".theirs")).to_contain_text("The digest")
    await expect(page.get_by_text("Only the channel’s administrators write here")).to_be_visible()
    await expect(page.get_by_role("textbox", name="Message")).to_be_hidden()


async def test_after_a_broken_connection_the_page_has_what_it_missed(
    visit: Visit, bot: Bot, person: Person, sandbox: Sandbox
) -> None:
    await person.write(7, "hello")
    page = await visit("#chat=7")
    await bot.send_message(7, "Of the first server")
    await expect(page.locator(".theirs")).to_contain_text("Of the first server")
    await sandbox.close()
    offline = page.get_by_text("No connection to the sandbox.")
    await expect(offline).to_be_visible()
    await write_in_vain(page)
    second = await start("127.0.0.1", urlsplit(sandbox.address).port or 0)
    try:
        await person.write(7, "hello again")
        async with bot_for(second) as speaking:
            await speaking.send_message(7, "Of the second server")
        await expect(page.locator(".theirs")).to_have_count(1)
        await expect(page.locator(".theirs")).to_contain_text("Of the second server")
        await expect(offline).to_be_hidden()
    finally:
        await second.close()


async def write_in_vain(page: Page) -> None:
    """What is not sent stays in the field, and the page says why."""
    field = page.get_by_role("textbox", name="Message")
    await field.fill("kept")
    await page.keyboard.press("Enter")
    await expect(page.locator("#toast")).to_have_text("Not sent: the sandbox doesn’t answer")
    await expect(field).to_have_value("kept")


async def test_two_windows_show_the_same(visit: Visit, person: Person) -> None:
    await person.write(7, "hello", user={"id": 7, "is_bot": False, "first_name": "Dana"})
    first, second = await visit("#chat=7"), await visit("#chat=7")
    await first.get_by_role("textbox", name="Message").fill("from the first")
    await first.keyboard.press("Enter")
    await expect(second.locator(".own").last).to_contain_text("from the first")
