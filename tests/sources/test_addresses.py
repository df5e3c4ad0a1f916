"""Web addresses: one form for all ways to write one, and nothing that is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.addresses import host_of, normalised, same_page

ONE_FORM = {
    "http://example.kz/": [
        "http://example.kz",
        "HTTP://EXAMPLE.KZ:80/",
        "http://example.kz./#top",
        " http://example.kz/a/.. \n",
        "ht\ntp://exam\tple.kz",
        "http://example.kz/?",
    ],
    "https://xn--80aau21bd.xn--80ao21a/%D0%B6%D0%B0%D2%A3%D0%B0": [
        "https://қазақ.қаз/жаңа",
        "https://ҚАЗАҚ.ҚАЗ:443/%d0%b6%d0%b0%d2%a3%d0%b0",
        "https://xn--80aau21bd.xn--80ao21a/жаңа",
    ],
    "http://example.kz/~user/a%2Fb%20c?q=%CF%F0%E8&x=1+1": [
        "http://example.kz/%7Euser/a%2fb%20c?q=%cf%f0%e8&x=1+1",
        "http://example.kz/./x/../~user/a%2Fb c?q=%CF%F0%E8&x=1+1",
    ],
    "http://127.0.0.1:8080/": ["http://127.0.0.1:8080", "http://①②⑦.0.0.1:8080", "http://127。0。0。1:8080"],
    "http://[::1]/": ["http://[0:0::0:1]", "http://[::0001]:80/"],
}


@pytest.mark.parametrize(("one", "ways"), ONE_FORM.items())
def test_all_ways_to_write_an_address_are_one(one: str, ways: list[str]) -> None:
    assert {normalised(way) for way in ways} == {one}
    assert normalised(one) == one


def test_what_differs_for_a_server_stays_different() -> None:
    """A slash in percent-form is no separator, a plus is no space, a percent-form may be windows-1251."""
    different = [
        "/a%2Fb",
        "/a/b",
        "/a//b",
        "/A/b",
        "/a/b/",
        "/a/b?c",
        "/a/b?c=",
        "/a/b?c=+",
        "/a/b?c=%20",
        "/%CF",
        "/П",
    ]
    assert len({normalised(f"http://example.kz{path}") for path in different}) == len(different)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("/news/1", "https://example.kz/news/1"),
        ("2?page=3#x", "https://example.kz/list/2?page=3"),
        ("../3", "https://example.kz/3"),
        ("//other.kz/4", "https://other.kz/4"),
        ("?p=5", "https://example.kz/list/?p=5"),
        ("http://other.kz/6", "http://other.kz/6"),
        ("", "https://example.kz/list/"),
    ],
)
def test_a_link_is_joined_to_the_page_it_stands_on(link: str, address: str) -> None:
    assert normalised(link, base="https://example.kz/list/") == address


def test_a_link_is_joined_to_a_page_whose_address_has_percent_forms() -> None:
    assert normalised("y", base="https://example.kz/%D0%B9/x") == "https://example.kz/%D0%B9/y"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "example.kz",
        "/news",
        "ftp://example.kz/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:///news",
        "http://",
        "http://?",
        "http://example.kz:99999/",
        "http://example.kz:port/",
        "http://exa mple.kz/",
        "http://example..kz/",
        "http://%31%32%37.0.0.1/",
        "http://example.kz\\@other.kz/",
        "http://" + "a" * 64 + ".kz/",
        "http://" + "a." * 127 + "kz/",
        "http://example.kz/" + "a" * 5_000,
        "http://" + "ж" * 2_000_000 + ".kz/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://xn--/",
        "http://\ud800.kz/",
        # Numbers that some take for an IPv4 address.
        "http://2130706433/",
        "http://127.1/",
        "http://0177.0.0.1/",
        "http://0x7f.0.0.1/",
        "http://0x7f000001/",
        "http://127.0.0.1.0x1/",
        "http://256.0.0.1/",
        "http://1.2.3.4.5/",
    ],
)
def test_what_is_no_address_of_the_web_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"address|begin with"):
        normalised(written)


@pytest.mark.parametrize(
    "written", ["http://me:secret@example.kz/", "http://me@example.kz/", "http://:secret@example.kz"]
)
def test_an_address_with_a_password_is_refused_in_words_without_it(written: str) -> None:
    with pytest.raises(ValueError, match="user or password") as refused:
        normalised(written)
    assert "secret" not in str(refused.value)
    assert "example" not in str(refused.value)


@given(st.text(max_size=40), st.text(alphabet="/?&=#%.;:@+aж \\[]~'\"<>2F", max_size=40))
def test_what_is_normalised_is_normal(host: str, rest: str) -> None:
    """Whatever is written is refused or comes to a form that stays as it is, in plain letters."""
    try:
        address = normalised(f"http://{host}{rest}")
    except ValueError:
        return
    assert normalised(address) == address
    assert address.isascii()
    assert address.isprintable()
    assert " " not in address
    assert same_page(same_page(address)) == same_page(address)


@pytest.mark.parametrize(
    ("shared", "page"),
    [
        ("http://example.kz/1?utm_source=rss&utm_medium=x", "http://example.kz/1"),
        ("http://example.kz/1?id=7&UTM_Source=rss", "http://example.kz/1?id=7"),
        ("http://example.kz/1?fbclid=x&id=7&yclid=y&gclid=z#c", "http://example.kz/1?id=7"),
        ("http://example.kz/1?from=rss", "http://example.kz/1"),
        ("http://example.kz/1?from=2025-11-01", "http://example.kz/1?from=2025-11-01"),
        ("http://example.kz/1?ref=telegram&page=2", "http://example.kz/1?page=2"),
        ("http://example.kz/1?b=2&a=1", "http://example.kz/1?b=2&a=1"),
        ("http://example.kz/1?&&", "http://example.kz/1"),
    ],
)
def test_a_page_is_told_without_what_counts_visitors(shared: str, page: str) -> None:
    assert same_page(shared) == page


def test_the_host_paces_all_ports_and_schemes_of_a_server() -> None:
    assert {
        host_of(f"{way}/x") for way in ("http://Қазақ.kz", "https://xn--80aau21bd.kz:8443", "http://қазақ.kz.")
    } == {"xn--80aau21bd.kz"}
    assert host_of("http://[::1]:8080/") == "::1"
