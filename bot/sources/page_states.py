"""Pages that a browser draws by itself: the article in the JSON of their state (Next.js, Nuxt, single-page sites)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote, urlsplit

from bot.sources.cleaning import one_line
from bot.sources.page_notes import Json, name_of, nodes, read_json, scripts

_STATE = re.compile(r"^\s*(?:window\s*\.\s*)?[\w$.]{1,60}\s*=\s*(?=[{\[])")
_IS_JSON = re.compile(r"(?:application|text)/(?:\w+\+)?json|__NEXT_DATA__|__NUXT_DATA__", re.IGNORECASE)
_TEXTS = ("content", "body", "text", "html", "full_text", "fullText", "detail_text", "description", "blocks")
_TITLES = ("title", "headline", "name", "h1")
_TIMES = (
    "datePublished",
    "published_at",
    "publishedAt",
    "publish_date",
    "date_published",
    "date",
    "created_at",
    "createdAt",
)
_AUTHORS = ("author", "authors", "author_name")
_FEWEST_LETTERS = 100


@dataclass(frozen=True, slots=True)
class State:
    """An article as a page's state holds it: its text as HTML, and what else stands beside it, empty where nothing."""

    html: str
    title: str
    time: str
    author: str
    slug: str


def read_state(html: str, titles: Sequence[str], url: str) -> State | None:
    """The article that the page is about: told by its title or by its slug in the address, else the longest text."""
    found = [state for value in _states(html) for node in nodes(value) if (state := _state(node))]
    known = {title.casefold() for title in titles}
    slug = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
    return max(found, key=lambda one: (one.title.casefold() in known, one.slug == slug, len(one.html)), default=None)


def _states(html: str) -> Iterator[Json]:
    for attributes, written in scripts(html):
        if _IS_JSON.search(attributes) and "ld+json" not in attributes:
            yield read_json(written)
        elif begin := _STATE.match(written):
            yield read_json(written[begin.end() :])


def _state(node: Mapping[str, Json]) -> State | None:
    title = next((one_line(node[key]) for key in _TITLES if isinstance(node.get(key), str)), "")
    text = max((_html(node[key]) for key in _TEXTS if key in node), key=len, default="")
    if not title or len(text) < _FEWEST_LETTERS:
        return None
    time = next((str(node[key]) for key in _TIMES if isinstance(node.get(key), str | int)), "")
    author = next((name for key in _AUTHORS if (name := name_of(node.get(key)))), "")
    slug = node.get("slug")
    return State(text, title, time, author, slug if isinstance(slug, str) else "")


def _html(value: Json) -> str:
    """A text as HTML: written so, or plain in paragraphs, or as the blocks of an editor (https://editorjs.io)."""
    if isinstance(value, str):
        return (
            value if "<" in value else "".join(f"<p>{escape(line)}</p>" for line in value.split("\n") if line.strip())
        )
    if isinstance(value, dict):
        return _html(value.get("blocks"))
    return "".join(map(_block, value)) if isinstance(value, list) else ""


def _block(block: Json) -> str:
    data = block.get("data", block) if isinstance(block, dict) else None
    if not isinstance(data, dict):
        return ""
    if isinstance(data.get("items"), list):
        return "<ul>" + "".join(f"<li>{item}</li>" for item in data["items"] if isinstance(item, str)) + "</ul>"
    text = data.get("text")
    tag = {"header": "h2", "heading": "h2", "quote": "blockquote"}.get(str(block.get("type")), "p")
    return f"<{tag}>{text}</{tag}>" if isinstance(text, str) else ""
