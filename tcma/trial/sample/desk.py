"""The vendor's deal desk: its own accounts, rules under which small deals need nobody, and what partners earn."""

from tcma.trial.story import crm
from tcma.trial.story.world import World

ACCOUNTS = """\
external_id,name,country,domains,named,customer,owner,opportunity_id,opportunity_name,opportunity_opened
NG-001,Sample Harbour Authority,NL,sample-harbour.example,yes,yes,Olga Sample,,,
NG-002,Sample Rail AG,DE,sample-rail.example sample-rail-cargo.example,yes,no,Otto Sample,OP-17,Rail tender,2026-01-15
NG-003,Sample Savings Bank,GB,sample-savings.example,no,yes,Olga Sample,,,
NG-004,Sample Ports LLC,AE,sample-ports.example,no,no,Omar Sample,OP-18,Port security,2026-02-01
"""
THRESHOLDS = {"threshold-registered": "10000", "threshold-silver": "15000", "threshold-gold": "25000"}


PLAN = {
    "rate--": "8", "rate-gold-": "12", "quota-registered": "40000", "quota-gold": "60000", "period": "quarter",
    "extra": "2", "helpers": "20", "hold_days": "30",
}


def plan_commissions(world: World, *, by: str = "fatima") -> None:
    """Before anything is won: what it earns."""
    browser = world.browsers[by]
    browser.submit(browser.get("/hq/commissions/plan").form(field_name="extra"), PLAN, button="Put in force")


def pay_commissions(world: World, *, approved_by: str = "fatima", paid_by: str = "vera") -> None:
    """All that is held no longer, by two people; the newest deals still wait for their day."""
    for who, button in ((approved_by, "Approve all"), (paid_by, "Pay ")):
        browser = world.browsers[who]
        browser.submit(browser.get("/hq/commissions").form(button=button))


def open_desk(world: World, *, by: str = "carlos") -> None:
    """A file of accounts, a second version of the rules, and what the fields of the trial's CRM mean."""
    browser = world.browsers[by]
    form = browser.get("/hq/accounts").form(field_name="encoding")
    browser.submit(form, files={"file": ("accounts.csv", ACCOUNTS.encode())})
    browser.submit(browser.get("/hq/deals/rules").form(field_name="cooldown_days"), THRESHOLDS, button="Put in force")
    crm.map_fields(world)
