"""Which machines may be connected to, and how much is taken of them: checked at the socket, where nothing is hidden.

No form of an address, no redirect and no name leads around a socket, and nothing that a server sends comes without one.
"""

import errno
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Self

from aiohttp import AddrInfoType

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NOT_PUBLIC_V4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",
            "100.64.0.0/10",  # behind a provider's NAT; some clouds' metadata
            "127.0.0.0/8",
            "168.63.129.16/32",  # Azure's platform, for its own machines: public by its form only
            "169.254.0.0/16",  # link-local; clouds' metadata
            "172.16.0.0/12",
            "192.0.0.0/24",  # protocol assignments
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # AMT
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, and broadcast
        ),
    )
)
"""The IANA IPv4 Special-Purpose Address Registry (RFC 6890). Listed, since ``is_global`` differs between patch releases
of Python and takes multicast for global."""

_GLOBAL_UNICAST = IPv6Network("2000::/3")
"""All that IANA gives out of IPv6: what is outside (loopback, mapped, compatible, unique-local, link-local, site-local,
multicast) is nobody's server. NAT64 is the exception, by the address inside."""

_NOT_PUBLIC_V6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo among them, which holds an IPv4 address
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which holds an IPv4 address; given up (RFC 7526)
            "2620:4f:8000::/48",  # AS112
            "3fff::/20",  # documentation
        ),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
"""How a network without IPv4 reaches it (RFC 6052): the last 32 bits are the address."""

_WEB_PORTS = (80, 443)
_FIRST_FREE_PORT = 1_024
_OTHERS_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
    | {1433, 1521, 3306, 3389, 5432, 5900, 6379, 9200, 11211, 27017}
)
"""Above 1,023, where other protocols listen (WHATWG Fetch, «bad port»; then databases, caches and screens, where they
listen by default). Below, only the web's own two are taken: who makes the bot speak HTTP to a mail server makes it say
what they like."""


class BlockedError(OSError):
    """This machine may not be connected to; an ``OSError``, as the connector expects of a socket that can't be made.

    The words name no address: two of one kind are then told as one where a host has several.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EACCES, reason)


class BoundedSocket(socket.socket):
    """Takes ``left`` bytes and no more, whatever they are.

    A bound on bodies alone leaves what stands around them: of «102 Processing» without end, or of chunks of one byte, a
    fast server sends so much within 15 s that reading it takes all of them.
    """

    __slots__ = ("left",)
    left: int

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """Raises OSError when the bound is passed."""
        taken = super().recv(size, flags)
        self._count(len(taken))
        return taken

    def recv_into(self, buffer: "WriteableBuffer", size: int = 0, flags: int = 0) -> int:
        """Raises OSError when the bound is passed."""
        taken = super().recv_into(buffer, size, flags)
        self._count(taken)
        return taken

    def _count(self, taken: int) -> None:
        self.left -= taken
        if self.left < 0:
            raise OSError(errno.EMSGSIZE, "the server sends too much")


@dataclass(frozen=True, slots=True)
class PrivateHosts:
    """What may be connected to although it is not public: hosts by their name, machines by their address."""

    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, written: Iterable[str]) -> Self:
        """From names, addresses and networks as the settings give them; what is no address is a name."""
        names, networks = set(), []
        for host in written:
            try:
                networks.append(ip_network(host.strip("[]"), strict=False))
            except ValueError:
                names.add(host.lower().removesuffix("."))
        return cls(frozenset(names), tuple(networks))

    def has(self, address: Address) -> bool:
        """Whether a machine is among them by its address."""
        return any(address in network for network in self.networks)


def is_public(address: Address) -> bool:
    """Whether anybody could reach this address: no machine of one's own network, no embedded one, no group of them."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
    return address in _GLOBAL_UNICAST and not any(address in network for network in _NOT_PUBLIC_V6)


def is_web_port(port: int) -> bool:
    """Whether servers of the web listen there."""
    return port in _WEB_PORTS or (port >= _FIRST_FREE_PORT and port not in _OTHERS_PORTS)


def never_allowed(host: str, port: int) -> bool:
    """Whether what blocks a connection lies in the address as it is written; what a name leads to may change."""
    try:
        ip_address(host)
    except ValueError:
        return not is_web_port(port)
    return True


class SocketGuard:
    """Makes the sockets of a connector (its ``socket_factory``), and only those that may be.

    The connector asks for one with the final address, after redirects and look-ups; a name that leads elsewhere the
    second time (DNS rebinding) is checked the second time.
    """

    def __init__(self, private_hosts: PrivateHosts, most_bytes: int) -> None:
        self._private = private_hosts
        self._most_bytes = most_bytes
        self._allowed_by_name: ContextVar[bool] = ContextVar("allowed_by_name", default=False)

    @contextmanager
    def connecting_to(self, host: str) -> Iterator[None]:
        """Sockets made inside are for this host; if settings name it, they may lead to any machine."""
        before = self._allowed_by_name.set(host in self._private.names)
        try:
            yield
        finally:
            self._allowed_by_name.reset(before)

    def socket(self, info: AddrInfoType) -> BoundedSocket:
        """A socket for an address that was looked up, which takes so many bytes and no more.

        Raises:
            BlockedError: it is no public address and settings don't allow it, or the port is none of the web.
        """
        family, kind, protocol, _, (host, port, *_rest) = info
        address = ip_address(host)
        if not is_web_port(port):
            raise BlockedError(f"port {port} is none of the web")
        if not (is_public(address) or self._private.has(address) or self._allowed_by_name.get()):
            raise BlockedError("its address is not public")
        made = BoundedSocket(family, kind, protocol)
        made.left = self._most_bytes
        return made
