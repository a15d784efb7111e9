"""Websites of a firm, as addresses of a browser."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def host_of(site: str) -> str:
    """The host of a web address, without www, in the letters of the DNS; '' for what is none."""
    try:
        host = urlsplit(site.strip() if "//" in site else f"//{site.strip()}").hostname or ""
        host = host.removeprefix("www.").encode("idna").decode()
    except ValueError:  # an unclosed bracket, or a name that the DNS does not know
        return ""
    return host if _HOST.fullmatch(host) else ""


def origins(site: str, *, secure: bool = True) -> tuple[str, ...]:
    """The origins of a website, with and without www; while the product itself is not encrypted, unencrypted too."""
    host = host_of(site)
    if not host:
        return ()
    schemes = ("https",) if secure else ("https", "http")
    return tuple(f"{scheme}://{one}" for scheme in schemes for one in (host, f"www.{host}"))
