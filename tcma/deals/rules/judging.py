"""What the rules of engagement say to a submission. They are asked in order; the first that matches decides."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tcma.base.words import N_
from tcma.deals.rules.engagement import Engagement
from tcma.deals.rules.facts import Facts
from tcma.deals.rules.states import RegistrationState


@dataclass(frozen=True)
class Verdict:
    """`rule` is 'rule id/version'. `words` is a marked message for the partner, `until` the end of a window.

    `offer`: the vendor would sell it together with the partner.
    """

    rule: str
    state: RegistrationState
    words: str
    missing: tuple[str, ...] = ()
    until: datetime | None = None
    offer: bool = False


MISSING = N_("Some things are missing. Add them and send it again.")
NOT_YOURS = N_(
    "You are not authorised for this product or this country. Ask your channel manager if that should change."
)
TAKEN = N_("This account is already registered by another partner. You can register it again when that window ends.")
TAKEN_UNTIL = N_(
    "%(account)s is already registered by another partner until %(day)s. You can register it again then."
)
CONTENDER = N_(
    "Another registration for this account came in earlier and is being looked at. "
    "Yours is next in line: we decide it as soon as the earlier one is decided."
)
OWNED = N_("Our own sales people work with this account. It can't be registered.")
CO_SELL = N_("Our own sales people work with this account. We offer to sell to it together: accept it, or leave it.")
GIVEN = N_("Somebody is already on their way to this account: we gave a lead of ours away. It is open again later.")
CUSTOMER = N_(
    "This account is a customer already. Choose “More for a customer you have” or “Renewal”, and send it again."
)
COOLING = N_("Your last registration of this account has just expired. You can register it again a little later.")
AGAIN_FROM = N_("You can register %(account)s again from %(day)s on.")
INSTANT = N_("Approved. The account is yours to sell to.")
PERSON = N_("A person looks at this registration and answers within two business days.")

_S = RegistrationState


def judge(facts: Facts, rules: Engagement) -> Verdict:
    """The ten rules of the table."""

    def say(rule: int, state: RegistrationState, words: str, **more: object) -> Verdict:
        return Verdict(f"{rule}/{rules.number}", state, words, **more)  # type: ignore[arg-type]  # of several kinds

    def days(number: int) -> timedelta:
        return timedelta(days=number)

    met = [one for one in facts.rivals if rules.meet(facts.lines, one.lines)]
    ends = [one.protected_until for one in met if one.approved and one.protected_until]
    given, now = facts.given_at, facts.at
    cool = [one.at + days(rules.cooldown_days) for one in facts.expired if rules.meet(facts.lines, one.lines)]
    if facts.missing:
        return say(1, _S.INFO_REQUESTED, MISSING, missing=facts.missing)
    if not facts.authorised:
        return say(2, _S.REJECTED, NOT_YOURS)
    if ends and max(ends) > now:
        return say(3, _S.REJECTED, TAKEN, until=max(ends))
    if any(not one.approved for one in met):
        return say(4, _S.UNDER_REVIEW, CONTENDER)
    if facts.owned and not facts.co_sell:
        if rules.co_sell:
            return say(5, _S.INFO_REQUESTED, CO_SELL, offer=True)
        return say(5, _S.REJECTED, OWNED)
    if given and now - given < days(rules.vendor_lead_days):
        return say(6, _S.REJECTED, GIVEN, until=given + days(rules.vendor_lead_days))
    if facts.customer and facts.kind == "new":
        return say(7, _S.INFO_REQUESTED, CUSTOMER)
    if cool and max(cool) > now:
        return say(8, _S.REJECTED, COOLING, until=max(cool))
    if at_once(facts, rules):
        return say(9, _S.APPROVED, INSTANT)
    return say(10, _S.UNDER_REVIEW, PERSON)


OBSTACLES = ("doubtful", "amount", "currency", "behind", "co_sell", "idle")
"""What can stand in the way of an answer at once, the weightiest first."""


def at_once(facts: Facts, rules: Engagement) -> bool:
    """Whether nobody has to look."""
    return not obstacles(facts, rules)


def obstacles(facts: Facts, rules: Engagement) -> tuple[str, ...]:
    """Those of OBSTACLES that are there. What is sold together with the vendor is always looked at."""
    foreign = facts.amount is not None and facts.currency != facts.programme_currency
    there = {
        "doubtful": facts.doubtful,
        "amount": not foreign and not under_threshold(facts, rules),
        "currency": foreign,
        "behind": not facts.behind,
        "co_sell": facts.co_sell,
        "idle": facts.idle >= rules.idle_most,
    }
    return tuple(one for one in OBSTACLES if there[one])


def under_threshold(facts: Facts, rules: Engagement) -> bool:
    """At or under the tier's threshold. Amounts of another currency are not compared: a person looks at them."""
    if facts.amount is None or facts.currency != facts.programme_currency:
        return False
    return facts.amount <= rules.threshold(facts.tier)
