"""Mails and pages as they will be, as they were stored, and as a draft would make them."""

from tcma.composing.queries.drafts import (
    Desk,
    desk,
    desk_mail,
    desk_page,
    desk_posts,
    desk_preview,
    draft_rows,
    partner_count,
    rendered_checks,
    text_counts,
)
from tcma.composing.queries.mails import drawn, mail, mail_checks, page, pictures
from tcma.composing.queries.stored import composition, link, links

__all__ = [
    "Desk",
    "composition",
    "desk",
    "desk_mail",
    "desk_page",
    "desk_posts",
    "desk_preview",
    "draft_rows",
    "drawn",
    "link",
    "links",
    "mail",
    "mail_checks",
    "page",
    "partner_count",
    "pictures",
    "rendered_checks",
    "text_counts",
]
