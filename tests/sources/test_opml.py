"""Lists of sources as OPML: what people's readers write is read, what is written is read the same, nothing hangs."""

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.opml import DEEPEST, LARGEST_BYTES, LONGEST_NAME, MOST_OUTLINES, Outline, Outlines, read, write
from storage.watches import WatchKind

MADE_AT = datetime(2025, 11, 12, 18, 0, tzinfo=UTC)


def opml(body: str, declaration: str = '<?xml version="1.0" encoding="UTF-8"?>', version: str = "2.0") -> str:
    return f'{declaration}\n<opml version="{version}"><head><title>x</title></head><body>{body}</body></opml>'


def feed(address: str, name: str = "Қала", home: str | None = None) -> Outline:
    return Outline(WatchKind.FEED, name, address, home)


def taken(body: str) -> list[Outline]:
    return list(read(opml(body).encode()).taken)


def test_a_readers_export_with_folders_is_a_flat_list_of_feeds() -> None:
    body = """
      <outline text="Новости" title="Новости">
        <outline text="Экономика">
          <outline type="rss" text="Капитал" title="Kapital" xmlUrl="https://a.example/feed" htmlUrl="https://a.example/"
                   description="…" language="ru" category="/economy"/>
        </outline>
      </outline>
      <outline text="Қала" xmlUrl="https://b.example/rss"/>"""
    assert taken(body) == [
        feed("https://a.example/feed", "Капитал", "https://a.example/"),
        feed("https://b.example/rss"),
    ]


@pytest.mark.parametrize(
    ("outline", "expected"),
    [
        ('text="" title="Қала" xmlUrl="https://a.example/"', feed("https://a.example/")),
        ('xmlUrl="https://a.example/feed"', feed("https://a.example/feed", "a.example")),
        ('TEXT="Қала" XMLURL="https://a.example/"', feed("https://a.example/")),
        (
            'text="&lt;Қала&gt; &amp;&#10; Дала" xmlUrl="https://a.example/"',
            feed("https://a.example/", "<Қала> & Дала"),
        ),
        ('text="Қала" xmlUrl=" https://a.example/ " htmlUrl="javascript:1"', feed("https://a.example/")),
    ],
    ids=["only a title", "no name", "capitals", "entities and lines", "blanks, and a home that is none"],
)
def test_outlines_as_readers_write_them(outline: str, expected: Outline) -> None:
    assert taken(f"<outline {outline}/>") == [expected]


def test_sites_sitemaps_and_channels_have_types_of_ours() -> None:
    body = """
      <outline type="site" text="BAQ" url="https://a.example/" svodka:pattern="/news/*"/>
      <outline type="site" text="by hand" url="https://b.example/" pattern="/n/*"/>
      <outline type="sitemap" text="Egemen" url="https://c.example/sitemap.xml" pattern="/of/no/use"/>
      <outline type="channel" text="Арна" url="https://t.me/c/1234"/>"""
    assert taken(body) == [
        Outline(WatchKind.SITE, "BAQ", "https://a.example/", pattern="/news/*"),
        Outline(WatchKind.SITE, "by hand", "https://b.example/", pattern="/n/*"),
        Outline(WatchKind.SITEMAP, "Egemen", "https://c.example/sitemap.xml"),
        Outline(WatchKind.CHANNEL, "Арна", "https://t.me/c/1234"),
    ]


@pytest.mark.parametrize("type_", ["link", "include", "song"])
def test_what_an_outline_of_another_type_leads_to_is_no_source(type_: str) -> None:
    assert taken(f'<outline type="{type_}" text="x" url="https://a.example/list.opml"/>') == []


def test_a_source_that_stands_in_two_folders_is_one_whatever_the_form_of_its_address() -> None:
    body = """
      <outline text="first" xmlUrl="https://Қала.example:443/%7efeed#top"/>
      <outline text="second" xmlUrl="https://xn--80aa7af1t.example/~feed"/>"""
    (only,) = taken(body.replace("Қала", "қала").replace("xn--80aa7af1t", "қала".encode("idna").decode()))
    assert only.name == "first"


def test_what_cannot_be_watched_is_told_and_the_rest_is_taken() -> None:
    body = '<outline text="x" xmlUrl="ftp://a.example/"/><outline text="y" xmlUrl="https://b.example/"/>'
    found = read(opml(body).encode())
    assert [one.address for one in found.taken] == ["https://b.example/"]
    assert [one.name for one in found.refused] == ["ftp://a.example/"]


@pytest.mark.parametrize("part", ["", "feed/"], ids=["host", "path"])
def test_an_address_of_megabytes_costs_nothing_and_its_name_is_cut(part: str) -> None:
    letters = "ә" * (LARGEST_BYTES // 2 - 500)
    (refused,) = read(opml(f'<outline xmlUrl="https://{part}{letters}.example/"/>').encode()).refused
    assert refused.reason == "its address has more than 4096 characters"
    assert len(refused.name) <= LONGEST_NAME


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("UTF-8", "utf-8"), ("windows-1251", "cp1251"), ("utf-8", "cp1251"), ("utf-16", "utf-16"), ("utf-8", "utf-8-sig")],
)
def test_the_encodings_of_cyrillic_also_when_the_wrong_one_is_declared(declared: str, encoding: str) -> None:
    text = opml(
        '<outline text="Вечерняя степь" xmlUrl="https://a.example/"/>', f'<?xml version="1.0" encoding="{declared}"?>'
    )
    assert [one.name for one in read(text.encode(encoding)).taken] == ["Вечерняя степь"]


def test_addresses_whose_ampersands_are_not_escaped() -> None:
    body = '<outline text="A & B&nbsp;C &copy" xmlUrl="https://a.example/?a=1&b=2&amp;c=3"/>'
    assert taken(body) == [feed("https://a.example/?a=1&b=2&c=3", "A & B C &copy")]


ENTITIES = '<!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE opml SYSTEM "file:///etc/passwd">'
NESTED = "<outline>" * DEEPEST + "</outline>" * DEEPEST


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no element found"),
        ("Қала, https://a.example/", "not well-formed XML: syntax error, line 1"),
        ('<rss version="2.0"><channel/></rss>', "not OPML: it begins with <rss>"),
        (opml("<outline>"), "not well-formed XML: mismatched tag, line 2"),
        (opml("", ENTITIES), "document type"),
        (opml("", OUTSIDE), "document type"),
        (opml(NESTED), f"more than {DEEPEST} levels deep"),
        (opml("<outline/>" * (MOST_OUTLINES + 1)), f"more than {MOST_OUTLINES} outlines"),
        (opml(" " * LARGEST_BYTES), "over 2 MB"),
        ("\0", "binary"),
    ],
    ids=["empty", "prose", "a feed", "cut off", "entities", "an entity outside", "deep", "many", "large", "binary"],
)
def test_what_is_no_opml_or_made_to_harm_is_refused(content: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read(content.encode())


names = st.text(st.characters(codec="utf-8"), max_size=60)
paths = st.text("abcxyz/~-_?=&%;«»әқ", max_size=30)
outlines = st.builds(
    lambda kind, name, host, path, has_home, pattern: Outline(
        kind,
        name,
        f"https://{host}.example/{path}",
        f"https://{host}.example/" if has_home else None,
        pattern if kind is WatchKind.SITE else None,
    ),
    st.sampled_from(WatchKind),
    names,
    st.from_regex(r"\A[a-z]{1,8}\Z"),
    paths,
    st.booleans(),
    st.none() | st.from_regex(r"\A(/[a-z*#<>&\"']{1,8}){1,3}\Z"),
)


def as_read(some: list[Outline]) -> Outlines:
    return read(write(some, title="Svodka", made_at=MADE_AT))


@given(st.lists(outlines, max_size=6))
def test_what_is_written_reads_back_the_same(some: list[Outline]) -> None:
    """Whatever names and addresses are made of: once read, they stay as they are."""
    once = as_read(some)
    assert as_read(list(once.taken)) == once
    assert {one.kind for one in once.taken} <= {one.kind for one in some}
    assert all(len(one.name) <= LONGEST_NAME for one in once.taken)
    assert once.refused == ()


@given(names)
def test_a_name_may_have_any_letters(name: str) -> None:
    (only,) = as_read([feed("https://a.example/", f"Қ{name}")]).taken
    assert only.name == " ".join(only.name.split())
    assert only.name.startswith("Қ")


def test_other_readers_find_feeds_by_the_attributes_they_know() -> None:
    """A strict XML parser sees what OPML 2.0 says of a list of subscriptions, and no site passes for a feed."""
    some = [
        feed("https://a.example/?a=1&b=<", 'О "степи" & <людях>', "https://a.example/"),
        Outline(WatchKind.SITE, "BAQ", "https://b.example/", pattern="/news/*"),
    ]
    root = ET.fromstring(write(some, title="Мои & чужие", made_at=MADE_AT))  # noqa: S314 - written by ourselves
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "Мои & чужие"
    assert parsedate_to_datetime(root.findtext("head/dateCreated") or "") == MADE_AT
    first, second = root.iterfind("body/outline")
    assert first.attrib == {
        "type": "rss",
        "text": 'О "степи" & <людях>',
        "title": 'О "степи" & <людях>',
        "xmlUrl": "https://a.example/?a=1&b=<",
        "htmlUrl": "https://a.example/",
    }
    assert "xmlUrl" not in second.attrib


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: opml(text).encode(errors="replace")))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(ValueError):
        assert isinstance(read(content), Outlines)
