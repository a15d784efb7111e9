"""Error pages: the same words wherever a refusal surfaces, in a page that needs no other file."""

from urllib.parse import urlsplit

from flask import Response, render_template, request

from tcma.base.errors import Refusal
from tcma.base.words import N_, gettext

TITLES = {
    403: N_("This needs another role"),
    404: N_("That page is not here"),
    410: N_("This is over"),
    422: N_("There is a problem"),
    429: N_("Too many tries"),
    500: N_("Something broke on our side"),
    503: N_("Back in a moment"),
}
WORDS = {
    403: N_("Ask your admin for this."),
    404: N_("It may have moved."),
    500: N_("Nothing was sent twice."),
    503: N_("Nothing was lost. Try again in a minute."),
}


def error_page(status: int, text: str = "", *, reference: str = "", home: tuple[str, str] | None = None) -> Response:
    """A finished answer with `status`; `text` is the refusal's own words, else the usual ones.

    `reference` lets a person name the fault; `home` is (address, words) of the way on, the start page if None.
    """
    words = text or gettext(WORDS.get(status, ""))
    title = gettext(TITLES.get(status, N_("That did not work")))
    if words.startswith(title):
        words = words[len(title) :].lstrip(" .")
    page = render_template(
        "errors/error.html",
        status=status,
        title=title,
        text=words,
        reference=reference,
        home=home or _where_it_was_asked(status) or ("/", gettext("Go to the start page")),
    )
    return Response(page, status=status, mimetype="text/html")


def _where_it_was_asked(status: int) -> tuple[str, str] | None:
    """After a button that could not do what it says: the page it stood on, as that is now. Only ever one of ours."""
    page = urlsplit(request.referrer or "")
    if status != Refusal.status or request.method != "POST" or page.netloc != request.host:
        return None
    asked = f"{page.path}?{page.query}" if page.query else page.path
    return (asked, gettext("Back to the page")) if asked.startswith("/") and not asked.startswith("//") else None
