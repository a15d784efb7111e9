"""A person's names in texts that are not about them: found, and taken out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

GONE = "(erased)"
_SHORTEST = 5  # letters: shorter names are words of their own, and only whole cells are taken for them


@dataclass(frozen=True)
class Needles:
    """`sure` stand for nobody else wherever they are: address, full name, telephone. `likely` are single names."""

    sure: frozenset[str]
    likely: frozenset[str]

    @classmethod
    def of(cls, addresses: Iterable[str], names: Iterable[tuple[str, str]], phones: Iterable[str]) -> "Needles":
        """From addresses, (first, last) names and telephone numbers as they are known."""
        sure = {address for address in addresses if "@" in address}
        sure |= {_with_letters(address) for address in sure}
        sure |= {phone.strip() for phone in phones if sum(map(str.isdigit, phone)) >= _SHORTEST}
        likely = set()
        for first, last in names:
            first, last = first.strip(), last.strip()
            if first and last:
                sure |= {name for name in (f"{first} {last}", f"{last}, {first}") if len(name) > _SHORTEST}
            likely |= {name for name in (first, last) if name}
        return cls(frozenset(sure), frozenset(likely))

    @cached_property
    def _sure(self) -> re.Pattern[str]:
        spelt = sorted({re.escape(form) for one in self.sure for form in (one, escape(one))}, key=len, reverse=True)
        return re.compile(rf"(?<![\w.+-])(?:{'|'.join(spelt)})(?![\w-])", re.IGNORECASE)

    @cached_property
    def _likely(self) -> re.Pattern[str]:
        spelt = sorted({re.escape(form) for one in self.likely for form in (one, escape(one))}, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(spelt)})(?!\w)", re.IGNORECASE)

    def in_text(self, text: str) -> bool:
        """Whether the text names the person for sure."""
        return bool(self.sure) and self._sure.search(text) is not None

    def out_of(self, text: str, *, about: bool = False) -> str:
        """The text without them; single names go where the text is `about` the person."""
        text = self._sure.sub(GONE, text) if self.sure else text
        return self._likely.sub(GONE, text) if about and self.likely else text

    def out_of_json(self, value: Any, *, about: bool = False) -> Any:
        """The same for everything in a JSON value. What stands beside a sure name is about the person."""
        if isinstance(value, str):
            return self.out_of(value, about=about)
        if isinstance(value, dict):
            near = about or any(isinstance(one, str) and self.in_text(one) for one in value.values())
            return {key: self.out_of_json(one, about=near) for key, one in value.items()}
        if isinstance(value, list):
            near = about or any(isinstance(one, str) and self.in_text(one) for one in value)
            return [self.out_of_json(one, about=near) for one in value]
        return value


def _with_letters(address: str) -> str:
    """The address with its domain as people write it, where that is not ASCII."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('ascii').decode('idna')}"
    except UnicodeError:
        return address
