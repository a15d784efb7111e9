"""A tiny application that shows every component, for tests and for looking at."""

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from flask import Flask, Response, g, render_template, request
from flask_wtf import CSRFProtect, FlaskForm
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from tcma.base import access, words
from tcma.base.settings import ROOT
from tcma.base.web import error_page, init_web, preview_response, speak_per_request, toast
from tests.base.web.words_of_guide import WORDS

LAYLA = access.Actor(
    UUID(int=1), UUID(int=2), access.Role.PARTNER_ADMIN, "Layla Sample", "layla@brightwave.example", "en", "Asia/Dubai"
)
VERA = access.Actor(
    UUID(int=3), None, access.Role.VENDOR_ADMIN, "Vera Sample", "vera@northgate.example", "en", "Europe/Amsterdam"
)
BRAND = SimpleNamespace(name="Brightwave IT", colour="#0F766E", on_colour="#FFFFFF", ink="#0F766E", logo_url=None)
BRAND2 = SimpleNamespace(name="Kestrel", colour="#FACC15", on_colour="#1A1916", ink="#7A6409", logo_url=None)
HERO = Markup(
    '<svg class="hero" viewBox="0 0 600 196" aria-hidden="true"><rect width="600" height="196" '
    'fill="var(--brand-ink)"/>'
    '<path d="M300 42c18 12 36 17 54 18 2 48-14 84-54 106-40-22-56-58-54-106 18-1 36-6 54-18Z" fill="#fff"/></svg>'
)


class GuideForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    name = StringField("Name")
    email = EmailField("E-mail address")
    password = PasswordField("Password")
    words = TextAreaField("Your own line", validators=[Optional()], description="Shown above the button")
    region = SelectField("Region", choices=[SelectChoice("mea", "Middle East"), SelectChoice("eu", "Europe")])
    agree = BooleanField("They agreed to hear from us")


def show(value: Any) -> str:
    return words.format_money(round(value), "EUR", digits=False)


def _names(count: int, names: list[str]) -> list[dict[str, Any]]:
    colours = ["d1", "d2", "d3", "d4", "d5", "d6"]
    values = [46000, 38600, 27600, 22100, 22000, 11000]
    ghosts = [22100, 53000, 26000, 5500, 47800, 13000]
    rows: list[dict[str, Any]] = [
        {
            "name": names[index], "note": names[-1], "value": values[index], "ghost": ghosts[index],
            "colour": colours[index], "href": "#", "extra": [(names[-2], str(31 - index * 4))],
        }
        for index in range(count)
    ]  # fmt: skip
    rows.append(
        {"name": names[count], "note": "", "value": 16600, "colour": "hatch", "href": "#", "extra": [(names[-2], "11")]}
    )
    return rows


def _flow(w: dict[str, str]) -> dict[str, Any]:
    assets = ["a", "b", "c", "d"]
    nodes = [
        {"key": key, "name": w[f"f{index}"], "column": 0, "colour": colour}
        for index, (key, colour) in enumerate(zip(assets, ["d1", "d2", "d3", "hatch"], strict=True), 1)
    ]
    nodes += [{"key": key, "name": w[key], "column": 1, "colour": "text-2"} for key in ("mea", "eu")]
    nodes += [{"key": "won", "name": w["won"], "column": 2, "colour": "ok"}]
    nodes += [{"key": "open", "name": w["open"], "column": 2, "colour": "edge"}]
    links: list[dict[str, Any]] = []
    for key, mea, eu in (("a", 700, 540), ("b", 640, 400), ("c", 250, 490), ("d", 150, 290)):
        links += [{"source": key, "target": "mea", "value": mea}, {"source": key, "target": "eu", "value": eu}]
    for source, won, left in (("mea", 800, 940), ("eu", 640, 1080)):
        links.append({"source": source, "target": "won", "value": won, "colour": "ok"})
        links.append({"source": source, "target": "open", "value": left, "colour": "edge"})
    return {"nodes": nodes, "links": links}


def _data(language: str) -> dict[str, Any]:
    w = WORDS[language]
    names = [w["c1"], w["c2"], w["f3"], w["f2"], w["f1"], w["mail"], w["f4"], w["deals"], w["kind1"]]
    return {
        "w": w,
        "brand": BRAND,
        "brand2": BRAND2,
        "hero": HERO,
        "show": show,
        "kpis": [
            {"label": w["open"], "short": w["open"], "value": "€184,500", "value_short": "€184.5K", "note": w["sub2"],
             "change": "+12%", "spark": [1, 2, 3, 3, 5, 6, 8]},
            {"label": w["won"], "value": "€61,200", "value_short": "€61.2K", "note": w["min"], "spark": [2, 4, 7]},
            {"label": w["leads"], "value": "38", "change": "-9%", "down": True, "note": w["min"], "spark": [4, 2, 1]},
            {"label": w["people"], "value": "1,206", "note": w["fit"], "spark": [1, 4, 3, 6]},
        ],
        "steps": [
            {"label": w["people"], "value": 1206}, {"label": w["mail"], "value": 187, "note": "15.5%"},
            {"label": w["leads"], "value": 38, "colour": "d2"}, {"label": w["deals"], "value": 9, "colour": "d2"},
            {"label": w["won"], "value": 4, "colour": "ok"},
        ],
        "todo": [
            {"icon": "triangle-alert", "kind": "warn", "title": w["expire"], "note": "Al Noor", "label": w["details"],
             "href": "#"},
            {"icon": "phone", "kind": "ok", "title": w["h2"], "label": w["pause"], "action": "/undo"},
        ],
        "history": [
            {"when": "Tue 12 May, 10:00", "iso": "2026-05-12T10:00", "title": w["ok"], "kind": "ok", "icon": "check"},
            {"when": "Mon 11 May, 9:00", "title": w["wait"], "note": w["sub2"]},
        ],
        "rows": _names(6, names),
        **_flow(w),
        "series": [
            {"name": "A", "values": [38, 44, 52, 41, 63, 48], "colour": "d1"},
            {"name": "B", "values": [20, 0, 18, 36, 22, 41], "colour": "d2"},
            {"name": w["f4"], "values": [8, 10, 9, 14, 8, 12], "colour": "hatch"},
        ],
        "weeks": ["W1", "W2", "W3", "W4", "W5", "W6"],
    }  # fmt: skip


def _page(path: str) -> Callable[[], str]:
    @access.roles(*access.PARTNER_ROLES)
    def view() -> str:
        return path

    return view


@access.public
def guide(layout: str) -> str:
    form = GuideForm()
    if request.args.get("errors"):
        form.name.errors = ["Enter a name"]
        form.email.errors = ["Enter an e-mail address, such as name@company.example"]
    if request.args.get("toast"):
        toast("Scheduled for Tuesday 12 May at 10:00", undo="/undo")
    names = {"public": "public.html", "launch": "launch.html"}
    return render_template(
        names.get(layout, "guide.html"), layout=layout, form=form, part=request.args.get("part", "1"),
        **_data(words.language()),
    )  # fmt: skip


@access.public
def progress() -> Response:
    done = 300 + int(time.monotonic()) % 40
    return Response(f'{{"state": "sending", "to": 412, "accepted": {done}, "words": "{done} of 412 sent"}}')


@access.public
def mail() -> Response:
    return preview_response('<p style="color:#0F766E">Hi Sara</p>')


@access.public
def broken(status: int) -> Response:
    return error_page(status, reference="8F2A" if status == 500 else "")


def create_guide() -> Flask:
    """The guide under /guide/<layout>?lang=&theme=&errors=&toast=."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config.update(SECRET_KEY="guide", TESTING=True)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent)])
    CSRFProtect(app)
    init_web(app)
    speak_per_request(app, lambda: request.args.get("lang", "en"))

    @app.before_request
    def _who() -> None:
        g.actor = VERA if request.path.endswith("vendor") else None if request.path.endswith("public") else LAYLA

    @app.context_processor
    def _context() -> dict[str, Any]:
        return {
            "actor": g.actor,
            "theme": request.args.get("theme", ""),
            "programme": SimpleNamespace(vendor_name="Northgate", mark_url=None),
            "partner": BRAND if g.actor is LAYLA else None,
            "lang": words.language(),
            "dir": words.direction(),
        }

    app.add_url_rule("/guide/<layout>", "guide", guide)
    app.add_url_rule("/progress", "progress", progress)
    app.add_url_rule("/mail", "mail", mail)
    app.add_url_rule("/broken/<int:status>", "broken", broken)
    for path in ("/home", "/launch", "/contacts", "/deals", "/results", "/brand", "/team", "/me"):
        app.add_url_rule(path, path, _page(path))
    for path in ("/language", "/theme", "/sign-out"):
        app.add_url_rule(path, path, access.public(lambda: ""), methods=["POST"])
    for path in ("/hq", "/hq/campaigns", "/hq/partners", "/hq/deals", "/hq/attribution"):
        app.add_url_rule(path, path, access.roles(*access.VENDOR_ROLES)(lambda: ""))
    return app
