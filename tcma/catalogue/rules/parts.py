"""From the tables of a TOML file to a kit's parts; whatever does not fit becomes a finding."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tcma.base.words import gettext as _
from tcma.catalogue.rules.blocks import BLOCKS, default_region
from tcma.catalogue.rules.kit import Asset, Block, Post, Step
from tcma.catalogue.rules.problems import Finding
from tcma.catalogue.rules.texts import paragraphs
from tcma.catalogue.rules.vocabulary import ASSET_KINDS, NETWORKS, TRAITS

Table = Mapping[str, Any]


@dataclass
class Findings:
    """Collects what is wrong while parts are read."""

    found: list[Finding] = field(default_factory=list)

    def add(self, place: str, message: str, fix: str) -> None:
        self.found.append(Finding(place, message, fix))

    def unknown_keys(self, place: str, table: Table, known: Iterable[str]) -> None:
        for key in table:
            if key not in known:
                self.add(
                    f"{place}.{key}" if place else key,
                    _('"%(key)s" is not a key that belongs here.', key=key),
                    did_you_mean(key, known),
                )

    def string(self, place: str, table: Table, key: str) -> str:
        """A text, its outer blanks gone; '' if there is none (the check says whether it had to be there)."""
        value = table.get(key, "")
        if isinstance(value, str):
            return value.strip()
        self.add(f"{place}.{key}", _('"%(key)s" must be text.', key=key), _("Put it between quotation marks."))
        return ""

    def needed(self, place: str, table: Table, key: str) -> str:
        """A text without which nothing else can be said about the part."""
        value = self.string(place, table, key)
        if not table.get(key):
            self.found.append(missing(f"{place}.{key}", key))
        return value

    def number(self, place: str, table: Table, key: str, default: int | None = None) -> int:
        """A whole number, zero or more."""
        value = table.get(key, default)
        if value is None:
            self.found.append(
                Finding(f"{place}.{key}", _('"%(key)s" is missing.', key=key), _("Add %(key)s = 2.", key=key))
            )
            return 0
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.add(
            f"{place}.{key}",
            _('"%(key)s" must be a whole number.', key=key),
            _("Write it without quotation marks, such as %(key)s = 3.", key=key),
        )
        return 0

    def strings(self, place: str, table: Table, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(" ".join(item.split()) for item in value)
        self.add(
            f"{place}.{key}",
            _('"%(key)s" must be a list of texts.', key=key),
            _('Write it as %(key)s = ["...", "..."].', key=key),
        )
        return ()

    def tables(self, place: str, table: Table, key: str) -> list[Table]:
        """The [[key]] tables."""
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return list(value)
        self.add(
            f"{place}.{key}" if place else key,
            _('"%(key)s" must be written as [[%(key)s]] tables.', key=key),
            _("Start each one with a line [[%(key)s]].", key=key),
        )
        return []

    def one_of(self, place: str, key: str, value: str, known: Iterable[str]) -> bool:
        """Whether `value` is a known word; an empty one was reported already."""
        if value and value not in known:
            self.add(
                f"{place}.{key}",
                _('The %(key)s "%(value)s" does not exist.', key=key, value=value),
                did_you_mean(value, known),
            )
        return value in known


def missing(place: str, key: str) -> Finding:
    """A key that has to be there, or is empty."""
    return Finding(place, _('"%(key)s" is missing.', key=key), _('Add it: %(key)s = "...".', key=key))


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """The nearest known word; where none is near, all of them or `otherwise`."""
    words = list(known)
    near = difflib.get_close_matches(word, words, 1)
    if near:
        return _('Did you mean "%(word)s"?', word=near[0])
    return otherwise or _("Use one of: %(words)s.", words=", ".join(words))


def read_step(place: str, table: Table, kind: str, findings: Findings) -> Step:
    asset = findings.needed(place, table, "asset")
    if kind == "event":
        findings.unknown_keys(place, table, ("asset", "offset", "audience"))
        return Step(
            asset, offset=findings.string(place, table, "offset"), audience=findings.string(place, table, "audience")
        )
    findings.unknown_keys(place, table, ("asset", "day", "workday", "after", "only_if", "of"))
    dated = None if not {"workday", "after"} & table.keys() else 0
    return Step(
        asset, day=findings.number(place, table, "day", dated), workday=findings.number(place, table, "workday", 0),
        after=findings.string(place, table, "after"), only_if=findings.string(place, table, "only_if"),
        of=findings.string(place, table, "of"),
    )  # fmt: skip


def read_asset(key: str, table: Table, findings: Findings) -> Asset:
    """An asset from its file's tables. Places: `<asset>`, `<asset>.<block>`, `<asset>.<block>.<field>`."""
    kind = findings.needed(key, table, "kind")
    findings.one_of(key, "kind", kind, ASSET_KINDS)
    known = {
        "email": ("subject", "preheader", "block"), "social": ("post",), "page": ("variants", "decides", "block"),
    }.get(kind, ("block",))  # fmt: skip
    findings.unknown_keys(key, table, ("kind", "title", *known))
    mail = kind == "email"
    return Asset(
        key,
        kind,
        title=findings.string(key, table, "title"),
        subject=findings.string(key, table, "subject") if mail else "",
        preheader=findings.string(key, table, "preheader") if mail else "",
        blocks=tuple(
            read_block(key, n, block, findings) for n, block in enumerate(findings.tables(key, table, "block"))
        ),
        posts=tuple(read_post(key, n, post, findings) for n, post in enumerate(findings.tables(key, table, "post"))),
        variants=findings.strings(key, table, "variants") if kind == "page" else (),
        decides=findings.string(key, table, "decides") if kind == "page" else "",
    )


def part_id(table: Table, name: str, number: int) -> str:
    """A part's own id, or its number where it has none."""
    own = table.get("id")
    return own if isinstance(own, str) and own else f"{name}{number + 1}"


def read_block(asset: str, number: int, table: Table, findings: Findings) -> Block:
    own = part_id(table, "block", number)
    place = f"{asset}.{own}"
    findings.needed(place, table, "id")
    block_type = findings.needed(place, table, "type")
    if not findings.one_of(place, "type", block_type, BLOCKS):
        return Block(own, block_type)
    rule = BLOCKS[block_type]
    if block_type == "partner_line" and "text" in table:
        findings.add(
            f"{place}.text",
            _("This line belongs to the partner, so the kit can't write it."),
            _('Delete "text"; say in "prompt" what the partner could write.'),
        )
    names = [field.name for field in rule.fields]
    own_text = ["text"] if block_type == "partner_line" else []  # named above
    known = ("id", "type", "region", "max", "variant", "only", *names, *own_text)
    findings.unknown_keys(place, table, known)
    fields: dict[str, str] = {}
    for field_ in rule.fields:
        if field_.listed or field_.shape == "names":
            value = "\n".join(findings.strings(place, table, field_.name))
        else:
            value = findings.string(place, table, field_.name)
            value = paragraphs(value) if field_.shape == "text" else " ".join(value.split())
        if value:
            fields[field_.name] = value
    region = findings.string(place, table, "region") if "region" in table else default_region(block_type)
    variant = findings.string(place, table, "variant")
    only = _only(f"{place}.only", table.get("only", {}), findings)
    return Block(own, block_type, region, findings.number(place, table, "max", 0), fields, variant, only)


def _only(place: str, value: Any, findings: Findings) -> dict[str, tuple[str, ...]]:
    """For whom a block is: {trait: values}."""
    if not isinstance(value, dict):
        findings.add(place, _('"%(key)s" must be a table.', key="only"), _('Write only = { tier = ["gold"] }.'))
        return {}
    findings.unknown_keys(place, value, TRAITS)
    found = {trait: findings.strings(place, value, trait) for trait in TRAITS if trait in value}
    for trait, values in found.items():
        if not all(values) or not values:
            findings.add(f"{place}.{trait}", _('"%(key)s" is missing.', key=trait),
                         _('Write only = { %(key)s = ["..."] }.', key=trait))  # fmt: skip
    return found


def read_post(asset: str, number: int, table: Table, findings: Findings) -> Post:
    own = part_id(table, "post", number)
    place = f"{asset}.{own}"
    findings.unknown_keys(place, table, ("id", "network", "text"))
    findings.needed(place, table, "id")
    network = findings.needed(place, table, "network")
    findings.one_of(place, "network", network, NETWORKS)
    return Post(own, network, findings.string(place, table, "text"))
