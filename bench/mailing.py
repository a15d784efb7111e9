"""A mail as partners send it, and as many people as a bench needs to get it."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bench.programme import a_partner
from tcma.base import clock, tokens
from tcma.base.db import new_id, transaction
from tcma.base.settings import ROOT
from tcma.branding.models import BrandKit
from tcma.catalogue.models import KitVersion
from tcma.catalogue.rules import read_kit
from tcma.composing import actions as composing
from tcma.composing.models import Composition
from tcma.delivery import actions as delivery
from tcma.delivery.actions import Recipient
from tcma.delivery.models import Step
from tcma.delivery.rules import Policy
from tcma.localization import actions as localization
from tcma.partners.models import Partner, Programme

KIT = ROOT / "campaigns" / "ransomware-readiness"
SENDER = "Kestrel Systems via Northgate <kestrel@northgate.example>"

# People as lists have them; about one in three has a letter outside ASCII in the name, one in nine a firm with an "&".
_PEOPLE = """
INSERT INTO contacts (id, partner_id, email, addr_key, account_domain, first_name, last_name, company, title, phone,
                      country, language, source, created_at, updated_at)
SELECT uuidv7(), :partner, 'person' || n || '@firm' || n % 5000 || '.example',
       'person' || n || '@firm' || n % 5000 || '.example', 'firm' || n % 5000 || '.example',
       (ARRAY['Anna', 'Jürgen', 'Omar', 'Zoë', 'Sara', 'Иван', 'Peter', 'Mia', 'Lea'])[1 + n % 9],
       (ARRAY['Müller', 'O''Neill', 'Haddad', 'Wójcik', 'Lee', 'Ivanova', 'Smith'])[1 + n % 7],
       (ARRAY['Sample Logistics', 'Büro & Söhne', 'Clinic North', 'Firm'])[1 + n % 4] || ' ' || n % 9999,
       '', '', 'DE', 'en', 'import', now(), now()
FROM generate_series(1, :number) AS n
"""


def a_programme() -> KitVersion:
    """The vendor's programme and its kit, published."""
    reading = read_kit(KIT)
    if reading.kit is None:
        raise SystemExit(f"{KIT} can't be read: {reading.problems}")
    with transaction() as session:
        session.add(
            Programme(
                id=1, vendor_name="Northgate", website="https://northgate.example", sender_domain="northgate.example",
                postal_address="Northgate, 1 Sample Quay, 1011 AB Amsterdam", timezone="Europe/Amsterdam",
                currency="EUR",
            )
        )  # fmt: skip
        return localization.publish(session, kit=reading.kit, copy=reading.copy, media=reading.media, actor_id=None,
                                    now=clock.now(session))  # fmt: skip


def a_mail(version: KitVersion, partner: Partner) -> UUID:
    """The first mail of the kit in this partner's brand, with its tracked links; the composition's id."""
    with transaction() as session:
        now = clock.now(session)
        session.add(
            BrandKit(
                partner_id=partner.id, colour="#0F766E", on_colour="#FFFFFF", ink="#0F766E", contact_name="Kim Sample",
                contact_email="kim@kestrel.example", contact_phone="+49 30 5550182",
                postal_address="Kestrel Systems, Sample Street 1, Berlin", updated_at=now,
            )
        )  # fmt: skip
        session.flush()
        row = composing.compose(
            session, version=version, asset_key="email-1", partner_id=partner.id, language="en", own_words={},
            origin_id=None, landing_url=lambda key: f"https://go.northgate.example/{key}", now=now,
        )  # fmt: skip
        return row.id


def people(partner: Partner, number: int) -> None:
    """So many contacts of a partner."""
    with transaction() as session:
        session.execute(text(_PEOPLE), {"partner": partner.id, "number": number})
    with transaction() as session:
        session.execute(text("ANALYZE contacts"))


def recipients(session: Session, partner_id: UUID, number: int) -> Iterator[Recipient]:
    """Contacts as a launch plans them, read as a stream."""
    names = ("email", "addr_key", "first_name", "last_name", "company", "id")
    rows = session.execute(
        text(f"SELECT {', '.join(names)} FROM contacts WHERE partner_id = :partner ORDER BY id LIMIT :number"),
        {"partner": partner_id, "number": number}, execution_options={"yield_per": 10_000},
    )  # fmt: skip
    for email, key, first, last, company, contact_id in rows:
        values = {"first_name": first, "last_name": last, "company": company, "basis": "express"}
        yield Recipient(key, email, key, "en", values, contact_id)


def a_step(partner_id: UUID, composition_id: UUID, number: int) -> UUID:
    """A step to so many of the partner's people, planned and due; its id."""
    with transaction() as session:
        now, mail = clock.now(session), session.get_one(Composition, composition_id)
        # All of a partner's steps are of one run: as a sequence is, they are under the frequency cap and pass it.
        step = delivery.schedule(
            session, partner_id=partner_id, origin="launch", origin_id=partner_id, policy=Policy.AT_MOST_ONCE,
            sender=SENDER, contents={"en": mail}, due_at=now, version_id=mail.version_id,
        )  # fmt: skip
        delivery.plan(session, step=step, recipients=recipients(session, partner_id, number), now=now)
        delivery.finish_planning(session, step=step, now=now)
        return step.id


def partner_with(number: int, version: KitVersion) -> tuple[UUID, UUID]:
    """A partner with so many people and a mail for them: (partner id, composition id)."""
    partner = a_partner(f"p-{new_id()}")
    people(partner, number)
    return partner.id, a_mail(version, partner)


def sent(step_id: UUID) -> int:
    """How many mails of a step are accepted."""
    with transaction() as session:
        found = session.scalar(
            text("SELECT count(*) FROM messages WHERE step_id = :step AND state = 'accepted'"), {"step": step_id}
        )
        planned = session.scalars(select(Step.planned).where(Step.id == step_id)).one()
        if found != planned:
            raise SystemExit(f"{found} of {planned} were accepted")
        return planned


def click_token(message_id: UUID, link_id: UUID) -> str:
    """As delivery makes it for each link of each message."""
    return tokens.sign("click", message_id.bytes + link_id.bytes)


def unsubscribe_token(contact_id: UUID, message_id: UUID) -> str:
    return tokens.sign("unsubscribe", contact_id.bytes + message_id.bytes)
