"""Signing in and out, invitations, teams and partners, as a browser without script sees them."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import tokens
from tcma.base.access import Role
from tcma.partners.models import Invitation, Partner, Person, WebSession
from tests.cast import alice, bob, charlie, vera
from tests.partners.conftest import PASSWORD, Post

SignIn = Callable[[Person], None]


def test_a_partner_lands_at_home_and_the_vendor_at_the_head_office(
    session: Session, client: FlaskClient, post: Post, with_password: Callable[[Person], Person]
) -> None:
    for person, home in ((alice(session), "/home"), (vera(session), "/hq")):
        with_password(person)
        answer = post("/sign-in", email=person.email, password=PASSWORD)
        assert (answer.status_code, answer.headers["Location"]) == (303, home)
        cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith("tcma_session="))
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        client.delete_cookie("tcma_session")


def test_a_page_asked_for_comes_after_signing_in_and_a_foreign_one_never(
    session: Session, client: FlaskClient, post: Post, with_password: Callable[[Person], Person]
) -> None:
    with_password(alice(session))
    asked = client.get("/team")
    assert asked.headers["Location"] == "/sign-in?next=/team"
    assert 'name="next" value="/team"' in client.get("/sign-in?next=/team").text
    assert 'name="next" value=""' in client.get("/sign-in?next=https://evil.example").text
    answer = post("/sign-in", email="alice@kestrel.example", password=PASSWORD, next="//evil.example/x")
    assert answer.headers["Location"] == "/home"


def test_a_wrong_password_keeps_the_address_and_says_nothing_of_the_account(
    session: Session, post: Post, with_password: Callable[[Person], Person]
) -> None:
    with_password(alice(session))
    known = post("/sign-in", email="alice@kestrel.example", password="a bad guess")
    unknown = post("/sign-in", email="nobody@kestrel.example", password="a bad guess")
    assert (known.status_code, unknown.status_code) == (422, 422)
    assert "E-mail address and password do not belong together." in known.text
    assert 'value="alice@kestrel.example"' in known.text
    assert "<title>Error: " in known.text
    assert "a bad guess" not in known.text

    def words(page: str) -> str:
        return re.sub(r'(nonce|value)="[^"]*"', "", page)

    assert words(known.text) == words(unknown.text)


def test_tries_stay_counted_though_they_failed(session: Session, post: Post, client: FlaskClient) -> None:
    alice(session)
    session.commit()
    answers = [post("/sign-in", email="alice@kestrel.example", password="a bad guess").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_a_form_without_its_token_is_refused(session: Session, client: FlaskClient) -> None:
    vera(session)
    session.commit()
    answer = client.post("/sign-in", data={"email": "a@example.com", "password": "x"})
    assert answer.status_code == 400


def test_signing_out_ends_the_session_and_is_a_post(session: Session, client: FlaskClient, sign_in: SignIn,
                                                    post: Post) -> None:  # fmt: skip
    sign_in(alice(session))
    assert client.get("/sign-out").status_code == 405
    kept = client.get_cookie("tcma_session")
    assert post("/sign-out", seen="/me").headers["Location"] == "/sign-in"
    assert session.scalars(select(WebSession)).all() == []
    client.set_cookie("tcma_session", kept.value if kept else "")
    assert client.get("/me").status_code == 302


@pytest.mark.parametrize("path", ["/me", "/team", "/hq/people", "/hq/partners", "/hq/partners/new"])
def test_nothing_is_shown_without_signing_in(session: Session, client: FlaskClient, path: str) -> None:
    vera(session)
    session.commit()
    assert client.get(path).headers["Location"].startswith("/sign-in")


def test_roles_see_what_is_theirs(session: Session, client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(bob(session))
    assert client.get("/me").status_code == 200
    assert client.get("/team").status_code == 403
    assert client.get("/hq/partners").status_code == 404
    sign_in(alice(session))
    assert client.get("/team").status_code == 200
    assert client.get("/hq/people").status_code == 404
    sign_in(vera(session, Role.CHANNEL_MARKETER))
    assert client.get("/hq/partners").status_code == 200
    assert client.get("/hq/partners/new").status_code == 403
    assert client.get("/team").status_code == 404


def test_a_partner_is_added_and_its_administrator_comes_in_by_the_link(
    session: Session, client: FlaskClient, sign_in: SignIn, post: Post
) -> None:
    sign_in(vera(session))
    answer = post(
        "/hq/partners/new", name="Brightwave IT", website="", country="AE", region="Europe", language="en",
        timezone="Asia/Dubai", admin_name="Layla Sample", admin_email="layla@brightwave.example",
    )  # fmt: skip
    firm = session.scalars(select(Partner).where(Partner.name == "Brightwave IT")).one()
    assert answer.headers["Location"] == f"/hq/partners/{firm.id}"
    page = client.get(f"/hq/partners/{firm.id}").text
    assert "layla@brightwave.example" in page
    assert "The invitation to Layla Sample is on its way." in page

    invitation = session.scalars(select(Invitation)).one()
    link = f"/in/{tokens.sign('invitation', invitation.id.bytes)}"
    client.delete_cookie("tcma_session")
    assert "Continue as Layla Sample" in client.get(link).text
    assert "Continue as Layla Sample" in client.get(link).text  # a scanner that looks takes nothing
    weak = post(link, password="brightwave2026")
    assert weak.status_code == 422
    assert "guessed first" in weak.text
    done = post(link, password=PASSWORD)
    assert (done.status_code, done.headers["Location"]) == (303, "/home")
    assert client.get("/team").status_code == 200
    assert client.get(link).status_code == 410


def test_a_forged_invitation_is_gone(session: Session, client: FlaskClient) -> None:
    vera(session)
    session.commit()
    for token in ("x", tokens.sign("click", b"0" * 16), tokens.sign("invitation", b"0" * 16)):
        answer = client.get(f"/in/{token}")
        assert answer.status_code == 410
        assert "Ask the person who invited you" in answer.text


def test_an_incomplete_partner_keeps_what_was_typed(session: Session, sign_in: SignIn, post: Post) -> None:
    sign_in(vera(session))
    answer = post("/hq/partners/new", name="Brightwave IT", admin_email="layla", timezone="Asia/Dubai", country="AE",
                  region="Europe", language="en")  # fmt: skip
    assert answer.status_code == 422
    assert 'value="Brightwave IT"' in answer.text
    assert "Enter the name of their first administrator." in answer.text
    assert "Choose their country." not in answer.text
    assert "Enter an e-mail address such as name@company.com." in answer.text
    assert session.scalars(select(Partner)).all() == []


def test_a_team_is_invited_changed_and_let_go(
    session: Session, client: FlaskClient, sign_in: SignIn, post: Post
) -> None:
    colleague = bob(session)
    sign_in(alice(session))
    assert post("/team", name="Dana Sample", email="dana@kestrel.example", role="employee",
                language="de").status_code == 303  # fmt: skip
    page = client.get("/team").text
    assert "dana@kestrel.example" in page
    invitation = session.scalars(select(Invitation)).one()
    post(f"/invitations/{invitation.id}/withdraw", seen="/team")
    assert "dana@kestrel.example" not in client.get("/team").text
    post(f"/people/{colleague.id}/role", seen="/team", role="event_host")
    session.expire_all()
    assert colleague.role is Role.EVENT_HOST
    post(f"/people/{colleague.id}/deactivate", seen="/team")
    page = client.get("/team").text
    assert f'action="/people/{colleague.id}/reactivate"' in page
    session.expire_all()
    assert colleague.deactivated_at is not None


def test_a_partner_cannot_make_a_vendor_administrator(session: Session, sign_in: SignIn, post: Post) -> None:
    sign_in(alice(session))
    answer = post("/team", name="Eve", email="eve@kestrel.example", role="vendor_admin", language="en")
    assert answer.status_code == 422
    assert post(f"/people/{bob(session).id}/role", seen="/team", role="vendor_admin").status_code == 403


def test_another_partners_people_are_not_there(session: Session, sign_in: SignIn, post: Post,
                                               client: FlaskClient) -> None:  # fmt: skip
    theirs = bob(session)
    sign_in(charlie(session))
    assert theirs.name not in client.get("/team").text
    assert post(f"/people/{theirs.id}/deactivate", seen="/team").status_code == 404


def test_settings_are_kept_and_the_page_speaks_the_new_language(
    session: Session, client: FlaskClient, sign_in: SignIn, post: Post
) -> None:
    person = alice(session)
    sign_in(person)
    answer = post("/me", name="Alice S.", language="ar", timezone="Asia/Dubai", theme="dark")
    assert answer.status_code == 303
    session.expire_all()
    assert (person.name, person.language, person.timezone, person.theme) == ("Alice S.", "ar", "Asia/Dubai", "dark")
    page = client.get("/me").text
    assert '<html lang="ar" dir="rtl" data-theme="dark">' in page


def test_a_password_is_changed_and_the_list_of_browsers_shows_one(
    session: Session, client: FlaskClient, sign_in: SignIn, post: Post
) -> None:
    person = alice(session)
    sign_in(person)
    sign_in(person)
    assert client.get("/me").text.count("Another browser") == 1
    wrong = post("/me/password", seen="/me", current="nope", new="amber kettle sailing")
    assert (wrong.status_code, "This is not your current password." in wrong.text) == (422, True)
    assert post("/me/password", seen="/me", current=PASSWORD, new="amber kettle sailing").status_code == 303
    assert client.get("/me").text.count("Another browser") == 0


def test_language_and_theme_are_remembered_without_an_account(
    session: Session, client: FlaskClient, post: Post
) -> None:
    vera(session)
    session.commit()
    answer = post("/language", seen="/sign-in", language="ar", next="/sign-in")
    assert answer.headers["Location"] == "/sign-in"
    assert 'dir="rtl"' in client.get("/sign-in").text
    assert post("/theme", seen="/sign-in", theme="dark", next="//evil.example").headers["Location"] == "/"
    assert 'data-theme="dark"' in client.get("/sign-in").text


def test_partners_are_found_sorted_and_paged(
    session: Session, client: FlaskClient, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice(session)
    charlie(session)
    sign_in(vera(session))
    page = client.get("/hq/partners").text
    assert page.index("Alder &amp; Finch") < page.index("Kestrel Systems")
    page = client.get("/hq/partners?sort=-name").text
    assert page.index("Alder &amp; Finch") > page.index("Kestrel Systems")
    assert "Kestrel" not in client.get("/hq/partners?q=finch").text
    assert "No partner of that name" in client.get("/hq/partners?q=%25").text
    assert client.get("/hq/partners?sort=password_hash&page=-4").status_code == 200
    monkeypatch.setattr("tcma.partners.views.organisations._SIZE", 1)
    page = client.get("/hq/partners?page=2&sort=name").text
    assert "Page 2 of 2" in page
    assert "Kestrel" in page


@pytest.mark.parametrize("website", ["javascript:alert(1)", "http://[", "ftp://firm.example", "firm"])
def test_a_website_is_a_web_address(session: Session, sign_in: SignIn, post: Post, website: str) -> None:
    sign_in(vera(session))
    answer = post(
        "/hq/partners/new", name="Brightwave IT", website=website, country="AE", region="Europe", language="en",
        timezone="Asia/Dubai", admin_name="Layla Sample", admin_email="layla@brightwave.example",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "Write the whole address" in answer.text


def test_whoever_sits_down_at_an_open_browser_can_not_guess_the_password_for_long(
    session: Session, sign_in: SignIn, post: Post
) -> None:
    sign_in(alice(session))
    tries = [post("/me/password", seen="/me", current=f"guess {n}", new="x").status_code for n in range(21)]
    assert (tries[0], tries[19], tries[20]) == (422, 422, 429)
