"""How far the filling is, and where it broke."""

import time
from dataclasses import dataclass, field


@dataclass
class Diary:
    """`station` is what is being done now."""

    station: str = "nothing yet"
    _began: float = field(default_factory=time.monotonic)

    def say(self, station: str) -> None:
        self.station = station
        print(f"Filling the sample programme: {station}", flush=True)  # noqa: T201  # a command's progress

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began
