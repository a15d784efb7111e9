"""The few settings that change while the simulator runs and outlive it: clock, identities, suppression list."""

import json
import os
import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

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
        self._any_sender = options.any_sender

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
            else:
                self._identities[identity.lower()] = verified

        self._change(change)

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

    def _change(self, change: Callable[[], None]) -> None:
        with self._lock:
            change()
            fresh = self._path.with_suffix(".new")
            fresh.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_text(json.dumps({
                "offset_seconds": self.offset_seconds,
                "identities": self._identities,
                "suppressed": self._suppressed,
            }, indent=1))
            os.replace(fresh, self._path)
