"""Inline templates as SES fills them: {{name}} replaced by the value as it stands, nothing escaped."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tcma.trial.ses.errors import BAD_REQUEST, ApiError

_TAG = re.compile(r"\{\{\{\s*([^{}]*?)\s*\}\}\}|\{\{\s*([^{}]*?)\s*\}\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z_][A-Za-z0-9_-]*)*")


class RenderingFailure(Exception):
    """The data lacks a variable, or gives something that is no text. SES tells it by an event, not by an error."""


class Text:
    """One text with its gaps, split once so that filling is a join."""

    def __init__(self, source: str) -> None:
        self._parts: list[str] = []
        self._names: list[str] = []
        end = 0
        for found in _TAG.finditer(source):
            name = found[1] or found[2] or ""
            if not _NAME.fullmatch(name):
                raise ApiError(BAD_REQUEST, f"Template has {found[0]}: an inline template can only substitute.")
            self._parts.append(source[end:found.start()])
            self._names.append(name)
            end = found.end()
        self._last = source[end:]
        self.names = frozenset(self._names)

    def fill(self, data: Mapping[str, Any]) -> str:
        """The text with its gaps filled; RenderingFailure for a gap without a value."""
        filled: list[str] = []
        for part, name in zip(self._parts, self._names, strict=True):
            filled.append(part)
            filled.append(_value(name, data))
        filled.append(self._last)
        return "".join(filled)


class Template:
    """Subject, text and HTML of an inline template."""

    def __init__(self, subject: str, text: str, html: str) -> None:
        self.subject = Text(subject)
        self.text = Text(text)
        self.html = Text(html)
        self._names = sorted(self.subject.names | self.text.names | self.html.names)

    def check(self, data: Mapping[str, Any]) -> None:
        """Raises RenderingFailure unless every variable has a value."""
        for name in self._names:
            _value(name, data)


@lru_cache(maxsize=256)
def template(subject: str, text: str, html: str) -> Template:
    """The template of these three, parsed once for all the calls of a launch."""
    return Template(subject, text, html)


def _value(name: str, data: Mapping[str, Any]) -> str:
    value: Any = data.get(name, data)
    if value is data:
        for part in name.split("."):
            if not isinstance(value, Mapping) or part not in value:
                raise RenderingFailure(f"Attribute '{name}' is not present in the rendering data.")
            value = value[part]
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    raise RenderingFailure(f"Attribute '{name}' is not a text or number in the rendering data.")
