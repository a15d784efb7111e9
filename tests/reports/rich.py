"""A programme in full swing, for pages that should be looked at: real kits, brands, touches, deals in every state."""

from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

from sqlalchemy.orm import Session

from tcma.attribution.actions import credit_deal
from tcma.base import clock
from tcma.base.access import Actor, Role
from tcma.branding.actions import set_brand
from tcma.branding.rules import Contact as Face
from tcma.branding.rules import LegalForm
from tcma.catalogue import queries as catalogue
from tcma.catalogue.models import AssetRow
from tcma.catalogue.rules import read_kit
from tcma.deals import actions
from tcma.deals.rules import Stage
from tcma.localization.actions import publish
from tests.deals.world import World, build, claimed, partner, person

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"
# One of each kind: walks over all pages must not grow with campaigns/.
KITS = ("ransomware-readiness", "zero-trust-lunch")
COMPANIES = (
    ("Al Noor Clinics", "alnoor.example", "AE"), ("Hafen Logistik", "hafen.example", "DE"),
    ("Moorgate Legal", "moorgate.example", "GB"), ("Gulfport Terminals", "gulfport.example", "AE"),
    ("Isarwerk", "isarwerk.example", "DE"), ("Pennine Foods", "pennine.example", "GB"),
    ("Desert Rose Hotels", "desertrose.example", "AE"), ("Nordlicht Energie", "nordlicht.example", "DE"),
)  # fmt: skip


def rich(session: Session) -> World:
    """Committed, so that a browser sees it."""
    world = build(session)
    now = clock.now(session)
    for slug in KITS:
        reading = read_kit(CAMPAIGNS / slug)
        assert reading.kit is not None
        publish(session, kit=reading.kit, copy=reading.copy, media=reading.media, actor_id=None, now=now)
    assets = [
        one
        for version in (catalogue.latest(session, slug) for slug in KITS)
        for one in catalogue.assets(session, version.id)
        if one.kind in ("email", "page", "social")
    ]
    jonas = person(session, "Jonas", Role.PARTNER_ADMIN, partner(session, "kestrel"))
    partners = (world.charlie, jonas, world.alice)
    colours = ("#0F766E", "#B45309", "#6D28D9")
    for actor, colour in zip(partners, colours, strict=True):
        set_brand(
            session, partner_id=actor.partner, colour=colour,
            contact=Face(actor.name, actor.email, "+44 20 7946 0000"), postal_address="1 Sample Street",
            legal=LegalForm(), logo=None, now=now,
        )  # fmt: skip
    _won_deals(world, partners, assets, now)
    _in_between(world, partners, assets, now)
    session.commit()
    return world


def _won_deals(world: World, partners: tuple[Actor, ...], assets: list[AssetRow], now: datetime) -> None:
    turn = cycle(assets)
    for number, (name, domain, country) in enumerate(COMPANIES):
        actor, at = partners[number % 3], now - timedelta(days=4 + 9 * number)
        contact = world.contact(actor, f"sara@{domain}", company=name, country=country)
        for step in range(number % 4):
            asset = next(turn)
            channel = {"email": "email", "page": "page", "social": "social"}[asset.kind]
            world.touch(
                contact, days_ago=(now - at).days + 3 + 11 * step, now=now, asset=asset, channel=channel,
                language=("en", "de", "ar")[number % 3],
            )  # fmt: skip
        amount = f"{(number + 2) * 7350 % 90000 + 4000}.00"
        _, deal = world.won(
            actor, amount=amount, now=at, opened_at=at - timedelta(days=30), domain=domain, account_name=name,
            account_country=country,
        )  # fmt: skip
        credit_deal(world.session, deal_id=deal.id, now=now)


def _in_between(world: World, partners: tuple[Actor, ...], assets: list[AssetRow], now: datetime) -> None:
    """Leads, open deals, registrations that wait."""
    for number, actor in enumerate(partners):
        for at, name in enumerate(("Harbour View", "Blue Anchor", "Stone Bridge")):
            domain = f"{name.lower().replace(' ', '')}{number}.example"
            contact = world.contact(actor, f"omar@{domain}", company=name, first_name="Omar")
            world.touch(contact, days_ago=6 + at, now=now, asset=assets[at])
            begun = now - timedelta(days=70 - 20 * at)
            registration, _ = world.opened(actor, now=begun, domain=domain, account_name=name)
            for to in (Stage.QUALIFIED, Stage.PROPOSAL)[:at]:
                actions.advance(world.session, registration_id=registration.id, actor=actor, to=to, now=now)
        lead = world.lead(world.contact(actor, f"lena@studio{number}.example", company="Studio North"))
        lead.created_at = now - timedelta(days=2)
    for hours, name in ((60, "Riverside Dental"), (20, "Copper Kettle"), (2, "Old Mill School")):
        domain = f"{name.lower().replace(' ', '')}.example"
        world.registered(partners[0], now=now - timedelta(hours=hours), domain=domain, account_name=name)
    world.registered(partners[2], now=now, domain="copperkettle.example", account_name="Copper Kettle")
    draft = actions.register(
        world.session, actor=partners[0], claim=claimed(account_name="Palm Court", amount=None), now=now
    )
    assert draft.id
