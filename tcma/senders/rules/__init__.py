"""Domains, the records that prove them, and addresses made of them. Pure."""

from tcma.senders.rules.domains import BadSender, address, checked_domain, checked_local, home_domain
from tcma.senders.rules.records import Record, Seen, judged, records_of

__all__ = [
    "BadSender",
    "Record",
    "Seen",
    "address",
    "checked_domain",
    "checked_local",
    "home_domain",
    "judged",
    "records_of",
]
