"""A published kit and a partner that launches it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tcma.base.settings import ROOT
from tcma.branding.models import BrandKit
from tcma.catalogue.models import KitVersion
from tcma.catalogue.rules import Segment, segments
from tcma.localization import actions as localization
from tcma.partners.models import Partner
from tests import cast
from tests.composing.kits import KIT, WORDS

NOW = datetime(2026, 5, 11, 8, tzinfo=UTC)
SHIELD: Path = ROOT / "campaigns" / "ransomware-readiness" / "media" / "shield.svg"


@pytest.fixture
def brightwave(session: Session) -> Partner:
    cast.programme(session)
    partner = cast.partner(session, slug="brightwave", name="Brightwave IT", language="ar", timezone="Asia/Dubai")
    session.add(
        BrandKit(
            partner_id=partner.id, colour="#0F766E", on_colour="#FFFFFF", ink="#0F766E", contact_name="Layla Sample",
            contact_email="layla@brightwave.example", contact_phone="+971 4 555 0182",
            postal_address="Office 1204, Business Bay, Dubai", updated_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    return partner


@pytest.fixture
def version(session: Session) -> KitVersion:
    # Where the sample has no translation, the source words stand in as if they were one.
    copy = {
        tag: {key: Segment(own.get(key, words), reviewed=True) for key, words in segments(KIT).items()}
        for tag, own in WORDS.items() if tag != "en"
    }  # fmt: skip
    media = {"shield.svg": SHIELD.read_bytes()}
    return localization.publish(session, kit=KIT, copy=copy, media=media, actor_id=None, now=NOW)
