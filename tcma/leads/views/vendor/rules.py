"""The rules by which leads are given to partners: what is live, a draft, and what the draft would have done."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.access import CHANNEL, VENDOR_ROLES
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import toast
from tcma.base.words import gettext, ngettext
from tcma.leads import queries
from tcma.leads.actions import vendor
from tcma.leads.forms.routing import changed, read_rules
from tcma.leads.rules import COVERS, RuleSet, Tier, from_json
from tcma.leads.views.blueprint import bp
from tcma.leads.views.vendor import words

DAYS = (30, 90, 365)


@bp.get("/hq/leads/rules")
@access.roles(*VENDOR_ROLES)
def rules() -> str:
    """What is live, in words, and the versions before."""
    with transaction() as session:
        names = queries.partner_names(session)
        return render_template(
            "leads/rules.html", live=queries.live_rules(session), versions=queries.versions(session),
            has_draft=queries.draft(session) is not None, which=words.which,
            whom=lambda rule: words.whom(rule, names), may_change=access.current().role in CHANNEL,
        )  # fmt: skip


@bp.get("/hq/leads/rules/edit")
@access.roles(*CHANNEL)
def edit_rules() -> str:
    """The draft; without one, what is live."""
    with transaction() as session:
        return _editor(session, _draft(session), {})


@bp.post("/hq/leads/rules/edit")
@access.roles(*CHANNEL)
def save_rules() -> Response | tuple[str, int]:
    """Keep the draft, after what the button says: add a rule, move one, drop one."""
    given = request.form.to_dict()
    wish = given.get("do", "save")
    with transaction() as session:
        known = {name.casefold(): id_ for id_, name in queries.partner_names(session).items()}
        try:
            vendor.save_draft(session, changed(read_rules(given, known), wish), actor=access.current(),
                              now=clock.now(session))  # fmt: skip
        except Invalid as invalid:
            errors = {name: str(one) for name, one in invalid.errors.items()}
            return _editor(session, _draft(session), errors, given), invalid.status
    if wish == "try":
        return redirect(url_for("leads.try_rules"), 303)
    toast(gettext("Saved as a draft. Nothing is live yet."))
    return redirect(url_for("leads.edit_rules"), 303)


@bp.get("/hq/leads/rules/try")
@access.roles(*CHANNEL)
def try_rules() -> str:
    """The draft on leads that came before, beside what happened."""
    days = request.args.get("days", 90, type=int)
    days = days if days in DAYS else 90
    with transaction() as session:
        draft = _draft(session)
        trial = queries.simulate(session, draft, since=clock.now(session) - timedelta(days=days))
        return render_template(
            "leads/try.html", trial=trial, days=days, has_draft=queries.draft(session) is not None,
            would=dict(trial.would), did=dict(trial.did),
            firms=sorted({*dict(trial.would), *dict(trial.did)}, key=lambda one: -dict(trial.would).get(one, 0)),
            tabs=[_tab(one, days) for one in DAYS],
        )


def _tab(days: int, current: int) -> dict[str, object]:
    label = ngettext("%(num)s day", "%(num)s days", days)
    return {"label": label, "href": f"?days={days}", "current": days == current}


@bp.post("/hq/leads/rules/publish")
@access.roles(*CHANNEL)
def publish_rules() -> Response:
    """The draft is live."""
    with transaction() as session:
        version = vendor.publish_rules(session, actor=access.current(), now=clock.now(session))
    toast(gettext("Version %(number)s is live from the next lead on.", number=version.number))
    return redirect(url_for("leads.rules"), 303)


def _draft(session: Session) -> RuleSet:
    found = queries.draft(session)
    return from_json(found.content) if found else queries.live_rules(session).rules


def _editor(
    session: Session, draft: RuleSet, errors: Mapping[str, str], given: Mapping[str, str] | None = None
) -> str:
    names = queries.partner_names(session)
    fields = dict(given) if given is not None else _fields(draft, names)
    count = sum(name.startswith("rule-") and name.endswith("-id") for name in fields)
    rows = sum(name.startswith("tier-") and name.endswith("-name") for name in fields)
    return render_template(
        "leads/edit_rules.html", errors=errors, given=fields, count=count, rows=rows, covers=COVERS,
        covered=words.COVERED, tiers=[one.name for one in draft.tiers], has_draft=queries.draft(session) is not None,
    )


def _fields(draft: RuleSet, names: Mapping[UUID, str]) -> dict[str, str]:
    """As the form has them; one row more for another tier."""
    found: dict[str, str] = {}
    for number, tier in enumerate((*draft.tiers, Tier("", 1, 2, 10))):
        found |= {f"tier-{number}-{what}": str(getattr(tier, what)) for what in ("name", "weight", "days", "cap")}
    for number, rule in enumerate(draft.rules):
        lists = {"domains": rule.domains, "countries": rule.countries, "products": rule.products,
                 "verticals": rule.verticals}  # fmt: skip
        found |= {f"rule-{number}-{what}": ", ".join(said) for what, said in lists.items()}
        found[f"rule-{number}-partners"] = "\n".join(names.get(one, "") for one in rule.partners)
        found |= {f"rule-{number}-id": str(rule.id), f"rule-{number}-min_tier": rule.min_tier}
        found |= {f"rule-{number}-covers-{one}": "y" for one in rule.covers}
    return found
