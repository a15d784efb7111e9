"""Is this the same account? A company is its registrable domain in a country."""

import ipaddress
import re
from functools import cache

import tldextract

from tcma.audiences.rules import BadAddress, read_address
from tcma.audiences.rules.countries import country_code
from tcma.audiences.rules.freemail import FREEMAIL, ROLES

_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


@cache
def _extract() -> tldextract.TLDExtract:
    """The public suffix list that came with the package: no request, no cache folder."""
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def registrable_domain(text: str) -> str | None:
    """The company behind an address, a web page or a mail: 'https://www.Shop.Example.co.uk/x' is example.co.uk.

    None for freemail, an IP address, a bare public suffix, and anything that is no domain.
    """
    host = _SCHEME.sub("", text.strip())
    host = re.split(r"[/?#\\]", host, maxsplit=1)[0].rpartition("@")[2]
    host = re.sub(r":\d*$", "", host).strip().rstrip(".")
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:  # no IP address, as it should be
        pass
    else:
        return None
    host = _ascii(host)
    if not host:
        return None
    found = _extract()(host)
    # .example is reserved for samples and is on no list; its last two labels are taken as the company.
    domain = found.top_domain_under_public_suffix or _reserved(host)
    return domain if domain and domain not in FREEMAIL else None


def _ascii(host: str) -> str:
    """A-labels in lower case, as contacts have them, so that both name one account; empty for what is no domain."""
    try:
        return read_address(f"a@{host}").domain
    except BadAddress:
        return ""


def _reserved(host: str) -> str | None:
    labels = host.split(".")
    return ".".join(labels[-2:]) if len(labels) > 1 and labels[-1] in ("example", "test") else None


def normal_country(text: str) -> str:
    """ISO 3166-1 alpha-2 in capitals, of UK too; empty for anything else."""
    code = text.strip()
    return (country_code(code) or "") if re.fullmatch(r"[A-Za-z]{2}", code) else ""


def firm_of_address(email: str) -> str:
    """The registrable domain of a mail address; empty for freemail and what is no address."""
    return (registrable_domain(email) or "") if "@" in email else ""


def named_contact(name: str, email: str) -> bool:
    """Whether a person of a firm is named: an address of the firm that is not an office's."""
    local = email.strip().casefold().partition("@")[0]
    return bool(name.strip() and firm_of_address(email)) and local not in ROLES
