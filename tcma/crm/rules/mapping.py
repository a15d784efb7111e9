"""What the vendor's CRM means by its fields, stages and owners."""

import re
from collections.abc import Mapping as Table
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from typing import Any

from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_
from tcma.crm.rules.records import Kind
from tcma.deals.rules import STAGES, Stage

MEANINGS = (*(stage.value for stage in STAGES), Stage.WON.value, Stage.LOST.value)
OWNERS = ("direct", "named", "partner")
"""Who an owner is: direct sales; direct sales with accounts that are all its own; somebody who looks after partners."""
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}(\.[A-Za-z][A-Za-z0-9_]{0,79}){0,2}")

ACCOUNT_FIELDS = ("account_name", "country", "domain", "vat", "duns", "customer", "named", "account_owner")
DEAL_FIELDS = ("registration", "order_number", "amount", "currency", "product", "owner")

_STANDARD = {
    "Prospecting": "discovery", "Qualification": "qualified", "Needs Analysis": "qualified",
    "Value Proposition": "proposal", "Id. Decision Makers": "proposal", "Perception Analysis": "proposal",
    "Proposal/Price Quote": "proposal", "Negotiation/Review": "negotiation", "Closed Won": "won",
    "Closed Lost": "lost",
}  # fmt: skip


@dataclass(frozen=True)
class Mapping:
    """Names of the CRM's fields by our own; an empty one is not read. At first those that every Salesforce has.

    `stages`: the CRM's word -> a stage of ours, won or lost. `owners`: the name of an owner -> one of OWNERS; who is
    not named is direct. `customers`: values of the customer field that say yes. `tolerance`: by how many percent an
    amount may differ from the approved one before a person looks.
    """

    account_name: str = "Name"
    country: str = "BillingCountryCode"
    domain: str = "Website"
    vat: str = ""
    duns: str = "DunsNumber"
    customer: str = ""
    named: str = ""
    account_owner: str = "Owner.Name"
    registration: str = ""
    order_number: str = ""
    amount: str = "Amount"
    currency: str = ""
    product: str = ""
    owner: str = "Owner.Name"
    tolerance: int = 10
    stages: Table[str, str] = field(default_factory=lambda: dict(_STANDARD))
    owners: Table[str, str] = field(default_factory=dict)
    customers: tuple[str, ...] = ("Customer", "true")

    def asked(self, kind: Kind) -> tuple[str, ...]:
        """The CRM's fields that are to be read, each once."""
        names = ACCOUNT_FIELDS if kind is Kind.ACCOUNT else DEAL_FIELDS
        return tuple(dict.fromkeys(found for name in names if (found := getattr(self, name))))

    def means(self, stage: str) -> str:
        """A stage of ours, won, lost; empty for a word that nobody has mapped."""
        known = {_same(word): ours for word, ours in self.stages.items()}
        return known.get(_same(stage), _same(stage) if _same(stage) in MEANINGS else "")

    def owner_is(self, name: str) -> str:
        return {_same(one): kind for one, kind in self.owners.items()}.get(_same(name), "direct")

    def near(self, amount: Decimal, approved: Decimal | None) -> bool:
        """Whether an amount may stand without a person's look."""
        if approved is None:
            return False
        return abs(amount - approved) * 100 <= approved * self.tolerance


def checked(mapping: Mapping) -> Mapping:
    """Raises Invalid for every field that can't be one of the CRM's, and for what a line says that is nothing."""
    errors: dict[str, Refusal] = {}
    for name in (*ACCOUNT_FIELDS, *DEAL_FIELDS):
        text = getattr(mapping, name)
        if text and not _FIELD.fullmatch(text):
            errors[name] = Refusal(N_("“%(text)s” is not a field's name. Write it as VAT__c."), text=text[:80])
    for name in ("account_name", "country"):
        if not getattr(mapping, name):
            errors[name] = Refusal(N_("An account needs this one."))
    if not 0 <= mapping.tolerance <= 100:
        errors["tolerance"] = Refusal(N_("Enter a number from %(least)s to %(most)s."), least=0, most=100)
    for name, known in (("stages", MEANINGS), ("owners", OWNERS)):
        for word, ours in getattr(mapping, name).items():
            if ours not in known:
                said = N_("“%(word)s = %(ours)s”: write one of %(known)s after the sign.")
                errors[name] = Refusal(said, word=word[:80], ours=ours[:40], known=", ".join(known))
    if errors:
        raise Invalid(errors)
    return mapping


def to_json(mapping: Mapping) -> dict[str, Any]:
    return {**asdict(mapping), "customers": list(mapping.customers)}


def of_json(kept: Table[str, Any]) -> Mapping:
    known = {one.name for one in fields(Mapping)}
    told = {name: value for name, value in kept.items() if name in known}
    if "customers" in told:
        told["customers"] = tuple(told["customers"])
    return Mapping(**told)


def _same(text: str) -> str:
    return " ".join(text.split()).casefold()
