"""Which links of a site lead to its articles: patterns that a person can read and edit, and a guess of them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.sources.addresses import same_page

_LONGEST = 300
# A whole number; possessive, and not from the middle of one, so that no number is read twice.
_NUMBER = r"(?<![0-9])[0-9]++"

_FEWEST_ARTICLES = 3
_HEADLINE_WORDS = 4
_HEADLINE_CHARACTERS = 30
# Of the links that a pattern takes, so many have a headline for their text; the others are pictures and «Подробнее».
_HEADLINE_SHARE = 0.6
# One link that is no article's costs a pattern this many articles.
_STRANGER_COSTS = 2
# A pattern that takes any section must take a good many more articles than one that names it.
_ANY_SECTION_COSTS = 0.85
_MOST_CANDIDATES = 120
_MOST_SEGMENTS = 6
_MOST_LINKS = 2_000

_EXTENSION = re.compile(r"\.(?:html?|shtml|php|aspx?|jsp)$")
_FIRST_NUMBER = re.compile(r"[0-9]+([-_])(?=.)")
_LAST_NUMBER = re.compile(r"(?<=.)([-_]?)[0-9]+$")
_FEWEST_DIGITS = 3
# Where menus lead; in an article's address these are its section at most.
_NO_ARTICLES = re.compile(
    r"/(?:tags?|authors?|users?|profile|categor(?:y|ies)|rubrics?|search|login|auth|register|about|contacts?|rules|"
    r"privacy|reklama|ads?|page[0-9]*|rss|feed|comments?|wp-content|upload|uploads|static|cdn-cgi)(?:[/?.]|$)"
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a page: its normalised address, and the words that stand for it (empty where it is a picture's)."""

    address: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class LinkPattern:
    """A path in which ``*`` stands for one or more characters other than ``/``, and ``#`` for a whole number.

    ``/news/*`` takes ``/news/qar`` and ``/news/qar/``, not ``/news/`` nor ``/news/a/b``. The query of a link is looked
    at only where the pattern has one: ``/detail.php?ID=#`` takes every link of that path which has such an ``ID``,
    whatever else its query says. Upper and lower case differ; percent-forms and the letters they mean do not.
    """

    written: str
    path: re.Pattern[str]
    query: tuple[tuple[str, re.Pattern[str]], ...] = ()

    def matches(self, address: str) -> bool:
        """Whether an absolute address is one of the pattern's, on whatever host."""
        parts = urlsplit(address)
        if not self.path.fullmatch(unquote(parts.path).rstrip("/")):
            return False
        values = dict(_pairs(parts.query)) if self.query else {}
        return all(value.fullmatch(values.get(name, "")) for name, value in self.query)


def read_pattern(written: str) -> LinkPattern:
    """The pattern that a person wrote.

    Raises:
        ValueError: it does not begin with ``/``, is too long, has blanks, or would take every address.
    """
    tidy = re.sub(r"([*#])\1+", r"\1", written.strip())
    if not tidy.startswith("/"):
        raise ValueError("a link pattern begins with /, as /news/* does")
    if len(tidy) > _LONGEST or not tidy.isprintable() or " " in tidy:
        raise ValueError(f"a link pattern is at most {_LONGEST} characters, without blanks")
    path, _, query = tidy.partition("?")
    if not path.strip("/") and not query:
        raise ValueError("a link pattern names more than the front page")
    return LinkPattern(tidy, _compiled(path.rstrip("/")), tuple((key, _compiled(v)) for key, v in _pairs(query)))


def guess(links: Sequence[Link], url: str) -> str | None:
    """The pattern of the links that lead to articles, told from menus, tags, authors and pages of lists.

    ``links`` are of the site whose list stands at ``url``. Articles are known by what their links say: a headline,
    where a menu says one word. Of all patterns that could be made from these links the one is taken that has the most
    headlines and the fewest other links; ``None`` where none has at least three.
    """
    texts = _longest_texts(links, url)
    headlines = [address for address, text in texts.items() if _is_headline(text)]
    shapes = Counter(shape for address in headlines for shape in set(_shapes(address)))
    judged = [(pattern, _judge(pattern, texts)) for pattern, _ in shapes.most_common(_MOST_CANDIDATES)]
    likely = [(score, _said(pattern), pattern) for pattern, score in judged if score]
    return max(likely)[-1] if likely else None


def site_of(host: str) -> str:
    """The host without ``www.``: what all addresses of one site end with."""
    return host.lower().removeprefix("www.")


def is_of_site(address: str, url: str) -> bool:
    """Whether an address lies on the host of ``url``, with or without ``www.``, or on a subdomain of it."""
    host, site = site_of(urlsplit(address).hostname or ""), site_of(urlsplit(url).hostname or "")
    return host == site or host.endswith(f".{site}")


def _longest_texts(links: Sequence[Link], url: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for link in links[:_MOST_LINKS]:
        page = same_page(link.address)
        if page != url and urlsplit(page).path.strip("/") and not _NO_ARTICLES.search(page):
            texts[page] = max(texts.get(page, ""), link.text, key=len)
    return texts


def _is_headline(text: str) -> bool:
    return len(text.split()) >= _HEADLINE_WORDS or len(text) >= _HEADLINE_CHARACTERS


def _judge(pattern: str, texts: dict[str, str]) -> float:
    """How much speaks for a pattern; 0 where too little does."""
    read = read_pattern(pattern)
    taken = [text for address, text in texts.items() if read.matches(address)]
    headlines = sum(map(_is_headline, taken))
    # A picture beside the headline has no words, and says nothing against the link.
    strangers = sum(1 for text in taken if text and not _is_headline(text))
    if headlines < _FEWEST_ARTICLES or headlines < _HEADLINE_SHARE * len(taken):
        return 0
    any_section = pattern.rpartition("/")[0].count("*")
    return (headlines - _STRANGER_COSTS * strangers) * _ANY_SECTION_COSTS**any_section


def _said(pattern: str) -> tuple[int, int]:
    """What decides between patterns that take the same links: the one that says more, in fewer signs."""
    letters = len(pattern.replace("*", "").replace("#", ""))
    return letters + 2 * pattern.count("#") - pattern.count("*"), -len(pattern)


def _shapes(address: str) -> Iterator[str]:
    """The patterns that an address could be an instance of, from its own letters to the most general."""
    parts = urlsplit(address)
    *sections, name = [unquote(part) for part in parts.path.strip("/").split("/")][: _MOST_SEGMENTS + 1]
    choices = [_section_shapes(section) for section in sections]
    for ends in _name_shapes(name):
        for begins in product(*choices):
            yield "/" + "/".join((*begins, ends))
    path = unquote(parts.path)
    yield from (f"{path}?{key}=#" for key, value in _pairs(parts.query) if value.isdecimal())


def _section_shapes(section: str) -> tuple[str, ...]:
    return ("#",) if section.isdecimal() else (_escaped(section), "*")


def _name_shapes(name: str) -> Iterator[str]:
    """The shapes of an address's last part: its number, the words around it, its ending."""
    ending = found[0] if (found := _EXTENSION.search(name)) else ""
    stem = name.removesuffix(ending)
    if stem.isdecimal():
        yield f"#{ending}"
        return
    yield f"*{ending}"
    for hyphen in "-_":
        if stem.strip(hyphen).count(hyphen) > 1:
            yield f"*{hyphen}*{hyphen}*{ending}"
    if number := _FIRST_NUMBER.match(stem):
        yield f"#{number[1]}*{ending}"
    if (number := _LAST_NUMBER.search(stem)) and len(number[0]) > _FEWEST_DIGITS:
        yield f"*{number[1]}#{ending}"


def _escaped(section: str) -> str:
    """A part of an address that has the signs of a pattern among its letters can only stand for any."""
    return "*" if set("*#? ") & set(section) or not section.isprintable() else section


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return []


def _compiled(glob: str) -> re.Pattern[str]:
    """A regex that takes time in proportion to what it is held against, whatever a person wrote.

    What follows a ``*`` is looked for once and kept where it is found first: an atomic group, as CPython's
    ``fnmatch.translate`` makes them.
    """
    fixed = ["".join(_NUMBER if c == "#" else re.escape(c) for c in piece) for piece in unquote(glob).split("*")]
    if len(fixed) == 1:
        return re.compile(fixed[0])
    middle = "".join(f"(?>[^/]+?{piece})" for piece in fixed[1:-1])
    return re.compile(f"{fixed[0]}{middle}[^/]+{fixed[-1]}")
