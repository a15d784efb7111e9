"""What the fields, comparisons and answers of a filter are called."""

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale

from tcma.audiences.rules.consent import Basis, words_of
from tcma.audiences.rules.countries import READ_IN, is_country
from tcma.audiences.rules.segments import BARE, FIELDS, Condition, Kind
from tcma.base.words import N_, gettext, language, language_name, locale, ngettext

FIELD_NAMES: Mapping[str, str] = {
    "company": N_("Company"), "title": N_("Job title"), "domain": N_("Company's domain"),
    "first_name": N_("First name"), "last_name": N_("Last name"), "email": N_("E-mail"), "phone": N_("Phone"),
    "country": N_("Country"), "language": N_("Language"), "source": N_("Where they come from"),
    "added": N_("Added"), "list": N_("List"), "tag": N_("Tag"), "consent": N_("Consent"),
    "touched": N_("Last click or answer"), "touches": N_("Clicks and answers"), "lead": N_("Lead"), "deal": N_("Deal"),
}  # fmt: skip
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (N_("What you know"), ("company", "title", "domain", "first_name", "last_name", "email", "phone", "country",
                           "language", "source", "added")),
    (N_("How you keep them"), ("list", "tag", "consent")),
    (N_("What they did"), ("touched", "touches")),
    (N_("Where the sale stands"), ("lead", "deal")),
)  # fmt: skip
_OPERATORS: Mapping[str, str] = {
    "is": N_("is"), "is_not": N_("is not"), "contains": N_("contains"), "contains_not": N_("does not contain"),
    "begins": N_("begins with"), "filled": N_("is known"), "empty": N_("is not known"),
    "within": N_("within the last (days)"), "not_within": N_("not within the last (days)"),
    "least": N_("at least"), "most": N_("at most"),
}  # fmt: skip
_SPECIAL: Mapping[tuple[str, str], str] = {
    ("list", "is"): N_("is on"), ("list", "is_not"): N_("is not on"),
    ("tag", "is"): N_("has"), ("tag", "is_not"): N_("does not have"),
    ("added", "not_within"): N_("longer ago than (days)"),
    ("consent", "filled"): N_("there is any"), ("consent", "empty"): N_("there is none"),
    ("lead", "filled"): N_("there is one"), ("lead", "empty"): N_("there is none"),
    ("deal", "filled"): N_("there is one"), ("deal", "empty"): N_("there is none"),
}  # fmt: skip
_ANSWERS: Mapping[str, Mapping[str, str]] = {
    "source": {"import": N_("Imported file"), "form": N_("Form")},
    "lead": {"accepted": N_("To call"), "working": N_("In touch"), "converted": N_("Deal registered"),
             "disqualified": N_("Not a fit"), "recycled": N_("Back from a deal"),
             "withdrawn": N_("Given to somebody else")},
    "deal": {"registered": N_("Registered, not decided"), "discovery": N_("Discovery"), "qualified": N_("Qualified"),
             "proposal": N_("Proposal"), "negotiation": N_("Negotiation"), "won": N_("Won"), "lost": N_("Lost"),
             "expired": N_("Expired"), "refused": N_("Refused or withdrawn")},
}  # fmt: skip


def field_name(field: str) -> str:
    """'Job title', in the reader's language."""
    return gettext(FIELD_NAMES[field])


def operator_name(field: str, operator: str) -> str:
    """'contains', in the reader's language."""
    return gettext(_SPECIAL.get((field, operator)) or _OPERATORS[operator])


def answers(field: str) -> list[tuple[str, str]]:
    """(value, name) of what a field of choices may be, by name; those of lists and tags are the partner's."""
    if field == "country":
        return list(_countries(str(locale(language()))))
    if field == "language":
        return sorted(((tag, language_name(tag)) for tag in READ_IN), key=lambda one: one[1].casefold())
    if field == "consent":
        return [(basis.value, gettext(words_of(basis.value))) for basis in Basis]
    return [(value, gettext(_ANSWERS[field][value])) for value in FIELDS[field].choices]


@lru_cache(maxsize=8)
def _countries(tag: str) -> tuple[tuple[str, str], ...]:
    found = [(code, name) for code, name in Locale.parse(tag).territories.items() if is_country(code)]
    return tuple(sorted(found, key=lambda one: one[1].casefold()))


def told(condition: Condition, own: Mapping[str, str]) -> tuple[str, str, str]:
    """(field, comparison, value) in words; `own` are names of lists and tags by id."""
    name, operator = field_name(condition.field), operator_name(condition.field, condition.operator)
    if condition.operator in BARE:
        return name, operator, ""
    if condition.kind is Kind.OWN:
        return name, operator, own.get(condition.value, "…")
    if condition.kind is Kind.DAYS:
        return name, _days(condition), ""
    if condition.kind is not Kind.CHOICE:
        return name, operator, condition.value
    if condition.field == "language":
        return name, operator, language_name(condition.value)
    return name, operator, dict(answers(condition.field)).get(condition.value, condition.value)


def _days(condition: Condition) -> str:
    """A comparison with so many days back from now, as one phrase."""
    days = int(condition.value)
    if condition.operator == "within":
        return ngettext("within the last %(num)s day", "within the last %(num)s days", days)
    if condition.field == "added":
        return ngettext("longer ago than %(num)s day", "longer ago than %(num)s days", days)
    return ngettext("not within the last %(num)s day", "not within the last %(num)s days", days)
