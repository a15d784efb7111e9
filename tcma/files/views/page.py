"""The page of all files, and the page where a partner writes its own words into one."""

from collections.abc import Mapping

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, PARTNER_ROLES, current
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.base.web import toast
from tcma.base.web.qr import qr_svg
from tcma.base.words import gettext as _
from tcma.branding.queries import brand_of, offices, vendor
from tcma.composing.rules import Region, regions
from tcma.composing.rules.sheet import TYPES
from tcma.files import actions, queries
from tcma.files.queries import FileKit
from tcma.files.rules import CODE, SIZES, medium_of
from tcma.files.views.blueprint import asked_kit, asked_office, bp, own_partner

WORDS_MAX = 200  # places of one file, far more than any has


@bp.get("/files")
@access.roles(*PARTNER_ROLES)
def index() -> str:
    """Every campaign in the partner's brand: what can be handed out, shown or printed, and its code."""
    with transaction() as session:
        partner, now = own_partner(session), clock.now(session)
        wanted = request.args.get("lang", current().language)
        office = asked_office(session, partner)
        found = [
            *queries.file_events(session, partner, wanted, now=now),
            *queries.file_kits(session, partner, wanted, office),
        ]
        codes = {
            one.key: actions.link_for(
                session, one, asset_key=one.offer.page.key, medium=CODE.key, now=now
            )
            for one in found
        }  # fmt: skip
        office_id, own = office.id if office else None, offices(session, partner.id)
        brand = brand_of(session, partner.id, office_id)
        worn = {one.key: brand_of(session, partner.id, one.office_id).name for one in found} if own else {}
    drawn = {key: qr_svg(link, name=_("QR code of your link")) for key, link in codes.items()}
    offered = list(dict.fromkeys(tag for one in found for tag in one.offer.languages))
    return render_template(
        "files/index.html", kits=found, codes=codes, drawn=drawn, brand=brand, sizes=SIZES.values(), offered=offered,
        tag=found[0].language if found else "", may=current().role in PARTNER_MARKETING, medium_of=medium_of,
        editable={one.key: _editable(one) for one in found}, offices=own, worn=worn,
        office=office_id, main=partner.name,
    )  # fmt: skip


def _editable(found: FileKit) -> set[str]:
    """The files with places for the partner's own words."""
    return {asset.key for asset in found.files if any(regions(asset))}


@bp.get("/files/<slug>/<key>/words")
@access.roles(*PARTNER_MARKETING)
def words(slug: str, key: str) -> str:
    """The places of one file that the partner fills, beside how it looks."""
    return _words(slug, key, None, None)


@bp.post("/files/<slug>/<key>/words")
@access.roles(*PARTNER_MARKETING)
def save_words(slug: str, key: str) -> Answer:
    typed = {
        name.removeprefix("w:"): text
        for name, text in list(request.form.items())[:WORDS_MAX] if name.startswith("w:")
    }  # fmt: skip
    try:
        with transaction() as session:
            found = asked_kit(session, slug)
            actions.keep_words(session, found, found.file(key), typed, now=clock.now(session))
    except Refusal as refusal:
        return Response(_words(slug, key, typed, refusal), refusal.status)
    toast(_("Saved. It stands in the file from now on."))
    return redirect(url_for("files.words", slug=slug, key=key, **found.asked), 303)


def _words(slug: str, key: str, typed: Mapping[str, str] | None, problem: Refusal | None) -> str:
    with transaction() as session:
        found = asked_kit(session, slug)
        asset = found.file(key)
        own = queries.file_words(session, found.partner.id, found.offer.version.kit_id, found.language)
        whose, own_offices = vendor(session), offices(session, found.partner.id)
        brand = brand_of(session, found.partner.id, found.office_id)
    places = list(regions(asset))
    return render_template(
        "files/words.html", found=found, part=asset, places=places, own=own if typed is None else typed,
        problem=problem, vendor=whose, region_name=_region_name, medium=medium_of(asset.kind),
        offices=own_offices, brand=brand,
    )  # fmt: skip


def _region_name(region: Region) -> str:
    if region.kind == "optional":
        return _("Leave out: %(part)s", part=_(TYPES.get(region.block.type, region.block.type)))
    if region.kind == "partner":
        return _("Your own words")
    return _(TYPES.get(region.block.type, region.block.type))
