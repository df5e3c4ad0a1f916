"""Odd beginnings and refusals: spoilt storage, senseless addresses, what the sandbox does not take, very many chats."""

import pytest
from aiogram import Bot
from playwright.async_api import Page, expect

from tests.sandbox.page.conftest import Person, Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")

# What a browser may hand back of what the page kept: the persons, the marks of what was read.
SPOILT = {
    "no JSON": ["{", "["],
    "other JSON": ["{}", "5"],
    "other items": ["[null, 5, {}]", "[null]"],
    "a person without a name": ['[{"id": 7}]', '[["7", 1]]'],
}
UNUSABLE = {
    "forbidden": "Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new Error('forbidden'); }",
    "full": "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
}


async def say(page: Page, text: str) -> None:
    """Write a message as a person does."""
    await page.get_by_role("textbox", name="Message").fill(text)
    await page.keyboard.press("Enter")


async def test_whatever_the_browser_kept_the_page_begins(visit: Visit) -> None:
    page = await visit()
    script = "([people, read]) => Object.assign(localStorage, { 'svodka.people': people, 'svodka.read': read })"
    for case, kept in SPOILT.items():
        await page.evaluate(script, kept)
        await page.reload()
        await page.wait_for_selector("#chat-title:not(:empty)")
        await say(page, case)
        await expect(page.locator(".own").last).to_contain_text(case)


async def test_what_is_typed_before_the_chat_is_open_is_kept(visit: Visit) -> None:
    page = await visit()
    await page.reload(wait_until="commit")
    await say(page, "too early")
    await page.wait_for_selector("#chat-title:not(:empty)")
    await page.keyboard.press("Enter")
    await expect(page.locator(".own").first).to_contain_text("too early")


@pytest.mark.parametrize("script", UNUSABLE.values(), ids=UNUSABLE)
async def test_without_storage_the_page_works_as_long_as_it_is_open(visit: Visit, script: str) -> None:
    page = await visit()
    await page.add_init_script(script)
    await page.reload()
    await say(page, "hello")
    await expect(page.locator(".own")).to_contain_text("hello")


async def test_an_address_that_names_no_chat_leads_to_ones_own(visit: Visit) -> None:
    page = await visit()
    own = await page.evaluate("location.hash")
    for fragment in ("#chat=-5", "#chat=0", "#chat=x", f"#chat={9 * 10**400}", "#chat=7&a", "#<img>"):
        await page.evaluate("(fragment) => { location.hash = fragment; }", fragment)
        await page.wait_for_function("(own) => location.hash === own", arg=own)
        await page.reload()
        await expect(page.get_by_role("button", name="Start", exact=True)).to_be_focused()
        await expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(1)


async def test_an_address_may_name_a_person_who_has_not_written_yet(visit: Visit) -> None:
    page = await visit("#chat=777")
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.locator(".own")).to_contain_text("/start")
    assert await page.evaluate("location.hash") == "#chat=777"


async def test_what_is_refused_stays_in_the_field_and_says_why(visit: Visit, bot: Bot, person: Person) -> None:
    await person.write(7, "/start")
    page = await visit("#chat=7")
    question = await bot.send_message(7, "Question?")
    await page.get_by_role("button", name="Reply: Svodka").click()
    await bot.delete_message(7, question.message_id)
    await expect(page.get_by_text("Question?").nth(1)).to_have_count(0)
    await say(page, "answer")
    await expect(page.locator("#toast")).to_contain_text("message to be replied not found")
    await expect(page.get_by_role("textbox", name="Message")).to_have_value("answer")
    await page.get_by_role("button", name="Don’t reply").click()
    await page.keyboard.press("Enter")
    await expect(page.locator(".own").last).to_contain_text("answer")


async def test_a_reply_to_what_is_gone_leads_nowhere_and_says_so(visit: Visit, bot: Bot, person: Person) -> None:
    first = await person.write(7, "first")
    await bot.send_message(7, "second", reply_to_message_id=first["message_id"])
    await bot.delete_message(7, first["message_id"])
    page = await visit("#chat=7")
    await page.locator(".replied").click()
    await expect(page.locator("#toast")).to_have_text("Deleted message")


async def test_only_blanks_are_no_message(visit: Visit) -> None:
    page = await visit()
    await say(page, " \n ")
    await expect(page.get_by_role("button", name="Send")).to_be_disabled()
    await expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()


async def test_of_very_many_chats_the_newest_are_listed(visit: Visit, person: Person) -> None:
    for number in range(101, 331):
        await person.write(number, f"Message {number}")
    page = await visit()
    rows = page.get_by_role("navigation").get_by_role("listitem")
    await expect(rows).to_have_count(201)
    await expect(rows.last).to_have_text("and 31 more")
    await person.write(101, "Here I am")
    await expect(rows.nth(1)).to_contain_text("Here I am")
