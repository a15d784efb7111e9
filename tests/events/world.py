"""The lunch that ships, with Kestrel as its host: Alice and Bob, and Charlie who is another partner's."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.audiences.models import Consent, Contact, ContactList, ListMember
from tcma.base.access import Actor
from tcma.base.db import new_id
from tcma.base.settings import ROOT
from tcma.branding.models import BrandKit
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import asset_row
from tcma.catalogue.rules import Kit, Reading, read_kit
from tcma.delivery.models import Message, Step
from tcma.events import actions
from tcma.events.actions import Guest, Origin
from tcma.events.models import Event, EventMail, Registration
from tcma.events.rules.plans import Plan
from tcma.localization import actions as localization
from tcma.partners.models import Partner, Programme
from tests import cast

NOW = datetime(2027, 2, 1, 8, tzinfo=UTC)  # a Monday
LUNCH = datetime(2027, 3, 4, 11, tzinfo=UTC)  # a Thursday, noon in Berlin, before the clocks change
HOLD = timedelta(seconds=60)
_numbers = count(1)


@cache
def lunch() -> Reading:
    return read_kit(ROOT / "campaigns" / "zero-trust-lunch")


@dataclass
class World:
    """The cast as actors, the kit, and a list of three people."""

    session: Session
    programme: Programme
    partner: Partner
    alice: Actor
    bob: Actor
    charlie: Actor
    version: KitVersion
    list_id: UUID

    def plan(self, **changes: Any) -> Plan:
        values: dict[str, Any] = {
            "starts_at": LUNCH, "timezone": "Europe/Berlin", "place": "Sample Hall",
            "address": "Beispielstraße 12, Hamburg", "minutes": 75, "capacity": 2, "languages": ("en",),
        }  # fmt: skip
        return Plan(**{**values, **changes})

    def draft(self, *, now: datetime = NOW, actor: Actor | None = None, key: str = "", **changes: Any) -> Event:
        return actions.start(
            self.session, actor=actor or self.alice, version=self.version, plan=self.plan(**changes), key=key, now=now
        )

    def published(self, *, now: datetime = NOW, **changes: Any) -> Event:
        return actions.publish(self.session, self.draft(now=now, **changes), verified=True, now=now)

    @property
    def page(self) -> UUID:
        return asset_row(self.session, self.version.id, "registration").id

    def guest(self, name: str = "Sara", **changes: Any) -> Guest:
        values: dict[str, Any] = {
            "email": f"{name.lower()}@reader.example", "first_name": name, "last_name": "Sample",
            "company": "Sample Ltd",
        }  # fmt: skip
        return Guest(**{**values, **changes})

    def registers(self, event: Event, name: str = "Sara", *, now: datetime = NOW, **changes: Any) -> Registration:
        return actions.register(self.session, event.id, self.guest(name, **changes), Origin(self.page), now=now)

    def person(self, name: str, *, consent: bool = True, **values: Any) -> Contact:
        email = values.pop("email", f"{name.lower()}{next(_numbers)}@alnoor.example")
        contact = Contact(
            id=new_id(), partner_id=self.partner.id, email=email, addr_key=email, country="DE", first_name=name,
            last_name="Sample", created_at=NOW, updated_at=NOW, **values,
        )  # fmt: skip
        self.session.add(contact)
        self.session.flush()
        self.session.add(ListMember(list_id=self.list_id, contact_id=contact.id))
        if consent:
            self.session.add(Consent(contact_id=contact.id, partner_id=self.partner.id, basis="express",
                                     source="import", given_at=NOW))  # fmt: skip
        self.session.flush()
        return contact

    def mail(self, event: Event, asset_key: str) -> EventMail:
        """The latest of this asset's."""
        return self.session.scalars(
            select(EventMail).where(EventMail.event_id == event.id, EventMail.asset_key == asset_key)
            .order_by(EventMail.round.desc()).limit(1).execution_options(populate_existing=True)
        ).one()  # fmt: skip

    def told(self, event: Event, asset_key: str) -> dict[str, str]:
        """{first name: state, and why where there is a reason} of everyone this mail was planned for, in any round."""
        rows = self.session.execute(
            select(Message.values["first_name"].astext, Message.state, Message.reason)
            .join(Step, Step.id == Message.step_id).join(EventMail, EventMail.step_id == Step.id)
            .where(EventMail.event_id == event.id, EventMail.asset_key == asset_key).order_by(EventMail.round)
        )  # fmt: skip
        return {name: " ".join(filter(None, (state.value, reason))) for name, state, reason in rows}

    def goes_out(self, event: Event, asset_key: str, *, now: datetime | None = None) -> int:
        """Its time has come."""
        mail = self.mail(event, asset_key)
        return actions.plan_mail(self.session, mail.id, now=now or mail.due_at or NOW)

    def states(self, event: Event) -> dict[str, str]:
        rows = self.session.execute(
            select(Registration.first_name, Registration.state).where(Registration.event_id == event.id)
            .order_by(Registration.registered_at, Registration.id)
        )  # fmt: skip
        return {name: state.value for name, state in rows}


def build(session: Session, kit: Kit | None = None) -> World:
    programme = cast.programme(session)
    alice, bob, charlie = cast.alice(session), cast.bob(session), cast.charlie(session)
    partner = session.get_one(Partner, alice.partner_id)
    session.add(
        BrandKit(
            partner_id=partner.id, colour="#0F766E", on_colour="#FFFFFF", ink="#0F766E", contact_name="Alice Sample",
            contact_email="alice@kestrel.example", postal_address="Beispielstraße 12, Hamburg", updated_at=NOW,
        )
    )  # fmt: skip
    read = lunch()
    content = kit or read.kit
    assert content is not None
    version = localization.publish(session, kit=content, copy=read.copy, media=read.media, actor_id=None, now=NOW)
    found = ContactList(id=new_id(), partner_id=partner.id, name="Clients", created_at=NOW, updated_at=NOW)
    session.add(found)
    session.flush()
    return World(
        session, programme, partner, cast.actor(alice), cast.actor(bob), cast.actor(charlie), version, found.id
    )  # fmt: skip
