"""Articles from files and folders: ``.txt``, ``.md`` and ``.html``, each a draft or the reason why not."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from bot.errors import RefusedError
from bot.sources.encodings import decode
from bot.sources.folders import FoundFile, find, printable
from bot.sources.markdown import parse_markdown
from bot.sources.parsed import ParsedArticle
from bot.sources.plain import parse_plain
from storage.records import Draft, SourceKind

Page = Callable[[bytes], Awaitable[ParsedArticle]]
"""Reads a web page elsewhere; raises RefusedError."""


def read(path: Path) -> Iterator[Draft | RefusedError]:
    """Every article under a file or folder, in the order of the names: its draft, or the error that says why not.

    Web pages are read in this process, which a page that is made for it can keep busy: for files of our own.

    A draft's ``address`` is the file's URI without links and ``..``; the time is what the file tells, or ``None``.
    Never raises for what it finds; the reader of the drafts decides what a refusal means.
    """
    for found in find(path):
        yield found if isinstance(found, RefusedError) else _draft_or_refusal(found)


async def read_guarded(path: Path, page: Page) -> AsyncIterator[Draft | RefusedError]:
    """The same for files of anybody's: their web pages are read by ``page``, in a process that can be killed."""
    for found in find(path):
        if isinstance(found, FoundFile) and found.path.suffix.lower() in PAGES:
            yield await _page_or_refusal(found, page)
        else:
            yield found if isinstance(found, RefusedError) else _draft_or_refusal(found)


def count(path: Path) -> int:
    """How many items ``read`` will yield, for a progress bar; nothing is opened but folders."""
    return sum(1 for _ in find(path))


def _draft_or_refusal(file: FoundFile) -> Draft | RefusedError:
    try:
        content = file.read()
    except RefusedError as refused:
        return refused
    try:
        return _draft(file, _PARSERS[file.path.suffix.lower()](content))
    except ValueError as error:
        return RefusedError(file.shown, str(error))


async def _page_or_refusal(file: FoundFile, page: Page) -> Draft | RefusedError:
    try:
        return _draft(file, await page(file.read()))
    except RefusedError as refused:
        return RefusedError(file.shown, refused.reason)


def _draft(file: FoundFile, parsed: ParsedArticle) -> Draft:
    return Draft(
        address=file.path.as_uri(),
        source=parsed.source or _neutral_source(file),
        source_kind=SourceKind.FILE,
        title=parsed.title,
        text=parsed.text,
        url=parsed.url,
        published_at=parsed.published_at,
        author=parsed.author,
        picture=parsed.picture,
    )


def _neutral_source(file: FoundFile) -> str:
    """Where no outlet is named, the folder that the file lies in is its source."""
    return printable(Path(file.path.parent.name or file.path.stem))


def _plain(content: bytes) -> ParsedArticle:
    return parse_plain(decode(content))


def _markdown(content: bytes) -> ParsedArticle:
    return parse_markdown(decode(content))


def _page(content: bytes) -> ParsedArticle:
    from bot.sources.pages import parse_page  # noqa: PLC0415 - a quarter of a second, which only pages are worth

    return parse_page(content)


PAGES = (".html", ".htm")
_PARSERS: Mapping[str, Callable[[bytes], ParsedArticle]] = MappingProxyType(
    {".txt": _plain, ".md": _markdown, **dict.fromkeys(PAGES, _page)}
)
