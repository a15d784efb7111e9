"""The two home pages."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, Actor, Role
from tcma.base.db import transaction
from tcma.base.words import N_, format_money, format_number, format_percent, gettext, language, ngettext
from tcma.catalogue.rules import CAMPAIGN
from tcma.delivery import queries as delivery
from tcma.events.queries.lists import events_ahead
from tcma.launches.queries.cards import cards
from tcma.partners.models import Programme
from tcma.reports import queries
from tcma.reports.queries import Home, Money
from tcma.reports.queries.home import Count
from tcma.reports.rules import main_currency, share
from tcma.reports.views import wording
from tcma.reports.views.blueprint import bp, link
from tcma.tracking.queries import held_count


@bp.get("/home")
@access.roles(*access.PARTNER_ROLES)
def home() -> str:
    """The partner's: money, campaigns ready to launch, what is sending, what is next."""
    actor = access.current()
    with transaction() as session:
        now = clock.now(session)
        found = queries.home(session, actor.partner, now)
        markets = actor.role in PARTNER_MARKETING
        ready = cards(session, actor.partner, language(), now=now, kind=CAMPAIGN) if markets else []
        coming = events_ahead(session, actor.partner)
        currency = session.get_one(Programme, 1).currency
        hold = delivery.open_hold(session, actor.partner) if markets else None
        silent = delivery.undecided(session, actor.partner) if markets else 0
        held = held_count(session, actor.partner) if markets else 0
    return render_template(
        "reports/home.html",
        hello=greeting(actor, now), found=found, ready=ready[:3], more=len(ready) > 3, todo=todo(found, silent, held),
        kpis=kpis(found, currency), funnel=funnel(found), marketing=markets, link=link, hold=hold,
        timezone=actor.timezone, events=coming, hosts=markets or actor.role is Role.EVENT_HOST,
    )  # fmt: skip


@bp.get("/hq")
@access.roles(*access.VENDOR_ROLES)
def hq() -> str:
    """The vendor's: what needs somebody."""
    actor = access.current()
    with transaction() as session:
        now = clock.now(session)
        found = queries.overview(session, now)
    return render_template(
        "reports/hq.html", hello=greeting(actor, now), found=found, words=wording, link=link, timezone=actor.timezone
    )


def greeting(actor: Actor, now: datetime) -> str:
    """By the time of day where the person is."""
    hour = now.astimezone(ZoneInfo(actor.timezone)).hour
    first = actor.name.split()[0] if actor.name.split() else actor.name
    if 5 <= hour < 12:
        return gettext(N_("Good morning, %(name)s"), name=first)
    if 12 <= hour < 18:
        return gettext(N_("Good afternoon, %(name)s"), name=first)
    return gettext(N_("Good evening, %(name)s"), name=first)


def todo(found: Home, silent: int = 0, held: int = 0) -> list[dict[str, Any]]:
    """Things to do with one verb each, the most pressing first. `silent`: mails without an answer, `held`: answers of
    forms that look like a program's."""
    items: list[dict[str, Any]] = []
    for run in found.runs:
        if run.refits:
            items.append(
                {
                    "icon": "triangle-alert", "kind": "warn", "title": run.title,
                    "note": gettext("Some of your words no longer fit"), "label": gettext(N_("Decide")),
                    "href": link("launches.run", launch_id=run.launch.id),
                }
            )  # fmt: skip
    if held:
        title = ngettext("%(num)s answer seems to be a program's", "%(num)s answers seem to be a program's", held)
        items.append(
            {
                "icon": "shield-check", "kind": "warn", "title": title, "label": gettext(N_("Look at them")),
                "note": gettext(N_("A person may be among them")), "href": link("launches.held"),
            }
        )  # fmt: skip
    if silent:
        items.append(
            {
                "icon": "triangle-alert", "kind": "warn",
                "title": ngettext("%(num)s mail is without an answer", "%(num)s mails are without an answer", silent),
                "note": gettext(N_("Send again, or leave it")), "label": gettext(N_("Decide")),
                "href": link("delivery.sending"),
            }
        )  # fmt: skip
    for one in found.board.yours[:2]:
        asked = one.registration.state == "info_requested"
        items.append(
            {
                "icon": "triangle-alert", "kind": "warn",
                "title": one.registration.account_name or gettext(N_("A registration")),
                "note": gettext(
                    N_("The registration needs an answer") if asked else N_("The registration is not sent yet")),
                "label": gettext(N_("Answer") if asked else N_("Finish")),
                "href": link("deals.edit", registration_id=one.registration.id),
            }
        )  # fmt: skip
    for one in found.ending[:2]:
        left = one.days_left or 0
        items.append(
            {
                "icon": "clock", "kind": "warn", "title": one.registration.account_name,
                "note": ngettext("Protection ends in %(num)s day", "Protection ends in %(num)s days", left)
                if left else gettext("Protection ends today"),
                "label": gettext(N_("Open deal")), "href": link("deals.show", registration_id=one.registration.id),
            }
        )  # fmt: skip
    if found.offered:
        items.append(
            {
                "icon": "phone", "kind": "warn",
                "title": ngettext("%(num)s lead is offered to you", "%(num)s leads are offered to you", found.offered),
                "note": gettext(N_("Take it before its time is over")), "label": gettext(N_("Answer")),
                "href": link("leads.calls"),
            }
        )  # fmt: skip
    if found.to_call:
        items.append(
            {
                "icon": "phone", "kind": "ok",
                "title": ngettext("%(num)s person wants to talk", "%(num)s people want to talk", found.to_call),
                "note": gettext(N_("They filled in a form, or asked")), "label": gettext(N_("Call list")),
                "href": link("leads.calls"),
            }
        )  # fmt: skip
    if not found.contacts:
        items.append(
            {
                "icon": "users", "kind": "acc", "title": gettext(N_("Add your contacts")),
                "note": gettext(N_("A CSV file will do")), "label": gettext(N_("Add contacts")), "href": "/contacts",
            }
        )  # fmt: skip
    if not found.has_brand:
        items.append(
            {
                "icon": "palette", "kind": "acc", "title": gettext(N_("Check your brand")),
                "note": gettext(N_("Logo and colour, 20 seconds")), "label": gettext(N_("Check brand")),
                "href": "/brand",
            }
        )  # fmt: skip
    return items


def kpis(found: Home, programme_currency: str) -> list[dict[str, Any]]:
    """Open pipeline, won, new leads, people reached."""
    pipeline = _money(found.pipeline, programme_currency)
    won = _money(found.won, programme_currency)
    return [
        {
            "label": gettext(N_("Open pipeline")), "short": gettext(N_("Pipeline")), **pipeline,
            "note": _note(ngettext("%(num)s deal", "%(num)s deals", found.pipeline.deals), pipeline),
        },
        {
            "label": gettext(N_("Won in 90 days")), "short": gettext(N_("Won")), **won,
            "note": _note(_deals(found.won), won),
        },
        {
            "label": gettext(N_("New leads")), "short": gettext(N_("Leads")), "value": format_number(found.leads.now),
            "spark": found.leads.series if any(found.leads.series) else [], **_change(found.leads),
        },
        {
            "label": gettext(N_("People reached")), "short": gettext(N_("Reached")),
            "value": format_number(found.reached.now),
            "spark": found.reached.series if any(found.reached.series) else [], **_change(found.reached),
        },
    ]  # fmt: skip


def _money(money: Money, programme_currency: str) -> dict[str, Any]:
    """The page's currency; what there is in others goes to the note, never into the sum."""
    currency = main_currency(list(money.amounts), programme_currency)
    amount = money.amounts.get(currency)
    rest = {one: value for one, value in money.amounts.items() if one != currency}
    return {
        "value": format_money(amount or 0, currency, digits=False),
        "value_short": wording.short_money(amount, currency) if amount else "0",
        "spark": [float(one) for one in money.series.get(currency, [])],
        "rest": wording.several(rest),
    }


def _note(text: str, money: dict[str, Any]) -> str:
    return gettext(N_("%(deals)s, and %(rest)s"), deals=text, rest=money["rest"]) if money["rest"] else text


def _deals(won: Money) -> str:
    return gettext(
        N_("%(deals)s, %(before)s in the 90 days before"),
        deals=ngettext("%(num)s deal", "%(num)s deals", won.deals), before=format_number(won.before),
    )  # fmt: skip


def _change(count: Count) -> dict[str, Any]:
    """Against the 90 days before, as a difference: a percentage of a small number misleads."""
    difference = count.now - count.before
    if not difference:
        return {"note": gettext(N_("as in the 90 days before"))}
    sign = "+" if difference > 0 else "\u2212"
    return {
        "change": f"{sign}{format_number(abs(difference))}", "down": difference < 0,
        "note": gettext(N_("on the 90 days before")),
    }  # fmt: skip


def funnel(found: Home) -> list[dict[str, Any]]:
    """From a contact to a won deal, in the last 90 days; opens are not in it."""
    steps = [
        (N_("Reached"), found.reached.now, "d1"),
        (N_("Clicked"), found.clicked, "d1"),
        (N_("Raised a hand"), found.answered, "d2"),
        (N_("Deals registered"), found.registered, "d2"),
        (N_("Won"), found.won.deals, "ok"),
    ]
    shown = []
    before = 0
    for name, value, colour in steps:
        percent = share(value, before, before) if value <= before else None
        note = "" if percent is None else gettext(N_("%(percent)s of those before"), percent=format_percent(percent))
        shown.append({"label": gettext(name), "value": value, "note": note, "colour": colour})
        before = value
    return shown
