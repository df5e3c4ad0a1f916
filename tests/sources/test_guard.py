"""Which machines may be connected to."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.guard import BlockedError, PrivateHosts, SocketGuard, is_public, is_web_port

PUBLIC = ["1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::101:101"]
NOT_PUBLIC = {
    "this machine": ["127.0.0.1", "127.255.255.254", str(IPv4Address(0)), "0.1.2.3", "::1", "::"],
    "its network": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1", "fec0::1"],
    "its provider's": ["100.64.0.1", "100.127.255.255", "100.100.100.200"],
    "its wire": ["169.254.1.1", "fe80::1", "fe80::1%eth0"],
    "clouds' metadata": ["169.254.169.254", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"],
    "many machines": ["224.0.0.1", "239.255.255.250", "255.255.255.255", "ff02::1", "ff0e::1"],
    "nobody's": ["240.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "2001:db8::1", "100::1"],
    "IPv4 inside of IPv6": [
        "::ffff:127.0.0.1",  # mapped
        "::ffff:1.1.1.1",
        "::127.0.0.1",  # compatible
        "64:ff9b::7f00:1",  # NAT64
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",  # 6to4
        "2001:0:5ef5:79fb:0:0:80ff:fffe",  # Teredo
    ],
}


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", [address for kind in NOT_PUBLIC.values() for address in kind])
def test_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@given(st.integers(0, 2**32 - 1).map(IPv4Address) | st.integers(2**125, 2**126 - 1).map(IPv6Address))
def test_never_taken_for_public_when_python_does_not(address: IPv4Address | IPv6Address) -> None:
    assert address.is_global or not is_public(address)


@pytest.mark.parametrize("port", [80, 443, 8080, 8443, 3000, 58_090])
def test_ports_of_the_web(port: int) -> None:
    assert is_web_port(port)


@pytest.mark.parametrize(
    "port", [0, 1, 21, 22, 25, 53, 110, 143, 445, 465, 587, 993, 2049, 5060, 6000, 6667, 6379, 5432, 10080]
)
def test_ports_of_others(port: int) -> None:
    assert not is_web_port(port)


def info(address: str, port: int = 80) -> tuple[int, int, int, str, tuple[str, int]]:
    """What a look-up tells of an address."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, port)


def guarding(*private: str) -> SocketGuard:
    """A guard that lets these through too, and ten bytes of what a server sends."""
    return SocketGuard(PrivateHosts.of(private), most_bytes=10)


def test_a_socket_is_made_for_a_public_address_only() -> None:
    guard = guarding()
    guard.socket(info("1.1.1.1")).close()
    for address in ("127.0.0.1", "10.0.0.1", "::1"):
        with pytest.raises(BlockedError, match="not public"):
            guard.socket(info(address))


def test_settings_allow_networks_and_names() -> None:
    guard = guarding("10.1.0.0/16", "127.0.0.1", "[::1]", "Intranet.example.org.")
    for address in ("10.1.2.3", "127.0.0.1", "::1"):
        guard.socket(info(address)).close()
    with pytest.raises(BlockedError):
        guard.socket(info("10.2.0.1"))
    with guard.connecting_to("intranet.example.org"):
        guard.socket(info("10.2.0.1")).close()
    with guard.connecting_to("other.example.org"), pytest.raises(BlockedError):
        guard.socket(info("10.2.0.1"))


def test_a_name_is_allowed_only_while_it_is_connected_to() -> None:
    guard = guarding("localhost")
    with guard.connecting_to("localhost"):
        with guard.connecting_to("other.example.org"), pytest.raises(BlockedError):
            guard.socket(info("127.0.0.1"))
        guard.socket(info("127.0.0.1")).close()
    with pytest.raises(BlockedError):
        guard.socket(info("127.0.0.1"))


def test_no_setting_makes_a_mail_server_a_web_server() -> None:
    guard = guarding("127.0.0.1")
    with pytest.raises(BlockedError, match="port 25"):
        guard.socket(info("127.0.0.1", 25))


@pytest.mark.parametrize("into", [False, True])
def test_a_socket_takes_so_many_bytes_and_no_more(into: bool) -> None:
    """However they are read: asyncio reads plain connections by one call and safe ones by the other."""
    with socket.create_server(("127.0.0.1", 0)) as server, guarding("127.0.0.1").socket(info("127.0.0.1")) as visitor:
        visitor.connect(server.getsockname())
        talker, _ = server.accept()
        with talker:
            talker.sendall(bytes(11))
            if into:
                assert visitor.recv_into(bytearray(10)) == 10
                with pytest.raises(OSError, match="too much"):
                    visitor.recv_into(bytearray(1))
            else:
                assert visitor.recv(10) == bytes(10)
                with pytest.raises(OSError, match="too much"):
                    visitor.recv(1)
