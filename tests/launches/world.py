"""A kit of three mails, a page and posts; Kestrel (Alice, Bob) with its brand and people; Charlie is another's."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Consent, Contact, ContactList, ListMember
from tcma.base.access import Actor
from tcma.base.db import Base, new_id
from tcma.base.settings import ROOT
from tcma.branding.models import BrandKit
from tcma.catalogue.models import KitVersion
from tcma.catalogue.rules import Kit, Segment, Step, segments
from tcma.composing.models import Composition, Link
from tcma.delivery.models import Message, StepContent
from tcma.delivery.models import Step as MailStep
from tcma.launches import actions
from tcma.launches.models import Launch, LaunchPerson
from tcma.launches.rules import Wish
from tcma.localization import actions as localization
from tcma.partners.models import Partner, Programme
from tests import cast
from tests.composing.kits import KIT as ONE_MAIL
from tests.composing.kits import WORDS

NOW = datetime(2026, 5, 11, 8, tzinfo=UTC)  # a Monday; 10:00 in Berlin
HOLD = timedelta(seconds=60)
_first, *_rest = ONE_MAIL.assets
KIT: Kit = replace(
    ONE_MAIL,
    steps=(Step("email-1", 0), Step("email-2", 3), Step("email-3", 7)),
    assets=(_first, replace(_first, key="email-2", title="Second mail"),
            replace(_first, key="email-3", title="Third mail"), *_rest),
)  # fmt: skip
INTRO, HEAD, HIDE = "email-1.intro.text", "email-1.head.text", "email-1.cols.hidden"
SHIELD = (ROOT / "campaigns" / "ransomware-readiness" / "media" / "shield.svg").read_bytes()
LEFT_BEHIND = (Launch, LaunchPerson, MailStep, StepContent, Composition, Link, Message)
_numbers = count(1)


def publish(
    session: Session, kit: Kit = KIT, *, reviewed: bool = True, now: datetime = NOW, mandatory: str = "",
    shield: bytes = SHIELD,
) -> KitVersion:  # fmt: skip
    """A version in three languages; where the sample has no translation, the source words stand in."""
    copy = {
        tag: {key: Segment(own.get(key, words), reviewed=reviewed) for key, words in segments(kit).items()}
        for tag, own in WORDS.items() if tag != "en"
    }  # fmt: skip
    return localization.publish(session, kit=kit, copy=copy, media={"shield.svg": shield}, actor_id=None, now=now,
                                mandatory=mandatory)  # fmt: skip


def rows(session: Session, *tables: type[Base]) -> dict[str, int]:
    """How many rows each table has."""
    return {
        one.__tablename__: session.scalar(select(func.count()).select_from(one)) or 0 for one in tables or LEFT_BEHIND
    }


@dataclass
class World:
    """The cast as actors, and what they begin with."""

    session: Session
    programme: Programme
    partner: Partner
    alice: Actor
    bob: Actor
    charlie: Actor
    version: KitVersion
    list_id: UUID
    people: dict[str, Contact] = field(default_factory=dict)

    def person(self, name: str, *, list_id: UUID | None = None, partner_id: UUID | None = None, consent: bool = True,
               **values: Any) -> Contact:  # fmt: skip
        email = f"{name.lower()}{next(_numbers)}@alnoor.example"
        contact = Contact(
            id=new_id(), partner_id=partner_id or self.partner.id, email=email, addr_key=email, country="DE",
            first_name=name, last_name="Sample", created_at=NOW, updated_at=NOW, **values,
        )  # fmt: skip
        self.session.add(contact)
        self.session.flush()
        self.session.add(ListMember(list_id=list_id or self.list_id, contact_id=contact.id))
        if consent:
            self.session.add(Consent(contact_id=contact.id, partner_id=contact.partner_id, basis="express",
                                     source="import", given_at=NOW))  # fmt: skip
        self.session.flush()
        self.people[name] = contact
        return contact

    def new_list(self, name: str, partner_id: UUID | None = None) -> UUID:
        row = ContactList(
            id=new_id(), partner_id=partner_id or self.partner.id, name=name, created_at=NOW, updated_at=NOW
        )
        self.session.add(row)
        self.session.flush()
        return row.id

    def draft(self, *, actor: Actor | None = None, now: datetime = NOW, **wish: Any) -> Launch:
        """Alice's draft with her list, to go as soon as the hold is over."""
        wanted = Wish(**{"language": "en", "list_id": self.list_id, "when": "now", **wish})
        return actions.save(self.session, actor=actor or self.alice, version=self.version, wish=wanted, now=now)

    def scheduled(self, *, key: str = "page 1", now: datetime = NOW, **wish: Any) -> Launch:
        return actions.schedule(
            self.session, launch=self.draft(now=now, **wish), actor=self.alice, verified=True, hold=HOLD, key=key,
            now=now,
        )  # fmt: skip

    def steps(self, launch: Launch) -> list[MailStep]:
        mine = select(MailStep).where(MailStep.origin_id == launch.id).order_by(MailStep.position)
        return list(self.session.scalars(mine.execution_options(populate_existing=True)))

    def sent_to(self, step: MailStep) -> dict[str, str]:
        """{first name: '' or why they are left out} of a planned step."""
        found = self.session.execute(
            select(Contact.first_name, Message.reason)
            .join(Contact, Contact.id == Message.contact_id).where(Message.step_id == step.id)
        )  # fmt: skip
        return dict(found.all())

    def begun(self, now: datetime = NOW + HOLD, **wish: Any) -> Launch:
        """A launch whose hold is over and whose first mail is planned."""
        launch = self.scheduled(**wish)
        actions.release(self.session, launch.id, now=now)
        actions.plan_step(self.session, self.steps(launch)[0].id, now=now)
        return launch


def build(session: Session) -> World:
    programme = cast.programme(session)
    alice, bob, charlie = cast.alice(session), cast.bob(session), cast.charlie(session)
    assert alice.partner_id is not None
    partner = session.get_one(Partner, alice.partner_id)
    session.add(
        BrandKit(
            partner_id=partner.id, colour="#0F766E", on_colour="#FFFFFF", ink="#0F766E", contact_name="Alice Sample",
            contact_email="alice@kestrel.example", postal_address="Beispielstraße 12, Hamburg", updated_at=NOW,
        )
    )  # fmt: skip
    version = publish(session)
    world = World(
        session, programme, partner, cast.actor(alice), cast.actor(bob), cast.actor(charlie), version, UUID(int=0)
    )
    world.list_id = world.new_list("Clients")
    world.person("Sara")
    world.person("Jonas", language="de-AT")
    world.person("Layla", language="ar")
    return world
