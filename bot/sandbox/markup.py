"""What the parsers of Telegram's markups have in common: one pass over a source, and how it fails."""

from bot.sandbox.entities import utf16_length
from bot.sandbox.values import JsonObject


class MarkupError(ValueError):
    """A markup that can't be parsed, in TDLib's words."""


class MarkupReader:
    """One pass over the source; ``at`` is the next character, ``offset`` the length of ``text`` in UTF-16 units."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text: list[str] = []
        self.offset = 0
        self.entities: list[JsonObject] = []

    def emit(self, text: str) -> None:
        """Take a piece of plain text over."""
        self.text.append(text)
        self.offset += utf16_length(text)

    def byte(self, at: int) -> int:
        """Where a character of the source stands in its UTF-8, as errors name it."""
        return len(self.source[:at].encode())
