"""``svodka parse …``: what the collector would make of these bytes, to see why a source comes in as it does."""

import json
from collections.abc import Callable, Coroutine
from typing import IO, TYPE_CHECKING, Any

import click

from bot.cli.start import wait_for

if TYPE_CHECKING:
    from bot.sources.parsing import Parsing

_FILE = click.argument("file", type=click.File("rb"), metavar="FILE|-")
_CONTENT_TYPE = click.option("--content-type", default="", help="The Content-Type that the server sent.")


@click.group()
def parse() -> None:
    """What would be understood of a feed or a page, as JSON.

    The bytes are read by the same killable worker, within the same bounds, as those that come from outside.

    \b
    Example:
      svodka parse feed saved.xml --url https://example.kz/rss
    """


@parse.command()
@_FILE
@click.option("--url", default="", metavar="URL", help="Where it stood, for its relative links.")
@_CONTENT_TYPE
def feed(file: IO[bytes], url: str, content_type: str) -> None:
    """The entries of a feed (RSS, Atom, RDF, JSON Feed), a sitemap, or the article links of a list page.

    \b
    Example:
      svodka parse feed saved.xml --url https://example.kz/rss
      {"kind": "feed", "title": "Example", "entries": [{"key": "https://example.kz/news/1", …}], …}
    """
    _show(file, url, lambda parsing, content, at: parsing.listing(content, url=at, content_type=content_type))


@parse.command()
@_FILE
@click.option("--url", required=True, metavar="URL", help="Where it stood.")
@_CONTENT_TYPE
def page(file: IO[bytes], url: str, content_type: str) -> None:
    """The article of a saved page.

    \b
    Example:
      svodka parse page saved.html --url https://example.kz/news/1
      {"title": "…", "text": "…", "source": "Example", "published_at": "2026-11-22T05:00:00Z", …}
    """
    _show(file, url, lambda parsing, content, at: parsing.page(content, url=at, content_type=content_type))


def _show(file: IO[bytes], url: str, job: "Callable[[Parsing, bytes, str], Coroutine[None, None, Any]]") -> None:
    from pydantic import RootModel

    from bot.errors import RefusedError
    from bot.sources.addresses import normalised
    from bot.sources.parsing import MOST_CONTENT_BYTES, Parsing

    try:
        at = normalised(url) if url else ""
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--url") from error

    async def understood() -> object:
        async with Parsing() as parsing:
            return await job(parsing, file.read(MOST_CONTENT_BYTES + 1), at)

    try:
        found = wait_for(understood())
    except RefusedError as refused:
        raise RefusedError(_name(file), refused.reason) from refused
    fields = RootModel[Any](found).model_dump(mode="json")
    click.echo(json.dumps(fields, ensure_ascii=False, indent=2))


def _name(file: IO[bytes]) -> str:
    name = getattr(file, "name", "<stdin>")
    return "standard input" if name == "<stdin>" else str(name)
