"""The browser that a form came from, where it may be known."""

from flask import request
from sqlalchemy.orm import Session

from tcma.audiences.rules import addr_key
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.partners.models import Partner
from tcma.tracking.actions import join_by_form
from tcma.tracking.rules import signs_of
from tcma.tracking.rules.browsers import COOKIE, known_browser, may_be_known


def know_browser(session: Session, partner: Partner, email: str) -> None:
    """Who sent a form with this address is who used this browser at the partner before."""
    countries = use(Settings).visitor_cookie_countries
    browser = known_browser(request.cookies.get(COOKIE))
    signs = signs_of(
        https=request.is_secure, language="", mode="", do_not_track=request.headers.get("DNT", ""),
        privacy_control=request.headers.get("Sec-GPC", ""),
    )  # fmt: skip
    if browser and may_be_known(signs, partner.country, countries):
        join_by_form(
            session, partner_id=partner.id, browser=browser, addr_key=addr_key(email), allowed=countries
        )  # fmt: skip
