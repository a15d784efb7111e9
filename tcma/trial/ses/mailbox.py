"""The mailbox: every mail the simulator took, for people. Works without JavaScript."""

import html
import re
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from tcma.trial.ses import letters
from tcma.trial.ses.answering import LONGEST, answer_address, put_answer
from tcma.trial.ses.contents import Attachment
from tcma.trial.ses.letters import Letter
from tcma.trial.ses.mails import Mail
from tcma.trial.ses.office import Office
from tcma.trial.ses.outcomes import Step
from tcma.trial.ses.records import step_records
from tcma.trial.ses.unsubscribing import one_click, unsubscribe_address

bp = Blueprint("mailbox", __name__)
PAGE = 50
_HEAD = re.compile(r"<head[^>]*>", re.I)
_SAFE_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml")


class Fate(NamedTuple):
    """A mail's outcome in one word for people, and the tone of its badge."""

    kind: str  # delivered, bounced, complained, unsent
    tone: str


def _office() -> Office:
    office: Office = current_app.extensions["office"]
    return office


def fate(steps: tuple[Step, ...]) -> Fate:
    events = {step.event for step in steps}
    if events & {"Rendering Failure", "Reject"}:
        return Fate("unsent", "bad")
    if "Complaint" in events:
        return Fate("complained", "warn")
    if "Bounce" in events:
        return Fate("bounced", "bad")
    return Fate("delivered", "ok")


def _mail(key: str) -> Mail:
    """By its number or its MessageId."""
    mails = _office().mails
    if key.isdecimal() and int(key) < len(mails):
        return mails[int(key)]
    found = mails.by_id(key)
    if found is None:
        abort(404)
    return found


def _letter(mail: Mail) -> Letter:
    office = _office()
    if not mail.sent:
        return Letter(mail.subject, "", "", mail.headers, ())
    return letters.letter(mail, office.mails.content(mail), office.options.region)


@bp.get("/")
def index() -> str:
    office = _office()
    words = request.args.get("q", "")[:200]
    page = max(1, request.args.get("page", 1, int))
    numbers = office.mails.search(words)
    found = list(islice(numbers, (page - 1) * PAGE, page * PAGE + 1))
    rows = [(mail, fate(mail.steps)) for mail in (office.mails[number] for number in found[:PAGE])]
    return render_template("trial/mailbox.html", rows=rows, q=words, page=page, more=len(found) > PAGE,
                           total=len(office.mails))


@bp.get("/favicon.ico")
def icon() -> Response:
    return Response(status=204)


@bp.get("/m/<key>")
def mail(key: str) -> str:
    found = _mail(key)
    letter = _letter(found)
    return render_template(
        "trial/mailbox_mail.html", mail=found, letter=letter, fate=fate(found.steps),
        steps=step_records(_office(), found), one_click=unsubscribe_address(found, _office().options.product_url),
        answered=request.args.get("unsubscribed"), wrote="wrote" in request.args,
        answers_to=_answer_address(found), longest=LONGEST,
        newer=found.number + 1 if found.number + 1 < len(_office().mails) else None,
        older=found.number - 1 if found.number else None,
    )


@bp.get("/m/<key>/html")
def document(key: str) -> Response:
    """The HTML part by itself, without scripts and cut off from this page; its links open in a new tab."""
    letter = _letter(_mail(key))
    body = letter.html or f"<pre style='white-space:pre-wrap'>{html.escape(letter.text)}</pre>"
    for number, each in enumerate(letter.attachments):
        if each.content_id and each.type in _SAFE_PICTURES:
            body = body.replace(f"cid:{each.content_id}", url_for("mailbox.attachment", key=key, number=number))
    base = '<base target="_blank">'
    body = _HEAD.sub(lambda head: head[0] + base, body, count=1) if _HEAD.search(body) else base + body
    response = Response(body, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; img-src 'self' data: http://127.0.0.1:* http://localhost:* {_product_origin()}; "
        "style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    )
    return response


def _product_origin() -> str:
    parts = urlsplit(_office().options.product_url or "")
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


@bp.get("/m/<key>/source")
def source(key: str) -> Response:
    found = _mail(key)
    if not found.sent:
        abort(404)
    raw = letters.source(found, _office().mails.content(found), _office().options.region)
    return Response(raw, content_type="text/plain; charset=utf-8")


@bp.get("/m/<key>/attachments/<int:number>")
def attachment(key: str, number: int) -> Response:
    """A picture as itself, anything else as a download."""
    found = _letter(_mail(key)).attachments
    if number >= len(found):
        abort(404)
    each: Attachment = found[number]
    picture = each.type in _SAFE_PICTURES
    response = Response(each.bytes, content_type=each.type if picture else "application/octet-stream")
    if not picture:
        response.headers.set("Content-Disposition", "attachment", filename=each.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _answer_address(mail: Mail) -> str | None:
    options = _office().options
    return answer_address(mail, options.answer_domain) if options.answers and mail.sent else None


@bp.post("/m/<key>/answer")
def answer(key: str) -> Answer:
    """What the reader writes back."""
    found, options = _mail(key), _office().options
    address = _answer_address(found)
    if address is None or options.answers is None:
        abort(404)
    put_answer(options.answers, found, address, request.form.get("text", "")[:LONGEST], region=options.region)
    return redirect(url_for("mailbox.mail", key=key, wrote="") + "#answer", 303)


@bp.post("/m/<key>/unsubscribe")
def unsubscribe(key: str) -> Answer:
    """The POST of RFC 8058, as a mail program's own Unsubscribe button sends it."""
    found = _mail(key)
    address = unsubscribe_address(found, _office().options.product_url)
    if address is None:
        abort(404)
    return redirect(url_for("mailbox.mail", key=key, unsubscribed=one_click(address)), 303)
