"""How the bot behaves as a visitor: who it says it is, how often it comes, how much it takes."""

from dataclasses import dataclass, field
from importlib.metadata import version

from bot.sources.guard import PrivateHosts

PRODUCT = "Svodka"
"""The product token of the User-Agent, which robots.txt may name (RFC 9309 §2.2.1)."""


def user_agent(contact: str = "") -> str:
    """The User-Agent: the product with its version, and where its owner can be reached (RFC 9110 §10.1.5)."""
    product = f"{PRODUCT}/{version('svodka')}"
    return f"{product} (+{contact})" if contact else product


@dataclass(frozen=True, slots=True)
class Manners:
    """The bounds of fetching. Times are seconds; ``total_s`` begins with a request and includes its redirects.

    ``per_host_interval_s`` stands between the beginnings of two requests to a host, longer where its robots.txt asks
    for it (``Crawl-delay``), up to ``longest_interval_s``. A name that was looked up is not for ``look_up_holds_s``.
    """

    user_agent: str = field(default_factory=user_agent)
    private_hosts: PrivateHosts = field(default_factory=PrivateHosts)
    total_s: float = 15.0
    most_bytes: int = 10_000_000
    most_redirects: int = 5
    most_connections: int = 64
    per_host_interval_s: float = 1.0
    longest_interval_s: float = 60.0
    per_host_connections: int = 2
    look_up_holds_s: int = 60
