"""What a visitor is asked: not what we know already, but the next thing instead.

A mail is passed on. So nothing that is known stands in the page: who came reads as whom they write, by a first name
and an address without its name, and goes on as themselves with one click.
"""

from collections.abc import Mapping
from uuid import UUID

from flask import request
from sqlalchemy.orm import Session

from tcma.base.words import gettext
from tcma.composing.rules import Page
from tcma.tracking.forms import OF_CONTACT
from tcma.tracking.queries import Visitor
from tcma.tracking.queries.answers import answered_before

FRESH = "fresh"
"""In the address and the form: somebody else than the reader of the mail."""
AGAIN = frozenset({"message", "marketing", "dietary"})
"""What is asked each time, whatever was said before."""
FURTHER_MOST = 2


def answered(session: Session, partner_id: UUID, came: Visitor | None) -> frozenset[str]:
    """The fields that who came has answered before."""
    if came is None or came.contact is None:
        return frozenset()
    return answered_before(session, partner_id, came.contact.id) - AGAIN


def known(page: Page, came: Visitor | None) -> dict[str, str]:
    """What the form needn't ask of who came; nothing where an address was typed, or they are somebody else."""
    contact = came.contact if came else None
    if page.form is None or contact is None or not contact.email or is_fresh() or "email" in request.form:
        return {}
    names = {*page.form.names, *page.form.further}
    return {name: value for name in OF_CONTACT if name in names and (value := getattr(contact, name))}


def is_fresh() -> bool:
    return bool(request.values.get(FRESH))


def to_ask(page: Page, had: Mapping[str, str], done: frozenset[str]) -> tuple[str, ...]:
    """The fields that are shown: of those who are known, the next in the place of what we know."""
    if page.form is None:
        return ()
    if not had:
        return page.form.names
    first = [name for name in page.form.names if name not in had and name not in done]
    left_out = len(page.form.names) - len(first)
    further = [name for name in page.form.further if name not in had and name not in done]
    shown = {*first, *further[: min(left_out, FURTHER_MOST)]}
    order = (*page.form.names, *page.form.further)
    return tuple(sorted(shown, key=lambda name: (name in AGAIN, order.index(name))))


def to_read(page: Page, had: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that are read of a form that was sent."""
    if page.form is None:
        return ()
    further = tuple(name for name in page.form.further if name in request.form)
    return tuple(name for name in (*page.form.names, *further) if name not in had)


def writer(had: Mapping[str, str]) -> str:
    """As whom a form is sent whose fields we know; '' where we know nothing."""
    if not had.get("email"):
        return ""
    masked = f"\u2066{mask(had['email'])}\u2069"
    if name := had.get("first_name"):
        return gettext("You are writing as %(name)s, from %(email)s.", name=name, email=masked)
    return gettext("You are writing from %(email)s.", email=masked)


def mask(email: str) -> str:
    """An address that its owner knows again, and nobody else learns: `s…@alnoor.example`."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}"
