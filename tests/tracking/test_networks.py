"""Networks of gateways, and what is left of an address."""

import ipaddress
from itertools import pairwise

import pytest

from tcma.tracking.rules.networks import _BY_VERSION, scanner_at, shorten


@pytest.mark.parametrize(
    ("address", "whose"),
    [
        ("64.235.144.0", "Barracuda"), ("64.235.159.255", "Barracuda"), ("64.235.143.255", ""), ("64.235.160.0", ""),
        ("40.94.29.84", "Microsoft"), ("2a01:111:f403:c10::1", "Microsoft"), ("2a01:111:f402::1", ""),
        ("0.0.0.0", ""), ("255.255.255.255", ""), ("::", ""), ("203.0.113.7", ""), ("", ""), ("not one", ""),
        ("~64.235.144.0", ""),
    ],
)  # fmt: skip
def test_an_address_is_in_the_network_of_whoever_published_it(address: str, whose: str) -> None:
    assert scanner_at(address) == whose


@pytest.mark.parametrize("version", [4, 6])
def test_no_two_networks_overlap(version: int) -> None:
    """Else the search would miss the wider one."""
    begins, ends = _BY_VERSION[version]
    assert all(end < begin for (end, _), begin in zip(ends, begins[1:], strict=False))
    assert all(one < other for one, other in pairwise(begins))


def test_no_network_is_one_of_private_or_documented_addresses() -> None:
    for version, (begins, _) in _BY_VERSION.items():
        kind = ipaddress.IPv4Address if version == 4 else ipaddress.IPv6Address
        assert all(kind(begin).is_global for begin in begins)


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.77", "203.0.113.0"), ("2001:db8:1:2::3", "2001:db8:1::"), ("", ""), ("~203.0.113.0", "")],
)
def test_of_an_address_its_network_is_left(address: str, network: str) -> None:
    assert shorten(address) == network
