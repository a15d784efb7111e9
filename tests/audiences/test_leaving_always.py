"""A no is kept whatever has happened since the mail: keys, years, people and partners that are gone, a database ill."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, delete, func, select, text
from sqlalchemy.orm import Session, sessionmaker

from tcma.audiences import actions, queries
from tcma.audiences.models import Consent, Contact, ListMember, Suppression
from tcma.base.clock import ClockOffset
from tcma.base.db import new_id
from tcma.base.facts import Fact
from tcma.base.settings import Settings
from tcma.base.tools import provide
from tcma.partners.models import Partner
from tests.audiences.files import NOW
from tests.audiences.test_leaving import KESTREL_AND_NORTHGATE, ONE_CLICK, noes, token
from tests.cast import charlie

HASH = "hash:5be1"  # as an erasure holds a person back


def rotated(settings: Settings, *keys: tuple[int, bytes]) -> None:
    provide(Settings, settings.model_copy(update={"secret_keys": (*keys, *settings.secret_keys)}))


def gone(session: Session, contact: Contact, **kept: object) -> UUID:
    """The contact's row goes, as a merge or an erasure has it. Returns its id."""
    contact_id = contact.id
    actions.keep_link(session, contact, now=NOW, **kept)  # type: ignore[arg-type]  # either of its two
    for table, column in ((ListMember, ListMember.contact_id), (Consent, Consent.contact_id), (Contact, Contact.id)):
        session.execute(delete(table).where(column == contact_id))
    session.commit()
    return contact_id


def test_after_a_rotation_of_keys(client: FlaskClient, session: Session, sara: Contact, settings: Settings) -> None:
    path = f"/u/{token(sara.id)}"
    rotated(settings, (2, b"a new key signs from now on, 32b"))
    assert token(sara.id)[:2] != path[3:5]  # the new key is the active one
    assert client.post(path, data=ONE_CLICK).status_code == 200
    assert noes(session) == KESTREL_AND_NORTHGATE


def test_after_399_days_and_years(client: FlaskClient, session: Session, sara: Contact) -> None:
    path = f"/u/{token(sara.id)}"
    offset = ClockOffset(id=1, offset=timedelta(days=399))
    session.add(offset)
    session.commit()
    assert "Kestrel Systems" in client.get(path).text
    assert client.post(path, data=ONE_CLICK).status_code == 200
    assert noes(session) == KESTREL_AND_NORTHGATE
    offset.offset = timedelta(days=4_000)
    session.commit()
    assert client.post(path, data={"do": "programme"}).status_code == 200
    assert ("programme", "unsubscribed") in noes(session)


def test_after_the_partner_has_left_the_programme(client: FlaskClient, session: Session, sara: Contact) -> None:
    session.get_one(Partner, sara.partner_id).deactivated_at = NOW
    session.commit()
    assert "Kestrel Systems" in client.get(f"/u/{token(sara.id)}").text
    assert client.post(f"/u/{token(sara.id)}", data=ONE_CLICK).status_code == 200
    assert noes(session) == KESTREL_AND_NORTHGATE


def test_after_a_merge_it_holds_for_both_addresses(client: FlaskClient, session: Session, sara: Contact) -> None:
    omar = session.scalars(select(Contact).where(Contact.addr_key == "omar@noor.example")).one()
    partner_id = omar.partner_id
    path = f"/u/{token(gone(session, sara, kept_id=omar.id))}"
    assert "Kestrel Systems" in client.get(path).text
    assert noes(session) == []
    assert client.post(path, data=ONE_CLICK).status_code == 200
    held = queries.suppressed(session, partner_id, ["omar@noor.example", "sara@noor.example"])
    assert set(held.values()) == {"unsubscribed"}
    assert len(held) == 2
    stands = queries.standing(session, partner_id=partner_id, contact_ids=[omar.id], now=NOW)
    assert stands[omar.id].reason == "unsubscribed"
    assert "may write to you again" in client.post(path, data={"do": "undo"}).text
    assert noes(session) == []


def test_after_an_erasure_it_is_kept_under_the_hash(client: FlaskClient, session: Session, sara: Contact) -> None:
    partner_id, others = sara.partner_id, charlie(session).partner_id
    path = f"/u/{token(gone(session, sara, held_under=HASH))}"
    assert "Kestrel Systems" in client.get(path).text
    assert client.post(path, data=ONE_CLICK).status_code == 200
    assert queries.suppressed(session, partner_id, [HASH]) == {HASH: "unsubscribed"}
    assert queries.suppressed(session, others, [HASH]) == {}
    client.post(path, data={"do": "programme"})
    assert queries.suppressed(session, others, [HASH]) == {HASH: "unavailable"}
    assert "sara" not in str(session.execute(text("SELECT * FROM former_contacts")).all())


def test_after_the_partner_was_deleted_it_is_every_partner_s(
    client: FlaskClient, session: Session, sara: Contact
) -> None:
    path = f"/u/{token(gone(session, sara))}"
    session.execute(text("UPDATE former_contacts SET partner_id = NULL"))
    session.commit()
    assert client.get(path).status_code == 200
    assert client.post(path, data=ONE_CLICK).status_code == 200
    assert noes(session) == [("programme", "unsubscribed"), ("vendor", "unsubscribed")]


def test_someone_of_whom_nothing_is_known_is_answered_all_the_same(client: FlaskClient, sara: Contact) -> None:
    path = f"/u/{token(new_id())}"
    assert client.get(path).status_code == 200
    assert client.post(path, data=ONE_CLICK).status_code == 200


def test_fifty_at_once_are_one(app: Flask, database: Engine, session: Session, sara: Contact) -> None:
    path = f"/u/{token(sara.id)}"

    def click(_: int) -> int:
        return app.test_client().post(path, data=ONE_CLICK).status_code

    with ThreadPoolExecutor(25) as pool:
        assert set(pool.map(click, range(50))) == {200}
    session.rollback()
    assert noes(session) == KESTREL_AND_NORTHGATE
    assert session.scalar(select(func.count()).where(Fact.name == actions.ADDRESS_SUPPRESSED)) == 2


def test_it_is_never_rate_limited(client: FlaskClient, session: Session, sara: Contact) -> None:
    path = f"/u/{token(sara.id)}"
    assert {client.post(path, data=ONE_CLICK).status_code for _ in range(150)} == {200}
    assert len(session.scalars(select(Suppression)).all()) == 2




def test_a_database_that_may_only_be_read_is_a_503_and_never_a_lost_200(
    app: Flask, database: Engine, session: Session, sara: Contact
) -> None:
    path, name = f"/u/{token(sara.id)}", database.url.database
    session.rollback()
    with database.begin() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'))
    database.dispose()
    try:
        page = app.test_client().get(path)
        answers = [app.test_client().post(path, data=data) for data in (ONE_CLICK, {"do": "partner"})]
        chosen = app.test_client().post(path.replace("/u/", "/p/"), data={"do": "programme"})
    finally:
        with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE"))
            connection.execute(text(f'ALTER DATABASE "{name}" RESET default_transaction_read_only'))
        database.dispose()
    assert page.status_code == 200
    assert [answer.status_code for answer in (*answers, chosen)] == [503, 503, 503]
    assert "Unsubscribed" not in answers[0].text
    assert "Try again in a minute" in answers[1].text
    assert noes(session) == []
    assert app.test_client().post(path, data=ONE_CLICK).status_code == 200
    session.rollback()
    assert noes(session) == KESTREL_AND_NORTHGATE


def test_a_database_that_is_away_is_a_503(
    app: Flask, session: Session, sara: Contact, wired: sessionmaker[Session]
) -> None:
    path = f"/u/{token(sara.id)}"
    away = create_engine("postgresql+psycopg://nobody@127.0.0.1:1/away?connect_timeout=2")
    wired.configure(bind=away)
    for answer in (app.test_client().post(path, data=ONE_CLICK), app.test_client().get(path)):
        assert answer.status_code == 503
        assert "Unsubscribed" not in answer.text
