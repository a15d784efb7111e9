"""Reads and drives a simulator over its control routes, wherever it runs."""

import http.client
import json
from typing import Any
from urllib.parse import urlencode, urlsplit

PAGE = 200  # of mails with their bodies, some tens of kilobytes each


class Simulator:
    """A simulator at `url`. Shapes of what it returns stand in records.py and log.py."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")

    def mails(self, *, to: str = "", since: int = 0, bodies: bool = True, unsent: bool = False) -> list[dict[str, Any]]:
        """Every mail from number `since` on, oldest first, or those to recipients containing `to`."""
        query = {"to": to, "bodies": int(bodies), "unsent": int(unsent)}
        return self._all("/_sim/mails", "mails", since, query)

    def log(self, since: int = 0) -> list[dict[str, Any]]:
        """Every ended request from number `since` on."""
        return self._all("/_sim/log", "requests", since, {})

    def under_way(self) -> list[dict[str, Any]]:
        """Requests that have come and have no answer yet."""
        found: list[dict[str, Any]] = self.ask("GET", "/_sim/log?limit=1")["under_way"]
        return found

    def notifications(self, since: int = 0) -> list[dict[str, Any]]:
        """What became of the events posted to the product."""
        return self._all("/_sim/notifications", "entries", since, {})

    def events(self, message_id: str) -> list[dict[str, Any]]:
        """The event records of one mail."""
        found: list[dict[str, Any]] = self.ask("GET", f"/_sim/events/{message_id}")
        return found

    def post_event(self, message_id: str, event: str, **more: Any) -> int | None:
        """Posts one more event of a mail; the product's status, None if it did not answer."""
        status: int | None = self.ask("POST", "/_sim/events", {"message_id": message_id, "event": event, **more})[
            "status"
        ]
        return status

    def storm(self, times: int = 1, *, since: int = 0, anew: bool = False) -> int:
        """Posts every event so many times more, `anew` with MessageIds of their own. Returns how many posts."""
        extra: int = self.ask("POST", "/_sim/storm", {"times": times, "since": since, "anew": anew})["extra"]
        return extra

    def queue(self) -> dict[str, Any]:
        """{visible, under_way, dead, letters: bodies of the dead ones}"""
        found: dict[str, Any] = self.ask("GET", "/_sim/queue")
        return found

    def settle(self, seconds: float = 30) -> None:
        """Waits until every event has been posted; TimeoutError if some are left."""
        left = self.ask("GET", f"/_sim/notifications/pending?wait={seconds}")["pending"]
        if left:
            raise TimeoutError(f"{left} events are still to be posted after {seconds} s")

    def set_clock(self, offset_seconds: float) -> None:
        self.ask("POST", "/_sim/clock", {"offset_seconds": offset_seconds})

    def faults(self, **changes: Any) -> dict[str, Any]:
        """Sets the faults named; see faults.py."""
        found: dict[str, Any] = self.ask("POST", "/_sim/faults", changes)
        return found

    def clear_faults(self) -> None:
        self.ask("DELETE", "/_sim/faults")

    def quota(self, **changes: Any) -> None:
        """max_send_rate, max_24_hour_send, enforced."""
        self.ask("POST", "/_sim/quota", changes)

    def identity(self, identity: str, *, verified: bool | None) -> None:
        """Adds or changes an identity; None removes it."""
        self.ask("POST", "/_sim/identities", {"identity": identity, "verified": verified})

    def publish(self, domain: str) -> None:
        """Enters all DNS records of a domain, as its owner would."""
        self.ask("POST", "/_sim/dns", {"domain": domain})

    def record(self, kind: str, name: str, *values: str) -> None:
        """Enters one DNS record; without values, takes it out."""
        self.ask("POST", "/_sim/dns", {"kind": kind, "name": name, "values": list(values)})

    def tenants(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = self.ask("GET", "/_sim/tenants")
        return found

    def tenant(self, name: str, *, status: str) -> None:
        """ENABLED, REINSTATED or DISABLED."""
        self.ask("POST", "/_sim/tenants", {"name": name, "status": status})

    def status(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", "/_sim/status")
        return found

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON a control route answers with; ValueError with its words if it refuses."""
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=90)
        try:
            data = None if body is None else json.dumps(body)
            connection.request(method, path, data, {"Content-Type": "application/json"} if data else {})
            answer = connection.getresponse()
            value = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status >= 400:
            raise ValueError(value.get("message"))
        return value

    def _all(self, path: str, name: str, since: int, query: dict[str, Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            page = self.ask("GET", f"{path}?{urlencode({**query, 'since': since, 'limit': PAGE})}")
            found.extend(page[name])
            if page["next"] == since:
                return found
            since = page["next"]
