"""What a form macro needs to know of a field, whether it is a WTForms field or only a name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup
from wtforms import Field, Form
from wtforms.validators import InputRequired, Optional

from tcma.base.words import N_, gettext


@dataclass
class Choice:
    """One option of a radio group or a select."""

    value: str
    label: Any
    hint: Any = ""
    meta: Any = ""
    disabled: bool = False
    reason: Any = ""


@dataclass
class Bound:
    """A field ready to be drawn."""

    name: str
    id: str
    label: Any = ""
    value: Any = ""
    hint: Any = ""
    error: Any = ""
    optional: bool = False
    checked: bool = False
    choices: list[Choice] = field(default_factory=list)
    attrs: dict[str, Any] = field(default_factory=dict)

    @property
    def described_by(self) -> str:
        """Ids of the hint and the error, for aria-describedby."""
        parts = [f"{self.id}-hint"] * bool(self.hint) + [f"{self.id}-error"] * bool(self.error)
        return " ".join(parts)

    def chosen(self, value: object) -> bool:
        """Whether `value` is the one, or one of those, picked."""
        if isinstance(self.value, list | tuple | set):
            return str(value) in {str(one) for one in self.value}
        return self.value is not None and str(value) == str(self.value)


def _choice(raw: Any) -> Choice:
    if isinstance(raw, Choice):
        return raw
    if isinstance(raw, Mapping):
        return Choice(**{str(key): value for key, value in raw.items()})
    if isinstance(raw, str):
        return Choice(raw, raw)
    return Choice(str(raw[0]), *raw[1:4])


def _shown(found: Field) -> Any:
    """The value to put back: what was typed if anything was, else the field's own value."""
    if found.type in ("SelectMultipleField", "MultiCheckboxField"):
        return found.data or []
    reader = getattr(found, "_value", None)
    if callable(reader):
        return reader() or ""
    return "" if found.data is None else found.data


def bind(source: Field | str, /, **given: Any) -> Bound:
    """A `Bound` from a WTForms field or a name; what is given in words wins over what the field says."""
    choices = given.pop("choices", None)
    if isinstance(source, Field):
        known: dict[str, Any] = {
            "label": gettext(source.label.text),
            "value": _shown(source),
            "hint": gettext(str(source.description)),
            "error": source.errors[0] if source.errors else "",
            "optional": any(isinstance(rule, Optional) for rule in source.validators)
            and not any(isinstance(rule, InputRequired) for rule in source.validators),
            "checked": source.data is True,
        }
        bound = Bound(source.name, source.id, **known)
        if choices is None:
            iterate = getattr(source, "iter_choices", None)
            choices = [(one.value, one.label) for one in iterate()] if iterate else []
    else:
        bound = Bound(source, re.sub(r"[^\w-]", "-", source))
    bound.choices = [_choice(raw) for raw in choices or []]
    for key, value in given.items():
        if value is not None:
            setattr(bound, key, value)
    return bound


def problems(source: Any) -> list[tuple[str, Any]]:
    """(id of the field, words) for the error summary: of a WTForms form, a dict, or a refusal with errors."""
    if source is None:
        return []
    if isinstance(source, Form):
        return [(one.id, one.errors[0]) for one in source if one.errors]
    errors = getattr(source, "errors", source)
    if isinstance(errors, Mapping):
        return [(str(name), _first(words)) for name, words in errors.items() if words]
    return []


def _first(words: Any) -> Any:
    if isinstance(words, Sequence) and not isinstance(words, str) and words:
        return words[0]
    return words


def initials(name: str) -> str:
    """At most two letters for an avatar."""
    words = [word for word in re.split(r"[\s&,.-]+", name) if word]
    if not words:
        return "?"
    picked = [words[0][0], words[-1][0]] if len(words) > 1 else [words[0][0]]
    # A zero-width non-joiner keeps Arabic letters apart: initials, not a word.
    return "\u200c".join(picked).upper() if re.search(r"[\u0600-\u06ff]", name) else "".join(picked).upper()


def browser_name(agent: str) -> str:
    """A browser and its system, as people call them, from a User-Agent; the part that names itself first wins."""
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
               ("Mac OS", "Mac"), ("Linux", "Linux"))  # fmt: skip
    browser = next((name for sign, name in browsers if sign in agent), "")
    system = next((name for sign, name in systems if sign in agent), "")
    return ", ".join(one for one in (browser, system) if one) or gettext(N_("Unknown browser"))


def logo_url(brand: Any) -> str:
    """Where a brand's logo is served, or an empty string."""
    known = getattr(brand, "logo_url", None)
    key = getattr(brand, "logo_key", None)
    return str(known or (f"/media/logo/{key}" if key else ""))


def ltr(value: object) -> Markup:
    """Numbers, money, phones and addresses keep their own order inside right-to-left text."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(value)


def joined(words: Iterable[str]) -> str:
    """Class names without the empty ones."""
    return " ".join(word for word in words if word)
