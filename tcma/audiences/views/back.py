"""Back to a person's page, whatever came of what was done there."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import redirect, url_for
from werkzeug.wrappers import Response

from tcma.base.errors import Invalid
from tcma.base.web import toast


def to_person(contact_id: UUID) -> Response:
    """On to the page of the person."""
    return redirect(url_for("audiences.person", contact_id=contact_id), 303)


@contextmanager
def refusing(field: str) -> Iterator[None]:
    """What can't be taken is said in a toast: the form is one short line, and its page is long."""
    try:
        yield
    except Invalid as invalid:
        toast(str(invalid.errors[field]))
