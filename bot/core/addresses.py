"""Addresses that a webhook may be sent to: which of them are whose network. Pure.

`ipaddress` calls some addresses global that lead into a network of one's own, or to
nobody: what tunnels and translates IPv4 is unwrapped or refused, and so is multicast.
"""

import ipaddress
import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

METADATA = "169.254.169.254"  # where most clouds tell a machine its own secrets


def _nets(*texts: str) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)


# Of the machine or its cloud, and what nobody listens on: refused whatever is allowed.
NEVER = _nets(
    *("0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    *("100.100.100.200/32", "168.63.129.16/32"),  # metadata of two clouds
    *("::/128", "fe80::/10", "fec0::/10", "ff00::/8"),
    *("fd00:ec2::/32", "fd20:ce::/32"),  # metadata of two clouds, by IPv6
    *("2002::/16", "2001::/32", "::/96", "64:ff9b:1::/48"),  # tunnels into anything
)
LOOPBACK = _nets("127.0.0.0/8", "::1/128")
TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # IPv4, where only IPv6 is spoken
NUMERIC = re.compile(r"[0-9]+|0[xX][0-9a-fA-F]*")


def literal(host: str) -> Address | None:
    """Read a host that is an address; None for a name; ValueError for an odd spelling.

    `127.1`, `0x7f000001` and `2130706433` are spellings that a system reads too.
    """
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        if ":" in host or NUMERIC.fullmatch(last):
            raise ValueError("is no address that is written out whole") from None
        return None


def refused(address: Address, *, internal: bool = False, loopback: bool = False) -> str:
    """Say why nothing is sent to *address*; nothing where it may be.

    *internal* allows networks of one's own, *loopback* this machine only.
    """
    bare = _unwrapped(address)
    if _among(bare, LOOPBACK):
        return "" if internal or loopback else "is this very machine"
    if _among(bare, NEVER):
        return "is no address that anything may be sent to"
    if bare.is_global:
        return ""
    return "" if internal else "is in a private network"


def _unwrapped(address: Address) -> Address:
    """Give the IPv4 address that an IPv6 one stands for."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address in TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _among(address: Address, nets: tuple[Network, ...]) -> bool:
    return any(address.version == net.version and address in net for net in nets)
