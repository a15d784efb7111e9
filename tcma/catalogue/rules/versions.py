"""One version of a kit after another: whether runs can be moved on, and what has changed, block by block."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from tcma.base.words import N_
from tcma.catalogue.rules.blocks import BLOCKS
from tcma.catalogue.rules.documents import documents_of
from tcma.catalogue.rules.kit import Asset, Block, Kit

LINES = ("title", "subject", "preheader")
RULES = ("type", "region", "max", "variant", "only")
FILES = ("media", "file")


def hinders(before: Kit, after: Kit) -> str:
    """Why runs of `before` can't go on as runs of `after`, a marked message; '' where they can."""
    if after.steps != before.steps:
        return N_("Its steps are others than before, and what is under way follows the old ones.")
    if set(before.languages) - set(after.languages):
        return N_("It is not in all of the languages in which it is under way.")
    if {(asset.key, asset.kind) for asset in before.assets} - {(asset.key, asset.kind) for asset in after.assets}:
        return N_("It has lost a mail, a page or posts that are under way.")
    return ""


@dataclass(frozen=True)
class Piece:
    """Words, and whether the other side has them too."""

    text: str
    same: bool


@dataclass(frozen=True)
class Difference:
    """One field of a block, or a line of an asset, on both sides; nothing on the side where it is not.

    `block` is None for a line of the asset. `field` is its name: subject, text, media, region, max, only, place ...
    `anew`: a drawing or document that has its name still, and is another.
    """

    key: str
    field: str
    block: Block | None
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    anew: bool = False

    @property
    def kind(self) -> str:
        """added, removed or changed."""
        return "changed" if self.before and self.after else "added" if self.after else "removed"


@dataclass(frozen=True)
class Changed:
    """An asset that is not what it was. `state`: added, removed, or changed."""

    asset: Asset
    state: str
    differences: tuple[Difference, ...]


def made_anew(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> set[str]:
    """The names of drawings and documents that both have, with other contents."""
    return {name for name, body in after.items() if before.get(name, body) != body}


def differences(before: Kit, after: Kit, anew: Collection[str] = ()) -> list[Changed]:
    """What is new in `after`, asset by asset in its order; both in the same language. `anew`: see `made_anew`."""
    found = [_asset(before.asset(one.key) if before.has(one.key) else None, one, anew) for one in after.assets]
    gone = [_asset(asset, None) for asset in before.assets if not after.has(asset.key)]
    return [one for one in (*found, *gone) if one.differences]


def _asset(before: Asset | None, after: Asset | None, anew: Collection[str] = ()) -> Changed:
    named = after or before
    assert named is not None  # one of the two is there
    lines = [
        _difference(f"{named.key}.{name}", name, None, _line(before, name), _line(after, name)) for name in LINES
    ]
    old = {block.id: block for block in before.blocks} if before else {}
    new = {block.id: block for block in after.blocks} if after else {}
    order = [*new, *(own for own in old if own not in new)]
    parts = [one for own in order for one in _block(f"{named.key}.{own}", old.get(own), new.get(own), anew)]
    posts = list(_posts(named.key, before, after))
    moved = list(_moved(named.key, old, new))
    state = "changed" if before and after else "added" if after else "removed"
    return Changed(named, state, tuple(one for one in (*lines, *parts, *moved, *posts) if one is not None))


def _line(asset: Asset | None, name: str) -> str:
    return str(getattr(asset, name)) if asset else ""


def _block(key: str, before: Block | None, after: Block | None, anew: Collection[str]) -> Iterator[Difference]:
    block = after or before
    assert block is not None  # one of the two is there
    old, new = _told(before), _told(after)
    if before is None or after is None:  # of a block that comes or goes its words tell enough
        old, new = _words(old), _words(new)
    for name in dict.fromkeys([*new, *old]):
        found = _difference(f"{key}.{name}", name, block, old.get(name, ""), new.get(name, ""))
        if found is None and name in FILES and _among(new[name], anew):
            same = (Piece(new[name], True),)
            found = Difference(f"{key}.{name}", name, block, same, same, anew=True)
        if found is not None:
            yield found


def _among(name: str, anew: Collection[str]) -> bool:
    """Whether this drawing, or this document in any language, is one of them."""
    return name in anew or bool(documents_of(name, dict.fromkeys(anew)))


def _words(told: dict[str, str]) -> dict[str, str]:
    """Without its rules; of a block that has no words, what it is."""
    found = {name: value for name, value in told.items() if name not in RULES}
    return found or {name: value for name, value in told.items() if name == "type"}


def _told(block: Block | None) -> dict[str, str]:
    """What there is to say of a block, by field, in the order of its schema."""
    if block is None:
        return {}
    names = [field.name for field in BLOCKS[block.type].fields]
    said = {name: block.fields[name].replace("\n", " · ") for name in names if block.fields.get(name)}
    rest = {
        "type": block.type,
        "region": block.region,
        "max": str(block.max_length or ""),
        "variant": block.variant,
        "only": "; ".join(f"{trait}: {', '.join(values)}" for trait, values in block.only.items()),
    }
    return said | {name: value for name, value in rest.items() if value}


def _moved(key: str, old: dict[str, Block], new: dict[str, Block]) -> Iterator[Difference]:
    """Blocks of both that stand in another order: told by the block they now come after."""
    kept_before, kept_after = [own for own in old if own in new], [own for own in new if own in old]
    matches = SequenceMatcher(None, kept_before, kept_after, autojunk=False).get_matching_blocks()
    still = {own for match in matches for own in kept_after[match.b : match.b + match.size]}
    for own in kept_after:
        if own not in still:
            yield Difference(f"{key}.{own}.place", "place", new[own], _after(kept_before, own), _after(kept_after, own))


def _after(order: list[str], own: str) -> tuple[Piece, ...]:
    place = order.index(own)
    return (Piece(order[place - 1] if place else "-", False),)


def _posts(key: str, before: Asset | None, after: Asset | None) -> Iterator[Difference | None]:
    old = {post.id: post.text for post in before.posts} if before else {}
    new = {post.id: post.text for post in after.posts} if after else {}
    for own in dict.fromkeys([*new, *old]):
        yield _difference(f"{key}.{own}.text", own, None, old.get(own, ""), new.get(own, ""))


def _difference(key: str, name: str, block: Block | None, before: str, after: str) -> Difference | None:
    if before == after:
        return None
    old, new = before.split(), after.split()
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if a < b:
            left.append(Piece(" ".join(old[a:b]), kind == "equal"))
        if c < d:
            right.append(Piece(" ".join(new[c:d]), kind == "equal"))
    return Difference(key, name, block, tuple(left), tuple(right))
