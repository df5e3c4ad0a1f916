"""For everybody: by keyboard alone, by screen reader, on a phone, in the dark, without motion."""

from typing import Any, Literal

import pytest
from aiogram import Bot
from playwright.async_api import Page, ViewportSize, expect

from tests.sandbox.page.conftest import Person, Visit

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("speaking_bot")]

PHONE: ViewportSize = {"width": 375, "height": 740}
NARROW: ViewportSize = {"width": 320, "height": 568}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

# The ratio of luminances of each visible text and what stands behind it, as WCAG 2.2 defines it (relative luminance);
# backgrounds that let through are laid over one another. Large text may have 3, all other needs 4.5.
CONTRASTS = """async () => {
  await Promise.allSettled(document.getAnimations().map(({ finished }) => finished)); // colours may be on their way
  const parse = (color) => {
    const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];
  const channel = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      const stops = [...style.backgroundImage.matchAll(/rgba?\\([^)]*\\)/g)].map(([found]) => parse(found));
      const color = parse(style.backgroundColor);
      layers.push(stops.length > 0 ? stops : [color]);
      if (stops.length > 0 || color[3] === 1) break;
    }
    const lay = (below, tops) => below.flatMap((color) => tops.map((top) => over(top, color)));
    return layers.reverse().reduce(lay, [[255, 255, 255]]);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const poor = [];
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.data.trim().slice(0, 30);
    if (!text || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.closest(":disabled, [inert], noscript, #toast:not(.shown)")) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    for (const back of behind(element)) {
      const [a, b] = [luminance(over(parse(style.color), back)), luminance(back)].sort((x, y) => y - x);
      const ratio = (a + 0.05) / (b + 0.05);
      if (ratio < needed) poor.push(`${text}: ${ratio.toFixed(2)} (${element.className || element.tagName})`);
    }
  }
  return [...new Set(poor)];
}"""

# Controls that a person can reach and that have no name to be read out or spoken.
UNNAMED = """() => [...document.querySelectorAll("button, a, input, textarea, select, [role=button], [tabindex='0']")]
  .filter((element) => element.checkVisibility())
  .filter((element) => !(element.getAttribute("aria-label") || element.textContent.trim() || element.labels?.length))
  .map((element) => element.outerHTML.slice(0, 80))"""

WIDER_THAN_THE_SCREEN = """() => [document.documentElement, ...document.querySelectorAll("body *:not(.cut, .cut *)")]
  .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1)
  .map((element) => element.className || element.tagName)"""


async def furnish(page: Page, bot: Bot) -> None:
    """Put one of each thing on the page: own and foreign messages, entities, buttons, a document, a keyboard."""
    await page.get_by_role("button", name="Start", exact=True).click()
    await expect(page.locator(".theirs")).to_contain_text("Hello")
    chat_id = int((await page.evaluate("location.hash")).removeprefix("#chat="))
    text = (
        '<b>Bold</b> <code>code</code> <a href="https://example.org/a/very/long/address">link</a> '
        "#tag @somebody /help\n"
        "<blockquote expandable>" + "A long quotation. " * 20 + "</blockquote>"
        f'<pre><code class="language-python">{"x" * 200}</code></pre>' + "оченьдлинноеслово" * 20
    )
    await bot.send_message(chat_id, text, parse_mode="HTML")
    await expect(page.locator(".theirs")).to_have_count(2)
    await page.get_by_role("textbox", name="Message").fill("/choices")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("group", name="The bot’s keyboard")).to_be_visible()
    payload: Any = {"name": f"{'very-' * 30}long.txt", "mimeType": "text/plain", "buffer": b"text"}
    await page.locator("#file").set_input_files(payload)
    await expect(page.locator(".theirs").last).to_contain_text("long.txt: 4 bytes")
    await page.get_by_role("button", name="Reply: Svodka").last.click()


async def test_every_text_stands_out_from_what_is_behind_it(visit: Visit, bot: Bot) -> None:
    page = await visit()
    await in_light_and_dark(page)
    await furnish(page, bot)
    await in_light_and_dark(page)
    await page.get_by_role("button", name="New chat").click()
    await in_light_and_dark(page)


async def in_light_and_dark(page: Page) -> None:
    """No text of the page as it is now is hard to read."""
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        assert await page.evaluate(CONTRASTS) == []


async def test_the_dark_is_dark(visit: Visit) -> None:
    page = await visit(color_scheme="dark")
    script = "(selector) => getComputedStyle(document.querySelector(selector)).backgroundColor"
    dark = [await page.evaluate(script, selector) for selector in (".sidebar", ".writing", "body")]
    await page.emulate_media(color_scheme="light")
    light = [await page.evaluate(script, selector) for selector in (".sidebar", ".writing", "body")]
    assert all(max(channels(color)) < 64 for color in dark)
    assert all(min(channels(color)) > 192 for color in light)


def channels(color: str) -> list[int]:
    """``rgb(1, 2, 3)`` as numbers."""
    return [int(part) for part in color.removeprefix("rgb(").removesuffix(")").split(",")]


async def test_a_phone_shows_one_column_and_nothing_sticks_out(visit: Visit, bot: Bot) -> None:
    page = await visit(viewport=PHONE, has_touch=True, is_mobile=True)
    await expect(page.get_by_role("navigation")).to_be_hidden()
    await furnish(page, bot)
    for size in (PHONE, NARROW):
        await page.set_viewport_size(size)
        assert await page.evaluate(WIDER_THAN_THE_SCREEN) == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("button", name="Back to the chats").click()
    await expect(page.get_by_role("main")).to_be_hidden()
    assert await page.evaluate(WIDER_THAN_THE_SCREEN) == []
    await page.get_by_role("navigation").get_by_role("link").click()
    await expect(page.get_by_role("main")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("main")).to_be_hidden()


async def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = await visit()
    await expect(page.get_by_role("button", name="Start", exact=True)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".theirs")).to_contain_text("Hello")
    await expect(page.get_by_role("textbox", name="Message")).to_be_focused()
    for _ in range(20):
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate("document.activeElement.textContent") == "Next":
            break
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"
    await page.keyboard.press("Enter")
    await expect(page.locator(".theirs")).to_contain_text("The second page")
    # The message was drawn anew under the finger: the focus is on the button that now stands there.
    await expect(page.get_by_role("button", name="Next")).to_be_focused()
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alertdialog")).to_contain_text("Mind the gap")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Warn")).to_be_focused()


async def test_the_tab_key_goes_from_left_to_right(visit: Visit) -> None:
    page = await visit()
    names = []
    await page.get_by_role("button", name="New chat").focus()
    for _ in range(8):
        names.append(await page.evaluate("document.activeElement.ariaLabel || document.activeElement.textContent"))
        await page.keyboard.press("Tab")
    expected = ["New chat", "GGuestenNo messages yet", "Chat menu", "Messages", "Start", "Message", "Attach a document"]
    assert names[: len(expected)] == expected


async def test_menus_and_dialogs_close_with_escape_and_give_the_focus_back(visit: Visit) -> None:
    page = await visit()
    menu_button = page.get_by_role("button", name="Chat menu")
    await menu_button.press("Enter")
    await expect(page.get_by_role("menuitem")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(menu_button).to_be_focused()
    new_chat = page.get_by_role("button", name="New chat")
    await new_chat.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(new_chat).to_be_focused()


async def test_every_control_has_a_name(visit: Visit, bot: Bot) -> None:
    page = await visit()
    await furnish(page, bot)
    assert await page.evaluate(UNNAMED) == []
    await page.get_by_role("button", name="New chat").click()
    assert await page.evaluate(UNNAMED) == []


async def test_a_screen_reader_finds_the_parts_and_hears_the_new(visit: Visit, person: Person) -> None:
    page = await visit()
    for role, name in [
        ("navigation", "Chats"),
        ("main", "Conversation"),
        ("region", "Write a message"),
        ("log", "Messages"),
    ]:
        await expect(page.get_by_role(role, name=name)).to_be_visible()  # type: ignore[arg-type]  # a Literal of all roles
    log = page.get_by_role("log")
    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(page.get_by_role("heading", level=1)).to_have_count(1)
    await person.write(7, "/start")
    await page.evaluate("location.hash = '#chat=7'")
    article = page.get_by_role("article", name="Svodka")
    await expect(article).to_be_visible()
    await expect(log).not_to_have_attribute("aria-busy", "true")


async def test_motion_is_left_out_where_it_is_not_wanted(visit: Visit) -> None:
    page = await visit(reduced_motion="reduce")
    durations = await page.evaluate(
        "[...document.querySelectorAll('*')].map((e) => parseFloat(getComputedStyle(e).transitionDuration))"
    )
    assert max(durations) < 0.001
