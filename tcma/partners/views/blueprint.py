"""The blueprint, the cookie, and where a form leads back to."""

from flask import Blueprint, request
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from tcma.base.access import Role
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.partners.rules import lifetime, own_path

bp = Blueprint("partners", __name__)

COOKIE = "tcma_session"
_YEAR = 31_536_000


def set_session_cookie(response: Response, token: str, role: Role) -> None:
    """Only sent to this site, never to scripts, and over HTTPS where the product is."""
    response.set_cookie(
        COOKIE, token, max_age=lifetime(role), httponly=True, samesite="Lax", secure=use(Settings).secure
    )


def set_choice_cookie(response: Response, name: str, value: str) -> None:
    """Remember language or theme for a browser that is not signed in."""
    response.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="Lax", secure=use(Settings).secure)


def back(fallback: str = "/") -> Response:
    """To the path in `next`, if it is one of ours."""
    return redirect(own_path(request.form.get("next")) or fallback, 303)


def home_of(partner: object) -> str:
    """Where a person starts: a partner's people at home, the vendor's at the head office."""
    return "/home" if partner else "/hq"
