"""Web addresses: one form for all ways to write the same one."""

import re
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import urljoin

from yarl import URL

_LONGEST = 4_096
"""Characters. A Cyrillic headline of 200 letters takes 1,200 in percent-form."""

_TOO_LONG = f"an address has at most {_LONGEST} characters"

_LEFT_OUT_BY_BROWSERS = re.compile(r"[\t\r\n]")
"""WHATWG URL, «basic URL parser», step 3: feeds break long links over lines."""

_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\Z")
_LOOKS_NUMERIC = re.compile(r"(\d+|0x[0-9a-f]*)\Z")
"""What the last label of a host makes an IPv4 address (WHATWG URL, «ends in a number»)."""

_COUNTS_VISITORS = re.compile(
    r"utm_\w+|_openstat|fbclid|gclid|dclid|gbraid|wbraid|gclsrc|yclid|ysclid|ymclid|msclkid|twclid|ttclid|igsh(id)?|"
    r"mc_[ce]id|_ga|_gl|at_(medium|campaign)|xtor|cmpid|ncid|ocid",
    re.IGNORECASE,
)
"""Parameters of Google, Meta, Yandex, Microsoft, X, TikTok, Mailchimp and AT Internet that a page doesn't look at."""

_SAYS_WHENCE = re.compile(r"from|source|src|ref|referrer|partner", re.IGNORECASE)
_WHENCE = re.compile(r"rss[\w-]*|feed[\w-]*|atom|telegram|tg|facebook|fb|twitter|vk|whatsapp", re.IGNORECASE)


def normalised(url: str, base: str = "") -> str:
    """The address in the one form that all ways to write it share (RFC 3986 §6.2), joined to ``base`` if relative.

    Its host is lower-case and in punycode, percent-forms are canonical, dot segments, the default port and the
    fragment are gone.

    Raises:
        ValueError: it is no http or https address with a host that a name or a plain IP address stands for, or it has
            a user or password in it. The words are short and don't repeat the address.
    """
    if len(url) > _LONGEST:  # before anything is done with it: a Cyrillic host of 2 MB takes seconds
        raise ValueError(_TOO_LONG)
    try:
        written = _LEFT_OUT_BY_BROWSERS.sub("", url).strip()
        # Joined before yarl reads it: its own join decodes the percent-forms of the base.
        joined = URL(urljoin(base, written) if base and not URL(written).scheme else written)
        port = joined.explicit_port
        _ = joined.host  # raises for punycode that is none
    except (ValueError, TypeError):
        raise ValueError("this is no address of the web") from None
    if joined.scheme not in ("http", "https"):
        raise ValueError("only addresses that begin with http:// or https:// can be fetched")
    if joined.raw_user is not None or joined.raw_password is not None:
        raise ValueError("addresses with a user or password are not taken")
    written = f"{joined.scheme}://{_host(joined.raw_host or '')}{_port(joined.scheme, port)}{joined.raw_path_qs or '/'}"
    if len(written) > _LONGEST:
        raise ValueError(_TOO_LONG)
    return written


def same_page(url: str) -> str:
    """What tells a page from all others: its address without what only counts visitors or says whence they come.

    It identifies; what is fetched is the address as it was given.

    Raises:
        ValueError: as ``normalised``.
    """
    address, mark, query = normalised(url).partition("?")
    kept = [part for part in query.split("&") if part and not _only_counts(part)]
    return address + mark * bool(kept) + "&".join(kept)


def host_of(url: str) -> str:
    """The host of an address, for pacing: all its ports and both schemes are one server's.

    Raises:
        ValueError: as ``normalised``.
    """
    return URL(normalised(url), encoded=True).raw_host or ""


def _only_counts(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    if _COUNTS_VISITORS.fullmatch(name):
        return True
    return _SAYS_WHENCE.fullmatch(name) is not None and _WHENCE.fullmatch(value) is not None


def _host(host: str) -> str:
    if ":" in host:
        return f"[{IPv6Address(host)}]" if "%" not in host else _no_host()
    host = host.lower().removesuffix(".")
    if not _HOST.match(host):
        return _no_host()
    if _LOOKS_NUMERIC.match(host.rpartition(".")[2]):
        # 2130706433, 0x7f.1 and 0177.0.0.1 are 127.0.0.1 to some and names to others: only the plain form is taken.
        try:
            return str(IPv4Address(host))
        except ValueError:
            return _no_host()
    return host


def _no_host() -> str:
    raise ValueError("the address names no host")


def _port(scheme: str, port: int | None) -> str:
    return "" if port is None or port == {"http": 80, "https": 443}[scheme] else f":{port}"
