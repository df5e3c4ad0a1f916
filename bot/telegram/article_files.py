"""Files of the full article: what they are called, and how they are made beside everything else."""

import asyncio
import unicodedata

from aiogram.types import BufferedInputFile

from bot.telegram.article_html import html_file
from bot.telegram.article_reading import Reading
from bot.telegram.buttons import FileKind
from bot.telegram.render import readers_time

NAME_CHARACTERS = 60
"""Of a file's name; any file system takes as many letters of any alphabet."""

PDF_CHARACTERS = 2_500_000
"""Of a text that is made a PDF: 2,000 pages and ten seconds of work; what is longer is no article."""

LINE_CHARACTERS = 130
"""What beginning a new line costs, measured in characters."""


class Printing:
    """Makes files of articles, in a thread, one at a time: a crowd that asks for books keeps nobody from their news."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def make(self, reading: Reading, kind: FileKind) -> BufferedInputFile:
        """A file with its name; ``fits`` tells whether there can be one."""
        async with self._turn:
            content = await asyncio.to_thread(_made, reading, kind)
        return BufferedInputFile(content, file_name(reading, kind))


def fits(reading: Reading, kind: FileKind) -> bool:
    """Whether an article is short enough for a kind of file."""
    text = reading.article.text
    return kind is FileKind.HTML or len(text) + LINE_CHARACTERS * text.count("\n") <= PDF_CHARACTERS


def file_name(reading: Reading, kind: FileKind) -> str:
    """The day and the first words of the title, such as ``2025-11-12-Главы-Казахстана.pdf``.

    Letters, digits and hyphens alone, so that no file system, archive or shell reads anything into it.
    """
    day = readers_time(reading.article.published_at, reading.zone).date().isoformat()
    title = unicodedata.normalize("NFC", reading.article.title)
    words = "".join(letter if letter.isalnum() else " " for letter in title).split() or [str(reading.article.id)]
    name, longest = day, NAME_CHARACTERS - len(f".{kind}")
    for word in words:
        if len(name) + 1 + len(word) > longest:
            break
        name += f"-{word}"
    if name == day:
        name = f"{day}-{words[0]}"[:longest]
    return f"{name}.{kind}"


def _made(reading: Reading, kind: FileKind) -> bytes:
    if kind is FileKind.HTML:
        return html_file(reading)
    from bot.telegram.article_pdf import pdf_file  # noqa: PLC0415 - heavy: loaded at first use

    return pdf_file(reading)
