"""Where a webhook may go: https, a host with a name, and an address that everyone can reach.

Whoever may name an address must not reach through us what only we can reach.
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from tcma.base.errors import Refusal
from tcma.base.words import N_

LONGEST = 500
_INSIDE = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))
"""IPv6 that stands for an IPv4 address, which may be anybody's."""


def checked_url(text: str, *, local: str | None) -> str:
    """The address, or a refusal that says what is wrong with it. What begins with `local` is fine as it is."""
    text = text.strip()
    if is_local(text, local):
        return text
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Refusal(N_("Write the whole address, such as https://crm.example.com/hooks.")) from None
    if parts.scheme != "https" or len(text) > LONGEST or any(letter.isspace() for letter in text):
        raise Refusal(N_("Write an address that begins with https://."))
    if parts.username is not None or parts.password is not None:
        raise Refusal(N_("Leave user and password out of the address: each message is signed."))
    if port not in (None, 443, 8443):
        raise Refusal(N_("Use port 443 or 8443."))
    if "." not in host or host.endswith((".local", ".internal", ".localhost", ".")) or _is_number(host):
        raise Refusal(N_("Write the name of a host that everyone can reach."))
    return text


def is_local(url: str, local: str | None) -> bool:
    """Whether it is below the one address that is allowed though it is here."""
    return local is not None and (url == local or url.startswith(local.rstrip("/") + "/"))


def is_open(address: str) -> bool:
    """Whether an IP address is one that everyone can reach: nothing private, local, reserved or embedded."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return is_open(str(found.ipv4_mapped))
        if any(found in network for network in _INSIDE):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host.rpartition(".")[2][:1].isdigit()  # 127.1, 0x7f.1: no name ends so
    return True
