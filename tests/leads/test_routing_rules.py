"""Which rule a lead falls under, and who may have it."""

from dataclasses import replace
from uuid import UUID

import pytest

from tcma.base.errors import Invalid
from tcma.leads.forms.routing import changed, read_rules
from tcma.leads.rules import Ask, Firm, Rule, RuleSet, Tier, decide, from_json, to_json
from tcma.leads.rules.enquiry import read_enquiry

A, B, C = (UUID(int=number) for number in (1, 2, 3))
TIERS = (Tier("registered", 1, 2, 10), Tier("gold", 3, 1, 10))
ASK = Ask("acme.example", "DE", "Firewall", "Health")
ALL = Rule(UUID(int=99))


def firm(id_: UUID, tier: str = "registered", **changes: object) -> Firm:
    plain = Firm(id_, tier, ("DE",), ("firewall",), ("health",), 0)
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields by name


def who(*rules: Rule, firms: tuple[Firm, ...], ask: Ask = ASK, asked: tuple[UUID, ...] = ()) -> UUID | None:
    return decide(RuleSet(TIERS, rules), ask, firms, {}, asked=asked).partner


def test_the_first_rule_that_finds_somebody_decides() -> None:
    pinned = Rule(UUID(int=50), domains=("acme.example",), partners=(B,))
    firms = (firm(A), firm(B))
    assert who(pinned, ALL, firms=firms) == B
    assert who(ALL, pinned, firms=firms) == A
    assert who(pinned, ALL, firms=firms, ask=replace(ASK, domain="other.example")) == A


@pytest.mark.parametrize(
    ("rule", "ask", "fits"),
    [
        ({"countries": ("DE", "AT")}, {}, True),
        ({"countries": ("AT",)}, {}, False),
        ({"countries": ("DE",)}, {"country": ""}, False),
        ({"products": ("  FIREWALL ",)}, {}, True),
        ({"verticals": ("retail",)}, {}, False),
        ({"countries": ("DE",), "verticals": ("retail",)}, {}, False),
        ({"covers": ("country", "product", "vertical")}, {}, True),
        ({"covers": ("country",)}, {"country": "FR"}, False),
        ({"covers": ("product",)}, {"product": ""}, False),
        ({"min_tier": "gold"}, {}, False),
        ({"min_tier": "registered"}, {}, True),
        ({"min_tier": "gone"}, {}, True),  # a tier that is no more counts as the lowest
    ],
)
def test_every_condition_has_to_hold(rule: dict[str, object], ask: dict[str, str], fits: bool) -> None:
    found = who(replace(ALL, **rule), firms=(firm(A),), ask=replace(ASK, **ask))  # type: ignore[arg-type]  # by name
    assert found == (A if fits else None)


def test_a_rule_without_anybody_free_leaves_it_to_the_next() -> None:
    gold = Rule(UUID(int=50), min_tier="gold")
    full, free = firm(A, "gold", cap=2, busy=2), firm(B)
    assert who(gold, ALL, firms=(full, free)) == B
    found = decide(RuleSet(TIERS, (gold,)), ASK, (full, free), {})
    assert (found.partner, found.full) == (None, True)


def test_who_was_asked_is_not_asked_again_by_any_rule() -> None:
    pinned = Rule(UUID(int=50), partners=(A,))
    assert who(pinned, ALL, firms=(firm(A), firm(B)), asked=(A,)) == B
    assert who(pinned, ALL, firms=(firm(A), firm(B)), asked=(A, B)) is None


def test_rules_are_kept_as_they_were() -> None:
    rule = Rule(A, ("acme.example",), ("DE",), ("x, y",), ("z",), (B, C), ("country",), "gold")
    rules = RuleSet(TIERS, (rule, ALL))
    assert from_json(to_json(rules)) == rules


FORM = {
    "tier-0-name": "registered", "tier-0-weight": "1", "tier-0-days": "2", "tier-0-cap": "10", "tier-1-name": "",
    "tier-1-weight": "1", "tier-1-days": "2", "tier-1-cap": "10",
    "rule-0-id": str(A), "rule-0-domains": "www.Acme.example", "rule-0-countries": "Germany, at", "rule-0-products": "",
    "rule-0-verticals": "", "rule-0-partners": " kestrel systems \n\nAlder, Finch & Co\n", "rule-0-min_tier": "",
    "rule-0-covers-product": "y",
    "rule-1-id": str(B),
}  # fmt: skip


def test_rules_are_read_as_people_type_them() -> None:
    rules = read_rules(FORM, {"kestrel systems": C, "alder, finch & co": A})
    assert rules.tiers == (Tier("registered", 1, 2, 10),)
    assert rules.rules[0] == Rule(A, ("acme.example",), ("DE", "AT"), partners=(C, A), covers=("product",))
    assert rules.rules[1] == Rule(B)


@pytest.mark.parametrize(
    ("field", "value"),
    [("tier-0-weight", "0"), ("tier-0-days", "x"), ("tier-0-cap", "-1"), ("rule-0-countries", "Atlantis"),
     ("rule-0-partners", "Nobody"), ("rule-0-domains", "gmail.com"), ("rule-0-min_tier", "gold"),
     ("tier-1-name", "registered")],
)  # fmt: skip
def test_what_is_wrong_is_named_by_its_field(field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_rules({**FORM, field: value}, {"kestrel systems": C, "alder, finch & co": A})
    assert set(refused.value.errors) == {field}


def test_a_button_moves_adds_or_drops_a_rule() -> None:
    one, two = Rule(A), Rule(B)
    rules = RuleSet(TIERS, (one, two))
    assert changed(rules, "up:1").rules == (two, one)
    assert changed(rules, "down:0").rules == (two, one)
    assert changed(rules, "drop:0").rules == (two,)
    assert len(changed(rules, "add").rules) == 3
    for nothing in ("save", "up:0", "down:1", "up:9", "drop:x", ""):
        assert changed(rules, nothing) == rules


def test_an_enquiry_is_read_as_it_comes() -> None:
    found = read_enquiry({"email": " Ada@Mail.Acme.example ", "company": "Acme  Ltd", "country": "germany",
                          "website": "https://www.acme-group.example/x", "product": None, "unknown": 1})  # fmt: skip
    assert (found.email, found.company, found.country) == ("Ada@mail.acme.example", "Acme Ltd", "DE")
    assert (found.account_domain, found.product) == ("acme-group.example", "")
    assert read_enquiry({"email": "ada@gmail.com", "company": "Acme"}).account_domain == ""


def test_an_enquiry_says_everything_that_is_wrong_with_it() -> None:
    with pytest.raises(Invalid) as refused:
        read_enquiry({"email": "ada", "company": "", "country": "Atlantis", "phone": "1" * 201})
    assert set(refused.value.errors) == {"email", "company", "country", "phone"}
