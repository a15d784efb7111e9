"""The DNS: CNAME, MX and TXT records of a name."""

import json
from urllib.parse import urlencode

import dns.exception
import dns.resolver
import urllib3
from dns.rdatatype import RdataType
from urllib3.exceptions import HTTPError

from tcma.senders.ports import Later

_SECONDS = 5.0


class SystemRecords:
    """By the resolvers of this machine."""

    def __init__(self) -> None:
        self._resolver: dns.resolver.Resolver | None = None

    def look_up(self, kind: str, name: str) -> list[str]:
        try:
            resolver = self._resolver = self._resolver or dns.resolver.Resolver()
            answer = resolver.resolve(name, RdataType[kind], lifetime=_SECONDS, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except dns.exception.DNSException as error:
            raise Later(f"the DNS does not answer for {name}: {error}") from error
        return [_text(record) for record in answer]


def _text(record: object) -> str:
    """A record as people write it; the pieces of a TXT record are one text."""
    pieces = getattr(record, "strings", None)
    return b"".join(pieces).decode("utf-8", "replace") if pieces is not None else str(record)


class SimulatedRecords:
    """The twin for the trial and tests: the simulator's own DNS, and no other host."""

    def __init__(self, base: str) -> None:
        self._base = base.rstrip("/")
        self._pool = urllib3.PoolManager(timeout=_SECONDS, retries=False)

    def look_up(self, kind: str, name: str) -> list[str]:
        try:
            answer = self._pool.request("GET", f"{self._base}/_sim/dns?{urlencode({'kind': kind, 'name': name})}")
            found = json.loads(answer.data)["values"]
        except (HTTPError, ValueError, KeyError) as error:
            raise Later(f"the DNS does not answer for {name}: {error}") from error
        return [str(value) for value in found]
