"""The outlets of the world: who they are, and in which of the ways that outlets have they give their news away."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import cycle, islice


class FeedFormat(StrEnum):
    """Formats of feeds; the value is the path an outlet has it at."""

    RSS = "/rss.xml"
    ATOM = "/atom.xml"
    RDF = "/rdf.xml"
    JSON = "/feed.json"


class Gives(StrEnum):
    """How much of an article stands in its feed."""

    WHOLE = "the whole text"
    SUMMARY = "the first paragraph"
    TITLE = "only the title"


class Layout(StrEnum):
    """How the pages of a site are built."""

    ARTICLE = "an article element with paragraphs"
    DIVS = "nested divs with paragraphs"
    BREAKS = "one div with line breaks"


class Validator(StrEnum):
    """By what a server tells that nothing has changed."""

    ETAG = "ETag"
    LAST_MODIFIED = "Last-Modified"
    BOTH = "both"
    NONE = "neither"


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet: ``host`` is the loopback address it answers at, ``path`` how its articles' addresses look.

    ``path`` may have ``{number}``, ``{sector}`` and ``{day}`` (as 2025/11/12). ``declared`` says whether the charset
    stands in the Content-Type header.
    """

    key: str
    name: str
    language: str
    host: str
    feed: FeedFormat | None = None
    gives: Gives = Gives.WHOLE
    charset: str = "utf-8"
    declared: bool = True
    sitemap: bool = False
    layout: Layout = Layout.ARTICLE
    validator: Validator = Validator.BOTH
    path: str = "/news/{number}-{sector}.html"

    @property
    def watched(self) -> str:
        """The path that a collector looks at: the feed, else the news sitemap, else the list page."""
        if self.feed is not None:
            return self.feed.value
        return "/news-sitemap.xml" if self.sitemap else "/news/"

    @property
    def pattern(self) -> str:
        """What its articles' paths have in common, as a collector's link pattern: ``*`` any word, ``#`` digits."""
        return self.path.format(number="#", sector="*", day="#/#/#")


OUTLETS = (
    Outlet("vestnik", "Тестовый вестник", "ru", "127.0.0.2", FeedFormat.RSS),
    Outlet(
        "gazeta",
        "Пробная газета",
        "ru",
        "127.0.0.3",
        FeedFormat.RSS,
        Gives.SUMMARY,
        charset="windows-1251",
        declared=False,
        layout=Layout.BREAKS,
        validator=Validator.LAST_MODIFIED,
        path="/{day}/{sector}-{number}.html",
    ),
    Outlet("courier", "The Sample Courier", "en", "127.0.0.4", FeedFormat.ATOM, validator=Validator.ETAG),
    Outlet("habar", "Үлгі хабар", "kk", "127.0.0.5", FeedFormat.ATOM, Gives.SUMMARY, layout=Layout.DIVS),
    Outlet("listok", "Учебный листок", "ru", "127.0.0.6", FeedFormat.RDF, Gives.TITLE, validator=Validator.NONE),
    Outlet("aqparat", "Сынақ ақпарат", "kk", "127.0.0.7", FeedFormat.JSON, path="/jańalyq/{number}"),
    Outlet("baiqau", "Байқау жаңалықтары", "kk", "127.0.0.8", layout=Layout.DIVS, path="/news/{sector}-{number}/"),
    Outlet("novosti", "Макетные новости", "ru", "127.0.0.9", sitemap=True, path="/news/detail.php?ID={number}"),
    Outlet("dummy", "The Dummy Times", "en", "127.0.0.10", path="/{day}/{sector}-{number}"),
    Outlet("echo", "Эхо макета", "ru", "127.0.0.11", FeedFormat.RSS, path="/n/{number}"),
)
"""Those of `svodka try --world` and of the tests: every way of giving news away, in three languages."""


def crowd(count: int, *, first: int = 0) -> tuple[Outlet, ...]:
    """Many outlets with feeds, each at an address of its own (127.1.x.y), for load."""
    formats = islice(cycle(FeedFormat), count)
    return tuple(
        Outlet(f"outlet-{number}", f"Outlet {number}", "ru", _host(number), one, validator=validator)
        for number, one, validator in zip(
            range(first, first + count), formats, cycle((Validator.BOTH, Validator.ETAG, Validator.LAST_MODIFIED))
        )
    )


def _host(number: int) -> str:
    third, fourth = divmod(number, 250)
    return f"127.1.{third}.{fourth + 1}"
