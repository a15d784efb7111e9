"""The mails of distribution: a partner is asked, the vendor's people hear of what nobody took.

The link in an offer is a signed token over the offer and the person it was sent to. Opening it shows the offer, and
changes nothing: scanners open every link. Only the button behind it answers.
"""

from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import clock, tokens
from tcma.base.errors import NotFound
from tcma.base.roles import CHANNEL, PARTNER_MARKETING, Actor
from tcma.base.words import country_name, format_datetime, gettext, speaking
from tcma.composing.rules import Note
from tcma.delivery.actions import send_note
from tcma.leads import queries
from tcma.leads.actions.announcing import announce_offer, announce_unassigned
from tcma.leads.models import Offer, VendorLead
from tcma.leads.queries.vendor.offers import Offered
from tcma.leads.rules import OfferState, VendorState
from tcma.partners.models import Person, Programme

ASK = "offer"
"""The purpose of the tokens."""


def send_offer(session: Session, offer_id: UUID, *, public_url: str) -> None:
    """One mail a person and offer, while it is open. It says of the person who asks nothing but their company."""
    offer = session.get_one(Offer, offer_id, with_for_update=True, populate_existing=True)
    if offer.state is not OfferState.OPEN:
        return
    now, shown = clock.now(session), queries.offered(session, offer)
    vendor = session.get_one(Programme, 1).vendor_name
    for person in queries.callers(session, offer.partner_id):
        with speaking(person.language):
            link = f"{public_url}/offer/{tokens.sign(ASK, offer.id.bytes + person.id.bytes)}"
            note = _ask(shown, vendor, person.name, link)
        send_note(
            session, note=note, origin="lead-offer", origin_id=uuid5(offer.id, person.email), to=person.email,
            language=person.language, partner_id=None, now=now,
        )  # fmt: skip
    announce_offer(session, offer, public_url=public_url, now=now)


def _ask(shown: Offered, vendor: str, name: str, link: str) -> Note:
    gaps = {"vendor": vendor, "company": shown.company, "when": format_datetime(shown.due_at, shown.timezone)}
    facts = ((gettext("Company"), shown.company), (gettext("Country"), country_name(shown.country)),
             (gettext("Product"), shown.product), (gettext("Industry"), shown.vertical),
             (gettext("Open to you until"), gaps["when"]))  # fmt: skip
    return Note(
        subject=gettext("A lead for you: %(company)s", **gaps),
        paragraphs=(
            gettext("Hello %(name)s,", name=name),
            gettext("%(company)s has asked %(vendor)s, and wants to hear from a partner. Will you take it?", **gaps),
            gettext("If you do, you see at once who asks, and how to reach them."),
        ),
        facts=tuple(one for one in facts if one[1]),
        button=(gettext("Look at it and answer"), link),
        after=(gettext("Without an answer by then it goes to somebody else."),),
        why=gettext("You get this because your firm takes leads of %(vendor)s.", **gaps),
    )


def offer_of_token(session: Session, token: str) -> tuple[Offer, Actor]:
    """The offer behind a mail's link, and in whose name it answers.

    Raises NotFound for a token that is not ours, and for a person who no longer works on the partner's leads.
    """
    payload = tokens.read(ASK, token)
    if payload is None or len(payload) != 32:
        raise NotFound
    offer, person = session.get(Offer, UUID(bytes=payload[:16])), session.get(Person, UUID(bytes=payload[16:]))
    if offer is None or person is None or person.deactivated_at is not None or person.role not in PARTNER_MARKETING:
        raise NotFound
    if person.partner_id != offer.partner_id:
        raise NotFound
    return offer, Actor(person.id, person.partner_id, person.role, person.name, person.email, person.language,
                        person.timezone)  # fmt: skip


def tell_unassigned(session: Session, vendor_lead_id: UUID, *, public_url: str) -> None:
    """The people who look after partners hear of a lead that waits for them: one mail each and lead."""
    lead = session.get_one(VendorLead, vendor_lead_id, with_for_update=True, populate_existing=True)
    if lead.state is not VendorState.UNASSIGNED:
        return
    now = clock.now(session)
    announce_unassigned(session, lead, public_url=public_url, now=now)
    vendors = select(Person).where(Person.role.in_(CHANNEL), Person.deactivated_at.is_(None)).order_by(Person.id)
    for person in session.scalars(vendors).all():
        with speaking(person.language):
            note = Note(
                subject=gettext("A lead waits for you: %(company)s", company=lead.company),
                paragraphs=(
                    gettext("Hello %(name)s,", name=person.name),
                    gettext("No partner has taken the lead of %(company)s. Give it to one, or say that nobody "
                            "should call.", company=lead.company),
                ),
                button=(gettext("Decide"), f"{public_url}/hq/leads/{lead.id}"),
                why=gettext("You get this because you look after partners."),
            )  # fmt: skip
        send_note(
            session, note=note, origin="lead-unassigned", origin_id=uuid5(lead.id, person.email), to=person.email,
            language=person.language, partner_id=None, now=now,
        )  # fmt: skip
