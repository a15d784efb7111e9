"""What people type about themselves, their colleagues and their firm. Labels stand in the templates."""

import zoneinfo
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from wtforms import EmailField, Field, Form, HiddenField, PasswordField, SelectField, StringField, URLField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, StopValidation, ValidationError

from tcma.base.access import Role
from tcma.base.errors import Refusal
from tcma.base.web.places import role_name
from tcma.base.words import LANGUAGES, N_, gettext, language, locale

Check = Callable[[Form, Field], None]
_AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
_REGIONS = ("Europe", "Middle East and Africa", "Americas", "Asia Pacific")


def filled(message: str) -> Check:
    """Refuse an empty field in these (marked) words."""

    def check(form: Form, field: Field) -> None:
        if not (field.data or "").strip():
            field.errors = []
            raise StopValidation(gettext(message))

    return check


def an_address(form: Form, field: Field) -> None:
    """An e-mail address as people write them, spaces around it forgiven."""
    field.data = (field.data or "").strip()
    try:
        validate_email(field.data, check_deliverability=False)
    except EmailNotValidError:
        raise ValidationError(gettext(N_("Enter an e-mail address such as name@company.com."))) from None


def a_web_address(form: Form, field: Field) -> None:
    """Nothing, or the address of a site, with or without https:// before it."""
    field.data = (field.data or "").strip()
    try:
        parts = urlsplit(field.data if "//" in field.data else f"https://{field.data}")
        fine = parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:  # an unclosed bracket
        fine = False
    if field.data and not fine:
        raise ValidationError(gettext(N_("Write the whole address, such as https://example.com.")))


def show(form: Any, errors: Mapping[str, Refusal]) -> None:
    """Put the refusals of an action beside the fields they are about."""
    for name, refusal in errors.items():
        form[name].errors = [str(refusal)]


def language_choices() -> list[SelectChoice]:
    """The languages of the interface, each in itself."""
    return [SelectChoice(tag, name) for tag, name in LANGUAGES.items()]


def timezone_choices() -> list[SelectChoice]:
    """Time zones by the city they are known by."""
    zones = sorted(name for name in zoneinfo.available_timezones() if name.startswith(_AREAS))
    return [SelectChoice("UTC", "UTC"), *(SelectChoice(zone, zone.replace("_", " ")) for zone in zones)]


def country_choices() -> list[SelectChoice]:
    """Countries in the reader's language."""
    names: Mapping[str, str] = Locale.parse(str(locale(language()))).territories
    found = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha() and code not in _NOT]
    ordered = sorted(found, key=lambda pair: pair[1])
    return [SelectChoice("", gettext(N_("Choose a country"))), *(SelectChoice(*pair) for pair in ordered)]


_NOT = frozenset({"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ"})


def role_choices(roles: tuple[Role, ...]) -> list[SelectChoice]:
    """Roles in words."""
    return [SelectChoice(role.value, role_name(role)) for role in roles]


class SignIn(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    email = EmailField(validators=[filled(N_("Enter your e-mail address."))])
    password = PasswordField(validators=[filled(N_("Enter your password.")), Length(max=4096)])
    next = HiddenField()


class Forgotten(FlaskForm):  # type: ignore[misc]  # no types
    email = EmailField(validators=[filled(N_("Enter your e-mail address."))])


class Accept(FlaskForm):  # type: ignore[misc]  # no types
    password = PasswordField(validators=[filled(N_("Choose a password.")), Length(max=4096)])


class Profile(FlaskForm):  # type: ignore[misc]  # no types
    name = StringField(validators=[filled(N_("Enter your name.")), Length(max=120)])
    language = SelectField(choices=language_choices)
    timezone = SelectField(choices=timezone_choices)
    theme = SelectField(choices=[SelectChoice("", ""), SelectChoice("light", ""), SelectChoice("dark", "")])


class Password(FlaskForm):  # type: ignore[misc]  # no types
    current = PasswordField(validators=[filled(N_("Enter your current password.")), Length(max=4096)])
    new = PasswordField(validators=[filled(N_("Choose a new password.")), Length(max=4096)])


class Invite(FlaskForm):  # type: ignore[misc]  # no types
    name = StringField(validators=[filled(N_("Enter a name.")), Length(max=120)])
    email = EmailField(validators=[filled(N_("Enter an e-mail address.")), an_address])
    role = SelectField(choices=[])
    language = SelectField(choices=language_choices)


class NewPartner(FlaskForm):  # type: ignore[misc]  # no types
    name = StringField(validators=[filled(N_("Enter the partner's name.")), Length(max=120)])
    website = URLField(validators=[Length(max=300), a_web_address])
    country = SelectField(choices=country_choices, validators=[filled(N_("Choose their country."))])
    region = SelectField(choices=[SelectChoice(name, name) for name in _REGIONS])
    language = SelectField(choices=language_choices)
    timezone = SelectField(choices=timezone_choices)
    admin_name = StringField(validators=[filled(N_("Enter the name of their first administrator.")), Length(max=120)])
    admin_email = EmailField(validators=[filled(N_("Enter the administrator's e-mail address.")), an_address])
