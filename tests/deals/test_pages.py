"""Pages about rules, accounts and conflicts, and what a partner asks for on its deal's page."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.cli import main
from tcma.deals import actions, queries
from tcma.deals.models import Account, DealLog, EngagementVersion
from tcma.deals.rules import Engagement, Product, RegistrationState, Stage
from tests.deals.pages import page, signed_in, words
from tests.deals.test_views import FORM, only
from tests.deals.world import NOW, World, build

S = RegistrationState
RULES = {
    "based_on": "1", "protection_days": "60", "extension_days": "30", "activity_days": "30", "cooldown_days": "30",
    "vendor_lead_days": "90", "idle_most": "10", "idle_days": "30", "threshold-registered": "15,000",
    "threshold-gold": "", "products": "Scan; Security\n\nDisk;Storage", "co_sell": "y",
}  # fmt: skip


def test_the_vendor_tries_other_rules_then_puts_them_in_force_and_partners_read_them(app: Flask, world: World) -> None:
    world.registered(world.alice, now=clock.now(world.session))
    vera = signed_in(app, world.session, world.vera)
    assert "Nothing is approved without a person now." in words(vera.get("/hq/deals/rules"))
    tried = words(vera.post("/hq/deals/rules", data={**RULES, "products": "", "try": "y"}))
    assert "1 of them would have been answered otherwise." in tried
    assert world.session.scalars(select(EngagementVersion)).all() == []
    assert "Version 2 is in force." in words(vera.post("/hq/deals/rules", data=RULES, follow_redirects=True))
    assert queries.rules_in_force(world.session).products[1] == Product("disk", "Disk", "Storage")
    alice = signed_in(app, world.session, world.alice)
    read = words(alice.get("/deals/rules"))
    assert "Registered up to €15,000.00" in read
    assert "protects the account for 60 days" in read
    assert [one.attributes["value"] for one in page(alice.get("/deals/new")).css("[name=product_lines]")] == [
        "scan", "disk",
    ]  # fmt: skip
    alice.post("/deals/new", data={**FORM, "product_lines": ["scan"]})
    assert "Approved at once" in words(alice.get(f"/deals/{_newest(world.session)}"))
    assert "Somebody saved other rules meanwhile" in vera.post("/hq/deals/rules", data=RULES).text


def _newest(session: Session) -> object:
    session.expire_all()
    return max(queries.listing(session, clock.now(session)), key=lambda one: one.registration.number).registration.id


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"protection_days": "45"}, "protection_days"),
        ({"cooldown_days": "many"}, "cooldown_days"),
        ({"idle_most": "366"}, "idle_most"),
        ({"threshold-gold": "lots"}, "threshold-gold"),
        ({"products": "Scan;A\nSCAN;B"}, "products"),
    ],
)
def test_rules_that_cannot_be_come_back_beside_their_fields(
    app: Flask, world: World, wrong: dict[str, str], field: str
) -> None:
    vera = signed_in(app, world.session, world.vera)
    shown = page(vera.post("/hq/deals/rules", data={**RULES, **wrong}), 422)
    assert [link.attributes["href"] for link in shown.css(".errsum a")] == [f"#{field}"]


def test_the_desk_keeps_its_holidays(app: Flask, world: World) -> None:
    vera = signed_in(app, world.session, world.vera)
    assert "is not a day" in words(vera.post("/hq/deals/desk", data={"works": ["0"], "holidays": "soon"}), 422)
    assert "at least one day" in words(vera.post("/hq/deals/desk", data={"holidays": ""}), 422)
    vera.post("/hq/deals/desk", data={"works": ["0", "6"], "holidays": "2027-12-25\n2027-01-01"})
    found = queries.desk(world.session)
    assert (found.off, len(found.holidays)) == ((1, 2, 3, 4, 5), 2)
    assert page(vera.get("/hq/deals/rules")).css_matches("[name=works][value='6'][checked]")


def test_a_conflict_is_settled_in_three_clicks_and_nobody_learns_of_the_other(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    first, second = world.registered(world.alice, now=now), world.registered(world.charlie, now=now)
    vera = signed_in(app, world.session, world.vera)
    settle = page(vera.get("/hq/deals")).css_first("#next a[href$='/conflict']")
    assert settle is not None
    form = page(vera.get(str(settle.attributes["href"])))
    reason = form.css_first("[name=reason]")
    assert reason is not None
    assert reason.text().strip() == "We decided for another registration of this account."
    answer = {"chosen": str(second.id), "reason": "They know the customer."}
    assert "Pick one" in words(vera.post(str(settle.attributes["href"]), data={"reason": "x"}), 422)
    assert "Say why" in words(vera.post(str(settle.attributes["href"]), data={**answer, "reason": ""}), 422)
    vera.post(str(settle.attributes["href"]), data=answer)
    world.session.expire_all()
    assert (first.state, second.state) == (S.REJECTED, S.APPROVED)
    alice = signed_in(app, world.session, world.alice)
    read = words(alice.get(f"/deals/{first.id}"))
    assert "They know the customer." in read
    assert "Brightwave" not in read
    charlie = signed_in(app, world.session, world.charlie)
    assert charlie.get(f"/hq/deals/{first.id}/conflict").status_code == 404


def test_a_partner_asks_for_another_look_and_the_vendor_sees_why(app: Flask, world: World) -> None:
    registration = world.registered(world.alice, now=clock.now(world.session))
    vera, alice = (signed_in(app, world.session, one) for one in (world.vera, world.alice))
    vera.post(f"/hq/deals/{registration.id}/decide", data={"verdict": "reject", "reason": "No budget."})
    path = f"/deals/{registration.id}"
    assert "Say why it should be looked at again." in words(alice.post(f"{path}/appeal", data={"reason": ""}), 422)
    sent = words(alice.post(f"{path}/appeal", data={"reason": "They have one."}, follow_redirects=True))
    assert "Alice Sample asked for another look" in sent
    assert "Ask for another look" not in sent
    seen = words(vera.get(f"/hq{path}"))
    assert "They have one." in seen
    assert "You decided this one before." in seen


def test_an_extension_is_two_clicks_for_the_partner_and_one_for_the_vendor(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    registration, _ = world.opened(world.alice, now=now - timedelta(days=80))
    actions.advance(
        world.session, registration_id=registration.id, actor=world.alice, to=Stage.QUALIFIED, now=now
    )
    alice, vera = (signed_in(app, world.session, one) for one in (world.alice, world.vera))
    path = f"/deals/{registration.id}"
    button = page(alice.get(path)).css_first(f"form[action='{path}/extend'] button")
    assert button is not None
    assert "Extend to" in button.text()
    assert "You asked for more time." in words(alice.post(f"{path}/extend", follow_redirects=True))
    assert "More time" in words(vera.get("/hq/deals"))
    granted = vera.post(f"/hq{path}/extension", data={"grant": "yes"}, follow_redirects=True)
    assert "Extended." in words_and_toast(granted)
    assert "The protection was extended." in words(alice.get(path))


def words_and_toast(response: object) -> str:
    return " ".join(page(response).body.text(separator=" ").split())  # type: ignore[arg-type, union-attr]  # a page has a body


def test_an_amount_is_changed_and_a_deal_given_back_or_taken_back(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    rules = Engagement(thresholds={"registered": Decimal(20000)})
    actions.save_rules(world.session, rules=rules, based_on=1, actor=world.vera, now=now)
    given, taken = world.registered(world.alice, now=now), world.registered(world.alice, domain="b.example", now=now,
                                                                            account_name="Bravo")  # fmt: skip
    alice, vera = (signed_in(app, world.session, one) for one in (world.alice, world.vera))
    assert "is not an amount" in words(alice.post(f"/deals/{given.id}/amount", data={"amount": "much"}), 422)
    told = words_and_toast(alice.post(f"/deals/{given.id}/amount", data={"amount": "25000"}, follow_redirects=True))
    assert "A person looks at the new amount." in told
    assert "The amount rose" in words(vera.get("/hq/deals"))
    assert "Let the amount stand" in words(vera.get(f"/hq/deals/{given.id}"))
    vera.post(f"/hq/deals/{given.id}/amount")
    assert "Being looked at" not in words(alice.get(f"/deals/{given.id}"))
    assert "Withdrawn" in words(alice.post(f"/deals/{given.id}/withdraw", follow_redirects=True))
    assert "Say why" in vera.post(f"/hq/deals/{taken.id}/revoke").text
    vera.post(f"/hq/deals/{taken.id}/revoke", data={"reason": "Nobody called."})
    read = words(alice.get(f"/deals/{taken.id}"))
    assert "Nobody called." in read
    assert "Revoked" in read


def test_an_offer_is_taken_on_the_page(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    actions.save_rules(world.session, rules=Engagement(co_sell=True), based_on=1, actor=world.vera, now=now)
    first = world.registered(world.alice, now=now)
    actions.change_account(
        world.session, account_id=first.accounts[0], named=True, customer=False, owner="Olga", now=now
    )
    actions.recall(world.session, registration_id=first.id, actor=world.alice, now=now)
    offered = world.registered(world.charlie, now=now)
    charlie = signed_in(app, world.session, world.charlie)
    assert page(charlie.get("/deals")).css_matches(f".acts a[href='/deals/{offered.id}']")
    assert "Sell to it together?" in words(charlie.get(f"/deals/{offered.id}"))
    told = words_and_toast(charlie.post(f"/deals/{offered.id}/offer", data={"accept": "yes"}, follow_redirects=True))
    assert "A person gets in touch" in told


def test_accounts_are_found_changed_and_merged(app: Flask, world: World) -> None:
    now = clock.now(world.session)
    one = world.registered(world.alice, now=now)
    two = world.registered(world.charlie, domain="anur.example", now=now)
    vera = signed_in(app, world.session, world.vera)
    file = io.BytesIO(b"name,country,domains,named\nGulfport,DE,gulfport.example,yes\n,DE,,\n")
    brought = words(vera.post("/hq/accounts", data={"file": (file, "a.csv")}, content_type="multipart/form-data"))
    assert "1 new, 0 changed, 0 as they were. 1 record was left out." in brought
    assert "It has no name" in brought
    assert "Choose a file first." in words(vera.post("/hq/accounts", data={}), 422)
    assert "Gulfport" in words(vera.get("/hq/accounts?show=named"))
    assert "No account fits." in words(vera.get("/hq/accounts?q=nothing"))
    path = f"/hq/accounts/{one.accounts[0]}"
    assert "anur.example" not in words(vera.get(path))
    assert "is not a company's domain" in words(vera.post(f"{path}/domains", data={"domain": "gmail.com"}), 422)
    vera.post(path, data={"named": "y", "owner": "Olga Sample"})
    vera.post(f"{path}/domains", data={"domain": "third.example"})
    merged = words(vera.post(f"{path}/merge", data={"other": str(two.accounts[0])}, follow_redirects=True))
    assert "alnoor.example, anur.example, third.example" in merged
    assert vera.post(f"{path}/merge", data={"other": "x"}).status_code == 404
    world.session.expire_all()
    assert world.session.get_one(Account, one.accounts[0]).owner == "Olga Sample"
    assert "Your new key" in words(vera.post("/hq/keys", data={"name": "CRM"}))


def test_what_a_partner_may_register_is_chosen_by_family_and_country(app: Flask, world: World) -> None:
    now, products = clock.now(world.session), (Product("scan", "Scan", "Security"),)
    actions.save_rules(world.session, rules=Engagement(products=products), based_on=1, actor=world.vera, now=now)
    vera, path = signed_in(app, world.session, world.vera), f"/hq/deals/partners/{world.alice.partner}"
    vera.post(path, data={"families": ["Security", "Sofas"], "countries": "de, ae xxx"})
    rows = {(one.family, one.country) for one in queries.authorisations(world.session, world.alice.partner)}
    assert rows == {("Security", "DE"), ("Security", "AE")}
    assert page(vera.get(path)).css_matches("[name=families][checked]")
    vera.post(path, data={"countries": ""})
    assert list(queries.authorisations(world.session, world.alice.partner)) == []


@pytest.mark.parametrize("path", ["appeal", "extend", "withdraw", "offer", "amount"])
def test_another_partners_deal_is_not_there_to_ask_about(app: Flask, world: World, path: str) -> None:
    registration, _ = world.opened(world.alice, now=clock.now(world.session))
    charlie = signed_in(app, world.session, world.charlie)
    given = {"reason": "x", "amount": "5", "accept": "yes"}
    assert charlie.post(f"/deals/{registration.id}/{path}", data=given).status_code == 404


def test_finance_reads_and_changes_no_rules(app: Flask, world: World) -> None:
    fatima = signed_in(app, world.session, world.fatima)
    assert "Change them" not in words(fatima.get("/hq/deals/rules"))
    assert fatima.post("/hq/deals/rules", data=RULES).status_code == 403
    assert fatima.get("/hq/accounts").status_code == 200
    assert fatima.get("/hq/keys").status_code == 403


def test_more_about_the_customer_is_kept(app: Flask, world: World) -> None:
    alice = signed_in(app, world.session, world.alice)
    more = {"contact_title": "CIO", "account_vat": "ae 100-2", "incumbent": "Other", "relationship": "Old friends"}
    alice.post("/deals/new", data={**FORM, **more})
    found = only(world.session)
    assert (found.contact_title, found.account_vat, found.incumbent) == ("CIO", "AE1002", "Other")
    read = words(alice.get(f"/deals/{found.id}"))
    for said in ("Old friends", "CIO", "Kind of deal New business", "Tier when it was sent Registered"):
        assert said in read


def test_the_rules_of_the_version_that_a_decision_names_can_be_read(app: Flask, world: World) -> None:
    number = queries.rules_in_force(world.session).number
    other = Engagement(vendor_lead_days=33)
    actions.save_rules(world.session, rules=other, based_on=number, actor=world.vera, now=NOW)
    world.session.commit()
    for who, path in ((world.alice, "/deals/rules"), (world.vera, "/hq/deals/rules")):
        client = signed_in(app, world.session, who)
        assert "less than 33 days ago" in words(client.get(path))
        assert "less than 90 days ago" in words(client.get(f"{path}?version={number}"))
        assert page(client.get(path)).css_matches(f"a[href='{path}?version={number + 1}']")
        assert client.get(f"{path}?version=77").status_code == 404


def test_the_command_says_whether_the_log_is_whole_and_which_row_is_not(
    session: Session, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = build(session)
    registration, _ = world.won(world.alice)
    session.commit()
    monkeypatch.setattr("tcma.cli_deals.wired", lambda: None)
    whole = CliRunner().invoke(main, ["audit", "verify"])
    assert (whole.exit_code, whole.stdout, whole.stderr) == (0, "", "5 rows were looked at.\n")
    session.execute(update(DealLog).where(DealLog.position == 3).values(reason="because"))
    session.commit()
    broken = CliRunner().invoke(main, ["audit", "verify"])
    assert broken.exit_code == 1
    assert broken.stdout == f"Registration {registration.number}: row 3 is not what was written\n"
