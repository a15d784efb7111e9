"""Landing pages: public, in the partner's brand and the visitor's language, with a form that works by itself."""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.audiences.actions import contact_from_form
from tcma.audiences.rules import addr_key
from tcma.base import access, clock, tokens
from tcma.base.db import transaction
from tcma.base.errors import Invalid
from tcma.base.web import csp_nonce
from tcma.base.web.limits import limiter
from tcma.base.words import gettext, language_name, speak
from tcma.composing.rules import FormState, Page, render_page
from tcma.composing.rules.page import LABELS
from tcma.launches.queries.page import PublicPage, composed, public_page
from tcma.launches.views.blueprint import bp
from tcma.tracking import forms
from tcma.tracking.actions import record_response
from tcma.tracking.forms import TOKEN, TRAP, Answers
from tcma.tracking.queries import Visitor, visitor
from tcma.tracking.rules import VISIT, ResponseKind, pair

PLACE = "/c/<lang>/<slug>/<uuid:launch_id>/"


@dataclass(frozen=True)
class Visit:
    """A page as one visitor gets it. `token` is the mail's, carried on; '' for one who came without."""

    found: PublicPage
    page: Page
    visitor: Visitor | None
    token: str


def _visit(session: Session, lang: str, slug: str, launch_id: UUID, asset_key: str) -> Visit:
    found = public_page(session, slug=slug, launch_id=launch_id, asset_key=asset_key, language=lang)
    speak(found.language)
    token = request.values.get("v", "")
    ids = pair(tokens.read(VISIT, token))
    known = (
        visitor(session, partner_id=found.partner.id, launch_id=launch_id, message_id=ids[0], link_id=ids[1])
        if ids
        else None
    )
    token = token if known else ""
    return Visit(found, composed(session, found, lambda url: _with_visit(url, token)), known, token)


def _with_visit(url: str, token: str) -> str:
    path, mark, anchor = url.partition("#")
    return f"{path}?v={token}{mark}{anchor}" if token else url


@bp.get(PLACE, defaults={"asset_key": ""})
@bp.get(PLACE + "<asset_key>")
@access.public
def page(lang: str, slug: str, launch_id: UUID, asset_key: str) -> Answer:
    """The page; in a language the launch doesn't have, on to one it has."""
    with transaction() as session:
        visit = _visit(session, lang, slug, launch_id, asset_key)
        if (visit.found.language, visit.found.asset.key) != (lang, asset_key):
            return redirect(_with_visit(visit.found.addresses()[visit.found.language], visit.token))
    return _shown(visit, _form(visit, _prefilled(visit)))


@bp.get(PLACE + "<asset_key>/thanks")
@access.public
def page_thanks(lang: str, slug: str, launch_id: UUID, asset_key: str) -> Answer:
    """What comes after the form; coming here changes nothing."""
    with transaction() as session:
        visit = _visit(session, lang, slug, launch_id, asset_key)
    return _shown(visit, FormState(state="done"))


@bp.post(PLACE + "<asset_key>")
@access.own_proof
@limiter.limit("30/minute")
def page_submit(lang: str, slug: str, launch_id: UUID, asset_key: str) -> Answer:
    """Take the form: the contact, the response and its owner in one transaction. Twice is once."""
    with transaction() as session:
        visit = _visit(session, lang, slug, launch_id, asset_key)
        if visit.found.over:
            return _shown(visit, FormState())
        names = visit.page.form.names if visit.page.form else ()
        try:
            answers = forms.read_answers(names, request.form)
            shown = forms.read_token(launch_id, request.form.get(TOKEN, ""))
        except Invalid as invalid:
            errors = {name: str(refusal) for name, refusal in invalid.errors.items()}
            return _again(visit, names, errors, keep_token=True)
        except forms.TooFast as refusal:
            return _again(visit, names, {"": str(refusal)}, keep_token=True)
        except forms.TooOld as refusal:
            return _again(visit, names, {"": str(refusal)}, keep_token=False)
        if not forms.caught(request.form) and not visit.found.trying:
            _store(session, visit, answers, shown.number)
    return redirect(request.path + "/thanks", 303)


def _store(session: Session, visit: Visit, answers: Answers, number: UUID) -> None:
    now = clock.now(session)
    partner, came = visit.found.partner, visit.visitor
    known = came.contact if came else None
    contact = contact_from_form(
        session,
        partner_id=partner.id,
        email=answers.email,
        fields={
            "first_name": answers.first_name,
            "last_name": answers.last_name,
            "company": answers.company,
            "phone": answers.phone,
            "language": visit.found.language,
        },
        consent=answers.consent,
        wording=gettext(LABELS["marketing"][0], partner=visit.page.brand.name),
        proven=known is not None and known.addr_key == addr_key(answers.email),
        now=now,
    )
    record_response(
        session,
        partner_id=partner.id,
        contact_id=contact.id,
        kind=ResponseKind.FORM,
        asset_id=visit.found.asset.id,
        launch_id=visit.found.launch.id,
        language=visit.found.language,
        answers={"phone": answers.phone, **answers.rest},
        message_id=came.message_id if came else None,
        link_id=came.link_id if came else None,
        key=f"form:{number}",
        now=now,
    )


def _prefilled(visit: Visit) -> dict[str, str]:
    """What we know of who came through a mail's link: name, e-mail, company, and nothing else."""
    contact = visit.visitor.contact if visit.visitor else None
    if contact is None:
        return {}
    return {name: getattr(contact, name) for name in ("first_name", "last_name", "email", "company")}


def _form(visit: Visit, values: dict[str, str], errors: dict[str, str] | None = None, token: str = "") -> FormState:
    hidden = {TOKEN: token or forms.new_token(visit.found.launch.id)}
    if visit.token:
        hidden["v"] = visit.token
    return FormState(action=request.path, hidden=hidden, values=values, errors=errors or {}, trap=TRAP)


def _again(visit: Visit, names: tuple[str, ...], errors: dict[str, str], *, keep_token: bool) -> Answer:
    """The form with everything that was typed, and what to mend."""
    token = request.form.get(TOKEN, "") if keep_token else ""
    answer = _shown(visit, _form(visit, forms.typed(names, request.form), errors, token))
    answer.status_code = 422
    return answer


def _shown(visit: Visit, form: FormState) -> Response:
    """The document. One that is over says so under 410, with the people to turn to."""
    over = visit.found.over
    html = render_page(visit.page, FormState(state="over") if over else form, nonce=csp_nonce())
    others = {tag: _with_visit(url, visit.token) for tag, url in visit.found.addresses().items()}
    others.pop(visit.found.language)
    if others:
        links = render_template("launches/page_languages.html", others=others, language_name=language_name)
        html = html.replace("</header>", f"{links}</header>", 1)
    response = make_response(html, 410 if over else 200)
    response.headers["Referrer-Policy"] = "no-referrer" if visit.token else "same-origin"
    response.headers["Content-Language"] = visit.found.language
    return response
