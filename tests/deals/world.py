"""A programme with two partners, a published kit, people and what they did: rows as the slices below leave them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.access import Actor, Role
from tcma.base.db import new_id
from tcma.catalogue.models import AssetRow, KitRow, KitVersion
from tcma.catalogue.rules import Asset, Block, Kit, Step, to_json
from tcma.deals import actions
from tcma.deals.models import Deal, Registration
from tcma.deals.rules import Claim, Stage
from tcma.leads.models import Lead
from tcma.leads.rules import LeadState
from tcma.partners.models import Partner, Person, Programme
from tcma.tracking.models import Response, Touch

NOW = datetime(2026, 5, 12, 8, tzinfo=UTC)
KIT = Kit(
    slug="ransomware-readiness", kind="campaign", title="Ransomware readiness", summary="", source_language="en",
    languages=("en",), minutes=2, audience="", steps=(Step("email-1"),),
    assets=(
        Asset("email-1", "email", "Would you know within the hour?", "Would you know?",
              blocks=(Block("headline", "heading", fields={"text": "Would you know within the hour?"}),)),
        Asset("page", "page", "Readiness check"),
    ),
)  # fmt: skip
_serial = count(1)


@dataclass
class World:
    """The cast: Vera and Fatima at the vendor, Alice and Bob of one partner, Charlie of another."""

    session: Session
    vera: Actor
    fatima: Actor
    alice: Actor
    bob: Actor
    charlie: Actor
    kit: KitRow
    version: KitVersion
    email: AssetRow
    page: AssetRow

    def contact(self, actor: Actor, email: str = "", **values: Any) -> Contact:
        email = email or f"sara{next(_serial)}@alnoor.example"
        domain = email.rpartition("@")[2]
        contact = Contact(
            id=new_id(), partner_id=actor.partner, email=email, addr_key=email, created_at=NOW, updated_at=NOW,
            **{
                "first_name": "Sara", "last_name": "Sample", "company": "Al Noor Clinics", "country": "AE",
                "account_domain": domain, **values,
            },
        )  # fmt: skip
        self.session.add(contact)
        self.session.flush()
        return contact

    def touch(
        self, contact: Contact, *, days_ago: float, asset: AssetRow | None = None, channel: str = "email",
        language: str = "en", now: datetime = NOW, kind: str = "click",
    ) -> Touch:  # fmt: skip
        asset = asset or self.email
        touch = Touch(
            id=new_id(), at=now - timedelta(days=days_ago), kind=kind, channel=channel,
            partner_id=contact.partner_id, contact_id=contact.id, kit_id=asset.kit_id, version_id=asset.version_id,
            asset_id=asset.id, language=language,
        )  # fmt: skip
        self.session.add(touch)
        self.session.flush()
        return touch

    def lead(self, contact: Contact, days_ago: float = 1) -> Lead:
        touch = self.touch(contact, days_ago=days_ago, asset=self.page, channel="page", kind="form")
        response = Response(
            id=new_id(), at=touch.at, kind="form", partner_id=contact.partner_id, contact_id=contact.id,
            touch_id=touch.id, kit_id=touch.kit_id, version_id=touch.version_id, asset_id=touch.asset_id,
            language="en", answers={}, key=str(touch.id),
        )  # fmt: skip
        self.session.add(response)
        self.session.flush()
        lead = Lead(
            id=new_id(), partner_id=contact.partner_id, contact_id=contact.id, first_response_id=response.id,
            last_response_id=response.id, kit_id=touch.kit_id, asset_id=touch.asset_id, state=LeadState.ACCEPTED,
            created_at=touch.at, updated_at=touch.at,
        )  # fmt: skip
        self.session.add(lead)
        self.session.flush()
        return lead

    def registered(
        self, actor: Actor, *, domain: str = "alnoor.example", now: datetime = NOW, lead: Lead | None = None,
        **claim: Any,
    ) -> Registration:  # fmt: skip
        if "/" not in domain:
            claim.setdefault("contact_email", f"sara@{domain}")
        draft = actions.register(
            self.session, actor=actor, claim=claimed(account_domain=domain, **claim), now=now,
            lead_id=lead.id if lead else None,
        )  # fmt: skip
        return actions.submit(self.session, registration_id=draft.id, actor=actor, now=now)

    def opened(self, actor: Actor, *, now: datetime = NOW, **claim: Any) -> tuple[Registration, Deal]:
        registration = self.registered(actor, now=now, **claim)
        return registration, actions.approve(
            self.session, registration_id=registration.id, actor=self.vera, now=now
        )

    def won(
        self, actor: Actor, *, amount: str = "12000.00", now: datetime = NOW, opened_at: datetime | None = None,
        **claim: Any,
    ) -> tuple[Registration, Deal]:  # fmt: skip
        registration, _ = self.opened(actor, now=opened_at or now, **claim)
        deal = actions.win(
            self.session, registration_id=registration.id, actor=self.fatima,
            order_number=f"PO-{next(_serial)}", amount=Decimal(amount), now=now,
        )  # fmt: skip
        return registration, deal

    def asset(self, key: str, title: str, kind: str = "email", version: KitVersion | None = None) -> AssetRow:
        version = version or self.version
        row = AssetRow(
            id=new_id(), version_id=version.id, kit_id=version.kit_id, key=key, kind=kind, title=title,
            position=next(_serial),
        )  # fmt: skip
        self.session.add(row)
        self.session.flush()
        return row

    def new_version(self, number: int) -> KitVersion:
        version = KitVersion(
            id=new_id(), kit_id=self.kit.id, number=number, title=self.version.title,
            content=to_json(KIT), content_hash=str(number), published_at=NOW,
        )  # fmt: skip
        self.session.add(version)
        self.session.flush()
        return version


def claimed(**values: Any) -> Claim:
    """A complete claim."""
    return Claim(
        **{
            "account_name": "Al Noor Clinics",
            "account_domain": "alnoor.example",
            "account_country": "AE",
            "contact_name": "Sara Sample",
            "contact_email": "sara@alnoor.example",
            "amount": Decimal("12000.00"),
            "currency": "EUR",
            "expected_close": date(2027, 2, 1),
            **values,
        }
    )


def person(session: Session, name: str, role: Role, partner: Partner | None) -> Actor:
    person = Person(
        id=new_id(), email=f"{name.lower()}{next(_serial)}@{partner.slug if partner else 'northgate'}.example",
        name=f"{name} Sample", role=role, partner_id=partner.id if partner else None, language="en",
        timezone="Europe/London", created_at=NOW,
    )  # fmt: skip
    session.add(person)
    session.flush()
    return actor_of(person)


def actor_of(person: Person) -> Actor:
    return Actor(
        person.id, person.partner_id, person.role, person.name, person.email, person.language, person.timezone
    )


def partner(session: Session, slug: str, region: str = "Europe") -> Partner:
    row = Partner(
        id=new_id(), slug=slug, name=slug.title(), country="GB", region=region, language="en",
        timezone="Europe/London", website=f"https://{slug}.example", joined_at=NOW - timedelta(days=200),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def build(session: Session) -> World:
    session.add(
        Programme(
            vendor_name="Northgate", website="https://northgate.example", postal_address="1 Sample Street",
            sender_domain="mail.northgate.example", timezone="Europe/Amsterdam", currency="EUR",
        )
    )
    one, other = partner(session, "alderfinch"), partner(session, "brightwave", "Middle East")
    kit = KitRow(id=new_id(), slug="ransomware-readiness", kind="campaign", created_at=NOW)
    session.add(kit)
    session.flush()
    version = KitVersion(
        id=new_id(), kit_id=kit.id, number=1, title="Ransomware readiness", content=to_json(KIT), content_hash="x",
        published_at=NOW,
    )  # fmt: skip
    session.add(version)
    session.flush()
    people: dict[str, Any] = {
        "vera": person(session, "Vera", Role.VENDOR_ADMIN, None),
        "fatima": person(session, "Fatima", Role.FINANCE, None),
        "alice": person(session, "Alice", Role.PARTNER_ADMIN, one),
        "bob": person(session, "Bob", Role.PARTNER_MARKETER, one),
        "charlie": person(session, "Charlie", Role.PARTNER_ADMIN, other),
    }
    world = World(session=session, kit=kit, version=version, email=None, page=None, **people)  # type: ignore[arg-type]  # keywords of several kinds
    world.email = world.asset("email-1", "Would you know within the hour?")
    world.page = world.asset("page", "Readiness check", "page")
    return world


__all__ = ["NOW", "Stage", "World", "actor_of", "build", "claimed", "partner"]
