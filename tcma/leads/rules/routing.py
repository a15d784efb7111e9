"""To whom a vendor lead is offered: an ordered list of rules, the first that finds somebody decides.

A rule says which leads it is for, and which firms may have them. A firm without room, one that was asked before and
one that takes no leads are nobody for every rule.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from tcma.leads.rules.turns import Turn, take_turn

COVERS = ("country", "product", "vertical")
"""What a firm may have to cover: each is also a field of the lead."""


@dataclass(frozen=True)
class Tier:
    """A level of the programme, from the lowest up. `days`: working days to the first contact."""

    name: str
    weight: int
    days: int
    cap: int


TIERS = (Tier("registered", 1, 2, 10), Tier("silver", 2, 2, 20), Tier("gold", 3, 1, 30), Tier("platinum", 4, 1, 50))
"""Until the vendor says otherwise."""


@dataclass(frozen=True)
class Rule:
    """Empty conditions hold for every lead. `id` stays the same from version to version: turns go on.

    `partners`: these and no others (a pinned account, with `domains`). `covers`: the firm must serve the lead's.
    """

    id: UUID
    domains: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    verticals: tuple[str, ...] = ()
    partners: tuple[UUID, ...] = ()
    covers: tuple[str, ...] = ()
    min_tier: str = ""


@dataclass(frozen=True)
class RuleSet:
    """`tiers` from the lowest up."""

    tiers: tuple[Tier, ...]
    rules: tuple[Rule, ...] = ()

    def tier(self, name: str) -> Tier:
        """The tier of this name; of one that is no more, the lowest."""
        return next((one for one in self.tiers if one.name == name), self.tiers[0])

    def rank(self, name: str) -> int:
        return self.tiers.index(self.tier(name))


@dataclass(frozen=True)
class Ask:
    """What a lead says that rules look at. Empty: it does not say."""

    domain: str
    country: str
    product: str
    vertical: str


@dataclass(frozen=True)
class Firm:
    """A partner that takes leads. `cap` None: its tier's. `busy`: how many it has open, or is offered."""

    id: UUID
    tier: str
    countries: tuple[str, ...]
    products: tuple[str, ...]
    verticals: tuple[str, ...]
    busy: int
    cap: int | None = None
    waits_since: datetime | None = None


@dataclass(frozen=True)
class Decision:
    """`rule` and `partner` None: nobody. `credits` are the turns of the rule afterwards."""

    rule: Rule | None
    partner: UUID | None
    credits: Mapping[UUID, int]
    full: bool = False  # somebody would fit, and has no room


def decide(
    rules: RuleSet, ask: Ask, firms: Sequence[Firm], turns: Mapping[UUID, Mapping[UUID, int]],
    asked: Collection[UUID] = (),
) -> Decision:  # fmt: skip
    """Whom to ask next. `turns`: {rule: {partner: credit}}; `asked`: who was asked about this lead before."""
    full = False
    for rule in rules.rules:
        if not _is_for(rule, ask):
            continue
        fit = [firm for firm in firms if firm.id not in asked and _may_have(rule, firm, ask, rules)]
        free = [firm for firm in fit if firm.busy < _room(firm, rules)]
        full = full or len(free) < len(fit)
        if free:
            credits = turns.get(rule.id, {})
            chosen, after = take_turn(
                Turn(firm.id, rules.tier(firm.tier).weight, credits.get(firm.id, 0), firm.waits_since) for firm in free
            )
            return Decision(rule, chosen, after)
    return Decision(None, None, {}, full)


def _is_for(rule: Rule, ask: Ask) -> bool:
    wanted = ((rule.domains, ask.domain), (rule.countries, ask.country), (rule.products, ask.product),
              (rule.verticals, ask.vertical))  # fmt: skip
    return all(not names or _alike(said) in map(_alike, names) for names, said in wanted)


def _may_have(rule: Rule, firm: Firm, ask: Ask, rules: RuleSet) -> bool:
    if rule.partners and firm.id not in rule.partners:
        return False
    if rule.min_tier and rules.rank(firm.tier) < rules.rank(rule.min_tier):
        return False
    served = {"country": firm.countries, "product": firm.products, "vertical": firm.verticals}
    return all(_alike(getattr(ask, name)) in map(_alike, served[name]) for name in rule.covers)


def _room(firm: Firm, rules: RuleSet) -> int:
    return rules.tier(firm.tier).cap if firm.cap is None else firm.cap


def _alike(text: str) -> str:
    return " ".join(text.split()).casefold()


def to_json(rules: RuleSet) -> dict[str, Any]:
    """As it is kept; ids as text."""
    def plain(rule: Rule) -> dict[str, Any]:
        return {name: list(map(str, value)) if isinstance(value, tuple) else str(value)
                for name, value in asdict(rule).items()}  # fmt: skip

    return {"tiers": [asdict(tier) for tier in rules.tiers], "rules": [plain(rule) for rule in rules.rules]}


def from_json(kept: Mapping[str, Any]) -> RuleSet:
    """What `to_json` made."""
    def whole(said: Mapping[str, Any]) -> Rule:
        lists = {one.name: tuple(said[one.name]) for one in fields(Rule) if isinstance(said[one.name], list)}
        lists["partners"] = tuple(map(UUID, said["partners"]))
        return Rule(id=UUID(said["id"]), min_tier=said["min_tier"], **lists)

    return RuleSet(tuple(Tier(**one) for one in kept["tiers"]), tuple(map(whole, kept["rules"])))
