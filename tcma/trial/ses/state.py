"""What changes while the simulator runs and outlives it: clock, identities, DNS, tenants, suppression list."""

import json
import os
import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from tcma.trial.ses import domains
from tcma.trial.ses.addresses import domain
from tcma.trial.ses.options import Options


class State:
    """Kept in state.json, replaced as a whole at each change."""

    def __init__(self, options: Options) -> None:
        self._path = options.data / "state.json"
        self._lock = Lock()
        found: dict[str, Any] = json.loads(self._path.read_text()) if self._path.exists() else {}
        self.offset_seconds: float = found.get("offset_seconds", 0)
        self._identities: dict[str, bool] = {**found.get("identities", {}), **dict.fromkeys(options.identities, True)}
        self._suppressed: dict[str, dict[str, Any]] = found.get("suppressed", {})
        self._any_sender, self._region = options.any_sender, options.region
        self._mail_from: dict[str, str] = found.get("mail_from", {})
        self._dns: dict[str, list[str]] = found.get("dns", {})
        self._tenants: dict[str, dict[str, Any]] = found.get("tenants", {})

    def now(self) -> float:
        """Product time, in epoch seconds."""
        return time.time() + self.offset_seconds

    def set_offset(self, seconds: float) -> None:
        def change() -> None:
            self.offset_seconds = seconds

        self._change(change)

    @property
    def identities(self) -> Mapping[str, bool]:
        """Domains and addresses, and whether each is verified."""
        return dict(self._identities)

    def set_identity(self, identity: str, verified: bool | None) -> None:
        """Adds or changes an identity; None removes it."""
        def change() -> None:
            if verified is None:
                self._identities.pop(identity.lower(), None)
                self._mail_from.pop(identity.lower(), None)
            else:
                self._identities[identity.lower()] = verified

        self._change(change)

    def mail_from(self, identity: str) -> str:
        """The domain its bounces go to, '' for SES's own."""
        return self._mail_from.get(identity.lower(), "")

    def set_mail_from(self, identity: str, name: str) -> None:
        def change() -> None:
            self._mail_from[identity.lower()] = name.lower()

        self._change(change)

    @property
    def dns(self) -> Mapping[str, list[str]]:
        """{"KIND name": values}, all in small letters but the kind."""
        return dict(self._dns)

    def publish(self, records: Mapping[str, list[str]]) -> None:
        """Enter records; an empty list takes one out. What they prove is proven at once."""
        def change() -> None:
            for name, values in records.items():
                if values:
                    self._dns[name] = list(values)
                else:
                    self._dns.pop(name, None)
            for identity, verified in self._identities.items():
                if not verified and domains.signed(identity, self._dns):
                    self._identities[identity] = True

        self._change(change)

    @property
    def tenants(self) -> Mapping[str, dict[str, Any]]:
        """Name -> {"id", "created": product time, "status", "resources": ARNs}."""
        return dict(self._tenants)

    def set_tenant(self, name: str, **changes: Any) -> None:
        """Makes or changes a tenant."""
        def change() -> None:
            self._tenants[name] = {**self._tenants.get(name, {"resources": [], "status": "ENABLED"}), **changes}

        self._change(change)

    def drop_tenant(self, name: str) -> None:
        self._change(lambda: self._tenants.pop(name))

    def identity_for(self, address: str) -> str | None:
        """The verified identity that may send as `address`: itself, its domain, or a domain above that."""
        address = address.lower()
        labels = domain(address).split(".")
        for candidate in (address, *(".".join(labels[k:]) for k in range(len(labels)))):
            if self._identities.get(candidate):
                return candidate
        return domain(address) if self._any_sender else None

    @property
    def suppressed(self) -> Mapping[str, dict[str, Any]]:
        """Address -> {"address", "reason": BOUNCE or COMPLAINT, "at": product time}."""
        return dict(self._suppressed)

    def suppressed_for(self, address: str) -> str | None:
        """BOUNCE or COMPLAINT, if the address is on the list, in any case."""
        found = self._suppressed.get(address.lower())
        return str(found["reason"]) if found else None

    def suppress(self, address: str, reason: str | None) -> None:
        """Puts an address on the account's suppression list; None takes it off."""
        def change() -> None:
            if reason is None:
                self._suppressed.pop(address.lower(), None)
            else:
                self._suppressed[address.lower()] = {"address": address, "reason": reason, "at": self.now()}

        self._change(change)

    def _change(self, change: Callable[[], object]) -> None:
        with self._lock:
            change()
            fresh = self._path.with_suffix(".new")
            fresh.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps({
                "offset_seconds": self.offset_seconds,
                "identities": self._identities,
                "suppressed": self._suppressed,
                "mail_from": self._mail_from,
                "dns": self._dns,
                "tenants": self._tenants,
            }, indent=1))
            os.replace(fresh, self._path)
