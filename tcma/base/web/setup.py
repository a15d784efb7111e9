"""One call gives an application everything its pages share."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, Response, g, request, url_for
from markupsafe import Markup

from tcma.base import access, words
from tcma.base.web import assets, charts, fields, icons, places, styles, toasts
from tcma.base.web.headers import csp_nonce, init_headers


@access.public
@access.hosted
def _asset(name: str) -> Response:
    return assets.serve(name)


def asset(kind: str) -> str:
    """The address of a bundle: the stylesheet ("css"), the script ("js"), or those of the door."""
    return url_for("asset", name=assets.bundle(kind).name)


def url_with(**changes: Any) -> str:
    """This page's address with these query values changed; None takes one away."""
    query = {key: values for key, values in request.args.lists() if key not in changes}
    query.update({key: [str(value)] for key, value in changes.items() if value is not None})
    text = urlencode(query, doseq=True)
    return f"{request.path}?{text}" if text else request.path


def favicon(name: str) -> Markup:
    """A picture of the name's first letter for the browser's tab, as a data address."""
    letter = Markup.escape(name[:1].upper() or "·")
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28"><rect width="28" height="28" rx="8" '
        'fill="#1A1916"/><text x="14" y="20" font-family="Arial" font-size="17" font-weight="700" fill="#fff" '
        f'text-anchor="middle">{letter}</text></svg>'
    )
    return Markup("data:image/svg+xml,") + Markup(quote(svg))


def speak_per_request(app: Flask, wanted: Callable[[], str]) -> None:
    """Each request speaks the language `wanted` gives; what runs after it in the same thread speaks as before."""

    @app.before_request
    def _speak() -> None:
        g.language_before = words.language()
        words.speak(wanted())

    @app.teardown_request
    def _as_before(_: BaseException | None) -> None:
        if "language_before" in g:
            words.speak(g.language_before)


def init_web(app: Flask, *, secure: bool = False) -> None:
    """Register the bundle's route, the security headers, and the filters and globals that templates use."""
    app.add_url_rule("/assets/<name>", "asset", _asset)
    init_headers(app, secure=secure)
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.globals.update(
        _=words.gettext,
        ngettext=words.ngettext,
        text_direction=words.direction,
        text_language=words.language,
        languages=words.LANGUAGES,
        csp_nonce=csp_nonce,
        asset=asset,
        favicon=favicon,
        url_with=url_with,
        here=places.here,
        place=places.place,
        vendor_nav=places.vendor_nav,
        role_name=places.role_name,
        icon=icons.icon,
        sprite=icons.sprite,
        css=styles.css,
        brand_css=styles.brand_css,
        computed_styles=styles.computed_styles,
        toasts=toasts.toasts,
        bind=fields.bind,
        problems=fields.problems,
        initials=fields.initials,
        logo_url=fields.logo_url,
        spark=charts.spark,
        flow_chart=charts.flow,
        columns_chart=charts.columns,
        column_totals=charts.column_totals,
        share=charts.share,
        unique=charts.unique,
        flow_most=charts.flow_most,
        flow_name=charts.flow_name,
        bars_most=charts.bars_most,
        language_name=words.language_name,
        country_name=words.country_name,
        browser_name=fields.browser_name,
    )
    environment.filters.update(
        number=words.format_number,
        percent=words.format_percent,
        money=words.format_money,
        date=words.format_date,
        datetime=words.format_datetime,
        time=words.format_time,
        relative=words.format_relative,
        ltr=fields.ltr,
    )
