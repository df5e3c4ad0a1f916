"""Pages and sitemaps as outlets write them: front and list pages, articles among menus and notices."""

import json
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from bot.outside.feeds import markup
from bot.outside.outlets import FeedFormat, Layout, Outlet
from bot.outside.surroundings import SURROUNDINGS
from bot.outside.world import Entry

ON_A_PAGE = 10
"""How many articles a list page shows."""

FORBIDDEN = "/search"
"""What robots.txt asks robots not to visit; every page links to it."""

_READ_ALSO = 3

_FEED_TYPES = {
    FeedFormat.RSS: "application/rss+xml",
    FeedFormat.ATOM: "application/atom+xml",
    FeedFormat.RDF: "application/rdf+xml",
    FeedFormat.JSON: "application/feed+json",
}


def article(outlet: Outlet, entry: Entry, base: str, others: Sequence[Entry]) -> str:
    """The page of an article; ``others`` are what else there is to read."""
    words, told = SURROUNDINGS[outlet.language], entry.telling
    published = entry.written_date or entry.published_at.isoformat()
    about = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": told.title}
    described = json.dumps(about | {"datePublished": published}, ensure_ascii=False).replace("<", "\\u003c")
    head = f"""<meta property="og:title" content={quoteattr(told.title)}>
<meta property="og:site_name" content={quoteattr(outlet.name)}>
<meta property="og:type" content="article">
<meta property="og:url" content={quoteattr(base + entry.path)}>
<meta property="article:published_time" content={quoteattr(published)}>
<link rel="canonical" href={quoteattr(base + entry.path)}>
<script type="application/ld+json">{described}</script>"""
    links = "".join(
        f"<li><a href={quoteattr(one.path)}>{escape(one.telling.title)}</a></li>" for one in others[:_READ_ALSO]
    )
    body = f"""<div class="breadcrumbs"><a href="/">{words.menu[0]}</a> / <a href="/news/">{words.menu[1]}</a></div>
{_body(outlet, entry)}
<div class="share">{words.share}: <a href="#">Telegram</a> <a href="#">WhatsApp</a> <a href="#">Facebook</a></div>
<div class="subscribe">{words.subscribe}</div>
<aside class="related"><h3>{words.read_also}</h3><ul>{links}</ul></aside>"""
    return _page(outlet, f"{told.title} — {outlet.name}", head, body)


def listing(outlet: Outlet, entries: Sequence[Entry], number: int) -> str:
    """A list page, numbered from 1; the first is the front page too."""
    words = SURROUNDINGS[outlet.language]
    shown = entries[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    cards = "\n".join(
        f"""<div class="card"><a href={quoteattr(one.path)}><h3>{escape(one.telling.title)}</h3></a>
<time datetime="{one.written_date or one.published_at.isoformat()}">{one.published_at:%d.%m.%Y %H:%M}</time>
<a class="more" href={quoteattr(one.path)}>{words.more}</a></div>"""
        for one in shown
    )
    older = ""
    if number * ON_A_PAGE < len(entries):
        older = f'<nav class="pages"><a rel="next" href="/news/?page={number + 1}">{words.older}</a></nav>'
    head = ""
    if outlet.feed is not None:
        head = (
            f'<link rel="alternate" type="{_FEED_TYPES[outlet.feed]}" '
            f"title={quoteattr(outlet.name)} href={quoteattr(outlet.feed.value)}>"
        )
    return _page(outlet, outlet.name, head, f"<h1>{words.menu[1]}</h1>\n{cards}\n{older}")


def news_sitemap(outlet: Outlet, entries: Sequence[Entry], base: str) -> str:
    """The sitemap of the latest articles, with their titles."""
    places = "\n".join(
        f"""<url><loc>{escape(base + one.path)}</loc><news:news>
<news:publication><news:name>{escape(outlet.name)}</news:name><news:language>{outlet.language}</news:language>
</news:publication>
<news:publication_date>{one.written_date or one.published_at.isoformat()}</news:publication_date>
<news:title>{escape(one.telling.title)}</news:title></news:news></url>"""
        for one in entries
    )
    return f"""<?xml version="1.0" encoding="{outlet.charset}"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
{places}
</urlset>
"""


def sitemap_index(outlet: Outlet, base: str) -> str:
    """The sitemap that leads to the other one."""
    return f"""<?xml version="1.0" encoding="{outlet.charset}"?>
<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>{base}/news-sitemap.xml</loc></sitemap>
</sitemapindex>
"""


def robots(outlet: Outlet, base: str) -> str:
    """What robots are asked."""
    sitemap = f"Sitemap: {base}/sitemap.xml\n" if outlet.sitemap else ""
    return f"User-agent: *\nDisallow: {FORBIDDEN}\n{sitemap}"


def nothing_found(outlet: Outlet) -> str:
    """The page that robots shall not visit."""
    return _page(outlet, outlet.name, "", "<h1>0</h1>")


def _body(outlet: Outlet, entry: Entry) -> str:
    told = entry.telling
    title = f"<h1>{escape(told.title)}</h1>"
    time = f'<time datetime="{entry.published_at.isoformat()}">{entry.published_at:%d.%m.%Y %H:%M}</time>'
    match outlet.layout:
        case Layout.ARTICLE:
            return f"<article>{title}\n{time}\n{markup(told.paragraphs)}\n</article>"
        case Layout.DIVS:
            text = f'<div class="news-detail"><div class="text">\n{markup(told.paragraphs)}\n</div></div>'
            return f'<div class="content">{title}<div class="date">{time}</div>{text}</div>'
        case Layout.BREAKS:
            text = "<br><br>\n".join(map(escape, told.paragraphs))
            return f'<div class="content">{title}<div class="date">{time}</div><div class="text">{text}</div></div>'


def _page(outlet: Outlet, title: str, head: str, body: str) -> str:
    words = SURROUNDINGS[outlet.language]
    menu = "".join(f'<li><a href="/section/{number}/">{name}</a></li>' for number, name in enumerate(words.menu))
    return f"""<!doctype html>
<html lang="{outlet.language}">
<head>
<meta charset="{outlet.charset}">
<meta name="viewport" content="width=device-width">
<title>{escape(title)}</title>
{head}
<style>:root{{color-scheme:light dark}}body{{max-width:46rem;margin:auto;padding:1rem;font:1rem/1.5 sans-serif}}
nav ul{{display:flex;flex-wrap:wrap;gap:1rem;padding:0;list-style:none}}</style>
</head>
<body>
<header><a href="/">{escape(outlet.name)}</a><nav><ul>{menu}</ul></nav>
<a href="{FORBIDDEN}?q=">🔍</a></header>
<main>
{body}
</main>
<footer><p>© {escape(outlet.name)}. {words.rights}</p></footer>
<div class="cookie-notice">{words.cookies} <button>OK</button></div>
</body>
</html>
"""
