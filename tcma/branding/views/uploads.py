"""Logos that come with a form."""

from uuid import UUID

from flask import request

from tcma.base.db import transaction
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.branding import actions, forms, queries
from tcma.branding.actions import KeptLogo


def upload(partner_id: UUID, name: str) -> KeptLogo | None:
    """The logo of a file field, no taller than the vendor's; None where none was chosen. NotALogo says why not."""
    data = forms.read_file(request.files.get(name))
    if data is None:
        return None
    with transaction() as session:
        tallest = queries.vendor(session).mark_size[1]
    return actions.keep_logo(use(Storage), data, tallest=tallest)
