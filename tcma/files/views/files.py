"""The files themselves: papers and decks, pictures, codes."""

from flask import Response

from tcma.base import access, clock
from tcma.base.access import PARTNER_ROLES
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.base.web.limits import limiter
from tcma.base.web.qr import qr_png
from tcma.files import actions
from tcma.files.rules import CODE, PAGES, PICTURE, SIZES, Medium, medium_of
from tcma.files.rules.paper import code_svg
from tcma.files.views.blueprint import asked_kit, bp, handed_over

THUMBNAIL = 420  # pixels
PNG_CODE = Medium(CODE.key, "png", "image/png")


@bp.get("/files/<slug>/<key>.<any(pdf, pptx):suffix>")
@access.roles(*PARTNER_ROLES)
@limiter.limit("60/minute")
def file(slug: str, key: str, suffix: str) -> Response:
    """A paper as PDF, a deck as presentation, in the partner's brand."""
    with transaction() as session:
        found = asked_kit(session, slug)
        asset = found.file(key)
        medium = medium_of(asset.kind)
        if medium is None or medium.suffix != suffix:
            raise NotFound
        making = actions.begin(session, found, asset, now=clock.now(session))
    return handed_over(actions.made(use(Storage), making), medium, found.called(key))


@bp.get("/files/<slug>/<key>.png")
@access.roles(*PARTNER_ROLES)
@limiter.limit("240/minute")
def thumbnail(slug: str, key: str) -> Response:
    """How a paper looks: its first page."""
    with transaction() as session:
        found = asked_kit(session, slug)
        asset = found.file(key)
        if medium_of(asset.kind) is not PAGES:
            raise NotFound
        making = actions.begin(session, found, asset, now=clock.now(session))
    return handed_over(actions.thumbnail(use(Storage), making, width=THUMBNAIL), PICTURE, found.called(key))


@bp.get("/files/<slug>/picture/<size>.png")
@access.roles(*PARTNER_ROLES)
@limiter.limit("120/minute")
def picture(slug: str, size: str) -> Response:
    """The campaign as a picture in the size of a network."""
    if size not in SIZES:
        raise NotFound
    with transaction() as session:
        found = asked_kit(session, slug)
        now = clock.now(session)
        making = actions.pictured(session, found, size, now=now)
    body = actions.drawn_picture(use(Storage), found, making, SIZES[size])
    return handed_over(body, PICTURE, found.called(size))


@bp.get("/files/<slug>/code.<any(svg, png):suffix>")
@access.roles(*PARTNER_ROLES)
def code(slug: str, suffix: str) -> Response:
    """The QR code of the campaign's page: SVG for print, PNG for everything else."""
    with transaction() as session:
        found = asked_kit(session, slug)
        address = actions.link_for(
            session, found, asset_key=found.offer.page.key, medium=CODE.key, now=clock.now(session)
        )
    body = code_svg(address).encode() if suffix == "svg" else qr_png(address, scale=20)
    return handed_over(body, CODE if suffix == "svg" else PNG_CODE, found.called("code"))
