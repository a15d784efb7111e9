"""An event's public pages: in the host's brand and the visitor's language, with a form that works by itself."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock, tokens
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import csp_nonce
from tcma.base.web.limits import limiter
from tcma.base.words import language_name, speak
from tcma.composing.rules import FormState, Page, render_page
from tcma.events.queries.page import PublicPage, composed, is_full, public_page
from tcma.events.rules import SeatState, TooLate
from tcma.events.views import telling
from tcma.events.views.blueprint import bp
from tcma.events.views.taking import answer, take
from tcma.tracking import forms
from tcma.tracking.forms import TOKEN, TRAP
from tcma.tracking.queries import Visitor, visitor
from tcma.tracking.rules import VISIT, pair

PLACE = "/e/<lang>/<slug>/<uuid:event_id>"


@dataclass(frozen=True)
class Visit:
    """A page as one visitor gets it. `token` is the mail's, carried on; '' for one who came without."""

    found: PublicPage
    page: Page
    visitor: Visitor | None
    token: str
    closed: str
    full: bool


def _visit(session: Session, lang: str, slug: str, event_id: UUID, asset_key: str) -> Visit:
    found = public_page(session, slug=slug, event_id=event_id, asset_key=asset_key, language=lang)
    speak(found.language)
    token = request.values.get("v", "")
    ids = pair(tokens.read(VISIT, token))
    known = (
        visitor(session, partner_id=found.partner.id, launch_id=event_id, message_id=ids[0], link_id=ids[1])
        if ids
        else None
    )
    token = token if known else ""
    page = composed(
        session, found.event, slug, found.asset.key, found.language, lambda url: _with_visit(url, token)
    )
    full = found.registers and is_full(session, found.event)
    return Visit(found, page, known, token, found.closed(clock.now(session)), full)


def _with_visit(url: str, token: str) -> str:
    path, mark, anchor = url.partition("#")
    return f"{path}?v={token}{mark}{anchor}" if token else url


@bp.get(PLACE, defaults={"asset_key": ""})
@bp.get(PLACE + "/<asset_key>")
@access.public
def page(lang: str, slug: str, event_id: UUID, asset_key: str) -> Answer:
    """The page; in a language the event doesn't have, on to one it has."""
    with transaction() as session:
        visit = _visit(session, lang, slug, event_id, asset_key)
        if visit.found.language != lang:
            return redirect(_with_visit(visit.found.addresses()[visit.found.language], visit.token))
    return _shown(visit, _form(visit, _prefilled(visit)))


@bp.get(PLACE + "/done", defaults={"asset_key": ""})
@bp.get(PLACE + "/<asset_key>/done")
@access.public
def page_done(lang: str, slug: str, event_id: UUID, asset_key: str) -> Answer:
    """What comes after the form; coming here changes nothing."""
    with transaction() as session:
        visit = _visit(session, lang, slug, event_id, asset_key)
    told = telling.waiting() if request.args.get("list") else ()
    return _shown(visit, FormState(state="done", told=told))


@bp.post(PLACE, defaults={"asset_key": ""})
@bp.post(PLACE + "/<asset_key>")
@access.own_proof
@limiter.limit("30/minute")
def page_submit(lang: str, slug: str, event_id: UUID, asset_key: str) -> Answer:
    """Take the form: the contact, the seat, the response and its owner in one transaction. Twice is once."""
    waits = False
    with transaction() as session:
        visit = _visit(session, lang, slug, event_id, asset_key)
        if visit.closed:
            return _shown(visit, FormState())
        names = visit.page.form.names if visit.page.form else ()
        try:
            answers = forms.read_answers(names, request.form)
            shown = forms.read_token(event_id, request.form.get(TOKEN, ""))
        except Invalid as invalid:
            errors = {name: str(refusal) for name, refusal in invalid.errors.items()}
            return _again(visit, names, errors, keep_token=True)
        except forms.TooFast as refusal:
            return _again(visit, names, {"": str(refusal)}, keep_token=True)
        except forms.TooOld as refusal:
            return _again(visit, names, {"": str(refusal)}, keep_token=False)
        if not forms.caught(request.form):
            try:
                if visit.found.registers:
                    one = take(session, visit.found, visit.visitor, visit.page.brand.name, answers)
                    waits = one.state is SeatState.WAITLISTED
                else:
                    answer(session, visit.found, visit.visitor, visit.page.brand.name, answers, shown.number)
            except TooLate as refusal:
                return _again(visit, names, {"": str(refusal)}, keep_token=True)
    done = url_for("events.page_done", lang=lang, slug=slug, event_id=event_id, asset_key=asset_key)
    return redirect(f"{done}?list=1" if waits else done, 303)


def _prefilled(visit: Visit) -> dict[str, str]:
    """What we know of who came through a mail's link: name, e-mail, company, and nothing else."""
    contact = visit.visitor.contact if visit.visitor else None
    if contact is None:
        return {}
    return {name: getattr(contact, name) for name in ("first_name", "last_name", "email", "company")}


def _form(visit: Visit, values: dict[str, str], errors: dict[str, str] | None = None, token: str = "") -> FormState:
    hidden = {TOKEN: token or forms.new_token(visit.found.event.id)}
    if visit.token:
        hidden["v"] = visit.token
    notice, submit = telling.full() if visit.full else ("", "")
    return FormState(
        action=request.path, hidden=hidden, values=values, errors=errors or {}, trap=TRAP, notice=notice, submit=submit
    )


def _again(visit: Visit, names: tuple[str, ...], errors: dict[str, str], *, keep_token: bool) -> Answer:
    """The form with everything that was typed, and what to mend."""
    token = request.form.get(TOKEN, "") if keep_token else ""
    shown = _shown(visit, _form(visit, forms.typed(names, request.form), errors, token))
    shown.status_code = 422
    return shown


def _shown(visit: Visit, form: FormState) -> Response:
    """The document. One that is past or cancelled says so under 410, with the people to turn to."""
    if visit.closed and form.state != "done":
        form = FormState(state="over", told=telling.closed(visit.closed))
    html = render_page(visit.page, form, nonce=csp_nonce())
    others = {tag: _with_visit(url, visit.token) for tag, url in visit.found.addresses().items()}
    others.pop(visit.found.language)
    if others:
        links = render_template("tracking/page_languages.html", others=others, language_name=language_name)
        html = html.replace("</header>", f"{links}</header>", 1)
    response = make_response(html, 410 if form.state == "over" else 200)
    response.headers["Referrer-Policy"] = "no-referrer" if visit.token else "same-origin"
    response.headers["Content-Language"] = visit.found.language
    return response
