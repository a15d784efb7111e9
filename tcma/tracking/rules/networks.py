"""Networks of mail gateways and picture proxies: data, with where each is known from.

Being in one makes nobody a machine. The same firms also let people browse through their networks (isolated
browsers, desktops in the cloud), so that a click from there is unsure. Networks that only people browse
through (Zscaler, Cisco Umbrella, iCloud Private Relay, VPNs) don't belong in here at all.
"""

import ipaddress
from bisect import bisect_right
from functools import lru_cache

_PUBLISHED = {
    # ARIN: Barracuda Networks; both are what Barracuda tells customers to let through
    "Barracuda": ("64.235.144.0/20", "209.222.80.0/21"),
    # ARIN: Cisco IronPort; senders' SPF records name them for the Secure Email Cloud Gateway
    "Cisco": ("68.232.128.0/19", "139.138.32.0/19", "184.94.240.0/20", "207.54.64.0/19"),
    # ARIN: Fortinet; FortiMail Cloud and FortiGuard
    "Fortinet": ("96.45.32.0/20", "173.243.128.0/20", "208.91.112.0/22"),
    # ARIN: Google; the picture proxy of Gmail and its crawlers
    "Google": ("66.102.0.0/20", "66.249.64.0/19"),
    # Microsoft's "Office 365 URLs and IP address ranges", Exchange Online Protection. 40.94.0.0/16 is not in it, and
    # follows links for Defender (github.com/mautic/mautic/issues/9400)
    "Microsoft": ("40.92.0.0/15", "40.94.0.0/16", "40.107.0.0/16", "52.100.0.0/14", "104.47.0.0/17",
                  "2a01:111:f400::/48", "2a01:111:f403::/48"),
    # the SPF records below netblocks.mimecast.com
    "Mimecast": ("51.163.158.0/24", "62.140.7.0/24", "91.220.42.0/24", "103.96.22.0/23", "170.10.128.0/24",
                 "194.104.109.0/24", "194.104.111.0/24", "205.139.110.0/24", "207.211.30.0/24"),
    # ARIN: Proofpoint; the SPF records below pphosted.com
    "Proofpoint": ("67.231.144.0/20", "148.163.128.0/19", "205.220.160.0/19"),
    # the SPF record of messagelabs.com, now Broadcom's Email Security.cloud
    "Symantec": ("46.226.48.0/21", "67.219.240.0/20", "85.158.136.0/21", "117.120.16.0/21", "193.109.254.0/23",
                 "194.106.220.0/23", "195.245.230.0/23", "216.82.240.0/20"),
    # APNIC and ARIN: Trend Micro; the rating of addresses
    "Trend Micro": ("150.70.0.0/16", "216.104.0.0/19"),
}  # fmt: skip


def _sorted(version: int) -> tuple[list[int], list[tuple[int, str]]]:
    """Where each network begins, and (where it ends, whose it is)."""
    parsed = [(ipaddress.ip_network(one), name) for name, nets in _PUBLISHED.items() for one in nets]
    found = sorted(
        (int(net.network_address), int(net.broadcast_address), name) for net, name in parsed if net.version == version
    )
    return [begin for begin, _, _ in found], [(end, name) for _, end, name in found]


_BY_VERSION = {4: _sorted(4), 6: _sorted(6)}


@lru_cache(maxsize=4_096)
def scanner_at(address: str) -> str:
    """Whose network an address is in; '' for one that is in none, or is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    begins, ends = _BY_VERSION[ip.version]
    place = bisect_right(begins, int(ip)) - 1
    return ends[place][1] if place >= 0 and int(ip) <= ends[place][0] else ""


@lru_cache(maxsize=4_096)
def shorten(address: str) -> str:
    """The network an address is in: /24 of IPv4, /48 of IPv6; nothing of what is no address."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    width = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network((ip, width), strict=False).network_address)
