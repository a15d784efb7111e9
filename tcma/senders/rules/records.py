"""The DNS records of a sender's domain: what to enter, and what of it is seen.

Sources: "Creating and verifying identities in Amazon SES", "Using a custom MAIL FROM domain", RFC 7489 (DMARC).
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from tcma.base.words import N_

ZONE = "dkim.amazonses.com"  # where SES keeps the public keys, unless it names another place


class Seen(enum.StrEnum):
    """What a look-up found under a record's name."""

    YES = "yes"
    OTHER = "other"
    NO = "no"


@dataclass(frozen=True)
class Record:
    """One record to enter. `needed`: without it nothing may be sent; the others help mail to arrive."""

    key: str
    kind: str  # CNAME, MX, TXT
    name: str
    value: str
    purpose: str
    needed: bool = False


def records_of(domain: str, *, tokens: Sequence[str], mail_from: str, region: str, zone: str = "") -> list[Record]:
    """All records of a domain, those that are needed first."""
    signing = [
        Record(f"dkim{number}", "CNAME", f"{token}._domainkey.{domain}", f"{token}.{zone or ZONE}",
               N_("Proves that the mail is yours"), needed=True)
        for number, token in enumerate(tokens, 1)
    ]
    return [
        *signing,
        Record("mx", "MX", mail_from, f"10 feedback-smtp.{region}.amazonses.com", N_("Brings bounces back to Amazon")),
        Record("spf", "TXT", mail_from, "v=spf1 include:amazonses.com ~all", N_("Lets Amazon send for you")),
        Record("dmarc", "TXT", f"_dmarc.{domain}", "v=DMARC1; p=none;",
               N_("Tells mail providers what to make of forgeries")),
    ]  # fmt: skip


def judged(record: Record, found: Sequence[str]) -> Seen:
    """Whether `found`, all values under the record's name and kind, has what is needed."""
    values = [_plain(value) for value in found]
    if record.key == "dmarc":  # any policy of the owner's own is one
        return Seen.YES if any(value.startswith("v=dmarc1") for value in values) else Seen.NO
    if record.key == "spf":
        policies = [value for value in values if value.startswith("v=spf1")]
        if not policies:
            return Seen.NO
        return Seen.YES if any("include:amazonses.com" in value for value in policies) else Seen.OTHER
    if _plain(record.value) in values:
        return Seen.YES
    return Seen.OTHER if values else Seen.NO


def _plain(value: str) -> str:
    return " ".join(value.split()).rstrip(".").lower()
