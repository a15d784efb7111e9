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
from tcma.composing.queries.reviews import Review, Tongue, desk_problems, desk_status, progress_of, review, tongues
from tcma.composing.queries.stored import composition, link, links
from tcma.composing.queries.traits import traits_of

__all__ = [
    "Desk",
    "Review",
    "Tongue",
    "composition",
    "desk",
    "desk_mail",
    "desk_page",
    "desk_posts",
    "desk_preview",
    "desk_problems",
    "desk_status",
    "draft_rows",
    "drawn",
    "link",
    "links",
    "mail",
    "mail_checks",
    "page",
    "partner_count",
    "pictures",
    "progress_of",
    "rendered_checks",
    "review",
    "text_counts",
    "tongues",
    "traits_of",
]
