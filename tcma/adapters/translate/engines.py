"""deep-translator's engines as `Translator`s. Nothing else knows the library.

A new engine object for each text: they keep the last request in themselves, so threads must not share one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

import deep_translator.google
import deep_translator.libre
import deep_translator.mymemory
from deep_translator import GoogleTranslator, LibreTranslator, MyMemoryTranslator

from tcma.adapters.translate.channel import Channel, Requests, through
from tcma.adapters.translate.codes import google_code, mymemory_code, plain_code
from tcma.adapters.translate.pieces import pieces
from tcma.localization.ports import Later, Never

for _module in (deep_translator.google, deep_translator.libre, deep_translator.mymemory):
    cast(Any, _module).requests = Requests()


class _Engine(Protocol):
    """What deep-translator calls a translator."""

    source: str
    target: str

    def translate(self, text: str) -> Any: ...


@dataclass(frozen=True)
class _Mended:
    """An engine of the library and how it is called. `fits` says whether a text is short enough for one call."""

    name: str
    channel: Channel
    build: Callable[[], _Engine]
    code: Callable[[str], str]
    fits: Callable[[str], bool]

    def one(self, text: str, source: str, target: str) -> str:
        """A translation of any length: what is too long goes in pieces."""
        return "".join(
            self._call(piece, source, target) + blank if piece.strip() else piece + blank
            for piece, blank in pieces(text, self.fits)
        )

    def _call(self, text: str, source: str, target: str) -> str:
        engine = self.build()
        # The library's tables of languages are short; its setters don't look at them.
        engine.source, engine.target = self.code(source), self.code(target)
        if self.channel.address:
            cast(Any, engine)._base_url = self.channel.address
        try:
            with through(self.channel):
                said = engine.translate(text)
        except (Later, Never):
            raise
        except Exception as error:  # the library raises what it likes, with the text in it
            raise Later(f"an answer nobody understands ({type(error).__name__})") from None
        if said is None:  # Google, where nothing is to be translated
            return text
        if not isinstance(said, str):
            raise Later("an answer that is no text")
        return said


class LibreTranslate:
    """A LibreTranslate server of one's own: `address` of the server, `key` where it wants one."""

    name = "LibreTranslate"

    def __init__(self, address: str, key: str | None = None, *, seconds: float) -> None:
        address = address.rstrip("/") + "/"  # the library appends "translate" as it is
        self._mended = _Mended(
            self.name, Channel(seconds), self._builder(address, key), lambda tag: tag,
            lambda text: len(text) <= 5000,
        )  # fmt: skip

    @staticmethod
    def _builder(address: str, key: str | None) -> Callable[[], _Engine]:
        def build() -> _Engine:
            engine = LibreTranslator("en", "es", api_key="none", custom_url=address)
            engine.api_key = key or ""  # the library demands one even where the server does not
            return cast(_Engine, engine)

        return build

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """See the port. A language of a country is asked for first, then the language alone."""
        try:
            return [self._mended.one(text, source, target) for text in texts]
        except Never as never:
            if never.code != "language" or (plain_code(target) == target and plain_code(source) == source):
                raise
        return [self._mended.one(text, plain_code(source), plain_code(target)) for text in texts]


class Google:
    """Google's public page, read as a browser would. Without a key, and without any promise of theirs."""

    name = "Google Translate"

    def __init__(self, address: str | None = None, *, seconds: float) -> None:
        self._mended = _Mended(
            self.name, Channel(seconds, json=False, address=address),
            lambda: cast(_Engine, GoogleTranslator("en", "es")), google_code, _google_fits,
        )  # fmt: skip

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """See the port."""
        return [self._mended.one(text, source, target) for text in texts]


def _google_fits(text: str) -> bool:
    return len(text) < 4900 and len(text.encode()) < 5000  # it goes into an address


class MyMemory:
    """The public service of MyMemory. `email` raises its daily limit."""

    name = "MyMemory"
    ADDRESS = "https://api.mymemory.translated.net/get"  # the library's is without TLS

    def __init__(self, address: str | None = None, email: str | None = None, *, seconds: float) -> None:
        self._mended = _Mended(
            self.name, Channel(seconds, address=address or self.ADDRESS),
            lambda: cast(_Engine, MyMemoryTranslator("en-GB", "es-ES", email=email)), mymemory_code,
            lambda text: len(text.encode()) < 480,
        )  # fmt: skip

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """See the port. Its refusals come as translations."""
        return [_no_refusal(self._mended.one(text, source, target)) for text in texts]


def _no_refusal(said: str) -> str:
    if "MYMEMORY WARNING" in said:
        raise Later("the day's free translations are used up", wait=3600)
    if "INVALID TARGET LANGUAGE" in said or "INVALID SOURCE LANGUAGE" in said:
        raise Never("invalid language", code="language")
    if "INVALID EMAIL PROVIDED" in said:
        raise Never("invalid email", code="key")
    if "QUERY LENGTH LIMIT EXCEEDED" in said:
        raise Never("too long")
    return said
