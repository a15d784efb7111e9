"""A mail that went out, as the slices below leave it: kit, launch's steps, composition, links, messages, receipts."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact
from tcma.base.db import new_id
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.catalogue.models import AssetRow, KitMedia, KitRow, KitVersion
from tcma.catalogue.rules import Asset, Block, Kit, to_json
from tcma.catalogue.rules import Step as KitStep
from tcma.composing.models import Composition, Link
from tcma.delivery.models import Attempt, DeliveryEvent, Message, Step, StepContent
from tcma.delivery.rules import EventKind, MessageState, Outcome, Policy
from tcma.partners.models import Partner, Person
from tcma.tracking.models import Hit
from tcma.tracking.rules import HitKind, RawHit
from tcma.tracking.views.ticking import ticking
from tests import cast

NOW = datetime(2026, 5, 12, 8, tzinfo=UTC)
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/138.0.0.0 Safari/537.36"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 240"><rect width="600" height="240"/></svg>'

KIT = Kit(
    slug="readiness", kind="campaign", title="Readiness check", summary="Where you stand, in 12 minutes.",
    source_language="en", languages=("en", "de", "ar"), minutes=2, audience="IT leads",
    steps=(KitStep("email-1", 0), KitStep("email-2", 3)),
    assets=(
        Asset("email-1", "email", "First mail", subject="Would you know within the hour?"),
        Asset("email-2", "email", "Second mail", subject="Twelve minutes"),
        Asset(
            "readiness", "page", "Readiness page",
            blocks=(
                Block("hero", "hero", "locked", 0, {"media": "shield.svg", "alt": "A shield with a tick"}),
                Block("head", "heading", "locked", 0, {"text": "Know where you stand in 12 minutes"}),
                Block("intro", "text", "locked", 0, {"text": "Twelve questions. **No** install."}),
                Block("form", "form", "locked", 0, {
                    "fields": "first_name\nlast_name\nemail\ncompany\nphone\nmessage\nmarketing",
                    "submit": "Send me the check", "thanks": "It is on its way.\n\nTalk soon."}),
            ),
        ),
    ),
)  # fmt: skip


def ago_of(seconds: float) -> datetime:
    """Product time so many seconds ago, where NOW is a minute ago."""
    return NOW + timedelta(seconds=60 - seconds)


@dataclass
class Sent:
    """A message that was delivered, with its links: two to the page, one elsewhere, one trap."""

    message: Message
    page: Link
    other: Link
    trap: Link


class World:
    """Kestrel (Alice and Bob) wrote to people; Alder & Finch (Charlie) must see nothing of it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.vera: Person = cast.vera(session)
        self.alice: Person = cast.alice(session)
        self.bob: Person = cast.bob(session)
        self.charlie: Person = cast.charlie(session)
        self.launch_id: UUID = new_id()
        self._publish()
        self._steps: dict[tuple[str, str], tuple[Step, list[Link]]] = {}

    def _publish(self) -> None:
        kit = KitRow(id=new_id(), slug=KIT.slug, kind=KIT.kind, created_at=NOW)
        self.session.add(kit)
        self.session.flush()
        self.version = KitVersion(
            id=new_id(), kit_id=kit.id, number=1, title=KIT.title, content=to_json(KIT), content_hash="x",
            published_at=NOW,
        )  # fmt: skip
        self.session.add(self.version)
        self.session.flush()
        self.assets: dict[str, AssetRow] = {}
        for place, asset in enumerate(KIT.assets):
            row = AssetRow(
                id=new_id(), version_id=self.version.id, kit_id=kit.id, key=asset.key, kind=asset.kind,
                title=asset.title, position=place,
            )  # fmt: skip
            self.assets[asset.key] = row
            self.session.add(row)
        self.session.add(KitMedia(version_id=self.version.id, name="shield.svg", body=SVG))
        self.session.flush()

    @property
    def partner_id(self) -> UUID:
        assert self.alice.partner_id is not None
        return self.alice.partner_id

    @property
    def partner(self) -> Partner:
        return self.session.get_one(Partner, self.partner_id)

    @property
    def page_url(self) -> str:
        return f"{use(Settings).public_url}/c/en/{self.partner.slug}/{self.launch_id}/readiness"

    def contact(self, email: str = "sara@alnoor.example", *, partner_id: UUID | None = None) -> Contact:
        contact = Contact(
            id=new_id(), partner_id=partner_id or self.partner_id, email=email, addr_key=email.casefold(),
            account_domain=None if email.endswith("@gmail.com") else email.rpartition("@")[2],
            first_name="Sara", last_name="Sample", company="Al Noor Clinics", phone="+971 4 555 0100",
            created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        self.session.add(contact)
        self.session.flush()
        return contact

    def _step(self, asset: str, origin: str) -> tuple[Step, list[Link]]:
        if (asset, origin) in self._steps:
            return self._steps[asset, origin]
        row = self.assets[asset]
        composition = Composition(
            id=new_id(), partner_id=self.partner_id, version_id=self.version.id, asset_id=row.id, language="en",
            subject=KIT.asset(asset).subject, html="", text="", fields=[], content_hash="x", created_at=NOW,
        )  # fmt: skip
        self.session.add(composition)
        self.session.flush()
        links = []
        for place, (kind, label, url) in enumerate(
            [
                ("page", "Check my readiness", self.page_url),
                ("web", "Read the paper", "https://northgate.example/paper"),
                ("trap", "", self.page_url),
            ]
        ):
            link = Link(
                id=new_id(), composition_id=composition.id, partner_id=self.partner_id, version_id=self.version.id,
                asset_id=row.id, language="en", position=place, kind=kind, label=label, url=url,
                origin_id=self.launch_id,
            )  # fmt: skip
            links.append(link)
        step = Step(
            id=new_id(), partner_id=self.partner_id, origin=origin, origin_id=self.launch_id,
            version_id=self.version.id, asset_id=row.id, policy=Policy.AT_MOST_ONCE, sender="k@northgate.example",
            due_at=NOW, content_hash="x",
        )  # fmt: skip
        self.session.add_all([*links, step])
        self.session.flush()
        self.session.add(StepContent(step_id=step.id, language="en", composition_id=composition.id))
        self.session.flush()
        self._steps[asset, origin] = (step, links)
        return step, links

    def mail(
        self, contact: Contact | None, asset: str = "email-1", *, origin: str = "launch", delivered: float | None = 3600
    ) -> Sent:
        """A mail SES took an hour ago and, unless `delivered` is None, delivered so many seconds ago."""
        step, links = self._step(asset, origin)
        email = contact.email if contact else "alice@kestrel.example"
        message = Message(
            id=new_id(), step_id=step.id, partner_id=self.partner_id, recipient_key=email, addr_key=email, email=email,
            contact_id=contact.id if contact else None, language="en", values={}, state=MessageState.ACCEPTED,
            changed_at=ago_of(3600),
        )  # fmt: skip
        self.session.add(message)
        self.session.flush()
        clock = self.db_now()
        attempt = Attempt(
            id=new_id(), message_id=message.id, partner_id=self.partner_id, claim_id=new_id(),
            ended_at=clock - timedelta(seconds=3600), outcome=Outcome.ACCEPTED, ses_message_id="x",
        )  # fmt: skip
        self.session.add(attempt)
        self.session.flush()
        sent = Sent(message, *links)
        if delivered is not None:
            self.deliver(sent, ago_of(delivered))
        return sent

    def deliver(self, sent: Sent, at: datetime) -> None:
        """SES says when the mail was delivered."""
        attempt_id = self.session.scalars(select(Attempt.id).where(Attempt.message_id == sent.message.id)).one()
        self.session.add(
            DeliveryEvent(
                attempt_id=attempt_id, message_id=sent.message.id, partner_id=self.partner_id,
                kind=EventKind.DELIVERED, at=at,
            )
        )  # fmt: skip
        self.session.flush()

    def db_now(self) -> datetime:
        now = self.session.scalar(select(func.clock_timestamp()))
        assert isinstance(now, datetime)
        return now

    def raw(
        self,
        sent: Sent,
        link: Link | None = None,
        *,
        ago: float = 60,
        at: datetime | None = None,
        agent: str = CHROME,
        method: str = "GET",
    ) -> RawHit:
        """A hit that came so many seconds ago; by default at NOW, a minute ago."""
        return RawHit(
            id=new_id(), link_id=(link or sent.page).id, message_id=sent.message.id, at=at or ago_of(ago),
            received_at=self.db_now() - timedelta(seconds=ago), method=method, ip="203.0.113.7", agent=agent,
            prefetch="",
        )  # fmt: skip

    def classes(self) -> list[tuple[HitKind, str]]:
        """What became of the hits, in the order they came."""
        rows = self.session.execute(select(Hit.kind, Hit.reason).order_by(Hit.received_at))
        return list(rows)


def dated_earlier(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Hits that come from now on are so old at once; the clock is not read again, however long the test takes."""
    monkeypatch.setattr(ticking, "_asked", float("inf"))
    monkeypatch.setattr(ticking, "_skew", -by)
    monkeypatch.setattr(ticking, "_offset", timedelta(0))  # an earlier test's may still stand there
