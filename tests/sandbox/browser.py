"""A real browser, for the tests of the chat page and for whoever wants a picture of it: Chromium through Playwright."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

# As Debian and others name it. Playwright's own download is not used: it would come from elsewhere than the system.
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No sandbox of its own (it refuses to start for root), and nothing that would ask the network for anything.
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowserError(Exception):
    """There is no Chromium on this machine."""


def find() -> str:
    """The path of this machine's Chromium; raises NoBrowserError where there is none."""
    for name in _NAMES:
        if (path := shutil.which(name)) is not None:
            return path
    raise NoBrowserError("no Chromium found (Debian: apt-get install chromium)")


@asynccontextmanager
async def launch() -> AsyncIterator[Browser]:
    """A headless Chromium with a fresh profile, closed at the end. Raises NoBrowserError where there is none."""
    path = find()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=list(_ARGUMENTS))
        try:
            yield browser
        finally:
            await browser.close()
