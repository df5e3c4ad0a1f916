"""Formatted texts for the tests of markup, and a short way to write an entity down."""

from aiogram.utils import formatting
from hypothesis import strategies as st

from bot.sandbox.values import JsonObject

_SIMPLE = (formatting.Bold, formatting.Italic, formatting.Underline, formatting.Strikethrough, formatting.Spoiler)
# No control characters (the server replaces them) and no end of a code block.
_WORDS = st.text(alphabet=st.characters(exclude_categories=["C"], exclude_characters="\r"), min_size=1, max_size=20)


def formatted_texts() -> st.SearchStrategy[list[formatting.Text]]:
    """Pieces of text, each in up to three different styles one around the other, or a link."""
    return st.lists(_styled() | _links(), max_size=5)


def _styled() -> st.SearchStrategy[formatting.Text]:
    styles = st.lists(st.sampled_from(_SIMPLE), max_size=3, unique=True)
    return st.builds(_wrapped, _WORDS, styles)


def _links() -> st.SearchStrategy[formatting.Text]:
    # No quotes and closing parentheses: aiogram's as_html and as_markdown write an address as it is.
    paths = st.text(alphabet="abc/(_?=~-.", max_size=10)
    return st.builds(lambda text, path: formatting.TextLink(text, url=f"https://example.org/{path}"), _WORDS, paths)


def _wrapped(text: str, styles: list[type[formatting.Text]]) -> formatting.Text:
    node = formatting.Text(text)
    for style in styles:
        node = style(node)
    return node


def shown(entity: JsonObject) -> str:
    """``type offset length`` and what belongs to the type: ``text_link 0 4 https://example.org/``."""
    details = (entity.get(key) for key in ("url", "language", "custom_emoji_id", "unix_time"))
    user = entity.get("user") or {}
    parts = [entity["type"], entity["offset"], entity["length"], *details, user.get("id")]
    return " ".join(str(part) for part in parts if part is not None)
