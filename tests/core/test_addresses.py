"""Where a webhook may lead: every spelling of an address, every network."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import addresses

PUBLIC = "93.184.216.34"


@pytest.mark.parametrize(
    ("host", "internal"),
    [
        ("10.0.0.1", True),
        ("172.16.0.1", True),
        ("192.168.1.1", True),
        ("100.64.0.1", True),  # what carriers translate
        ("fc00::1", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("169.254.169.254", False),
        ("169.254.1.1", False),
        ("100.100.100.200", False),
        ("168.63.129.16", False),
        ("192.0.0.192", False),
        ("fd00:ec2::254", False),
        ("fd20:ce::254", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("0.0.0.0", False),  # noqa: S104 (nothing listens)
        ("::", False),
        ("224.0.0.1", False),
        ("ff02::1", False),
        ("255.255.255.255", False),
        ("240.0.0.1", False),
        # IPv4 inside of IPv6: mapped, translated, tunnelled
        ("::ffff:169.254.169.254", False),
        ("::ffff:10.0.0.1", True),
        ("64:ff9b::a9fe:a9fe", False),
        ("64:ff9b::7f00:1", True),
        ("64:ff9b:1::1", False),
        ("2002:a9fe:a9fe::1", False),
        ("2001:0:1::1", False),
        ("::169.254.169.254", False),
    ],
)
def test_what_is_not_public_is_refused_and_some_of_it_always(host, internal):
    address = addresses.literal(host)
    assert addresses.refused(address)
    assert bool(addresses.refused(address, internal=True)) is not internal


@pytest.mark.parametrize("host", [PUBLIC, "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_what_is_public_may_be_called(host):
    assert addresses.refused(addresses.literal(host)) == ""


def test_this_machine_may_be_called_by_whoever_plays():
    for host in ("127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"):
        assert addresses.refused(addresses.literal(host), loopback=True) == ""
    assert addresses.refused(addresses.literal("10.0.0.1"), loopback=True)


@pytest.mark.parametrize(
    "host",
    ["127.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.0.0.1.", "1.2.3.4.5",
     "0x7f.1", "[::1", "::1::", "10.0.0", "999.1.1.1", "0x"],
)  # fmt: skip
def test_an_odd_spelling_of_an_address_is_refused(host):
    with pytest.raises(ValueError, match="written out whole"):
        addresses.literal(host)


@pytest.mark.parametrize("host", ["example.com", "localhost", "a.b-c.d1", "1.com", ""])
def test_a_name_is_no_address(host):
    assert addresses.literal(host) is None


@given(st.ip_addresses())
def test_what_may_be_called_is_public_by_the_standard_too(address):
    if not addresses.refused(address):
        bare = address
        if address.version == 6:
            bare = address.ipv4_mapped or address
            if address in addresses.TRANSLATED:
                bare = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        assert bare.is_global
        assert not bare.is_multicast


@given(st.ip_addresses(v=4))
def test_no_spelling_of_an_address_is_treated_better_than_another(address):
    plain = addresses.refused(address)
    for spelled in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert bool(addresses.refused(ipaddress.ip_address(spelled))) == bool(plain)


@given(st.text(max_size=40))
def test_any_text_is_an_address_a_name_or_odd(text):
    try:
        found = addresses.literal(text)
    except ValueError as odd:
        assert "written out whole" in str(odd)  # noqa: PT017 (either may come)
    else:
        assert found is None or str(found)
