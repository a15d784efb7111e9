"""A public page with its form, whoever put it online: shown, sent, thanked for; and what networks are told of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from tcma.audiences.rules import addr_key
from tcma.audiences.rules.proof import WORDING_VERSION, Proof
from tcma.base import clock, tokens
from tcma.base.errors import Invalid, Refusal
from tcma.base.settings import Settings
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.base.web import csp_nonce
from tcma.base.web.headers import frame_for
from tcma.base.words import N_, gettext, language_name
from tcma.catalogue.models import AssetRow
from tcma.catalogue.queries import document
from tcma.composing.actions import keep_card
from tcma.composing.rules import Act, FormState, Page, Sight, render_page
from tcma.composing.rules.handing import FILE, handed, handed_payload
from tcma.composing.rules.page import label
from tcma.partners.models import Partner
from tcma.tracking import forms
from tcma.tracking.actions import Sent, hold_answer, take_answer
from tcma.tracking.forms import TOKEN, TRAP, Answers, asking, guarding
from tcma.tracking.forms.arriving import at_host, with_visit
from tcma.tracking.forms.browsers import know_browser
from tcma.tracking.queries import Visitor

CONFIRM = "?confirm=1"
"""To the page after the form: a box was ticked that is to be confirmed by mail."""
FROM_SITE = "site"
"""A field of the plain form that a partner puts on its own website: it has no token, and is shown once more here."""


@dataclass(frozen=True)
class Landing:
    """A page as one visitor gets it.

    `place` is what the form belongs to: the launch, or the kit. `addresses` is where the page is, by language.
    `token` is that of the mail or post which led here, carried on; '' for one who came without.
    `over`: it takes nobody any more, and says `closed` (a heading, then paragraphs) where that is given.
    `office_id`: the partner's office whose brand it wears; None: the main one.
    `notice` stands above the form, `submit` on its button. `trying`: nothing is stored yet. `variant` is the one shown,
    `answered` what who came has answered before. `framed_by`: the form alone, in a frame on these addresses.
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
    variant: str = ""
    answered: frozenset[str] = frozenset()
    framed_by: tuple[str, ...] | None = None
    office_id: UUID | None = None


Keep = Callable[[Session, Landing, Answers, UUID], str]
"""Stores the answers of the form with this number; returns what to ask the page after it, '' for nothing.

A Refusal is shown above the form, and nothing of it is stored.
"""


def open_page(landing: Landing) -> Response:
    """The page with its form, without what we know of who came."""
    had = asking.known(landing.page, landing.visitor)
    return _shown(landing, _form(landing, {}, had))


def elsewhere(address: str) -> Answer:
    """On to the page in a language that it has: which one depends on who asks."""
    answer = redirect(address)
    answer.headers["Vary"] = "Accept-Language"
    return answer


def thank(landing: Landing, told: tuple[str, ...] = ()) -> Response:
    """What comes after the form, `told` instead of the kit's words; coming here changes nothing."""
    notice = _one_more_step(landing) if request.args.get("confirm") else ""
    return _shown(landing, FormState(state="done", told=told, notice=notice, acts=_handed(landing)))


def _handed(landing: Landing) -> tuple[Act, ...]:
    """The file that the form promised, for who has just sent it."""
    token = request.args.get("file", "")
    asked = handed(tokens.read(FILE, token))
    if asked is None or asked.version_id != landing.asset.version_id:
        return ()
    return (Act(gettext("Download the PDF"), f"/media/file/{token}", main=True),)


def _one_more_step(landing: Landing) -> str:
    """Said to whoever ticked the box and did not come by a mail, whether they had said yes before or not."""
    return gettext(
        "One more step to hear from %(partner)s: open the mail that we have sent you, and confirm it there.",
        partner=landing.page.brand.name,
    )


def keep_response(session: Session, landing: Landing, answers: Answers, number: UUID) -> str:
    """The contact, the response and its owner. Twice is once."""
    sent = _sent(landing, answers)
    take_answer(session, sent, number=number, now=clock.now(session))
    return CONFIRM if sent.agreed and not sent.proven else ""


def _sent(landing: Landing, answers: Answers) -> Sent:
    came, means = landing.visitor, landing.page.means or "lead"
    return Sent(
        partner_id=landing.partner.id, asset_id=landing.asset.id, launch_id=landing.launch_id,
        language=landing.language, meaning=means, email=answers.email,
        answers={"first_name": answers.first_name, "last_name": answers.last_name, "company": answers.company,
                 "title": answers.title, "phone": answers.phone, **answers.rest},
        agreed=answers.consent or means == "newsletter", wording=label("marketing", landing.page.brand.name),
        proven=proven(landing, answers), proof=proof_of(landing), message_id=came.message_id if came else None,
        link_id=came.link_id if came else None, variant=landing.variant, office_id=landing.office_id,
    )  # fmt: skip


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
    had = asking.known(landing.page, landing.visitor)
    names = asking.to_read(landing.page, had)
    if guarding.too_fast(landing.place):
        told = N_("Too many answers come from your network at this moment. Wait a minute, and send it again.")
        return _again(landing, had, {"": gettext(told)}, keep_token=True, status=429)
    try:
        answers = forms.read_answers(names, request.form, had)
        shown = forms.read_token(landing.place, request.form.get(TOKEN, ""))
    except Invalid as invalid:
        errors = {name: str(refusal) for name, refusal in invalid.errors.items()}
        return _again(landing, had, errors, keep_token=True)
    except forms.TooFast as refusal:
        return _again(landing, had, {"": str(refusal)}, keep_token=True)
    except forms.TooOld as refusal:
        if FROM_SITE in request.form:
            return _from_site(landing)
        return _again(landing, had, {"": str(refusal)}, keep_token=False)
    more = ""
    if not landing.trying:
        sent, now = _sent(landing, answers), clock.now(session)
        why = guarding.doubt_about(session, sent, place=landing.place, now=now)
        try:
            with session.begin_nested():
                if why:
                    hold_answer(session, sent, number=shown.number, why=why, now=now)
                else:
                    more = keep(session, landing, answers, shown.number)
                    know_browser(session, landing.partner, answers.email)
        except Refusal as refusal:
            return _again(landing, had, {"": str(refusal)}, keep_token=True)
    return redirect(f"{request.path}/{after}{more}{_file(session, landing, more)}", 303)


def _file(session: Session, landing: Landing, more: str) -> str:
    """The link to what the form promised, for the page after it; a robot may have it too, a person must."""
    asset = landing.asset
    name = document(session, asset.version_id, landing.page.file, landing.language) if landing.page.file else ""
    if not name:
        return ""
    token = tokens.sign(FILE, handed_payload(asset.version_id, name, now=clock.now(session)))
    return f"{'&' if more else '?'}file={token}"


def _form(
    landing: Landing, values: Mapping[str, str], had: Mapping[str, str], errors: Mapping[str, str] | None = None,
    token: str = "", notice: str = "",
) -> FormState:  # fmt: skip
    hidden = {TOKEN: token or forms.new_token(landing.place, landing.variant)}
    if landing.token:
        hidden["v"] = landing.token
    if asking.is_fresh():
        hidden[asking.FRESH] = "1"
    asked = asking.to_ask(landing.page, had, landing.answered)
    further = tuple(name for name in (landing.page.form.further if landing.page.form else ()) if name in values)
    return FormState(
        action=request.path, hidden=hidden, values=values, errors=errors or {}, trap=TRAP,
        notice=notice or landing.notice, submit=landing.submit, asked=tuple(dict.fromkeys((*asked, *further))),
        writer=asking.writer(had), fresh=f"{request.path}?{asking.FRESH}=1" + (landing.token and f"&v={landing.token}"),
    )  # fmt: skip


def _again(
    landing: Landing, had: Mapping[str, str], errors: Mapping[str, str], *, keep_token: bool, status: int = 422
) -> Answer:
    """The form with everything that was typed, and what to mend."""
    token = request.form.get(TOKEN, "") if keep_token else ""
    values = forms.typed(asking.to_read(landing.page, had), request.form)
    answer = _shown(landing, _form(landing, values, had, errors, token))
    answer.status_code = status
    return answer


def _from_site(landing: Landing) -> Answer:
    """What was typed into a plain form on a partner's website, to be sent from here: a robot that posts it does not
    come further than this."""
    values = forms.typed(asking.to_read(landing.page, {}), request.form)
    return _shown(landing, _form(landing, values, {}, notice=gettext("One more press, and it is on its way.")))


def _shown(landing: Landing, form: FormState) -> Response:
    """The document. One that is over says so under 410, with the people to turn to."""
    bare = landing.framed_by is not None
    if landing.framed_by:
        frame_for(landing.framed_by)
    state = FormState(state="over", told=landing.closed) if landing.over else form
    state = replace(state, bare=bare)
    html = render_page(landing.page, state, nonce=csp_nonce(), sight=None if bare else _sight(landing))
    others = {tag: with_visit(url, landing.token) for tag, url in landing.addresses.items()}
    others.pop(landing.language)
    if others and not bare:
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
    url = at_host(f"{public_url}/s/{code}" if code else landing.addresses[landing.language])
    image = keep_card(use(Storage), landing.page, landing.asset.version_id)
    return Sight(url, at_host(public_url + image), tuple(tag for tag in landing.addresses if tag != landing.language))
