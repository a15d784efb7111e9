"""What is new in a version of a kit, in words: for partners whose drafts it waits for, and for who publishes it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tcma.base.words import N_
from tcma.base.words import gettext as _
from tcma.catalogue.rules import Difference, Kit, differences
from tcma.catalogue.rules.versions import Piece
from tcma.composing.rules.sheet import FIELDS, REGIONS, TYPES
from tcma.composing.rules.social import NAMES as NETWORKS

NAMES = {
    **FIELDS,
    "title": N_("Name"), "media": N_("Picture"), "target": N_("Where it leads"), "region": N_("What you may change"),
    "type": N_("Kind of block"), "max": N_("Characters at most"), "only": N_("For whom"), "variant": N_("Variant"),
    "place": N_("Comes after"), "due": N_("When"), "size": N_("How much room"), "fields": N_("What is asked"),
    "further": N_("What is asked of those we know"), "means": N_("What the form means"), "file": N_("File"),
    "then_target": N_("Where the button after the form leads"),
}  # fmt: skip
STATES = {"added": N_("New"), "removed": N_("Gone"), "changed": N_("Changed")}


@dataclass(frozen=True)
class Line:
    """One difference as it is read. `mine`: the partner has words of its own there."""

    name: str
    state: str
    before: Sequence[Piece]
    after: Sequence[Piece]
    mine: bool


@dataclass(frozen=True)
class Part:
    """A mail, a page, posts or a file in which something differs. `state`: 'New' or 'Gone', '' where it was changed."""

    name: str
    state: str
    lines: Sequence[Line]


def changes(
    before: Kit, after: Kit, own: Collection[str] = (), *, anew: Collection[str] = ()
) -> list[Part]:
    """What differs, part by part; both in the same language. `own`: keys of segments with a partner's own words.

    `anew`: drawings and documents that are others under their old name.
    """
    return [
        Part(one.asset.title, _(STATES[one.state]) if one.state != "changed" else "",
             [_line(each, own) for each in one.differences])
        for one in differences(before, after, anew)
    ]  # fmt: skip


def _line(found: Difference, own: Collection[str]) -> Line:
    name = NETWORKS.get(found.field) or _(NAMES.get(found.field, found.field))
    if found.block is not None:
        name = f"{_(TYPES[found.block.type])}: {name}"
    before, after = found.before, found.after
    known = {"region": REGIONS, "type": TYPES}.get(found.field)
    if known is not None:
        before, after = _named(before, known), _named(after, known)
    if found.anew:
        after = (*after, Piece(_("made anew"), False))
    return Line(name, _(STATES[found.kind]), before, after, f"{found.key.rpartition('.')[0]}.text" in own)


def _named(said: Sequence[Piece], names: Mapping[str, str]) -> tuple[Piece, ...]:
    return tuple(Piece(_(names.get(piece.text, piece.text)), piece.same) for piece in said)
