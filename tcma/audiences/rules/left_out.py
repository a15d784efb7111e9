"""Why people are left out, counted in words."""

from collections.abc import Callable, Mapping

from tcma.base.words import N_, gettext, ngettext

# Held back for a reason outside this partner: one label, whatever another partner's list holds.
UNAVAILABLE = "unavailable"
NO_CONSENT = "no_consent"
TOPIC = "topic"
"""The person chose not to hear about what this mail is about."""
HAD_IT, OFTEN = "had_it", "often"
"""The frequency cap: this partner sent them the kit lately, or enough mail of others this week."""

_COUNTED: Mapping[str, Callable[[int], str]] = {
    "unsubscribed": lambda n: ngettext("%(num)s unsubscribed before", "%(num)s unsubscribed before", n),
    "opted_out": lambda n: ngettext("%(num)s opted out", "%(num)s opted out", n),
    "erased": lambda n: ngettext("%(num)s erased on request", "%(num)s erased on request", n),
    "bounced": lambda n: ngettext("%(num)s no such address", "%(num)s no such address", n),
    "complained": lambda n: ngettext("%(num)s reported a mail as spam", "%(num)s reported a mail as spam", n),
    "listed": lambda n: ngettext("%(num)s on your do-not-mail list", "%(num)s on your do-not-mail list", n),
    TOPIC: lambda n: ngettext("%(num)s chose other topics", "%(num)s chose other topics", n),
    UNAVAILABLE: lambda n: ngettext(
        "%(num)s not available in this programme", "%(num)s not available in this programme", n
    ),
    NO_CONSENT: lambda n: ngettext(
        "%(num)s without consent valid in their country", "%(num)s without consent valid in their country", n
    ),
    HAD_IT: lambda n: ngettext(
        "%(num)s got this from you in the last 90 days", "%(num)s got this from you in the last 90 days", n
    ),
    OFTEN: lambda n: ngettext(
        "%(num)s got enough mail from you this week", "%(num)s got enough mail from you this week", n
    ),
    "twice": lambda n: ngettext("%(num)s twice", "%(num)s twice", n),
    "bad_address": lambda n: ngettext("%(num)s bad address", "%(num)s bad addresses", n),
    "no_address": lambda n: ngettext("%(num)s without an e-mail", "%(num)s without an e-mail", n),
    "bad_row": lambda n: ngettext("%(num)s row to mend", "%(num)s rows to mend", n),
    "no_basis": lambda n: ngettext("%(num)s without consent", "%(num)s without consent", n),
}
_LABELS = {
    "unsubscribed": N_("Unsubscribed"),
    "opted_out": N_("Asked you not to write"),
    "erased": N_("Erased on request"),
    "bounced": N_("No such address"),
    "complained": N_("Reported a mail as spam"),
    "listed": N_("On your do-not-mail list"),
    TOPIC: N_("Chose other topics"),
    UNAVAILABLE: N_("Not available in this programme"),
    NO_CONSENT: N_("No consent valid in their country"),
    HAD_IT: N_("Got this from you in the last 90 days"),
    OFTEN: N_("Got enough mail from you this week"),
    "twice": N_("Got it under another address"),
}


def counted(reason: str, number: int) -> str:
    """'9 unsubscribed before', in the reader's language."""
    return _COUNTED[reason](number)


def label(reason: str) -> str:
    """Why one person is left out, in the reader's language."""
    return gettext(_LABELS[reason]) if reason in _LABELS else reason


_MARKS: Mapping[str, Callable[[int], str]] = {
    "country": lambda n: ngettext(
        "%(num)s person came with a country we could not read. They are stored without it, and held to the strictest "
        "rules.",
        "%(num)s people came with a country we could not read. They are stored without it, and held to the strictest "
        "rules.", n,
    ),
    "language": lambda n: ngettext(
        "%(num)s person came with a language we could not read. They get mails in yours.",
        "%(num)s people came with a language we could not read. They get mails in yours.", n,
    ),
    "timezone": lambda n: ngettext(
        "%(num)s person came with a time zone we could not read, such as CST. Their country's is taken.",
        "%(num)s people came with a time zone we could not read, such as CST. Their country's is taken.", n,
    ),
    "role": lambda n: ngettext(
        "%(num)s address is an office such as info@, and may be read by several people.",
        "%(num)s addresses are offices such as info@, and may be read by several people.", n,
    ),
    "several": lambda n: ngettext(
        "%(num)s card holds more than one address. The preferred one is used.",
        "%(num)s cards hold more than one address. The preferred one is used.", n,
    ),
}  # fmt: skip


def marks_counted(marks: Mapping[str, int]) -> list[str]:
    """What to know about people who were kept, each with its number."""
    return [_MARKS[mark](number) for mark, number in marks.items() if number and mark in _MARKS]


def all_counted(reasons: Mapping[str, int]) -> list[str]:
    """Each reason with its number, most people first."""
    known = {reason: number for reason, number in reasons.items() if number and reason in _COUNTED}
    return [counted(reason, number) for reason, number in sorted(known.items(), key=lambda item: -item[1])]
