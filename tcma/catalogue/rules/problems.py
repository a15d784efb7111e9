"""What is wrong, where, and how to mend it; written for the marketer who wrote the kit."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """`line` is 0 where there is no file to point into (the editor). `place` is a segment key or its start.

    One that is not `blocking` is a note: the kit can be published as it is.
    """

    file: str
    line: int
    message: str
    fix: str
    place: str = ""
    language: str = ""
    blocking: bool = True

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message} {self.fix}"


@dataclass(frozen=True)
class Finding:
    """A problem before it is known where it stands: in `place`, near the words `near`."""

    place: str
    message: str
    fix: str
    language: str = ""
    near: str = ""
    blocking: bool = True


Findings = Iterator[Finding]


@dataclass
class Places:
    """Where each part of a kit stands in its files."""

    spots: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    sources: dict[str, list[str]] = field(default_factory=dict)

    def put(self, place: str, file: str, line: int, language: str = "") -> None:
        self.spots.setdefault((language, place), (file, line))

    def locate(self, finding: Finding) -> Problem:
        """The finding with its file and line; the nearest enclosing part if its own place is nowhere."""
        file, line = self._spot(finding.place, finding.language)
        line = self._near(file, line, finding.near)
        return Problem(
            file, line, finding.message, finding.fix, finding.place, finding.language, blocking=finding.blocking
        )

    def _spot(self, place: str, language: str) -> tuple[str, int]:
        part = place
        while part:
            if (language, part) in self.spots:
                return self.spots[language, part]
            part = part.rpartition(".")[0]
        return self.spots.get((language, ""), (_file_of(place, language), 1 if self.sources else 0))

    def _near(self, file: str, line: int, words: str) -> int:
        """The first line from `line` on that holds `words`, within one value's reach."""
        lines = self.sources.get(file, [])
        if words and line:
            for number in range(line, min(line + 60, len(lines) + 1)):
                if words in lines[number - 1]:
                    return number
        return line


def _file_of(place: str, language: str) -> str:
    if language:
        return f"copy/{language}.po"
    head = place.partition(".")[0]
    if head in ("", "kit", "step"):
        return "kit.toml"
    return f"media/{place.partition('.')[2]}" if head == "media" else f"assets/{head}.toml"
