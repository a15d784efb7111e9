"""Who may use which route. Every view carries exactly one rule; `app.py` refuses one without."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import g

from tcma.base.errors import Forbidden, NotFound
from tcma.base.roles import (
    CHANNEL,
    PARTNER_MARKETING,
    PARTNER_ROLES,
    PUBLISHING,
    VENDOR_ROLES,
    Actor,
    Role,
)

__all__ = [
    "CHANNEL",
    "PARTNER_MARKETING",
    "PARTNER_ROLES",
    "PUBLISHING",
    "VENDOR_ROLES",
    "Actor",
    "Role",
    "Rule",
    "check",
    "current",
    "hosted",
    "own_proof",
    "public",
    "roles",
    "signed_in",
    "takes",
]


@dataclass(frozen=True)
class Rule:
    """`roles` empty: open to everyone."""

    roles: frozenset[Role]


View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """No sign-in needed: public pages, signed tokens, machine endpoints with their own proof."""
    view.__access__ = Rule(frozenset())  # type: ignore[attr-defined]  # a mark on the function
    return view


def own_proof(view: View) -> View:
    """Public, and it changes something on the proof of a signed token or signature rather than of a cookie.

    Such a view uses no cookie, so it needs no CSRF token.
    """
    view.__own_proof__ = True  # type: ignore[attr-defined]  # a mark on the function
    return public(view)


def hosted(view: View) -> View:
    """A public view that is also there at a partner's own domain; of one partner where its address has a `slug`."""
    view.__hosted__ = True  # type: ignore[attr-defined]  # a mark on the function
    return view


def takes(most: int) -> Callable[[View], View]:
    """A view whose request may be larger than others' (bytes): an upload that goes straight to a file."""

    def mark(view: View) -> View:
        view.__takes__ = most  # type: ignore[attr-defined]  # a mark on the function
        return view

    return mark


def roles(*allowed: Role) -> Callable[[View], View]:
    """Only signed-in people of these roles."""

    def mark(view: View) -> View:
        view.__access__ = Rule(frozenset(allowed))  # type: ignore[attr-defined]  # a mark on the function
        return view

    return mark


def signed_in(view: View) -> View:
    """Any signed-in person."""
    return roles(*Role)(view)


def current() -> Actor:
    """Who asks in this request; only for views whose rule needs a sign-in."""
    actor = g.get("actor")
    if not isinstance(actor, Actor):
        raise Forbidden
    return actor


def check(rule: Rule, actor: Actor | None) -> None:
    """Refuse a signed-in person without the role: a missing page for the other side's places, else a 403."""
    if not rule.roles or (actor is not None and actor.role in rule.roles):
        return
    if actor is not None and any((role in VENDOR_ROLES) == (actor.role in VENDOR_ROLES) for role in rule.roles):
        raise Forbidden
    raise NotFound
