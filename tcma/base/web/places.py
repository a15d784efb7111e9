"""The places of the navigation: only those that exist in this application and that the person may see."""

from dataclasses import dataclass
from functools import cache

from flask import Flask, current_app, g, request

from tcma.base.access import Actor, Role, Rule
from tcma.base.words import N_, gettext

PLACES = {
    "home": "/home",
    "launch": "/launch",
    "contacts": "/contacts",
    "deals": "/deals",
    "results": "/results",
    "brand": "/brand",
    "team": "/team",
    "sender": "/sender",
    "domain": "/domain",
    "senders": "/hq/senders",
    "share": "/share",
    "files": "/files",
    "sending": "/sending",
    "webhooks": "/webhooks",
    "me": "/me",
    "hq": "/hq",
    "people": "/hq/people",
    "crm": "/hq/crm",
    "settings": "/hq/settings",
    "status": "/hq/status",
    "hq-sending": "/hq/sending",
    "add-partner": "/hq/partners/new",
    "language": "/language",
    "theme": "/theme",
    "sign-out": "/sign-out",
}
VENDOR_NAV = (
    (
        N_("Publish"),
        (
            ("campaigns", N_("Campaigns"), "rocket", "/hq/campaigns"),
            ("kits", N_("Event kits"), "calendar", "/hq/kits"),
            ("glossary", N_("Glossary"), "book-open", "/hq/glossary"),
        ),
    ),
    (
        N_("Channel"),
        (
            ("partners", N_("Partners"), "users", "/hq/partners"),
            ("events", N_("Events"), "calendar-check", "/hq/events"),
            ("leads", N_("Leads"), "phone", "/hq/leads"),
            ("deals", N_("Deals"), "flag", "/hq/deals"),
            ("sending", N_("Sending"), "send", "/hq/sending"),
        ),
    ),
    (N_("Measure"), (("attribution", N_("Attribution"), "chart-no-axes-column", "/hq/attribution"),)),
)
ROLE_NAMES = {
    Role.VENDOR_ADMIN: N_("Administrator"),
    Role.CHANNEL_MARKETER: N_("Channel marketer"),
    Role.CHANNEL_MANAGER: N_("Channel manager"),
    Role.FINANCE: N_("Finance"),
    Role.PARTNER_ADMIN: N_("Administrator"),
    Role.PARTNER_MARKETER: N_("Marketer"),
    Role.EVENT_HOST: N_("Event host"),
    Role.EMPLOYEE: N_("Colleague"),
}


@dataclass(frozen=True)
class NavItem:
    """One line of the vendor's side bar."""

    key: str
    label: str
    icon: str
    href: str
    count: int = 0


def role_name(role: Role) -> str:
    """What a role is called, in the language in force."""
    return gettext(ROLE_NAMES[role])


@cache
def _endpoints(app: Flask) -> dict[str, str]:
    return {rule.rule: rule.endpoint for rule in app.url_map.iter_rules()}


def _open(path: str) -> bool:
    """Whether `path` is a route here and its access rule lets this person in."""
    endpoint = _endpoints(current_app._get_current_object()).get(path)  # type: ignore[attr-defined]  # a proxy
    if endpoint is None:
        return False
    rule = getattr(current_app.view_functions[endpoint], "__access__", None)
    actor = g.get("actor")
    if not isinstance(rule, Rule) or not rule.roles:
        return True
    return isinstance(actor, Actor) and actor.role in rule.roles


def place(key: str) -> str:
    """The path of a place, or an empty string where it does not exist for this person."""
    path = PLACES[key]
    return path if _open(path) else ""


def vendor_nav() -> list[tuple[str, list[NavItem]]]:
    """The side bar's groups with the places this person has; empty groups are left out."""
    groups = []
    for heading, items in VENDOR_NAV:
        shown = [NavItem(key, gettext(label), icon, path) for key, label, icon, path in items if _open(path)]
        if shown:
            groups.append((gettext(heading), shown))
    return groups


def here() -> str:
    """This page's path and query, for coming back to it; the start page where the path only takes forms."""
    adapter = current_app.create_url_adapter(request)
    if request.method != "GET" and adapter is not None and not adapter.test(request.path, "GET"):
        return "/"
    return request.full_path.rstrip("?")
