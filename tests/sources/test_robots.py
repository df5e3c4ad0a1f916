"""robots.txt: who is meant, what is allowed, how long it is remembered, and files that are made to keep us busy."""

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from bot.sources.addresses import normalised
from bot.sources.robots import MOST_BYTES, Robots, RobotsMemory, parse_robots
from tests.sources.outlet import Clock

SITE = "https://example.kz"


def allowed(text: str, path: str, agent: str = "svodka") -> bool:
    """Whether a file with this text allows a path."""
    return parse_robots(text.encode(), agent).allows(SITE + path)


@pytest.mark.parametrize(
    ("text", "path", "may"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow: /admin", "/administration", False),
        ("User-agent: *\nDisallow: /admin/", "/admin", True),
        ("User-agent: *\nDisallow: /n\nAllow: /news", "/news/1", True),
        ("User-agent: *\nAllow: /n\nDisallow: /news", "/news/1", False),
        ("User-agent: *\nDisallow: /x\nAllow: /x", "/x", True),
        ("User-agent: *\nDisallow: /*?", "/x?page=2", False),
        ("User-agent: *\nDisallow: /*?", "/x", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x", True),
        ("User-agent: *\nDisallow: /a$", "/a", False),
        ("User-agent: *\nDisallow: /a$", "/ab", True),
        ("User-agent: *\nDisallow: /a*b*c", "/a-b-b-c-", False),
        ("User-agent: *\nDisallow: /a*b*c$", "/abcb", True),
        ("User-agent: *\nDisallow: /ab*b$", "/ab", True),
        ("User-agent: *\nDisallow: /жаңалық", "/%D0%B6%D0%B0%D2%A3%D0%B0%D0%BB%D1%8B%D2%9B/1", False),
        ("User-agent: *\nDisallow: /%7euser", "/~user", False),
        ("User-agent: *\nDisallow: /a%2fb", "/a/b", True),
        ("User-agent: *\nDisallow: /a%2fb", "/a%2Fb", False),
    ],
)
def test_the_longest_pattern_decides(text: str, path: str, may: bool) -> None:
    assert allowed(text, path) is may


NAMED = "User-agent: *\nDisallow: /\n\nUser-agent: Other\nUser-agent: Svodka/2.0\nDisallow: /private\n"


@pytest.mark.parametrize(
    ("text", "path", "may"),
    [
        (NAMED, "/x", True),
        (NAMED, "/private", False),
        ("user-agent: SVODKA\ndisallow: /", "/x", False),
        ("User-agent: Svodka 2.0 (news)\nDisallow: /", "/x", False),
        ("User-agent: svod\nDisallow: /", "/x", True),
        ("User-agent: svodkabot\nDisallow: /", "/x", True),
        (
            "User-agent: svodka\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: svodka\nDisallow: /c",
            "/c",
            False,
        ),
        ("User-agent: svodka\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: svodka\nDisallow: /c", "/b", True),
        ("User-agent: svodka\n\nUser-agent: x\nDisallow: /", "/x", False),
        ("User-agent: svodka\nSitemap: https://example.kz/s.xml\nUser-agent: x\nDisallow: /", "/x", False),
        ("Disallow: /\nUser-agent: *\nDisallow: /a", "/x", True),
        ("User-agent: *\r\nDisallow: /x # not this\r\n", "/x", False),
        ("User-agent: *\rDisallow: /x", "/x", False),
        ("\ufeffUser-agent: *\nDisallow: /x", "/x", False),
        ("  User-Agent  :  *  \n  Disallow  :  /x  ", "/x", False),
        ("<html><body>User-agent: * Disallow: /</body></html>", "/x", True),
    ],
)
def test_the_group_that_names_us_counts_else_the_one_for_all(text: str, path: str, may: bool) -> None:
    assert allowed(text, path) is may


@pytest.mark.parametrize(
    ("text", "delay_s"),
    [
        ("User-agent: *\nCrawl-delay: 10", 10),
        ("User-agent: *\nCrawl-delay: 0.5\nDisallow: /x", 0.5),
        ("User-agent: svodka\nCrawl-delay: 3\n\nUser-agent: *\nCrawl-delay: 10", 3),
        ("User-agent: *\nCrawl-delay: inf", None),
        ("User-agent: *\nCrawl-delay: -1", None),
        ("User-agent: *\nCrawl-delay: 1e300", None),
        ("User-agent: *\nCrawl-delay:", None),
    ],
)
def test_the_interval_that_a_site_asks_for(text: str, delay_s: float | None) -> None:
    assert parse_robots(text.encode(), "svodka").delay_s == delay_s


PIECE = st.sampled_from(["a", "b", "/", "*", "%2F", "%61", ".", "ж", "="])
PATTERN = st.tuples(st.lists(PIECE, max_size=6).map("".join), st.sampled_from(["", "$"])).map(
    lambda parts: f"/{parts[0]}{parts[1]}"
)
RULE = st.tuples(st.sampled_from(["Allow", "Disallow"]), PATTERN).map(lambda rule: f"{rule[0]}: {rule[1]}")
GROUP = st.tuples(st.sampled_from(["*", "svodka", "other"]), st.lists(RULE, min_size=1, max_size=5)).map(
    lambda group: f"User-agent: {group[0]}\n" + "\n".join(group[1])
)


@given(
    st.lists(GROUP, min_size=1, max_size=4).map("\n\n".join),
    st.lists(st.sampled_from(["a", "b", "/", ".", "?", "="]), max_size=8).map("".join),
)
def test_the_same_as_protego(text: str, path: str) -> None:
    """The best-known reader of these files decides the same, for patterns without ``?`` and ``$`` inside.

    Those it counts by their percent-form, so that of two equally long patterns another decides.
    """
    url = normalised(f"{SITE}/{path}")
    assert parse_robots(text.encode(), "svodka").allows(url) == Protego.parse(text).can_fetch(url, "svodka")


AGENTS = "".join(f"user-agent:{number}\n" for number in range(15_000))
HOSTILE = {
    "every agent with every rule": AGENTS + "user-agent:*\n" + "disallow:/a\n" * 20_000,
    "the same agents again and again": AGENTS * 2,
    "nothing but stars": "user-agent:*\ndisallow:/" + "*a" * 250_000,
    "a hundred stars in each rule": "user-agent:*\n" + ("disallow:/" + "*a" * 100 + "b\n") * 2_400,
    "as many rules as fit": "user-agent:*\n" + "".join(f"disallow:/{number:x}$*\n" for number in range(30_000)),
    "one long line": "user-agent:*\ndisallow:/" + "a" * 510_000,
    "percent signs": "user-agent:*\ndisallow:/" + "%" * 510_000,
    "colons": ":" * 512_000,
    "empty lines": "\n" * 512_000,
    "hashes": "user-agent:*#" + "#" * 512_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_file_keeps_us_busy(text: str) -> None:
    content = text.encode()[:MOST_BYTES]
    began = time.process_time()
    tracemalloc.start()
    try:
        robots = parse_robots(content, "svodka")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    robots.allows(SITE + "/" + "a" * 2_000)
    assert time.process_time() - began < 3  # about 0.3, most of it tracemalloc
    assert peak < 30_000_000


@given(st.binary(max_size=200))
def test_any_bytes_are_a_file(content: bytes) -> None:
    assert parse_robots(content, "svodka").allows(f"{SITE}/x") in (True, False)


def test_a_file_is_remembered_for_a_day() -> None:
    clock = Clock()
    memory = RobotsMemory(clock)
    assert memory.fresh(SITE) is None
    memory.keep(SITE, Robots(delay_s=2.0))
    clock.now += 24 * 3600 - 1
    assert memory.fresh(SITE) == Robots(delay_s=2.0)
    clock.now += 2
    assert memory.fresh(SITE) is None


def test_a_failure_is_forgotten_soon_and_does_not_replace_what_was_known() -> None:
    clock = Clock()
    memory = RobotsMemory(clock)
    assert memory.keep(SITE, Robots(refused="503")).refused
    clock.now += 3_600
    assert memory.fresh(SITE) is None
    memory.keep(SITE, Robots(delay_s=2.0))
    clock.now += 24 * 3600 + 1
    assert memory.keep(SITE, Robots(refused="503")) == Robots(delay_s=2.0)
    assert memory.fresh(SITE) == Robots(delay_s=2.0)
    clock.now += 3_600
    assert memory.fresh(SITE) is None


def test_memory_of_thousands_of_sites_is_bounded() -> None:
    """Usual files of all sites are remembered; of files with as many rules as fit, the last ones."""
    usual = RobotsMemory(Clock())
    for number in range(10_000):
        usual.keep(f"http://{number}.kz", Robots((("/admin", False),) * 10))
    assert usual.fresh("http://0.kz") is not None
    huge = RobotsMemory(Clock())
    for number in range(20):
        huge.keep(f"http://{number}.kz", Robots((("/admin", False),) * 40_000))
    assert [number for number in range(20) if huge.fresh(f"http://{number}.kz")] == [16, 17, 18, 19]
