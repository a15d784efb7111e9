"""The brand and settings pages, and the pictures that the world may load."""

from datetime import time
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from tcma.base.access import Role
from tcma.base.settings import ROOT
from tcma.branding import queries
from tcma.branding.models import BrandKit
from tcma.catalogue.models import KitVersion
from tcma.catalogue.rules import read_kit
from tcma.localization import actions as localization
from tcma.partners.models import Person, Programme
from tests import cast
from tests.branding.test_logo import picture
from tests.deals.pages import page, signed_in, words

KIT: Path = ROOT / "campaigns" / "ransomware-readiness"
FIELDS = {
    "colour": "#0f766e", "contact_name": "Alice Sample", "contact_email": "alice@kestrel.example",
    "contact_phone": "+49 40 555 0100", "postal_address": "Hafenstrasse 1\n20457 Hamburg", "legal_footer": "HRB 1",
}  # fmt: skip


def enter(app: Flask, session: Session, person: Person) -> FlaskClient:
    return signed_in(app, session, cast.actor(person))


def test_a_partner_sets_its_brand_and_sees_it(app: Flask, session: Session) -> None:
    alice = cast.alice(session)
    client = enter(app, session, alice)
    first = client.get("/brand")
    assert "Nothing is sent without it" in words(first)
    assert f'value="{alice.email}"' in first.text  # who signs in first is a good guess: less to type
    answer = client.post("/brand", data={**FIELDS, "logo": (BytesIO(picture(colour="#B45309")), "logo.png")})
    assert answer.status_code in (302, 303)
    assert alice.partner_id is not None
    brand = queries.brand_of(session, alice.partner_id)
    assert brand.colour == "#B45309"  # the first logo's own colour, as none was chosen
    assert brand.postal_address == "Hafenstrasse 1\n20457 Hamburg"
    assert brand.logo_url is not None
    shown = client.get("/brand")
    assert brand.logo_url in shown.text
    assert "style=" not in shown.text


def test_a_logo_is_served_so_that_it_can_only_be_looked_at(app: Flask, session: Session) -> None:
    alice = cast.alice(session)
    enter(app, session, alice).post("/brand", data={**FIELDS, "logo": (BytesIO(picture()), "x.html")})
    assert alice.partner_id is not None
    url = queries.brand_of(session, alice.partner_id).logo_url
    assert url is not None
    answer = app.test_client().get(url)
    assert answer.content_type == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "immutable" in answer.headers["Cache-Control"]
    for other in ("/media/logo/none.png", "/media/logo/..%2Fx.png", "/media/logo/logo"):
        assert app.test_client().get(other).status_code == 404


def test_a_square_logo_is_shown_as_the_mark_in_small_places(app: Flask, session: Session) -> None:
    alice = cast.alice(session)
    client = enter(app, session, alice)
    client.post("/brand", data={**FIELDS, "logo": (BytesIO(picture((400, 400))), "logo.png")})
    assert alice.partner_id is not None
    brand = queries.brand_of(session, alice.partner_id)
    assert brand.logo_width == 120  # in mails and on pages
    assert brand.mark_url is not None
    assert app.test_client().get(brand.mark_url).content_type == "image/png"
    assert f'<span class="pmark"><img src="{brand.mark_url}"' in client.get("/brand").text
    client.post("/brand", data={**FIELDS, "logo_remove": "yes"})
    session.expire_all()
    assert queries.brand_of(session, alice.partner_id).mark_url is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("colour", "teal", "six digits"),
        ("postal_address", " \n ", "postal address"),
        ("contact_email", "alice at kestrel", "name@company.com"),
        ("contact_name", "x" * 121, "at most 120"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(
    app: Flask, session: Session, field: str, value: str, said: str
) -> None:
    alice = cast.alice(session)
    answer = enter(app, session, alice).post("/brand", data={**FIELDS, field: value})
    assert said in words(answer, 422)
    assert session.get(BrandKit, alice.partner_id) is None


def test_a_hostile_logo_is_refused_and_what_was_typed_stays(app: Flask, session: Session) -> None:
    alice = cast.alice(session)
    file = (BytesIO(b"<html><script>"), "logo.png")
    answer = enter(app, session, alice).post("/brand", data={**FIELDS, "contact_name": "Typed", "logo": file})
    assert "not a picture we can read" in words(answer, 422)
    assert 'value="Typed"' in answer.text
    assert session.get(BrandKit, alice.partner_id) is None


def test_a_colour_that_cannot_be_read_on_white_is_shown_beside_its_ink(app: Flask, session: Session) -> None:
    shown = words(enter(app, session, cast.alice(session)).get("/brand?colour=%23FFD400"))
    assert "As you gave it: 1.4" in shown
    assert "the same hue" in shown


def test_only_the_marketers_of_a_partner_reach_its_brand(app: Flask, session: Session) -> None:
    assert app.test_client().get("/brand").status_code in (302, 303)
    assert enter(app, session, cast.vera(session)).get("/brand").status_code == 404
    assert enter(app, session, cast.bob(session)).get("/brand").status_code == 200


def test_saving_leads_back_to_where_one_came_from_but_never_to_another_site(app: Flask, session: Session) -> None:
    client = enter(app, session, cast.alice(session))
    assert 'name="next" value="/launch/x"' in client.get("/brand?next=/launch/x").text
    assert client.post("/brand", data={**FIELDS, "next": "/launch/x"}).location == "/launch/x"
    assert client.post("/brand", data={**FIELDS, "next": "//evil.example"}).location == "/brand"


def test_the_vendors_admin_sets_name_address_and_mark(app: Flask, session: Session) -> None:
    client = enter(app, session, cast.vera(session))
    fields = {"vendor_name": "Northgate", "website": "https://northgate.example", "postal_address": "1 Quay"}
    answer = client.post("/hq/settings", data={**fields, "mark": (BytesIO(picture()), "mark.png")})
    assert answer.status_code in (302, 303)
    programme = session.get(Programme, 1)
    assert programme is not None
    assert (programme.postal_address, programme.unreviewed_languages) == ("1 Quay", False)
    vendor = queries.vendor(session)
    assert vendor.mark_size == (141, 47)
    assert app.test_client().get(str(vendor.mark_url)).status_code == 200
    assert "Write the whole address" in words(client.post("/hq/settings", data={**fields, "website": "x"}), 422)


def test_the_settings_are_the_admins_alone(app: Flask, session: Session) -> None:
    assert enter(app, session, cast.vera(session, Role.CHANNEL_MARKETER)).get("/hq/settings").status_code == 403
    assert enter(app, session, cast.alice(session)).get("/hq/settings").status_code == 404


@pytest.fixture
def version(session: Session) -> KitVersion:
    read = read_kit(KIT)
    assert read.kit is not None
    return localization.publish(
        session, kit=read.kit, copy=read.copy, media=read.media, actor_id=None, now=cast.MORNING
    )


def test_a_drawing_is_painted_for_signed_addresses_only(app: Flask, session: Session, version: KitVersion) -> None:
    cast.programme(session)
    path = queries.kit_picture_path(version.id, "shield.svg", "#B45309")
    session.commit()
    answer = app.test_client().get(path)
    assert answer.content_type == "image/png"
    assert answer.data[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(answer.data) < 100_000
    assert app.test_client().get(path).data == answer.data
    middle = len(path) // 2
    forged = path[:middle] + ("A" if path[middle] != "A" else "B") + path[middle + 1 :]
    assert app.test_client().get(forged).status_code == 404
    assert app.test_client().get("/media/kit/abc.png").status_code == 404


def test_the_brand_page_names_itself_in_its_heading(app: Flask, session: Session) -> None:
    found: LexborHTMLParser = page(enter(app, session, cast.alice(session)).get("/brand"))
    heading = found.css_first("h1")
    assert heading is not None
    assert heading.text() == "Brand"


def test_the_vendors_admin_sets_quiet_hours(app: Flask, session: Session) -> None:
    client = enter(app, session, cast.vera(session))
    fields = {"vendor_name": "Northgate", "postal_address": "1 Quay", "quiet_from": "20:00", "quiet_until": "08:30"}
    assert client.post("/hq/settings", data={**fields, "quiet_weekends": "yes"}).status_code in (302, 303)
    programme = session.get_one(Programme, 1)
    assert (programme.quiet_from, programme.quiet_until, programme.quiet_weekends) == (time(20), time(8, 30), True)
    assert 'value="08:30"' in client.get("/hq/settings").text
    assert "a beginning and an end" in words(client.post("/hq/settings", data={**fields, "quiet_until": ""}), 422)
    assert "time of day like 21:00" in words(client.post("/hq/settings", data={**fields, "quiet_from": "late"}), 422)
    client.post("/hq/settings", data={**fields, "quiet_from": "", "quiet_until": ""})
    session.refresh(programme)
    assert (programme.quiet_from, programme.quiet_until, programme.quiet_weekends) == (None, None, False)
