"""The full article as one HTML file: nothing from elsewhere, no scripts; for a phone, a dark room, and paper.

What a source wrote is escaped, every character of it.
"""

from collections.abc import Iterator
from html import escape

from bot.telegram.article_reading import Reading, blocks
from bot.telegram.render import openable

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1d1d1f; --quiet: #66666b; --accent: #0b6b5d; --tint: #e9f5f2;
  --line: #e3e3e6; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #16181a; --ink: #e4e4e6; --quiet: #a0a0a6; --accent: #62cfba; --tint: #1d2f2c; --line: #34363a; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); overflow-wrap: anywhere;
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
article { max-width: 65ch; margin: 0 auto; padding: 1.75rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .6rem; text-wrap: balance; }
header { margin-bottom: 1.5rem; }
header p, footer { color: var(--quiet); font-size: .9375rem; line-height: 1.5; margin: 0 0 .5rem; }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .15em; }
.text p { margin: 0 0 1rem; white-space: pre-line; }
.text .marked { background: var(--tint); border-inline-start: 4px solid var(--accent); border-radius: 3px;
  padding: .6rem .9rem; scroll-margin-top: 1rem; }
footer { margin-top: 2.25rem; padding-top: 1rem; border-top: 1px solid var(--line); }
footer p { margin: 0 0 .35rem; }
@page { margin: 18mm 16mm; }
@media print {
  :root { --paper: #fff; --ink: #000; --quiet: #444; --accent: #000; --tint: #fff; --line: #999; }
  body { font-size: 11pt; line-height: 1.45; }
  article { max-width: none; padding: 0; }
  h1 { font-size: 17pt; break-after: avoid; }
  p { orphans: 3; widows: 3; }
}
"""

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Should a browser ever find something to load or run in here, it doesn't."""


def html_file(reading: Reading) -> bytes:
    """The whole article; the passages of the sector that was asked for stand out."""
    article, ours = reading.article, reading.texts.language
    title = escape(article.title)
    page = [
        "<!doctype html>",
        f'<html lang="{_language(article.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{title}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
        "<article>",
        "<header>",
        f'<h1 dir="auto">{title}</h1>',
        f'<p lang="{ours}">{_told(reading)}</p>',
        *([f'<p lang="{ours}"><a href="#marked">{escape(reading.note)}</a></p>'] if reading.note else ()),
        "</header>",
        '<div class="text">',
        *_paragraphs(reading),
        "</div>",
        *_footer(reading),
        "</article>",
        "</body>",
        "</html>",
    ]
    return "\n".join([*page, ""]).encode("utf-8", "replace")


def _language(code: str) -> str:
    """The article's language as HTML names it; ``und`` where it is none of ours."""
    return code if code in {"ru", "kk", "en"} else "und"


def _told(reading: Reading) -> str:
    """Who wrote it when; names are kept apart from what stands around them, whatever their direction."""
    names = ", ".join(_linked(seen.source, seen.url) for seen in reading.article.appearances)
    author = [f"<bdi>{escape(reading.author)}</bdi>"] if reading.author else []
    return " · ".join([names, *author, escape(reading.dated)])


def _paragraphs(reading: Reading) -> Iterator[str]:
    is_first = True
    for text, marked in blocks(reading):
        place = ' id="marked"' if marked and is_first else ""
        is_first = is_first and not marked
        kind = ' class="marked"' if marked else ""
        yield f'<p{place}{kind} dir="auto">{escape(text)}</p>'


def _footer(reading: Reading) -> Iterator[str]:
    """Where the article stands, spelled out for paper, and what it points at."""
    texts = reading.texts
    if not (reading.source_url or reading.links):
        return
    yield f'<footer lang="{texts.language}">'
    if url := reading.source_url:
        yield f"<p>{escape(texts('article-source'))} {_linked(url, url)}</p>"
    if reading.links:
        named = ", ".join(_linked(link, link) for link in reading.links)
        yield f"<p>{escape(texts('article-links'))} {named}</p>"
    yield "</footer>"


def _linked(name: str, url: str | None) -> str:
    shown = f"<bdi>{escape(name)}</bdi>"
    if url is None or not openable(url):
        return shown
    return f'<a href="{escape(url)}" rel="noreferrer noopener">{shown}</a>'
