"""The language of a page that is opened by a link alone: who got the link has one that we know."""

from flask import request

from tcma.base.words import LANGUAGES, speak


def speak_to(language: str) -> None:
    """Their own, unless they have chosen another on this device, or it is none of the interface's."""
    if request.cookies.get("language", "") not in LANGUAGES and language in LANGUAGES:
        speak(language)
