"""A person and a bot: writing, pressing, answering, as in Telegram."""

import pytest
from aiogram import Bot
from aiogram.types import BotCommand, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup
from playwright.async_api import FilePayload, Page, expect

from tests.sandbox.page.conftest import Person, Visit

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("speaking_bot")]


async def say(page: Page, text: str) -> None:
    """Write a message as a person does."""
    await page.get_by_role("textbox", name="Message").fill(text)
    await page.keyboard.press("Enter")


async def test_a_first_visit_is_one_press_away_from_an_answer(visit: Visit) -> None:
    page = await visit()
    await expect(page.locator("#empty")).to_contain_text("Press Start")
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.get_by_role("article", name="You")).to_contain_text("/start")
    await expect(page.get_by_role("article", name="Svodka")).to_contain_text("Hello, Guest, in en.")
    await expect(page.locator("#empty")).to_be_hidden()
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()


@pytest.mark.parametrize(
    ("locale", "start", "answer"),
    [
        ("ru-RU", "Запустить", "Hello, Гость, in ru"),
        ("kk-KZ", "Бастау", "Hello, Қонақ, in kk"),
        ("de-DE", "Start", "Hello, Guest, in en"),
    ],
)
async def test_the_page_speaks_the_browsers_language(visit: Visit, locale: str, start: str, answer: str) -> None:
    page = await visit(locale=locale)
    await page.get_by_role("button", name=start, exact=True).click()
    await expect(page.locator(".theirs")).to_contain_text(answer)


async def test_several_readers_each_in_their_language(visit: Visit) -> None:
    page = await visit()
    await page.get_by_role("button", name="New chat").click()
    await page.get_by_label("Name").fill("Айгүл")
    await page.get_by_role("radio", name="Қазақша").check()
    await page.get_by_role("button", name="Create").click()
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.locator(".theirs")).to_contain_text("Hello, Айгүл, in kk")
    await expect(page.locator("#chat-status")).to_have_text("you write as Айгүл · Қазақша")
    await page.reload()
    await expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(2)
    await page.get_by_role("link", name="Айгүл").click()
    await expect(page.locator(".theirs")).to_contain_text("Hello, Айгүл, in kk")


async def test_a_pressed_button_edits_its_message_in_place(visit: Visit) -> None:
    page = await visit()
    await page.get_by_role("button", name="Start", exact=True).click()
    answer = page.locator(".theirs")
    await expect(answer).to_contain_text("Hello")
    element, place = await answer.element_handle(), await answer.bounding_box()
    await page.get_by_role("button", name="Next").click()
    await expect(answer).to_contain_text("The second page")
    await expect(answer).to_contain_text("edited")
    await expect(page.locator("#toast")).to_have_text("Turned")
    assert element is not None
    assert await element.evaluate("(before) => before === document.querySelector('.theirs')")
    now = await answer.bounding_box()
    assert place is not None
    assert now is not None
    assert now["y"] + now["height"] == pytest.approx(place["y"] + place["height"], abs=1)


async def test_an_alert_waits_for_the_reader(visit: Visit) -> None:
    page = await visit()
    await page.get_by_role("button", name="Start", exact=True).click()
    await page.get_by_role("button", name="Warn").click()
    alert = page.get_by_role("alertdialog")
    await expect(alert).to_contain_text("Mind the gap")
    await page.keyboard.press("Escape")
    await expect(alert).to_be_hidden()
    await expect(page.get_by_role("button", name="Warn")).to_be_focused()


async def test_buttons_that_need_no_bot(visit: Visit) -> None:
    page = await visit()
    await page.get_by_role("button", name="Start", exact=True).click()
    site = page.get_by_role("link", name="Site (opens a page)")
    await expect(site).to_have_attribute("href", "https://example.org/")
    await expect(site).to_have_attribute("rel", "noopener noreferrer")
    await expect(page.get_by_role("button", name="Play")).to_be_disabled()


async def test_a_button_may_copy_a_text(visit: Visit, bot: Bot, person: Person) -> None:
    await person.write(7, "/start")
    page = await visit("#chat=7", permissions=["clipboard-read", "clipboard-write"])
    button = InlineKeyboardButton(text="Address", copy_text=CopyTextButton(text="baq.kz/ru"))
    await bot.send_message(7, "Here:", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))
    await page.get_by_role("button", name="Address (copies)").click()
    await expect(page.locator("#toast")).to_have_text("Copied")
    assert await page.evaluate("navigator.clipboard.readText()") == "baq.kz/ru"


async def test_an_impatient_press_starts_once(visit: Visit) -> None:
    page = await visit()
    await page.get_by_role("button", name="Start", exact=True).dblclick()
    await expect(page.locator(".theirs")).to_have_count(1)
    await expect(page.locator(".own")).to_have_count(1)


async def test_start_waits_until_what_it_sent_is_shown(visit: Visit) -> None:
    page = await visit()
    await page.clock.install(time=0)
    await page.clock.pause_at(1)  # what the page has put off to draw together stays put off
    start = page.get_by_role("button", name="Start", exact=True)
    async with page.expect_response("**/sandbox/messages"):
        await start.click()
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()  # the page has had the reply
    await expect(start).to_be_disabled()
    await page.clock.resume()
    await expect(page.locator(".own")).to_have_count(1)
    await expect(start).to_be_hidden()


async def test_a_command_in_a_text_is_sent_by_a_click(visit: Visit) -> None:
    page = await visit()
    await page.get_by_role("button", name="Start", exact=True).click()
    await page.get_by_role("button", name="/choices").click()
    await expect(page.locator(".own").last).to_contain_text("/choices")
    await expect(page.locator(".theirs").last).to_contain_text("Choose.")


async def test_the_bots_keyboard_comes_speaks_and_goes(visit: Visit) -> None:
    page = await visit()
    await say(page, "/choices")
    keyboard = page.get_by_role("group", name="The bot’s keyboard")
    await expect(keyboard.get_by_role("button", name="My place")).to_be_disabled()
    await expect(page.get_by_placeholder("Choose a sector")).to_be_visible()
    await keyboard.get_by_role("button", name="Energy").click()
    await expect(page.locator(".theirs").last).to_contain_text("You said: Energy")
    await page.get_by_role("button", name="The bot’s keyboard").click()
    await expect(keyboard).to_be_hidden()
    await say(page, "/nochoices")
    await expect(page.get_by_role("button", name="The bot’s keyboard")).to_be_hidden()


async def test_replies_name_what_they_answer(visit: Visit) -> None:
    page = await visit()
    await say(page, "/ask")
    await expect(page.locator("#reply")).to_contain_text("Your town?")
    await say(page, "Taraz")
    await expect(page.locator(".theirs").last).to_contain_text("You said: Taraz (to: Your town?)")
    await expect(page.locator("#reply")).to_be_hidden()
    await page.locator(".own .replied").click()
    await expect(page.get_by_role("article").filter(has_text="Your town?").first).to_be_focused()
    await page.get_by_role("button", name="Reply: Svodka").last.click()
    await expect(page.locator("#reply")).to_contain_text("You said")
    await page.keyboard.press("Escape")
    await expect(page.locator("#reply")).to_be_hidden()


async def test_a_document_goes_up_and_comes_down(visit: Visit) -> None:
    page = await visit()
    await page.get_by_role("textbox", name="Message").fill("look")
    payload = FilePayload(name="статья.txt", mimeType="text/plain", buffer="Қазақстан".encode())
    await page.locator("#file").set_input_files(payload)
    await expect(page.locator(".theirs")).to_contain_text("статья.txt: 18 bytes, look")
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Download статья.txt").first.click()
    download = await coming.value
    assert download.suggested_filename == "статья.txt"
    assert (await download.path()).read_text("utf-8") == "Қазақстан"


async def test_typing_shows_until_the_message_comes(visit: Visit) -> None:
    page = await visit()
    await say(page, "/think")
    await expect(page.locator("#chat-status")).to_have_text("typing …")
    await say(page, "well?")
    await expect(page.locator(".theirs")).to_contain_text("You said: well?")
    await expect(page.locator("#chat-status")).to_have_text("you write as Guest · English")


async def test_the_menu_filters_commands_as_one_types(visit: Visit, bot: Bot) -> None:
    commands = [BotCommand(command=name, description=f"About {name}") for name in ("energy", "education", "transport")]
    await bot.set_my_commands(commands)
    page = await visit()
    await page.get_by_role("button", name="Commands of the bot").click()
    menu = page.get_by_role("listbox", name="Commands of the bot")
    await expect(menu.get_by_role("option")).to_have_text(
        ["/energyAbout energy", "/educationAbout education", "/transportAbout transport"]
    )
    await page.keyboard.type("/e")
    await expect(menu.get_by_role("option")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".own")).to_contain_text("/education")
    await expect(menu).to_be_hidden()


async def test_a_blocked_bot_is_told_so_and_unblocked_again(visit: Visit, person: Person) -> None:
    await person.write(7, "/start", user={"id": 7, "is_bot": False, "first_name": "Dana", "language_code": "kk"})
    page = await visit("#chat=7")
    await page.get_by_role("button", name="Chat menu").click()
    await page.get_by_role("menuitem", name="Block the bot").click()
    await expect(page.get_by_role("textbox", name="Message")).to_be_hidden()
    await page.get_by_role("button", name="Unblock the bot").click()
    await say(page, "again")
    await expect(page.locator(".theirs").last).to_contain_text("You said: again")
    await expect(page.locator("#chat-status")).to_have_text("you write as Dana · Қазақша")


async def test_more_than_telegram_takes_is_not_sent(visit: Visit) -> None:
    page = await visit()
    field = page.get_by_role("textbox", name="Message")
    await field.fill("я" * 4097)
    await expect(page.locator("#left")).to_have_text("1 too many")
    await expect(page.get_by_role("button", name="Send")).to_be_disabled()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Backspace")
    await page.keyboard.press("Enter")
    await expect(page.locator(".own")).to_have_count(1)
    await expect(field).to_have_value("")


async def test_shift_enter_begins_a_new_line(visit: Visit) -> None:
    page = await visit()
    await page.get_by_role("textbox", name="Message").press_sequentially("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    await page.keyboard.press("Enter")
    await expect(page.locator(".theirs .bubble-text")).to_contain_text("You said: one\ntwo")
