"""The picture in the README: ``python -m tests.e2e.screenshot`` asks /energy on the chat page and photographs it.

It wants Chromium, and Debian's fonts-noto-color-emoji for the emoji.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.conftest import ROOT
from tests.e2e.conftest import address_of, running
from tests.sandbox.browser import launch

SIZES = {"chat": (1200, 800), "chat-phone": (375, 740)}


async def main(folder: Path) -> None:
    """Write a picture of each size, light and dark, into a folder."""
    with tempfile.TemporaryDirectory() as data:
        async with running(Path(data), "try", "--port", "0") as process, launch() as browser:
            address = await address_of(process)
            for name, (width, height) in SIZES.items():
                for scheme in ("light", "dark"):
                    page = await browser.new_page(
                        viewport={"width": width, "height": height}, color_scheme=scheme, locale="ru-RU"
                    )
                    await page.goto(address)
                    await page.wait_for_selector("#chat-title:not(:empty)")
                    if await page.locator("#start").is_visible():
                        await page.click("#start")
                    await page.wait_for_selector(".theirs")
                    await page.fill("textarea", "/energy")
                    before = await page.locator(".theirs").count()
                    await page.press("textarea", "Enter")
                    await page.wait_for_function("n => document.querySelectorAll('.theirs').length > n", arg=before)
                    await page.screenshot(path=folder / f"{name}{'' if scheme == 'light' else '-dark'}.png")
                    await page.close()


asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"))
