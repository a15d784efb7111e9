"""Where a button or link may lead.

`page:<asset>`, `talk` (the form of the kit's page), an https address, and in an event's mails to those who
registered `seat` (their own page: take the seat, give it back) and `ticket`.
"""

from urllib.parse import urlsplit

from tcma.base.words import gettext as _
from tcma.catalogue.rules.kit import Kit
from tcma.catalogue.rules.parts import did_you_mean

TALK = "talk"
PAGE = "page:"
PERSONAL = ("seat", "ticket")
"""These lead each reader to a page of their own, and are not tracked."""


def target_problem(kit: Kit, target: str, asset: str = "") -> tuple[str, str] | None:
    """What is wrong with a target in this asset and how to mend it, or None."""
    if target == TALK:
        if kit.talk_page:
            return None
        return _('"talk" leads to the form of a page, and this kit has none.'), _("Add a page with a form block.")
    if target.startswith(PAGE):
        name = target.removeprefix(PAGE)
        pages = [asset.key for asset in kit.of_kind("page")]
        if name in pages:
            return None
        return _('There is no page "%(name)s".', name=name), did_you_mean(name, pages or ["page:landing"])
    if target in PERSONAL:
        if kit.serves(asset):
            return None
        return (
            _('"%(target)s" leads to a registration, and this is not only for those who have one.', target=target),
            _("Write page:<name of a page asset>."),
        )
    if target.startswith("https://") and sound(target):
        return None
    if target.startswith("http://"):
        return _('"%(target)s" is not encrypted.', target=target), _("Write https://.")
    return (
        _('"%(target)s" leads nowhere.', target=target),
        _("Write page:<name of a page asset>, talk, or an address that starts with https://."),
    )


def sound(address: str) -> bool:
    """Whether an address has a host that could be somewhere, and hides no password."""
    try:
        parts = urlsplit(address)
        port_ok = parts.port is None or parts.port > 0
    except ValueError:
        return False
    host = parts.hostname or ""
    return port_ok and "." in host and "@" not in parts.netloc and not any(c.isspace() for c in address)
