"""The rules as they are typed: fields `rule-0-products`, `tier-1-weight`, and one button that says what to do."""

from collections.abc import Mapping
from uuid import UUID

from tcma.audiences.rules import account_domain
from tcma.audiences.rules.countries import country_code
from tcma.base.db import new_id
from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_
from tcma.leads.forms import names
from tcma.leads.rules import COVERS, Rule, RuleSet, Tier

MOST_TIERS = 10
_LIMITS = {"weight": (1, 100), "days": (1, 30), "cap": (0, 10_000)}


def read_rules(given: Mapping[str, str], partners: Mapping[str, UUID]) -> RuleSet:
    """The whole set. `partners`: {name, case-folded: id}. Raises Invalid with what is wrong, by field."""
    errors: dict[str, Refusal] = {}
    tiers = _tiers(given, errors)
    rules = [_rule(given, number, partners, [one.name for one in tiers], errors)
             for number in range(_count(given, "rule-%s-id"))]  # fmt: skip
    if not tiers and not errors:
        errors["tier-0-name"] = Refusal(N_("Name at least one tier."))
    if errors:
        raise Invalid(errors)
    return RuleSet(tuple(tiers), tuple(rules))


def _count(given: Mapping[str, str], field: str) -> int:
    number = 0
    while field % number in given and number < 1_000:
        number += 1
    return number


def _tiers(given: Mapping[str, str], errors: dict[str, Refusal]) -> list[Tier]:
    tiers: list[Tier] = []
    for number in range(min(_count(given, "tier-%s-name"), MOST_TIERS)):
        name = " ".join(given[f"tier-{number}-name"].split())[:40]
        if not name:
            continue
        values = {}
        for what, (least, most) in _LIMITS.items():
            field = f"tier-{number}-{what}"
            text = given.get(field, "").strip()
            if not (text.isascii() and text.isdigit() and len(text) < 6 and least <= int(text) <= most):
                errors[field] = Refusal(N_("Enter a number from %(least)s to %(most)s."), least=least, most=most)
            else:
                values[what] = int(text)
        if name in [one.name for one in tiers]:
            errors[f"tier-{number}-name"] = Refusal(N_("Two tiers have this name."))
        if len(values) == len(_LIMITS):
            tiers.append(Tier(name, **values))
    return tiers


def _rule(
    given: Mapping[str, str], number: int, partners: Mapping[str, UUID], tiers: list[str], errors: dict[str, Refusal]
) -> Rule:
    def said(what: str) -> tuple[str, ...]:
        return names(given.get(f"rule-{number}-{what}", ""))

    def each(what: str, known: Mapping[str, str | None], words: str) -> tuple[str, ...]:
        bad = [text for text, found in known.items() if not found]
        if bad:
            errors[f"rule-{number}-{what}"] = Refusal(words, text=bad[0])
        return tuple(found for found in known.values() if found)

    chosen = []
    for name in filter(None, map(str.strip, given.get(f"rule-{number}-partners", "").splitlines())):
        if name.casefold() in partners:
            chosen.append(partners[name.casefold()])
        else:
            errors[f"rule-{number}-partners"] = Refusal(N_("There is no partner “%(text)s”."), text=name)
    tier = given.get(f"rule-{number}-min_tier", "")
    if tier and tier not in tiers:
        errors[f"rule-{number}-min_tier"] = Refusal(N_("Pick a tier."))
    return Rule(
        id=_id(given[f"rule-{number}-id"]),
        domains=each("domains", {text: account_domain(text) if "." in text else None for text in said("domains")},
                     N_("“%(text)s” is not a company's domain. Write the one of its website, such as acme.example.")),
        countries=countries(said("countries"), f"rule-{number}-countries", errors),
        products=said("products"), verticals=said("verticals"), partners=tuple(chosen),
        covers=tuple(one for one in COVERS if f"rule-{number}-covers-{one}" in given), min_tier=tier,
    )  # fmt: skip


def countries(said: tuple[str, ...], field: str, errors: dict[str, Refusal]) -> tuple[str, ...]:
    """Two letters each; names are taken too."""
    codes = {text: country_code(text) for text in said}
    bad = [text for text, code in codes.items() if not code]
    if bad:
        words = N_("“%(text)s” is no country that we know. Write its name or two letters.")
        errors[field] = Refusal(words, text=bad[0])
    return tuple(dict.fromkeys(code for code in codes.values() if code))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return new_id()


def changed(rules: RuleSet, wish: str) -> RuleSet:
    """After the button: `add`, `up:2`, `down:2`, `drop:2`; anything else changes nothing."""
    verb, _, place = wish.partition(":")
    found = list(rules.rules)
    at = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else -1
    if verb == "add":
        found.append(Rule(new_id(), covers=("country",)))
    elif 0 <= at < len(found):
        one = found.pop(at)
        if verb != "drop":
            found.insert(max(at - 1, 0) if verb == "up" else at + 1 if verb == "down" else at, one)
    return RuleSet(rules.tiers, tuple(found))
