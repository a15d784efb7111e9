"""The domain that a partner's pages are at: which it can be, and the records that prove it."""

from tcma.base.errors import Refusal
from tcma.base.words import N_
from tcma.senders.rules.domains import BadSender, checked_domain
from tcma.senders.rules.records import Record

MARK = "tcma-site="
"""What the record begins with, so that whoever finds it in a zone knows what it is for."""


class BadSite(Refusal):
    """A domain that pages can't be at."""

    status = 422


def checked_host(text: str, *, vendor_domain: str, public_host: str) -> str:
    """`text` as a host of the partner's own, in A-labels. Raises BadSite."""
    try:
        host = checked_domain(text, vendor_domain=vendor_domain)
    except BadSender as refusal:
        raise BadSite(refusal.message, **refusal.values) from refusal
    if host == public_host or host.endswith(f".{public_host}"):
        raise BadSite(N_("%(domain)s is the programme's own address. Enter a domain of your firm."), domain=host)
    if host.count(".") < 2:
        raise BadSite(
            N_("Take a name below your domain, such as go.%(domain)s: your website stays where it is."), domain=host
        )
    return host


def site_records(host: str, *, proof: str, public_host: str) -> list[Record]:
    """What to enter: the proof first, without which nothing is shown there."""
    return [
        Record("proof", "TXT", f"_tcma.{host}", MARK + proof, N_("Proves that the domain is yours"), needed=True),
        Record("way", "CNAME", host, public_host, N_("Leads visitors here")),
    ]
