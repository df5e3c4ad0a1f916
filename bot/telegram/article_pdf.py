"""The full article as a PDF: small pages that a phone shows whole, text that can be selected, the same bytes each time.

It is imported where a PDF is made: reportlab costs a second and memory that other answers have no use for.

What a source wrote is escaped: of reportlab's markup only what stands here is any. The font is DejaVu Sans, which has
the letters of our three languages and no pictures: signs it lacks leave ``STAND_IN`` and a line that explains it.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate

from bot.telegram.article_reading import Reading, blocks
from bot.telegram.paging import cut
from bot.telegram.render import openable

STAND_IN = "□"

_REGULAR, _BOLD = "DejaVuSans", "DejaVuSans-Bold"
_MARGIN = 36
_INK, _QUIET, _ACCENT, _TINT = (HexColor(value) for value in ("#1d1d1f", "#66666b", "#0b6b5d", "#e9f5f2"))

_AT_ONCE = 4_000
"""Units of a paragraph that are set at once; a longer one is set in parts, or its lines are counted again and again."""

_LAST = 0xFFFF
"""Of what is beyond reportlab writes half a number into the file, and another sign is copied than the one seen."""

_SENTENCE_END = re.compile(r"[.!?…]\s+")

_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})
_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Variation selectors: they ask for an emoji in colours, which this font has none of."""

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
"""Set from left to right, which is all that can be done here, such words would say something else."""

_BODY = ParagraphStyle(
    "body",
    fontName=_REGULAR,
    fontSize=10.5,
    leading=15.5,
    spaceAfter=7.5,
    textColor=_INK,
    allowWidows=0,
    allowOrphans=0,
)
_TITLE = ParagraphStyle("title", _BODY, fontName=_BOLD, fontSize=16, leading=20.5, spaceAfter=6)
_ABOUT = ParagraphStyle("about", _BODY, fontSize=8.5, leading=12.5, spaceAfter=4, textColor=_QUIET)
_FOOT = ParagraphStyle("foot", _ABOUT, spaceBefore=8)
_MARKED = ParagraphStyle("marked", _BODY, leftIndent=10, rightIndent=4, spaceBefore=3, spaceAfter=10)


class _Marked(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A paragraph on a tinted ground with a bar beside it."""

    def draw(self) -> None:
        """Draw the ground, then the text."""
        self.canv.saveState()
        self.canv.setFillColor(_TINT)
        self.canv.rect(0, -4, self.width, self.height + 6, stroke=0, fill=1)
        self.canv.setFillColor(_ACCENT)
        self.canv.rect(0, -4, 2.5, self.height + 6, stroke=0, fill=1)
        self.canv.restoreState()
        super().draw()


class _Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
    """Writes «3 / 12» on each page, and the title on those after the first; the number of pages is known at the end."""

    title = ""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, object]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Keep the page until the end."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Number the pages and write them out."""
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            self.setFont(_REGULAR, 8)
            self.setFillColor(_QUIET)
            self.drawRightString(A5[0] - _MARGIN, 22, f"{number} / {len(self._pages)}")
            if number > 1:
                self.drawString(_MARGIN, 22, self.title)
            super().showPage()
        super().save()


def pdf_file(reading: Reading) -> bytes:
    """The whole article; it takes a processor for 3 s per million characters, so call it in a thread, one at a time."""
    _register()
    article = reading.article
    made = BytesIO()
    document = SimpleDocTemplate(
        made,
        pagesize=A5,
        leftMargin=_MARGIN - 6,  # the frame adds 6 of its own
        rightMargin=_MARGIN - 6,
        topMargin=30,
        bottomMargin=38,
        title=_plain(article.title),
        author=_plain(", ".join(seen.source for seen in article.appearances)),
        subject=_plain(reading.dated),
        creator="Svodka",
        lang=article.language if article.language in {"ru", "kk", "en"} else None,
        invariant=1,
    )
    running = simpleSplit(drawable(" ".join(article.title.split())), _REGULAR, 8, A5[0] - 2 * _MARGIN - 60)
    canvas = type("Numbered", (_Numbered,), {"title": f"{running[0]}…" if running[1:] else "".join(running)})
    document.build(list(_told(reading)), canvasmaker=canvas)
    return made.getvalue()


def drawable(text: str) -> str:
    """A text as the font can show it: without what is invisible anyway, ``STAND_IN`` for each run of what it lacks."""
    return re.sub("\0+", STAND_IN, text.translate({ord(sign): _instead(sign) for sign in set(text)}))


@lru_cache(maxsize=4096)
def _instead(sign: str) -> str:
    if sign == "\n":
        return sign
    if unicodedata.category(sign) in _INVISIBLE or sign in _SELECTORS:
        return "" if sign != "\t" else " "
    has_it = ord(sign) <= _LAST and ord(sign) in _register().face.charToGlyph
    return sign if has_it and unicodedata.bidirectional(sign) not in _RIGHT_TO_LEFT else "\0"


@lru_cache(maxsize=1)
def _register() -> TTFont:
    """Tell reportlab of our fonts, which come with matplotlib; the regular one."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise FileNotFoundError("matplotlib, which brings the fonts of a PDF, is not installed")
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    for name in (_REGULAR, _BOLD):
        pdfmetrics.registerFont(TTFont(name, folder / f"{name}.ttf"))
    return pdfmetrics.getFont(_REGULAR)


def _told(reading: Reading) -> Iterator[Flowable]:
    article, texts = reading.article, reading.texts
    yield from _set(article.title, _TITLE)
    names = ", ".join(_linked(seen.source, seen.url) for seen in article.appearances)
    author = [_shown(reading.author)] if reading.author else []
    yield Paragraph(" · ".join([names, *author, _shown(reading.dated)]), _ABOUT)
    if reading.sector and reading.marked:
        name = reading.sector.names[texts.language]
        note = texts("article-marked", sector=name, count=len(reading.marked))
        yield Paragraph(f'<font color="#0b6b5d">{_shown(note)}</font>', _ABOUT)
    for text, marked in blocks(reading):
        yield from _set(text, _MARKED if marked else _BODY)
    if url := reading.source_url:
        yield Paragraph(f"{_shown(texts('article-source'))} {_linked(url, url)}", _FOOT)
    if reading.links:
        named = ", ".join(_linked(link, link) for link in reading.links)
        yield Paragraph(f"{_shown(texts('article-links'))} {named}", _FOOT)
    if any(STAND_IN in drawable(text) and STAND_IN not in text for text in (article.title, article.text)):
        yield Paragraph(_shown(texts("article-stand-in", sign=STAND_IN)), _FOOT)


def _set(text: str, style: ParagraphStyle) -> Iterator[Paragraph]:
    """A paragraph of the article, line ends as they are; a very long one in parts, between which nothing is skipped."""
    places = cut(text, _AT_ONCE, (end.end() for end in _SENTENCE_END.finditer(text)))
    inside = ParagraphStyle("part", style, spaceBefore=0, spaceAfter=0)
    kind = _Marked if style is _MARKED else Paragraph
    for start, end in places:
        yield kind(_shown(text[start:end].strip()).replace("\n", "<br/>"), style if end == len(text) else inside)


def _shown(text: str) -> str:
    return escape(drawable(text))


def _linked(name: str, url: str | None) -> str:
    if url is None or not openable(url):
        return _shown(name)
    return f'<a href="{escape(url, {chr(34): "&quot;"})}" color="#0b6b5d">{_shown(name)}</a>'


def _plain(text: str) -> str:
    """A text for the document's own data, which any reader shows with a font of its own."""
    return " ".join(text.encode("utf-16", "replace").decode("utf-16", "replace").split())
