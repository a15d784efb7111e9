"""Countries and languages by the names people write into files."""

import re
import unicodedata
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

_LONGEST = 200
READ_IN = ("en", "de", "fr", "ar", "es", "it", "nl", "pt", "pl", "tr", "sv", "da")
_ALSO = {
    "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB", "great britain": "GB", "britain": "GB",
    "u.k.": "GB", "u.s.": "US", "u.s.a.": "US", "united states of america": "US", "america": "US", "holland": "NL",
    "the netherlands": "NL", "uae": "AE", "u.a.e.": "AE", "emirates": "AE", "ksa": "SA", "czech republic": "CZ",
    "turkey": "TR", "russia": "RU", "south korea": "KR", "korea": "KR", "brd": "DE", "vae": "AE",
    "grossbritannien": "GB",
    "الامارات": "AE", "الإمارات": "AE", "السعودية": "SA", "المملكة المتحدة": "GB", "ألمانيا": "DE", "المانيا": "DE",
}  # fmt: skip


def plain(text: str) -> str:
    """Case-folded, without accents, spaces squeezed: how names are compared. What is longer than a name is cut."""
    folded = unicodedata.normalize("NFKD", text[:_LONGEST].casefold())  # takes the square of a run of accents
    return re.sub(r"[\s_\-]+", " ", "".join(c for c in folded if not unicodedata.combining(c))).strip()


def is_country(code: str) -> bool:
    """Whether two letters are a country, not a union, a currency zone or a test."""
    return len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO")


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in READ_IN:
        for code, name in Locale.parse(tag).territories.items():
            if is_country(code):
                found.setdefault(plain(name), code)
                found[code.casefold()] = code
    for alias, codes in get_global("territory_aliases").items():
        if alias.isalpha() and len(codes) == 1 and is_country(codes[0]):
            found.setdefault(alias.casefold(), codes[0])
    return found | {plain(name): code for name, code in _ALSO.items()}


@cache
def _languages() -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in READ_IN:
        for code, name in Locale.parse(tag).languages.items():
            if len(code) == 2:
                found.setdefault(plain(name), code)
                found[code] = code
    return found


@lru_cache(maxsize=4096)
def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 of a code or a name in one of a dozen languages; '' for nothing, None if unknown."""
    return _countries().get(plain(text)) if text else ""


@lru_cache(maxsize=4096)
def language_tag(text: str) -> str | None:
    """BCP 47 of a tag or a name ('de-AT', 'German', 'العربية'); '' for nothing, None if unknown."""
    if not text:
        return ""
    if found := _languages().get(plain(text)):
        return found
    main, _, region = text.replace("_", "-").partition("-")
    if main.casefold() in _languages() and len(main) == 2:
        return f"{main.casefold()}-{region.upper()}" if is_country(region.upper()) else main.casefold()
    return None
