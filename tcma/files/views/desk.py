"""A kit's files as a marketer writes them: in the sample brand, with links that lead nowhere."""

from flask import Response, request

from tcma.base import access
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.roles import PUBLISHING
from tcma.base.settings import Settings
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.catalogue.rules import CAMPAIGN, EVENT, with_words
from tcma.composing.queries import desk
from tcma.composing.rules.sample import sample_occasion
from tcma.files import actions
from tcma.files.actions import Making
from tcma.files.rules import medium_of, targets_of
from tcma.files.views.blueprint import bp, handed_over

KINDS = {"campaigns": CAMPAIGN, "kits": EVENT}


@bp.get("/hq/<any(campaigns, kits):place>/<slug>/file/<key>.<any(pdf, pptx):suffix>")
@access.roles(*PUBLISHING)
def desk_file(place: str, slug: str, key: str, suffix: str) -> Response:
    """?lang= is its language."""
    with transaction() as session:
        found = desk(session, slug)
    language = request.args.get("lang", found.kit.source_language)
    if found.kit.kind != KINDS[place] or language not in found.kit.languages or not found.kit.has(key):
        raise NotFound
    asset = with_words(found.kit, found.words(language)).asset(key)
    medium = medium_of(asset.kind)
    if medium is None or medium.suffix != suffix:
        raise NotFound
    links = dict.fromkeys(targets_of(asset), f"{use(Settings).public_url}/s/sample")
    making = Making(
        asset, medium, found.brand, found.vendor, language, "", found.media, links, next(iter(links.values()), ""),
        sample_occasion(found.brand, language, found.today), found.kit.theme,
    )  # fmt: skip
    return handed_over(actions.made(use(Storage), making), medium, f"{slug}-{key}-{language}")
