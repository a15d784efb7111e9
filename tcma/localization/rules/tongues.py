"""Which languages a kit can be in: any that Babel knows."""

from collections.abc import Collection

from babel import Locale, UnknownLocaleError

from tcma.base.errors import Refusal
from tcma.base.words import N_
from tcma.catalogue.rules import Kit

COMMON = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "es-MX", "et", "fa", "fi", "fr", "fr-CA", "he", "hi", "hr",
    "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "nb", "nl", "pl", "pt", "pt-BR", "ro", "ru", "sk", "sl", "sr",
    "sv", "th", "tr", "uk", "ur", "vi", "zh-CN", "zh-TW",
)  # fmt: skip


class NotALanguage(Refusal):
    """A tag that names no language we know, or not one that can be added."""

    status = 422


def language_tag(text: str) -> str:
    """A tag as BCP 47 writes it (`pt_br` -> `pt-BR`). Refuses one that Babel has no locale for."""
    wanted = text.strip().replace("_", "-")[:35]
    try:
        locale = Locale.parse(wanted, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        raise NotALanguage(
            N_('"%(tag)s" is no language we know. Write its code, such as fr or pt-BR.'), tag=wanted
        ) from None
    script = None if _implied(locale) else locale.script
    return "-".join(filter(None, (locale.language, script, locale.territory)))


def _implied(locale: Locale) -> bool:
    """Whether the script goes without saying: Babel fills it in for zh-TW."""
    if not locale.script or not locale.territory:
        return False
    plain = Locale.parse(f"{locale.language}_{locale.territory}")
    return plain.script == locale.script


def offered(kit: Kit) -> list[str]:
    """The common languages that the kit does not have yet."""
    return [tag for tag in COMMON if tag not in kit.languages]


def checked_target(kit: Kit, text: str, *, known: Collection[str] = ()) -> str:
    """The tag of a language that the kit can be translated into. Refuses its source language."""
    tag = next((one for one in (*kit.languages, *known) if one.lower() == text.strip().lower()), None)
    tag = tag or language_tag(text)
    if tag == kit.source_language:
        raise NotALanguage(N_("The kit is written in this language; there is nothing to translate."))
    return tag
