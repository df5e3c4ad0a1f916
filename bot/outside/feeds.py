"""Feeds as outlets write them: RSS 2.0, Atom, RDF (RSS 1.0) and JSON Feed."""

import json
from collections.abc import Sequence
from email.utils import format_datetime
from xml.sax.saxutils import escape

from bot.outside.outlets import FeedFormat, Gives, Outlet
from bot.outside.surroundings import SURROUNDINGS
from bot.outside.world import Entry


def write(outlet: Outlet, entries: Sequence[Entry], base: str) -> str:
    """An outlet's feed of some entries, newest first; ``base`` is the outlet's address without a slash at the end."""
    match outlet.feed:
        case FeedFormat.RSS:
            return _rss(outlet, entries, base)
        case FeedFormat.ATOM:
            return _atom(outlet, entries, base)
        case FeedFormat.RDF:
            return _rdf(outlet, entries, base)
        case FeedFormat.JSON:
            return _json(outlet, entries, base)
        case _:
            raise ValueError(f"{outlet.key} has no feed")


def markup(paragraphs: Sequence[str]) -> str:
    """Paragraphs as HTML."""
    return "\n".join(f"<p>{escape(one)}</p>" for one in paragraphs)


def _rss(outlet: Outlet, entries: Sequence[Entry], base: str) -> str:
    items = "\n".join(_rss_item(outlet, entry, base) for entry in entries)
    return f"""{_declaration(outlet)}
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>{escape(outlet.name)}</title>
<link>{base}/</link>
<description>{escape(outlet.name)}</description>
<language>{outlet.language}</language>
{items}
</channel>
</rss>
"""


def _rss_item(outlet: Outlet, entry: Entry, base: str) -> str:
    told = entry.telling
    lines = [
        f"<title>{escape(told.title)}</title>",
        f"<link>{escape(base + entry.path)}</link>",
        f'<guid isPermaLink="false">{entry.key}</guid>',
        f"<pubDate>{entry.written_date or format_datetime(entry.published_at)}</pubDate>",
    ]
    if outlet.gives is not Gives.TITLE:
        lines.append(f"<description>{escape(told.paragraphs[0])}</description>")
    if outlet.gives is Gives.WHOLE:
        words = SURROUNDINGS[outlet.language]
        link = f'<a href="{escape(base + entry.path)}">{escape(told.title)}</a>'
        trailer = words.trailer.format(title=link, name=f'<a href="{base}/">{escape(outlet.name)}</a>')
        lines.append(f"<content:encoded><![CDATA[{markup(told.paragraphs)}\n<p>{trailer}</p>]]></content:encoded>")
    return "<item>\n" + "\n".join(lines) + "\n</item>"


def _atom(outlet: Outlet, entries: Sequence[Entry], base: str) -> str:
    updated = f"<updated>{max(entry.updated_at for entry in entries).isoformat()}</updated>" if entries else ""
    items = "\n".join(_atom_entry(outlet, entry, base) for entry in entries)
    return f"""{_declaration(outlet)}
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.language}">
<title>{escape(outlet.name)}</title>
<id>tag:{outlet.key}.test,2025:feed</id>
<link rel="self" href="{base}{FeedFormat.ATOM}"/>
<link rel="alternate" type="text/html" href="{base}/"/>
{updated}
{items}
</feed>
"""


def _atom_entry(outlet: Outlet, entry: Entry, base: str) -> str:
    told = entry.telling
    if outlet.gives is Gives.WHOLE:
        body = f'<content type="html">{escape(markup(told.paragraphs))}</content>'
    else:
        body = f"<summary>{escape(told.paragraphs[0])}</summary>"
    return f"""<entry>
<title>{escape(told.title)}</title>
<id>tag:{outlet.key}.test,2025:{entry.key}</id>
<link rel="alternate" href="{escape(base + entry.path)}"/>
<published>{entry.written_date or entry.published_at.isoformat()}</published>
<updated>{entry.written_date or entry.updated_at.isoformat()}</updated>
{body}
</entry>"""


def _rdf(outlet: Outlet, entries: Sequence[Entry], base: str) -> str:
    places = "".join(f'<rdf:li rdf:resource="{escape(base + entry.path)}"/>' for entry in entries)
    items = "\n".join(_rdf_item(outlet, entry, base) for entry in entries)
    return f"""{_declaration(outlet)}
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="{base}{FeedFormat.RDF}">
<title>{escape(outlet.name)}</title>
<link>{base}/</link>
<description>{escape(outlet.name)}</description>
<items><rdf:Seq>{places}</rdf:Seq></items>
</channel>
{items}
</rdf:RDF>
"""


def _rdf_item(outlet: Outlet, entry: Entry, base: str) -> str:
    told = entry.telling
    lines = [
        f"<title>{escape(told.title)}</title>",
        f"<link>{escape(base + entry.path)}</link>",
        f"<dc:date>{entry.written_date or entry.published_at.isoformat()}</dc:date>",
    ]
    if outlet.gives is not Gives.TITLE:
        lines.append(f"<description>{escape(told.paragraphs[0])}</description>")
    if outlet.gives is Gives.WHOLE:
        lines.append(f"<content:encoded><![CDATA[{markup(told.paragraphs)}]]></content:encoded>")
    return f'<item rdf:about="{escape(base + entry.path)}">\n' + "\n".join(lines) + "\n</item>"


def _json(outlet: Outlet, entries: Sequence[Entry], base: str) -> str:
    items = [
        {
            "id": entry.key,
            "url": base + entry.path,
            "title": entry.telling.title,
            "content_html": markup(entry.telling.paragraphs),
            "date_published": entry.written_date or entry.published_at.isoformat(),
            "date_modified": entry.written_date or entry.updated_at.isoformat(),
        }
        for entry in entries
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "home_page_url": f"{base}/",
        "feed_url": f"{base}{FeedFormat.JSON}",
        "language": outlet.language,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def _declaration(outlet: Outlet) -> str:
    return f'<?xml version="1.0" encoding="{outlet.charset}"?>'
