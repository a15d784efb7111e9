"""Domains in the simulator: their signing keys' names, and a small DNS in which their records are published."""

import hashlib
from collections.abc import Mapping, Sequence

ZONE = "dkim.amazonses.com"
Zones = Mapping[str, Sequence[str]]


def tokens(domain: str) -> list[str]:
    """The three names SES gives a domain's keys: always the same for one domain."""
    return [hashlib.sha256(f"{domain} {number}".encode()).hexdigest()[:32] for number in range(3)]


def key(kind: str, name: str) -> str:
    """Under which a record stands in the DNS here."""
    return f"{kind.upper()} {name.rstrip('.').lower()}"


def records(domain: str, region: str) -> dict[str, list[str]]:
    """All records that a domain's owner would enter."""
    signing = {key("CNAME", f"{one}._domainkey.{domain}"): [f"{one}.{ZONE}."] for one in tokens(domain)}
    return {
        **signing,
        key("MX", f"bounce.{domain}"): [f"10 feedback-smtp.{region}.amazonses.com."],
        key("TXT", f"bounce.{domain}"): ["v=spf1 include:amazonses.com ~all"],
        key("TXT", f"_dmarc.{domain}"): ["v=DMARC1; p=none;"],
    }


def signed(domain: str, dns: Zones) -> bool:
    """Whether the DNS proves the domain: each of its three names leads to SES."""
    return all(
        f"{one}.{ZONE}" in (value.rstrip(".") for value in dns.get(key("CNAME", f"{one}._domainkey.{domain}"), ()))
        for one in tokens(domain)
    )


def mail_from_stands(name: str, region: str, dns: Zones) -> bool:
    values = [value.rstrip(".") for value in dns.get(key("MX", name), ())]
    return f"10 feedback-smtp.{region}.amazonses.com" in values
