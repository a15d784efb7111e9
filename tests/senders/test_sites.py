"""A partner's pages at its own domain: proven by the DNS, its own, and nothing more than its pages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.roles import Actor
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.senders.actions.sites import bring_site, keep_site
from tcma.senders.jobs import due_site, look_at_site
from tcma.senders.models import Site
from tcma.senders.ports import Later, Records
from tcma.senders.queries.sites import base_url, partner_at, records_for
from tcma.senders.rules import Seen
from tcma.senders.rules.sites import BadSite
from tests import cast
from tests.deals.pages import signed_in, words
from tests.launches.place import Place

HOST = "go.kestrel.example"


class Zone:
    """A DNS in which only what somebody enters stands."""

    def __init__(self) -> None:
        self.values: dict[tuple[str, str], list[str]] = {}
        self.away = False

    def look_up(self, kind: str, name: str) -> list[str]:
        if self.away:
            raise Later("no answer")
        return self.values.get((kind, name), [])

    def enter(self, site: Site) -> None:
        for row in records_for(site):
            self.values[row.kind, row.name] = [row.value]


@pytest.fixture
def zone(wired: object) -> Zone:
    found = Zone()
    provide(Records, found)
    return found


def brought(session: Session, actor: Actor, host: str = HOST) -> Site:
    return bring_site(session, actor=actor, host=host, now=cast.MORNING)


def proven(session: Session, actor: Actor, host: str = HOST) -> Site:
    site = brought(session, actor, host)
    keep_site(session, site.id, {"proof": Seen.YES, "way": Seen.YES}, now=cast.MORNING)
    return site


def test_a_domain_is_shown_at_once_it_is_proven_by_the_dns(
    app: Flask, session: Session, alice: Actor, zone: Zone
) -> None:
    client = signed_in(app, session, alice)
    assert "nothing is left to do" in words(client.get("/domain"))
    assert client.post("/domain", data={"domain": "https://Go.Kestrel.example/"}).status_code == 303
    site = session.scalars(select(Site)).one()
    assert due_site(session) == [str(site.id)]
    shown = words(client.get("/domain"))
    assert f"_tcma.{HOST}" in shown
    assert f"tcma-site={site.proof}" in shown
    look_at_site(str(site.id))
    assert base_url(session, alice.partner) != f"http://{HOST}"
    zone.enter(site)
    client.post("/domain/look")
    look_at_site(str(site.id))
    session.expire_all()
    assert HOST in base_url(session, alice.partner)
    assert "Your pages are shown there" in words(client.get("/domain"))
    client.post("/domain/remove")
    assert partner_at(session, HOST) is None


def test_a_proof_that_is_gone_takes_the_domain_back_and_a_dns_that_is_away_does_not(
    session: Session, alice: Actor, zone: Zone
) -> None:
    site = brought(session, alice)
    zone.enter(site)
    session.commit()
    for away, stands in ((False, True), (True, True)):
        zone.away = away
        look_at_site(str(site.id))
        session.expire_all()
        assert (partner_at(session, HOST) is not None) is stands
    zone.away, zone.values = False, {}
    look_at_site(str(site.id))
    session.expire_all()
    assert partner_at(session, HOST) is None


def test_who_proves_it_first_has_it_and_the_other_is_told(session: Session, alice: Actor, charlie: Actor) -> None:
    hers, his = brought(session, alice), brought(session, charlie)
    assert keep_site(session, hers.id, {"proof": Seen.YES}, now=cast.MORNING) is not None
    late = keep_site(session, his.id, {"proof": Seen.YES}, now=cast.MORNING)
    assert late is not None
    assert (late.problem, late.verified_at) == ("taken", None)
    session.delete(his)
    session.flush()
    with pytest.raises(BadSite, match="Another partner"):
        brought(session, charlie)


@pytest.mark.parametrize(
    "host", ["kestrel.example", "go.northgate.example", "gmail.com", "localhost", "127.0.0.1", "", "a b.example",
             "*.kestrel.example"],
)  # fmt: skip
def test_what_pages_can_not_be_at_is_refused(session: Session, alice: Actor, host: str) -> None:
    with pytest.raises(BadSite):
        brought(session, alice, host)


def test_only_the_administrator_changes_it(app: Flask, session: Session) -> None:
    bob = signed_in(app, session, cast.actor(cast.bob(session)))
    assert bob.get("/domain").status_code == 200
    assert bob.post("/domain", data={"domain": HOST}).status_code == 403


@pytest.fixture
def place(session: Session, client: FlaskClient) -> Place:
    found = Place(session, client)
    proven(session, cast.actor(found.world.alice))
    return found


def at(place: Place, path: str, host: str = HOST, **args: object) -> tuple[int, str, str]:
    answer = place.client.get(path, headers={"Host": host}, **args)
    return answer.status_code, answer.headers.get("Location", ""), answer.text


def test_the_partners_pages_are_at_its_domain_and_lead_nowhere_else(place: Place, settings: Settings) -> None:
    status, _, text = at(place, place.path)
    assert status == 200
    assert f"{HOST}" in text
    assert f'content="{settings.public_url}' not in text
    assert f'href="{settings.public_url}' not in text


def test_who_asks_for_them_at_our_address_is_sent_there_with_what_they_carry(place: Place) -> None:
    answer = place.client.get(f"{place.path}?v=abc")
    assert answer.status_code == 302
    assert answer.headers["Location"].partition("//")[2].partition("/")[0].startswith(HOST)
    assert answer.headers["Location"].endswith(f"{place.path}?v=abc")


def test_a_form_is_taken_at_the_domain(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    from tcma.tracking import forms
    from tests.launches.place import TYPED

    monkeypatch.setattr(forms, "FASTEST", -1.0)
    fields = place.shown(place.get(headers={"Host": HOST}))
    answer = place.client.post(place.path, data={**fields, **TYPED}, headers={"Host": HOST})
    assert answer.status_code == 303
    assert [one.launch_id for one in place.responses()] == [place.launch.id]


@pytest.mark.parametrize("path", ["/", "/sign-in", "/home", "/hq", "/c/en/alderfinch/{id}/readiness", "/healthz"])
def test_nothing_else_is_there_and_no_other_partners_page(place: Place, path: str) -> None:
    cast.charlie(place.session)
    assert at(place, path.format(id=place.launch.id))[0] == 404


@pytest.mark.parametrize("host", ["unknown.example", "kestrel.example", "go.kestrel.example.evil.example"])
def test_an_unknown_name_is_shown_nothing(place: Place, host: str) -> None:
    status, _, text = at(place, "/sign-in", host)
    assert (status, text) == (421, "421: nothing is shown at this address.\n")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000", "10.1.2.3"])
def test_who_looks_after_the_machine_reaches_it_by_its_number(place: Place, host: str) -> None:
    assert at(place, "/healthz", host)[0] == 200


def test_a_domain_that_is_not_proven_yet_shows_nothing(session: Session, client: FlaskClient) -> None:
    place = Place(session, client)
    brought(session, cast.actor(place.world.alice))
    assert at(place, place.path)[0] == 421
    assert place.get().status_code == 200


@pytest.mark.parametrize(("domain", "status"), [(HOST, 200), ("other.example", 404), ("", 404)])
def test_the_proxy_hears_for_which_names_it_may_have_a_certificate(place: Place, domain: str, status: int) -> None:
    assert place.client.get(f"/domain/proven?domain={domain}").status_code == status


def test_the_run_tells_the_addresses_at_the_domain(place: Place, app: Flask, session: Session) -> None:
    alice = signed_in(app, session, cast.actor(place.world.alice))
    assert alice.get(f"/runs/{place.launch.id}").text.count(f"//{HOST}") >= 3
