"""What is handed over: a begun batch with each person's fields, headers, tags and files."""

from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences.rules import why
from tcma.base import tokens, words
from tcma.composing.queries import links
from tcma.composing.rules import fields_from_json, values_for
from tcma.delivery.actions.begin import Begun
from tcma.delivery.models import Message
from tcma.delivery.ports import Batch, Entry
from tcma.delivery.rules import Policy
from tcma.delivery.rules.mail import list_headers, tags
from tcma.partners.models import Partner

TEST = "test"  # stands where a test mail has nobody to unsubscribe


def batch(session: Session, begun: Begun, *, public_url: str) -> Batch:
    """The request for a begun batch. Reads only; the call itself is made outside the transaction."""
    step, composition = begun.step, begun.composition
    tracked = links(session, composition.id)
    partner = session.get(Partner, step.partner_id) if step.partner_id else None
    slug = partner.slug if partner else "programme"
    domain = step.sender.rpartition("@")[2].rstrip(">")
    fields = fields_from_json(composition.fields)
    entries = []
    for attempt_id, message in begun.messages.items():
        urls = {f"l_{link.position}": f"{public_url}/r/{click_token(message.id, link.id)}" for link in tracked}
        leave = unsubscribe_token(message.contact_id, message.id) if message.contact_id else TEST
        headers: dict[str, str] = {}
        if message.contact_id is not None and step.policy is Policy.AT_MOST_ONCE and not step.service:
            headers = list_headers(
                unsubscribe_url=f"{public_url}/u/{leave}", list_name=partner.name if partner else "",
                list_domain=domain, feedback=(str(step.id), slug, step.origin),
            )
        values = values_for(
            fields, message.values, links=urls, unsubscribe=f"{public_url}/u/{leave}",
            preferences=f"{public_url}/p/{leave}", why=_why(message),
        )
        sent_tags = tags(attempt_id, partner=slug, origin=step.origin, step=step.id)
        files = tuple(begun.files.get(message.id, ()))
        entries.append(Entry(attempt_id, message.email, values, headers, sent_tags, files))
    return Batch(step.sender, step.reply_to, composition.subject, composition.html, composition.text, entries)


def _why(message: Message) -> str:
    """Why this person gets it, from the basis it was planned on, in the message's language."""
    with words.speaking(message.language):
        return words.gettext(why(str(message.values.get("basis", ""))))


def click_token(message_id: UUID, link_id: UUID) -> str:
    """The token of one link in one message: `/r/TOKEN`."""
    return tokens.sign("click", message_id.bytes + link_id.bytes)


def unsubscribe_token(contact_id: UUID, message_id: UUID) -> str:
    """The token by which a person leaves: `/u/TOKEN`, `/p/TOKEN`."""
    return tokens.sign("unsubscribe", contact_id.bytes + message_id.bytes)
