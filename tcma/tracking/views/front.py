"""The click path, before Flask: a click needs nothing of what a page needs, and there are far more of them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from tcma.tracking.ports import QUICK
from tcma.tracking.views.clicks import onward

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Front:
    """Sends clicks on by itself; everything else, and what leads nowhere, is for the application.

    Where the environ says QUICK, it answers from memory or not at all: it returns without having begun an answer.
    """

    def __init__(self, application: "WSGIApplication") -> None:
        self._application = application

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        quick = QUICK in environ
        if environ["PATH_INFO"][:3] in ("/r/", "/s/") and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            try:
                headers = onward(environ, quick=quick)
            except SQLAlchemyError:
                headers = None  # the application asks again, and says that the database is away
            if headers is not None:
                start_response("302 Found", headers)
                return (b"",)
        if quick:
            return ()
        return self._application(environ, start_response)
