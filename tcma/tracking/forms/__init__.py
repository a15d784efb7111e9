"""A public form: what was typed becomes typed answers, and what shows that a person sent it.

No cookie is involved: a signed token carries when and where the form was shown, and a number of its
own, so that sending it twice is one response. What defends against robots (a field nobody sees, a
minimum of time) asks nothing of people.
"""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from tcma.audiences.rules import read_address
from tcma.base import tokens
from tcma.base.db import new_id
from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_
from tcma.composing.rules.page import CHOICES

FORM = "form"
"""Purpose of the token."""
TRAP = "subject_line"
"""Name of the field that people don't see; not one that browsers fill in by themselves."""
TOKEN = "form_token"

FASTEST = 2.0  # seconds: nobody reads and fills in a form sooner
LONGEST = 24 * 3600.0

LIMITS = {
    "first_name": 80, "last_name": 80, "company": 120, "email": 254, "title": 120, "phone": 40, "timing": 20,
    "message": 2000, "dietary": 200,
}  # fmt: skip
OF_CONTACT = ("email", "first_name", "last_name", "company", "title", "phone")
NEEDED = {
    "first_name": N_("Enter your first name."),
    "last_name": N_("Enter your last name."),
    "company": N_("Enter the name of your company."),
}


@dataclass(frozen=True)
class Answers:
    """A form that can be taken. `consent`: the box that says the partner may write was ticked."""

    email: str
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    title: str = ""
    phone: str = ""
    consent: bool = False
    rest: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shown:
    """A form as it was shown: its number, how many seconds ago, and in which variant of the page."""

    number: UUID
    age: float
    variant: str = ""


class TooFast(Refusal):
    """Sent sooner than a person can: it is shown again as it was, and a second press sends it."""

    status = 422


class TooOld(Refusal):
    """Open for more than a day: shown again with what was typed, under a new token."""

    status = 422


def new_token(place: UUID, variant: str = "") -> str:
    """For a form that is shown now, at `place` (a launch, an event)."""
    return tokens.sign(FORM, int(time.time() * 1000).to_bytes(8) + place.bytes + new_id().bytes + variant.encode())


def variant_of(place: UUID, token: str) -> str:
    """The variant in which a form of this place was shown; '' for a token that is not ours."""
    payload = tokens.read(FORM, token)
    return payload[40:].decode("utf-8", "replace") if payload and payload[8:24] == place.bytes else ""


def read_token(place: UUID, token: str) -> Shown:
    """When a form was shown; refused if it was not ours, not for this place, too fast or too old."""
    payload = tokens.read(FORM, token)
    if payload is None or len(payload) < 40 or payload[8:24] != place.bytes:
        raise TooOld(N_("This form was not complete. Check it and send it again."))
    age = time.time() - int.from_bytes(payload[:8]) / 1000
    if age > LONGEST:
        raise TooOld(N_("This page was open for long. Check the form and send it again."))
    if age < FASTEST:
        raise TooFast(N_("That was fast. Check the form and send it again."))
    return Shown(UUID(bytes=payload[24:40]), age, variant_of(place, token))


def caught(data: Mapping[str, str]) -> bool:
    """Whether the field that people don't see was filled in."""
    return bool(data.get(TRAP))


def typed(names: Collection[str], data: Mapping[str, str]) -> dict[str, str]:
    """What was typed into the fields the form has, for showing it again."""
    return {name: data.get(name, "") for name in names}


def read_answers(
    names: Collection[str], data: Mapping[str, str], known: Mapping[str, str] = MappingProxyType({})
) -> Answers:
    """Typed values; Invalid names each field that can't be taken, in the order of the form. `known` was not asked."""
    errors: dict[str, Refusal] = {}
    values: dict[str, str] = {}
    for name in names:
        if name == "marketing":
            continue
        raw = data.get(name, "")
        value = raw.strip() if name == "message" else " ".join(raw.split())
        if name in CHOICES and value not in CHOICES[name]:
            value = ""
        value = "".join(letter for letter in value if letter.isprintable() or letter == "\n")
        if name == "email":
            value = _email(value, errors)
        elif not value and name in NEEDED:
            errors[name] = Refusal(NEEDED[name])
        elif len(value) > LIMITS[name]:
            errors[name] = Refusal(N_("Shorten it to %(limit)s characters."), limit=LIMITS[name])
        values[name] = value
    if "email" not in {*names, *known}:
        raise ValueError("a form without an e-mail field can't be answered")
    if errors:
        raise Invalid({name: errors[name] for name in names if name in errors})
    values |= known
    of_contact = {name: values.pop(name) for name in OF_CONTACT if name in values}
    return Answers(**of_contact, consent="marketing" in names and bool(data.get("marketing")), rest=values)


def _email(text: str, errors: dict[str, Refusal]) -> str:
    if not text:
        errors["email"] = Refusal(N_("Enter your e-mail address."))
        return ""
    try:
        return read_address(text).email
    except Refusal as refusal:
        errors["email"] = refusal
        return text
