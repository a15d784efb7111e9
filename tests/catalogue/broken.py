"""One break of the small kit, and what the checks must say of it."""

from pathlib import Path

from tcma.catalogue.rules import read_kit
from tests.catalogue.small_kit import write_kit

Change = tuple[str, str] | str | bytes
"""(old, new) in the file, or the whole file."""
Row = tuple[str, str, Change, str, str]
"""What is broken, in which file, the change, where the marketer is sent, words of the answer."""
CASE = ("file", "change", "where", "words")


def refused_with(folder: Path, file: str, change: Change, where: str, words: str) -> None:
    """The kit can't be published, and each problem comes with what to do."""
    reading = read_kit(write_kit(folder, {file: change}))
    assert not reading.publishable
    said = [(f"{one.file}:{one.line}", f"{one.message} {one.fix}") for one in reading.problems if one.blocking]
    assert any(place == where and words in text for place, text in said), said
    assert all(one.fix for one in reading.problems)
