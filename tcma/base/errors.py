"""Refusals: the domain saying no, in words a person can read.

A refusal carries its words unprinted (a marked message and its values), so that the same
one can be shown in the reader's language wherever it surfaces.
"""

from collections.abc import Mapping
from typing import Any

from tcma.base.words import N_, gettext


class Refusal(Exception):
    """What happened and what to do, for the person who reads it."""

    status = 409

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return gettext(self.message, **self.values)


class NotFound(Refusal):
    """It is not there, or it is somebody else's: the answer is the same."""

    status = 404

    def __init__(self, message: str = N_("That page is not here. It may have moved."), **values: Any) -> None:
        super().__init__(message, **values)


class Forbidden(Refusal):
    """One's own thing, without the role for it."""

    status = 403

    def __init__(
        self, message: str = N_("Your role does not cover this. Ask your admin for it."), **values: Any
    ) -> None:
        super().__init__(message, **values)


class Gone(Refusal):
    """It was here once: an old link, a used invitation, a campaign that is over."""

    status = 410


class TooMany(Refusal):
    """Too often in too short a time."""

    status = 429


class Unavailable(Refusal):
    """Not now; nothing was lost."""

    status = 503


class Invalid(Refusal):
    """Fields that can't be taken as they are: {field name: the refusal of it}."""

    status = 422

    def __init__(self, errors: Mapping[str, Refusal], message: str = N_("There is a problem.")) -> None:
        super().__init__(message)
        self.errors = dict(errors)
