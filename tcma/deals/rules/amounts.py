"""An amount as people write it."""

import re
import unicodedata
from decimal import Decimal

from babel import Locale, UnknownLocaleError
from babel.numbers import NumberFormatError, parse_decimal

_PLAIN = re.compile(r"\d{1,15}(\.\d{1,3})?")
# What a number is written with. No exponents: `1,0e9999999` would be written out digit by digit to be checked.
_SIGNS = re.compile(r"[\d.,'\u2019+-]{1,40}")


def parse_amount(text: str, language: str) -> Decimal | None:
    """'12,000.50', '12.000,50' in German, '١٢٠٠٠' in Arabic; None for nothing. ValueError for what is no number.

    A plain number with a point is read in every language, unless the language groups thousands with it.
    """
    digits = "".join(_plain(one) for one in text if not one.isspace() and one not in "\u2066\u2069")
    if not digits:
        return None
    if not _SIGNS.fullmatch(digits):
        raise ValueError(text[:40])
    try:
        return parse_decimal(digits, locale=_latin(language), strict=True)
    except NumberFormatError:
        if _PLAIN.fullmatch(digits):
            return Decimal(digits)
        raise ValueError(text) from None


def _plain(character: str) -> str:
    """Any script's digit as 0 to 9; the Arabic separators as the Latin ones."""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return {"\u066b": ".", "\u066c": ","}.get(character, character)


def _latin(language: str) -> Locale:
    try:
        found = Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        return Locale("en")
    return found if found.number_symbols.get("latn", {}).get("decimal") == "," else Locale("en")
