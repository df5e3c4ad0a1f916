"""What a page says of itself to machines: JSON-LD, Open Graph, microdata, its language (https://schema.org/Article)."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any
from urllib.parse import urlsplit

from bot.sources.cleaning import one_line
from bot.sources.entries import absolute
from bot.sources.languages import primary_language
from bot.sources.link_patterns import is_of_site
from bot.sources.page_trees import Element, attribute, text_of

_SCRIPT = re.compile(r"<script\b([^>]{0,1000})>", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script\b", re.IGNORECASE)
_MOST_SCRIPTS = 300
_MOST_NODES = 20_000
_LONGEST_NAME = 100
_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report)$")
_NO_PERSON = re.compile(r"https?:|@|^(?:admin\w*|root|editor|user\d*|unknown|author|автор|редактор)$", re.IGNORECASE)

Json = Any
"""A value of JSON."""


@dataclass(frozen=True, slots=True)
class Notes:
    """What a page declares, ``None`` where it is silent.

    ``times`` are its times of publication as they are written, the most trusted first. ``titles`` are the names that it
    gives itself; ``title`` is the likeliest, without the site's name. ``body`` is the text that JSON-LD holds.
    """

    titles: tuple[str, ...] = ()
    title: str | None = None
    site: str | None = None
    author: str | None = None
    picture: str | None = None
    language: str | None = None
    canonical: str | None = None
    times: tuple[str, ...] = ()
    body: str | None = None


def read_notes(tree: Element, html: str, url: str) -> Notes:
    """The notes of a page; ``html`` still has the scripts that ``tree`` has lost."""
    meta = _meta(tree)
    article = next(_articles(html), {})
    site = _first(meta.get("og:site_name"), name_of(article.get("publisher")), meta.get("application-name"))
    titles = tuple(
        _without_site(title, site)
        for title in (_text(article.get("headline")), meta.get("og:title"), _title_tag(tree))
        if title
    )
    return Notes(
        titles=titles,
        title=_title(tree, titles),
        site=site,
        author=_author(tree, meta, article, site),
        picture=absolute(_first(meta.get("og:image"), _image(article.get("image")), meta.get("twitter:image")), url),
        language=_language(tree, meta, article),
        canonical=_canonical(tree, meta, url),
        times=_times(tree, meta, article),
        body=_text(article.get("articleBody")),
    )


def scripts(html: str) -> Iterator[tuple[str, str]]:
    """The attributes and the content of each script of a page, at most 300."""
    position = 0
    for _ in range(_MOST_SCRIPTS):
        if not (start := _SCRIPT.search(html, position)):
            return
        end = _SCRIPT_END.search(html, start.end())
        position = end.end() if end else len(html)
        yield start[1], html[start.end() : end.start() if end else len(html)]


def read_json(written: str) -> Json:
    """The value of a script, ``None`` where it isn't JSON."""
    try:
        return json.loads(written.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return None


def nodes(value: Json) -> Iterator[Mapping[str, Json]]:
    """Every object within a value of JSON, outer ones first, at most 20,000."""
    waiting: deque[Json] = deque([value])
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.popleft()
        if isinstance(node, dict):
            yield node
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _articles(html: str) -> Iterator[Mapping[str, Json]]:
    for attributes, written in scripts(html):
        if "ld+json" in attributes.lower():
            yield from (node for node in nodes(read_json(written)) if _is_article(node))


def _is_article(node: Mapping[str, Json]) -> bool:
    types = node.get("@type")
    named = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and _ARTICLE_TYPE.search(name) for name in named)


def _meta(tree: Element) -> dict[str, str]:
    """The page's ``<meta>``, each by its name or property, the first of a name."""
    found: dict[str, str] = {}
    for element in islice(tree.iter("meta"), 500):
        key = (attribute(element, "property") or attribute(element, "name") or attribute(element, "itemprop")).lower()
        found.setdefault(key, one_line(attribute(element, "content")))
    return found


def _title(tree: Element, titles: tuple[str, ...]) -> str | None:
    """The heading that readers see, where it is what the page calls itself; else what it calls itself."""
    said = [frozenset(title.casefold().split()) for title in titles]
    for heading in tree.iter("h1"):
        shown = text_of(heading)
        words = frozenset(shown.casefold().split())
        if words and (not said or any(len(words & title) * 2 > len(words) for title in said)):
            return shown
    return titles[0] if titles else None


def _title_tag(tree: Element) -> str:
    return next((text_of(title) for title in tree.iter("title")), "")


def _without_site(title: str, site: str | None) -> str:
    """«Мост открыт — Вестник» without the name of the site, whatever stands between."""
    for separator in (" | ", " — ", " – ", " - ", " :: ", " • ", " / ", " » "):
        head, found, tail = title.rpartition(separator)
        if found and site and (tail.casefold() in site.casefold() or site.casefold() in tail.casefold()):
            return head.strip()
    return title


def _author(tree: Element, meta: Mapping[str, str], article: Mapping[str, Json], site: str | None) -> str | None:
    visible = chain(
        _by_attribute(tree, "itemprop", "author"), _by_attribute(tree, "rel", "author"), _by_class(tree, "author")
    )
    written = chain((name_of(article.get("author")), meta.get("author"), meta.get("article:author")), visible)
    return next((name for name in map(_person, written) if name and name.casefold() != (site or "").casefold()), None)


def _by_attribute(tree: Element, name: str, value: str) -> Iterator[str]:
    for element in tree.iter("a", "span", "div", "p", "address", "meta"):
        if value in attribute(element, name).split():
            named = next((e for e in element.iter() if attribute(e, "itemprop") == "name"), element)
            yield attribute(named, "content") or text_of(named)


def _by_class(tree: Element, word: str) -> Iterator[str]:
    for element in tree.iter("a", "span", "div", "p"):
        if any(
            re.fullmatch(rf"(?:[\w-]*[_-])?{word}(?:[_-]*name)?", name) for name in attribute(element, "class").split()
        ):
            yield text_of(element)


def _person(written: str | None) -> str | None:
    """The name of an author, without «Автор:»; ``None`` for an address, a login or half of a page."""
    name = re.sub(r"^(?:авторы?|текст|author|by|жазған|мәтін)\s*:?\s+", "", written or "", flags=re.IGNORECASE)
    return name if name and len(name) <= _LONGEST_NAME and not _NO_PERSON.search(name) else None


def _language(tree: Element, meta: Mapping[str, str], article: Mapping[str, Json]) -> str | None:
    root = next(iter(tree.iter("html")), tree)
    declared = (
        attribute(root, "lang"),
        attribute(root, "{http://www.w3.org/XML/1998/namespace}lang"),
        attribute(root, "xml:lang"),
    )
    written = (*declared, meta.get("og:locale"), _text(article.get("inLanguage")))
    return next((tag for text in written if text and (tag := primary_language(text))), None)


def _canonical(tree: Element, meta: Mapping[str, str], url: str) -> str | None:
    """The address that the page calls its own, if it can be believed: of the same site, and not the front page."""
    declared = (
        attribute(link, "href") for link in tree.iter("link") if "canonical" in attribute(link, "rel").lower().split()
    )
    for written in (*declared, meta.get("og:url")):
        address = absolute(written, url)
        if address and (not url or (is_of_site(address, url) and urlsplit(address).path.strip("/"))):
            return address
    return None


def _times(tree: Element, meta: Mapping[str, str], article: Mapping[str, Json]) -> tuple[str, ...]:
    microdata = (
        attribute(element, "datetime") or attribute(element, "content") or text_of(element)
        for element in tree.iter()
        if "datePublished" in attribute(element, "itemprop").split()
    )
    declared = (_text(article.get("datePublished")), meta.get("article:published_time"), *islice(microdata, 3))
    return tuple(one_line(written) for written in (*declared, meta.get("og:article:published_time")) if written)


def _first(*written: str | None) -> str | None:
    return next((found for text in written if text and (found := one_line(text))), None)


def _text(value: Json) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def name_of(value: Json) -> str | None:
    """The names of people or organisations, however JSON-LD nests them."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(name_of, value[:5]))) or None
    return name_of(value.get("name")) if isinstance(value, dict) else _text(value)


def _image(value: Json) -> str | None:
    if isinstance(value, list):
        return _image(value[0]) if value else None
    return _image(value.get("url")) if isinstance(value, dict) else _text(value)
