"""What is handed over: a begun batch with each person's fields, headers, tags and files."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from tcma.audiences.rules import why
from tcma.base import tokens, words
from tcma.composing.rules import values_for
from tcma.delivery.actions.begin import Begun
from tcma.delivery.ports import Batch, Entry
from tcma.delivery.rules import Policy
from tcma.delivery.rules.mail import list_headers, tags, unsubscribing
from tcma.partners.models import Partner
from tcma.senders.queries.sites import site_url

TEST = "test"  # stands where a test mail has nobody to unsubscribe


def batch(session: Session, begun: Begun, *, public_url: str) -> Batch:
    """What a begun batch says to each of its people. Reads only; the call itself is made outside the transaction."""
    step, letter = begun.step, begun.letter
    partner = session.get(Partner, step.partner_id) if step.partner_id else None
    slug = partner.slug if partner else "programme"
    domain = step.sender.rpartition("@")[2].rstrip(">")
    marketing = step.policy is Policy.AT_MOST_ONCE and not step.service
    said = {basis: _why(basis, begun.language) for basis in {_basis(one.values) for one in begun.messages.values()}}
    base = (site_url(session, partner.id) if partner and letter.links else "") or public_url
    links = [(name, link_id.bytes) for name, link_id in letter.links]
    entries = []
    fixed = list_headers(
        unsubscribe_url="", list_name=partner.name if partner else "", list_domain=domain,
        feedback=(str(step.id), slug, step.origin),
    ) if marketing else {}  # fmt: skip
    fixed_tags = tags(step.id, partner=slug, origin=step.origin, step=step.id)
    click, unsubscribe = tokens.signer("click"), tokens.signer("unsubscribe")
    for attempt_id, message in begun.messages.items():
        mine = message.id.bytes
        leave = unsubscribe(message.contact_id.bytes + mine) if message.contact_id else TEST
        headers = fixed | unsubscribing(f"{public_url}/u/{leave}") if fixed and message.contact_id else {}
        values = values_for(
            letter.fields, message.values,
            links={name: f"{base}/r/{click(mine + link)}" for name, link in links},
            unsubscribe=f"{public_url}/u/{leave}", preferences=f"{public_url}/p/{leave}",
            why=said[_basis(message.values)],
        )
        files = tuple(begun.files.get(message.id, ()))
        entries.append(
            Entry(attempt_id, message.email, values, headers, fixed_tags | {"attempt": str(attempt_id)}, files)
        )
    return Batch(step.sender, step.reply_to, letter.subject, letter.html, letter.text, entries)


def _basis(values: Mapping[str, Any]) -> str:
    return str(values.get("basis", ""))


def _why(basis: str, language: str) -> str:
    """Why a person gets it, from the basis they were planned on, in the mail's language."""
    with words.speaking(language):
        return words.gettext(why(basis))
