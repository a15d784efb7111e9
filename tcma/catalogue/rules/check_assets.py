"""Checks of one asset: its blocks, regions, targets, drawings and form."""

from collections.abc import Iterator

from tcma.base.words import gettext as _
from tcma.catalogue.rules.blocks import BLOCKS, Field
from tcma.catalogue.rules.check_variants import variant_findings
from tcma.catalogue.rules.documents import documents_of, is_document
from tcma.catalogue.rules.kit import Asset, Block, Kit, Media
from tcma.catalogue.rules.only import only_findings
from tcma.catalogue.rules.papers import on_paper, paper_findings
from tcma.catalogue.rules.parts import did_you_mean, missing
from tcma.catalogue.rules.problems import Finding
from tcma.catalogue.rules.targets import target_problem
from tcma.catalogue.rules.vocabulary import ASSET_MAX, FORM_FIELDS, OFFSET, REGIONS, SLUG


def asset_findings(kit: Kit, asset: Asset, media: Media) -> Iterator[Finding]:
    for name in ("title", "subject", "preheader") if asset.kind == "email" else ("title",):
        if not getattr(asset, name):
            yield missing(f"{asset.key}.{name}", name)
    parts = asset.posts if asset.kind == "social" else asset.blocks
    if not parts:
        yield Finding(asset.key, _("This asset is empty."), _("Add a block, or a post, or delete the file."))
    yield from _ids(asset)
    yield from _whole(asset)
    yield from variant_findings(kit, asset)
    yield from paper_findings(kit, asset)
    yield from only_findings(kit, asset)
    for block in asset.blocks:
        yield from _block(kit, asset, block, media)
    for post in asset.posts:
        if not post.text:
            yield missing(f"{asset.key}.{post.id}.text", "text")


def _ids(asset: Asset) -> Iterator[Finding]:
    seen: set[str] = set()
    for own in [*(block.id for block in asset.blocks), *(post.id for post in asset.posts)]:
        place = f"{asset.key}.{own}"
        if own in seen:
            yield Finding(f"{place}.again", _('Two parts are called "%(id)s".', id=own), _("Give each its own id."))
        if not SLUG.fullmatch(own) or own in ("title", "subject", "preheader"):
            yield Finding(
                f"{place}.id",
                _('A part can\'t be called "%(id)s".', id=own),
                _("Use small letters, digits and hyphens, such as intro or check-button."),
            )
        seen.add(own)


def _whole(asset: Asset) -> Iterator[Finding]:
    types = [block.type for block in asset.blocks]
    if asset.kind == "email" and asset.blocks:
        if not {"signature", "contact_card"} & set(types):
            yield Finding(
                asset.key,
                _("This mail names nobody a reader could call."),
                _('Add a block with type = "signature": the partner\'s person stands there.'),
            )
        if types.count("button") > 2:
            third = [block for block in asset.blocks if block.type == "button"][2]
            yield Finding(
                f"{asset.key}.{third.id}",
                _("This mail has %(count)s buttons.", count=types.count("button")),
                _("One main button works best; repeat it once at most."),
            )
    if asset.form and "legal" not in types:
        yield Finding(
            f"{asset.key}.{asset.form.id}",
            _("The form does not say what happens with the answers."),
            _('Add a block with type = "legal" that says who gets them and what for.'),
        )
    yield from _form(asset)
    if types.count("form") > 1:
        yield Finding(asset.key, _("This page has two forms."), _("Keep one; the target talk leads to it."))
    size = sum(len(value) for block in asset.blocks for value in block.fields.values())
    if size > ASSET_MAX:
        yield Finding(
            asset.key,
            _("This asset has %(size)s characters; it may have %(limit)s.", size=size, limit=ASSET_MAX),
            _("Cut it; nobody reads that far."),
        )


def _form(asset: Asset) -> Iterator[Finding]:
    fields = asset.form.fields if asset.form else {}
    place = f"{asset.key}.{asset.form.id}" if asset.form else ""
    if asset.form and asset.means == "download" and not fields.get("file"):
        yield Finding(f"{place}.file", _("This form promises a file and names none."), _('Add file = "name.pdf".'))
    if fields.get("file") and asset.means == "newsletter":
        yield Finding(f"{place}.file", _("Nobody would get this file."), _('Write means = "download" or "lead".'))
    if bool(fields.get("then_label")) is not bool(fields.get("then_target")):
        yield Finding(
            f"{place}.then_label", _("What comes next needs words and a place to lead to, and one is missing."),
            _("Write both then_label and then_target, or neither."),
        )  # fmt: skip
    twice = set(fields.get("fields", "").split("\n")) & set(fields.get("further", "").split("\n")) - {""}
    if twice:
        yield Finding(
            f"{place}.further", _('"%(name)s" is asked for twice.', name=sorted(twice)[0]),
            _("Name in further what is asked for only of those we know already."),
        )  # fmt: skip


def _block(kit: Kit, asset: Asset, block: Block, media: Media) -> Iterator[Finding]:
    rule = BLOCKS.get(block.type)
    if rule is None:
        return
    place = f"{asset.key}.{block.id}"
    fits = asset.kind in rule.assets or on_paper(asset.kind, block.type)
    if not fits or kit.kind not in rule.kinds:
        yield Finding(
            f"{place}.type",
            _("A %(type)s block has no place here.", type=block.type),
            _("It belongs into: %(kinds)s.", kinds=", ".join(rule.assets))
            if asset.kind not in rule.assets
            else _("It belongs into an event kit."),
        )
    yield from _region(place, block, rule.regions)
    for field in rule.fields:
        value = block.fields.get(field.name, "")
        if value:
            yield from _value(kit, f"{place}.{field.name}", field, value, media)
        elif field.with_ and not block.fields.get(field.with_):
            continue
        elif field.name == "alt":
            yield Finding(
                f"{place}.alt",
                _("This picture has no words for readers who do not see it."),
                _('Add alt = "..." that says what the picture shows.'),
            )
        elif field.required or (field.name == "options" and block.region == "choice"):
            yield missing(f"{place}.{field.name}", field.name)


def _region(place: str, block: Block, allowed: tuple[str, ...]) -> Iterator[Finding]:
    if block.region not in REGIONS:
        yield Finding(
            f"{place}.region",
            _('The region "%(region)s" does not exist.', region=block.region),
            did_you_mean(block.region, allowed),
        )
    elif block.region not in allowed:
        yield Finding(
            f"{place}.region",
            _("A %(type)s block can't be %(region)s.", type=block.type, region=block.region),
            _("Use one of: %(words)s.", words=", ".join(allowed)),
        )
    if block.region == "text" or block.type == "partner_line":
        if not block.max_length:
            yield Finding(
                f"{place}.max",
                _("Partners write here, and nothing says how much."),
                _("Add max = 240, or what the layout bears."),
            )
        elif block.max_length > 2000:
            yield Finding(f"{place}.max", _("max is over 2,000 characters."), _("Lower it."))


def _value(kit: Kit, place: str, field: Field, value: str, media: Media) -> Iterator[Finding]:
    if field.shape == "media" and (value not in media or is_document(value)):
        yield Finding(
            place,
            _("There is no drawing media/%(name)s.", name=value),
            did_you_mean(value, sorted(name for name in media if not is_document(name)) or ["name.svg"]),
        )
    elif field.shape == "file" and not documents_of(value, media):
        known = sorted(name for name in media if is_document(name))
        message = _("There is no document media/%(name)s.", name=value)
        yield Finding(place, message, did_you_mean(value, known or ["name.pdf"]))
    elif field.shape == "word" and value not in field.choices:
        message = _('The %(key)s "%(value)s" does not exist.', key=field.name, value=value)
        yield Finding(place, message, did_you_mean(value, field.choices))
    elif field.shape == "target":
        problem = target_problem(kit, value, place.partition(".")[0])
        if problem:
            yield Finding(place, *problem)
    elif field.shape == "offset" and not OFFSET.fullmatch(value):
        yield Finding(
            place,
            _('"%(offset)s" is not a time before or after the event.', offset=value),
            _('Write "-21d", "-2h", "+30min" or "+1d 10:00".'),
        )
    elif field.shape == "names":
        names = value.split("\n")
        for name in names:
            if name not in FORM_FIELDS:
                yield Finding(
                    place, _('The form field "%(name)s" does not exist.', name=name), did_you_mean(name, FORM_FIELDS)
                )
        if "email" not in names and place.endswith(".fields"):
            yield Finding(
                place, _("The form does not ask for an e-mail address, so nobody could answer."), _('Add "email".')
            )
