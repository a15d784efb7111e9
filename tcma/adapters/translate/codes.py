"""What each engine calls a language, from its BCP 47 tag."""

from babel.core import get_global

# Where Google's code is not simply the language; what it knows by country.
_GOOGLE = {"he": "iw", "nb": "no", "nn": "no", "jv": "jw", "fil": "tl", "zh": "zh-CN"}
_GOOGLE_COUNTRIES = ("zh-CN", "zh-TW", "fr-CA", "pt-PT")
_TRADITIONAL = ("zh-TW", "zh-HK", "zh-Hant")


def plain_code(tag: str) -> str:
    """The language alone."""
    return tag.partition("-")[0]


def google_code(tag: str) -> str:
    if tag in _GOOGLE_COUNTRIES:
        return tag
    if tag.startswith(_TRADITIONAL):
        return "zh-TW"
    return _GOOGLE.get(plain_code(tag), plain_code(tag))


def mymemory_code(tag: str) -> str:
    """MyMemory wants a country; where the tag has none, the most likely one."""
    if "-" in tag:
        return tag
    likely = str(get_global("likely_subtags").get(tag, ""))
    country = likely.rpartition("_")[2]
    return f"{tag}-{country}" if len(country) == 2 and country.isupper() else tag
