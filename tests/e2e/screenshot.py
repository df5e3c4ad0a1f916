"""The pictures in docs/: ``python -m tests.e2e.screenshot`` talks to the bot on the chat page and photographs it.

Each scene is a conversation of its own with the seeds; it is photographed at a phone's width, light and dark. It wants
Chromium, and Debian's fonts-noto-color-emoji for the emoji.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page

from tests.conftest import ROOT
from tests.e2e.conftest import address_of, running
from tests.sandbox.browser import launch

PHONE = (390, 844)
DESK = (1200, 800)

SCENES: dict[str, tuple[tuple[int, int], str, tuple[str, ...]]] = {
    "chat": (DESK, "ru-RU", ("/energy",)),
    "answer": (PHONE, "ru-RU", ("/energy week",)),
    "search": (PHONE, "ru-RU", ("/search паликлиника", "💡")),
    "article": (PHONE, "ru-RU", ("/energy", "📄 1.")),
    "story": (PHONE, "ru-RU", ("/search поликлиника", "🧵")),
    "trends": (PHONE, "en-US", ("/trends 7",)),
    "settings": (PHONE, "kk-KZ", ("/settings",)),
    "subscription": (PHONE, "ru-RU", ("/energy", "🔔")),
    "help": (PHONE, "kk-KZ", ("/help",)),
}
"""Of each picture its size, the reader's language, and what they write (or press, where a button begins so)."""


async def main(folder: Path) -> None:
    """Write a picture of each scene, light and dark, into a folder."""
    for name, (size, locale, steps) in SCENES.items():
        with tempfile.TemporaryDirectory() as data:
            async with running(Path(data), "try", "--port", "0") as process, launch() as browser:
                address = await address_of(process)
                for scheme in ("light", "dark"):
                    page = await _arrive(browser, address, size, locale, scheme)
                    for step in steps:
                        await _do(page, step)
                    if name == "article":
                        await page.locator("blockquote").last.scroll_into_view_if_needed()
                    await page.screenshot(path=folder / f"{name}{'' if scheme == 'light' else '-dark'}.png")
                    await page.close()


async def _arrive(browser: Browser, address: str, size: tuple[int, int], locale: str, scheme: str) -> Page:
    """A page where the bot has been met."""
    width, height = size
    page = await browser.new_page(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale=locale,
    )
    await page.goto(address)
    await page.wait_for_selector("#chat-title:not(:empty)")
    if await page.locator("#start").is_visible():
        await page.click("#start")
    await page.locator(".theirs").first.wait_for()
    return page


async def _do(page: Page, step: str) -> None:
    """Write something and wait for an answer, or press the last button that begins so and wait for a change."""
    answers = page.locator(".theirs")
    before, shown = await answers.count(), await answers.last.inner_text()
    if step.startswith("/"):
        await page.fill("textarea", step)
        await page.press("textarea", "Enter")
        await answers.nth(before).wait_for()
        return
    await page.get_by_role("button").filter(has_text=step).last.click()
    while await answers.count() == before and await answers.last.inner_text() == shown:
        await page.wait_for_timeout(50)  # an edit has no event that a page could wait for


asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"))
