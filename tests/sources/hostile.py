"""Documents that are made to break what reads them: time, memory, files, connections.

The first eighteen are those that feed readers were compared with before one was chosen.
"""

import gzip
from collections.abc import Mapping

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def rss(title: str, *, head: str = _HEAD, doctype: str = "") -> str:
    """A feed of one entry."""
    return (
        f'{head}{doctype}<rss version="2.0"><channel><title>T</title><link>http://a.kz/</link>'
        f"<item><title>{title}</title><link>http://a.kz/1</link></item></channel></rss>"
    )


def _entities(*definitions: str) -> str:
    return f"<!DOCTYPE rss [{''.join(definitions)}]>"


def documents(trap: str) -> Mapping[str, bytes]:
    """The documents by what they try; ``trap`` is an address that none of them may make anybody visit."""
    laughs = [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10)]
    no_declaration, cp1251 = '<?xml version="1.0"?>', '<?xml version="1.0" encoding="windows-1251"?>'
    texts = {
        "a billion laughs": rss("&l9;", doctype=_entities('<!ENTITY l0 "lol">', *laughs)),
        "a quadratic entity": rss("&a;" * 50_000, doctype=_entities(f'<!ENTITY a "{"x" * 50_000}">')),
        "a file as an entity": rss("&x;", doctype=_entities('<!ENTITY x SYSTEM "file:///etc/hostname">')),
        "an address as an entity": rss("&x;", doctype=_entities(f'<!ENTITY x SYSTEM "{trap}">')),
        "an address as a document type": rss("ok", doctype=f'<!DOCTYPE rss SYSTEM "{trap}">'),
        "deep nesting": f"{no_declaration}<rss version='2.0'><channel><title>T</title><item><title>{'<a>' * 200_000}x"
        f"{'</a>' * 200_000}</title></item></channel></rss>",
        "20 MB": rss("я" * 10_000_000),
        "3 MB in one title": rss("я" * 1_500_000),
        "200,000 entries": '<?xml version="1.0"?><rss version="2.0"><channel>'
        + "<item><title>t</title><link>http://a/1</link></item>" * 200_000
        + "</channel></rss>",
        "Kazakh in UTF-8": rss("Теңге бағамы әлі өсуде — жаңалық"),
        "control characters": rss("bad\x0bchar & amp <b>x</b> &nbsp; &mdash;"),
        "cut off": rss("Курс тенге вырос")[:-30],
        "a page of an error": "<!doctype html><html><head><title>404</title></head><body>not a feed</body></html>",
        "nothing": "",
        "a date that backtracks": f'{no_declaration}<rss version="2.0"><channel><item><title>t</title><pubDate>'
        f"{'1' * 50_000}{' ' * 50_000}</pubDate></item></channel></rss>",
        "a style of 800 KB": rss(f'<![CDATA[<a style="{"a:b;" * 200_000}">x</a>]]>'),
        "an author that backtracks": f"<rss version='2.0'><channel><item><title>t</title><author>{'a' * 64_000}"
        "</author></item></channel></rss>",
        "lines before the document type": f"{_HEAD}{chr(10) * 1_000_000}<!DOCTYPE rss><rss version='2.0'/>",
        "unclosed comments": "<!--" * 500_000,
        "unclosed declarations": "<?xml " * 500_000,
        "attributes without end": f"<rss version='2.0' {' '.join(f'a{n}=1' for n in range(100_000))}></rss>",
        "tags without end in a text": rss(f"<![CDATA[<p>{'<b' * 300_000}]]>"),
        "ampersands": rss("&" * 200_000),
        "base64 that is none": f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='image/png'>"
        f"{'=' * 999_999}</content></entry></feed>",
        "nested JSON": "[" * 1_000_000,
        "a number of 1 MB in JSON": f'{{"version": "https://jsonfeed.org/version/1.1", "items": [{"9" * 1_000_000}]}}',
        "a sitemap with entities": f"{_HEAD}{_entities(*laughs)}<urlset><url><loc>&l9;{trap}</loc></url></urlset>",
    }
    return {name: text.encode() for name, text in texts.items()} | {
        "windows-1251": rss("Курс тенге вырос", head=cp1251).encode("cp1251"),
        "windows-1251, undeclared": rss("Курс тенге вырос", head=no_declaration).encode("cp1251"),
        "windows-1251, declared as UTF-8": rss("Курс тенге вырос").encode("cp1251"),
        "a gzip bomb": gzip.compress(b"\0" * 50_000_000),
        "half a gzip": gzip.compress(rss("x").encode())[:-20],
        "zeros": b"\0" * 1_000_000,
    }
