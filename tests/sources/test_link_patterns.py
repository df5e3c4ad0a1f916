"""Patterns of article links: what a person writes takes, what is refused, and what is guessed from a page's links."""

import time
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.link_patterns import Link, guess, is_of_site, read_pattern

FRONT = "https://dala.example/"


@pytest.mark.parametrize(
    ("pattern", "address", "taken"),
    [
        ("/news/*", "/news/qar-jaudy", True),
        ("/news/*", "/news/qar-jaudy/", True),
        ("/news/*/", "/news/qar-jaudy", True),
        ("/news/*", "/news/qar?from=main", True),
        ("/news/*", "/news/", False),
        ("/news/*", "/news/a/b", False),
        ("/news/*", "/ru/news/a", False),
        ("/*/*-#", "/kazakhstan_news/most-otkryt-123456/", True),
        ("/*/*-#", "/kazakhstan_news/most-otkryt/", False),
        ("/#/#/#/*", "/2025/11/12/most", True),
        ("/#/#/#/*", "/2025/11/12/", False),
        ("/ru/*-#.html", "/ru/most-7.html", True),
        ("/ru/*-#.html", "/ru/most-7xhtml", False),
        ("/ru/*-#.html", "/ru/most-7.html.bak", False),
        ("/a*b*c", "/a-b-b-c", True),
        ("/a*b*c", "/abc", False),
        ("/#", "/12a", False),
        ("/news/detail.php?ID=#", "/news/detail.php?lang=ru&ID=42", True),
        ("/news/detail.php?ID=#", "/news/detail.php?ID=last", False),
        ("/news/detail.php?ID=#", "/news/detail.php", False),
        ("/?p=#", "/?p=42", True),
        ("/жаңалық/*", "/%D0%B6%D0%B0%D2%A3%D0%B0%D0%BB%D1%8B%D2%9B/%D2%9B%D0%B0%D1%80", True),
        ("/%D0%B6%D0%B0%D2%A3%D0%B0%D0%BB%D1%8B%D2%9B/*", "/жаңалық/қар", True),
        ("/News/*", "/news/a", False),
    ],
)
def test_a_pattern_takes(pattern: str, address: str, taken: bool) -> None:
    assert read_pattern(pattern).matches(f"https://dala.example{address}") is taken


@pytest.mark.parametrize(
    "written", ["", "news/*", "https://dala.example/news/*", "/", "//", "/a b", "/\n", "/" + "a" * 300]
)
def test_a_pattern_that_says_too_little_or_too_much_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="a link pattern"):
        read_pattern(written)


def test_repeated_signs_are_one() -> None:
    assert read_pattern(" /news/**/## ").written == "/news/*/#"


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("/" + "*a" * 140 + "b", "/" + "a" * 100_000),
        ("/" + "*#" * 140 + "b", "/" + "1" * 100_000),
        ("/" + "*-#" * 90 + "b", "/" + "-1" * 50_000),
        ("/" + "*/" * 140, "/" + "/" * 100_000),
    ],
    ids=["letters", "digits", "numbers", "slashes"],
)
def test_no_pattern_is_slow(pattern: str, address: str) -> None:
    """A regex of the same words that goes back and tries again would take longer than anybody lives."""
    started = time.process_time()
    assert not read_pattern(pattern).matches(f"https://dala.example{address}")
    assert time.process_time() - started < 2


@given(st.text(alphabet="ab1-/*#?=.", max_size=12), st.text(alphabet="ab1-/?=.", max_size=12))
def test_a_star_takes_what_a_slow_reading_takes(pattern: str, address: str) -> None:
    """Held against the definition itself, tried out in all ways."""
    try:
        read = read_pattern("/x" + pattern.replace("?", ""))
    except ValueError:
        return
    path = "/x" + address.partition("?")[0]
    assert read.matches(f"https://dala.example{path}") is takes(read.written.rstrip("/"), path.rstrip("/"), "")


def takes(pattern: str, text: str, before: str) -> bool:
    """The definition of ``*`` and ``#``, by trying every length."""
    if not pattern:
        return not text
    sign, rest = pattern[0], pattern[1:]
    if sign == "*":
        longest = next((n for n, character in enumerate(text) if character == "/"), len(text))
        return any(takes(rest, text[n:], text[n - 1]) for n in range(1, longest + 1))
    if sign == "#":
        digits = next((n for n, character in enumerate(text) if not character.isdecimal()), len(text))
        return digits > 0 and not before.isdecimal() and takes(rest, text[digits:], text[digits - 1])
    return text[:1] == sign and takes(rest, text[1:], sign)


HEADLINES = (
    "В Тассу открыли мост через реку Каратал",
    "Аграрии района собрали рекордный урожай",
    "Ауданда жаңа мектеп ашылды, бес жүз бала оқиды",
    "Цены на уголь выросли за неделю на три процента",
    "Школьники победили на олимпиаде по физике",
    "Дорогу на перевал закрыли из-за снега",
)
MENU = (
    *(("/about", "О нас"), ("/contacts/", "Контакты"), ("/tag/astana", "Астана"), ("/author/ivanova", "Мария Иванова")),
    *(
        ("/news/page/2/", "2"),
        ("/rss", "RSS"),
        ("/search?q=", "Поиск"),
        ("/politika/", "Политика"),
        ("/sport/", "Спорт"),
    ),
)
SLUGS = ("most-cherez-reku", "urozhai-goda-v-raione", "zhana-mektep", "ceny-na-ugol", "olimpiada-po-fizike", "pereval")


def page(addresses: Sequence[str], host: str = "dala.example") -> list[Link]:
    """The links of a front page: a menu, and each article twice, by its picture and by its headline."""
    links = [Link(f"https://{host}{path}", text) for path, text in MENU]
    for address, headline in zip(addresses, HEADLINES, strict=False):
        links += [Link(f"https://{host}{address}"), Link(f"https://{host}{address}", headline)]
    return links


@pytest.mark.parametrize(
    ("shape", "pattern"),
    [
        ("/news/{slug}", "/news/*"),
        ("/news/{slug}-48120{n}", "/news/*-#"),
        ("/kazakhstan_news/{slug}-48120{n}/", "/kazakhstan_news/*-#"),
        ("/{section}/{slug}-48120{n}/", "/*/*-#"),
        ("/{section}/648120{n}-{slug}.html", "/*/#-*.html"),
        ("/ru/{section}/{n}/{slug}.html", "/ru/*/#/*.html"),
        ("/news/detail.php?ID=48120{n}", "/news/detail.php?ID=#"),
        ("/2025/11/1{n}/{slug}/", "/#/#/#/*"),
        ("/article/48120{n}", "/article/#"),
        ("/kz/jana-lyqtar/{slug}-48120{n}", "/kz/jana-lyqtar/*-#"),
        ("/{section}/{slug}_a48120{n}/", "/*/*#"),
        ("/жаңалық/{slug}-қар", "/жаңалық/*"),
    ],
)
def test_the_pattern_of_the_articles_is_guessed(shape: str, pattern: str) -> None:
    sections = ("economy", "society", "economy", "culture", "sport", "society")
    listed = [shape.format(slug=SLUGS[n], section=sections[n], n=n) for n in range(6)]
    found = guess(page(listed), FRONT)
    assert found is not None
    assert all(read_pattern(found).matches(f"https://dala.example{address}") for address in listed)
    assert not any(read_pattern(found).matches(f"https://dala.example{path}") for path, _ in MENU)
    assert found == pattern


def test_slugs_at_the_root_are_told_from_the_menu_by_their_hyphens() -> None:
    listed = ["/most-cherez-reku-otkryt", "/urozhai-goda-v-raione", "/ceny-na-ugol-rastut", "/olimpiada-po-fizike"]
    assert guess(page(listed), FRONT) == "/*-*-*"


def test_articles_on_a_subdomain_are_the_site_s() -> None:
    assert guess(page([f"/news/{slug}" for slug in SLUGS], "kaz.dala.example"), FRONT) == "/news/*"


def test_a_page_of_menus_has_no_pattern() -> None:
    assert guess(page([]), FRONT) is None
    assert guess([], FRONT) is None


@pytest.mark.parametrize(
    ("address", "site", "its"),
    [
        ("https://dala.example/a", "https://dala.example/", True),
        ("https://www.dala.example/a", "https://dala.example/", True),
        ("https://dala.example/a", "https://www.dala.example/", True),
        ("https://kaz.dala.example/a", "https://www.dala.example/", True),
        ("https://dala.example/a", "https://kaz.dala.example/", False),
        ("https://notdala.example/a", "https://dala.example/", False),
        ("https://dala.example.evil.example/a", "https://dala.example/", False),
    ],
)
def test_what_belongs_to_a_site(address: str, site: str, its: bool) -> None:
    assert is_of_site(address, site) is its
