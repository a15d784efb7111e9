"""What a phone says at the door by itself, while there is no network."""

from tcma.base.words import gettext as _
from tcma.base.words import language, locale, ngettext


def gaps() -> dict[str, object]:
    """Words for a phone without a network, with {gaps} of its own."""
    one = {"time": "{time}", "name": "{name}", "present": "{present}", "expected": "{expected}"}
    return {
        "counted": _("%(present)s of %(expected)s", present=one["present"], expected=one["expected"]),
        "already": _("Already in, %(time)s", time=one["time"]),
        "waiting": _("On the waiting list"),
        "waiting_why": _("%(name)s has no seat yet.", name=one["name"]),
        "unknown": _("Not on the list"),
        "unknown_why": _("This is no ticket of this event."),
        "undone": _("Not in: the check-in was undone"),
        "since": _("In since %(time)s", time=one["time"]),
        "offered": _("A seat is kept for them"),
        "offline": _("Offline. The list is on this phone, and check-ins go on."),
        "kept": _("This is kept on the phone until there is a network."),
        "over": _("This event is over. What was checked in is saved."),
        "refused": _("Not taken: %(what)s", what="{what}"),
        "no_detector": _("This browser cannot read codes. Search by name, or type the code under it."),
        "no_secure": _("The camera needs a safe connection (https). Search by name, or type the code."),
        "no_camera": _("The camera does not answer. Allow it in the browser, or search by name."),
        "found": _("%(number)s found", number="{number}"),
        "check_in": _("Check in"),
        "let_in": _("Give a free seat"),
        "undo": _("Undo"),
        "waits": _waits(),
    }


def _waits() -> dict[str, str]:
    """How many check-ins wait for a network, by the language's plural forms, for Intl.PluralRules."""
    found: dict[str, str] = {}
    for number in (0, 1, 2, 3, 11, 100):
        words = ngettext(
            "Offline, one check-in waiting", "Offline, %(num)s check-ins waiting", number, num="{n}"
        )
        found.setdefault(locale(language()).plural_form(number), words)
    return found
