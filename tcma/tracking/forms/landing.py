"""A public page with its form, whoever put it online: shown, sent, thanked for; and what networks are told of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.audiences.actions import contact_from_form
from tcma.audiences.rules import addr_key
from tcma.audiences.rules.proof import WORDING_VERSION, Proof
from tcma.base import clock, tokens
from tcma.base.errors import Invalid, Refusal
from tcma.base.settings import Settings
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.base.web import csp_nonce
from tcma.base.words import gettext, language_name
from tcma.catalogue.models import AssetRow
from tcma.composing.actions import keep_card
from tcma.composing.rules import FormState, Page, Sight, render_page
from tcma.composing.rules.page import label
from tcma.partners.models import Partner
from tcma.tracking import forms
from tcma.tracking.actions import record_response
from tcma.tracking.forms import TOKEN, TRAP, Answers
from tcma.tracking.queries import Visitor, visitor
from tcma.tracking.rules import VISIT, ResponseKind, pair

CONFIRM = "?confirm=1"
"""To the page after the form: a box was ticked that is to be confirmed by mail."""


@dataclass(frozen=True)
class Landing:
    """A page as one visitor gets it.

    `place` is what the form belongs to: the launch, or the kit. `addresses` is where the page is, by language.
    `token` is that of the mail or post which led here, carried on; '' for one who came without.
    `over`: it takes nobody any more, and says `closed` (a heading, then paragraphs) where that is given.
    `notice` stands above the form, `submit` on its button. `trying`: nothing is stored yet.
    """

    place: UUID
    partner: Partner
    asset: AssetRow
    language: str
    page: Page
    addresses: Mapping[str, str]
    visitor: Visitor | None
    token: str
    launch_id: UUID | None = None
    over: bool = False
    closed: tuple[str, ...] = ()
    notice: str = ""
    submit: str = ""
    trying: bool = False


Keep = Callable[[Session, Landing, Answers, UUID], str]
"""Stores the answers of the form with this number; returns what to ask the page after it, '' for nothing.

A Refusal is shown above the form, and nothing of it is stored.
"""


def came_by(session: Session, partner_id: UUID, launch_id: UUID | None) -> tuple[Visitor | None, str]:
    """Who came, by the request's token, and the token itself if it is one for this page, else ''."""
    token = request.values.get("v", "")
    ids = pair(tokens.read(VISIT, token))
    if ids is None:
        return None, ""
    found = visitor(session, partner_id=partner_id, launch_id=launch_id, message_id=ids[0], link_id=ids[1])
    return found, token if found else ""


def with_visit(url: str, token: str) -> str:
    """An address of ours with the visit's token, before its anchor."""
    path, mark, anchor = url.partition("#")
    return f"{path}?v={token}{mark}{anchor}" if token else url


def open_page(landing: Landing) -> Response:
    """The page with its form, filled in as far as we know who came."""
    return _shown(landing, _form(landing, _prefilled(landing)))


def thank(landing: Landing, told: tuple[str, ...] = ()) -> Response:
    """What comes after the form, `told` instead of the kit's words; coming here changes nothing."""
    notice = _one_more_step(landing) if request.args.get("confirm") else ""
    return _shown(landing, FormState(state="done", told=told, notice=notice))


def _one_more_step(landing: Landing) -> str:
    """Said to whoever ticked the box and did not come by a mail, whether they had said yes before or not."""
    return gettext(
        "One more step to hear from %(partner)s: open the mail that we have sent you, and confirm it there.",
        partner=landing.page.brand.name,
    )


def keep_response(session: Session, landing: Landing, answers: Answers, number: UUID) -> str:
    """The contact, the response and its owner. Twice is once."""
    now, came = clock.now(session), landing.visitor
    contact = contact_from_form(
        session, partner_id=landing.partner.id, email=answers.email,
        fields={"first_name": answers.first_name, "last_name": answers.last_name, "company": answers.company,
                "phone": answers.phone, "language": landing.language},
        consent=answers.consent, wording=label("marketing", landing.page.brand.name), proven=proven(landing, answers),
        proof=proof_of(landing), now=now,
    )  # fmt: skip
    record_response(
        session, partner_id=landing.partner.id, contact_id=contact.id, kind=ResponseKind.FORM,
        asset_id=landing.asset.id, launch_id=landing.launch_id, language=landing.language,
        answers={"phone": answers.phone, **answers.rest}, message_id=came.message_id if came else None,
        link_id=came.link_id if came else None, key=f"form:{number}", now=now,
    )  # fmt: skip
    return CONFIRM if answers.consent and not proven(landing, answers) else ""


def proof_of(landing: Landing) -> Proof:
    """What this request proves of a box that was ticked."""
    agent = request.user_agent.string or ""
    return Proof(WORDING_VERSION, landing.language, request.remote_addr or "", agent)


def proven(landing: Landing, answers: Answers) -> bool:
    """A mail to this very address led here."""
    known = landing.visitor.contact if landing.visitor else None
    return known is not None and known.addr_key == addr_key(answers.email)


def take(session: Session, landing: Landing, keep: Keep = keep_response, *, after: str = "thanks") -> Answer:
    """Take the form in one transaction, and go on to the page `after` it."""
    if landing.over:
        return _shown(landing, FormState())
    names = landing.page.form.names if landing.page.form else ()
    try:
        answers = forms.read_answers(names, request.form)
        shown = forms.read_token(landing.place, request.form.get(TOKEN, ""))
    except Invalid as invalid:
        errors = {name: str(refusal) for name, refusal in invalid.errors.items()}
        return _again(landing, names, errors, keep_token=True)
    except forms.TooFast as refusal:
        return _again(landing, names, {"": str(refusal)}, keep_token=True)
    except forms.TooOld as refusal:
        return _again(landing, names, {"": str(refusal)}, keep_token=False)
    more = ""
    if not forms.caught(request.form) and not landing.trying:
        try:
            with session.begin_nested():
                more = keep(session, landing, answers, shown.number)
        except Refusal as refusal:
            return _again(landing, names, {"": str(refusal)}, keep_token=True)
    return redirect(f"{request.path}/{after}{more}", 303)


def _prefilled(landing: Landing) -> dict[str, str]:
    """What we know of who came through a mail's link: name, e-mail, company, and nothing else."""
    contact = landing.visitor.contact if landing.visitor else None
    if contact is None:
        return {}
    return {name: getattr(contact, name) for name in ("first_name", "last_name", "email", "company")}


def _form(landing: Landing, values: dict[str, str], errors: dict[str, str] | None = None, token: str = "") -> FormState:
    hidden = {TOKEN: token or forms.new_token(landing.place)}
    if landing.token:
        hidden["v"] = landing.token
    return FormState(
        action=request.path, hidden=hidden, values=values, errors=errors or {}, trap=TRAP, notice=landing.notice,
        submit=landing.submit,
    )  # fmt: skip


def _again(landing: Landing, names: tuple[str, ...], errors: dict[str, str], *, keep_token: bool) -> Answer:
    """The form with everything that was typed, and what to mend."""
    token = request.form.get(TOKEN, "") if keep_token else ""
    answer = _shown(landing, _form(landing, forms.typed(names, request.form), errors, token))
    answer.status_code = 422
    return answer


def _shown(landing: Landing, form: FormState) -> Response:
    """The document. One that is over says so under 410, with the people to turn to."""
    state = FormState(state="over", told=landing.closed) if landing.over else form
    html = render_page(landing.page, state, nonce=csp_nonce(), sight=_sight(landing))
    others = {tag: with_visit(url, landing.token) for tag, url in landing.addresses.items()}
    others.pop(landing.language)
    if others:
        links = render_template("tracking/page_languages.html", others=others, language_name=language_name)
        html = html.replace("</header>", f"{links}</header>", 1)
    response = make_response(html, 410 if landing.over else 200)
    response.headers["Referrer-Policy"] = "no-referrer" if landing.token else "same-origin"
    response.headers["Content-Language"] = landing.language
    return response


def _sight(landing: Landing) -> Sight:
    """The address is the shared link's own, where one led here: some networks send people to this address."""
    public_url = use(Settings).public_url
    code = landing.visitor.code if landing.visitor else None
    url = f"{public_url}/s/{code}" if code else landing.addresses[landing.language]
    image = keep_card(use(Storage), landing.page, landing.asset.version_id)
    return Sight(url, public_url + image, tuple(tag for tag in landing.addresses if tag != landing.language))
