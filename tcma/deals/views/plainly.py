"""The rules of engagement in plain words, as both sides read them."""

from tcma.base.words import format_money, gettext, ngettext
from tcma.deals.rules import Engagement, tier_name


def plainly(rules: Engagement, currency: str, tier: str = "") -> list[tuple[str, str]]:
    """(rule id, what it says) in order. `tier`: the reader's, whose threshold is told; without one all are."""
    owned = gettext("Our own sales people work with the account, or sell to it already: it is not approved.")
    if rules.co_sell:
        owned = gettext("Our own sales people work with the account, or sell to it already: we offer to sell together.")
    return [
        ("1", gettext("A required field is missing: it comes back with what is missing.")),
        ("2", gettext("You are not authorised for the product or the country: it is not approved.")),
        ("3", gettext(
            "Another partner has an approved registration for the account and this family of products: "
            "it is not approved, and you hear when that window ends.")),
        ("4", gettext("Another partner's earlier registration is not decided yet: yours is next in line.")),
        ("5", owned),
        ("6", ngettext(
            "We gave a lead for the account to somebody else less than %(num)s day ago: it is not approved.",
            "We gave a lead for the account to somebody else less than %(num)s days ago: it is not approved.",
            rules.vendor_lead_days)),
        ("7", gettext("The account is a customer already, and you call it new business: it comes back.")),
        ("8", ngettext(
            "Your own registration of it expired less than %(num)s day ago: it is not approved yet.",
            "Your own registration of it expired less than %(num)s days ago: it is not approved yet.",
            rules.cooldown_days)),
        ("9", _at_once(rules, currency, tier)),
        ("10", gettext("Anything else: a person decides, within two business days.")),
    ]  # fmt: skip


def _at_once(rules: Engagement, currency: str, tier: str) -> str:
    wanted = {tier: rules.threshold(tier)} if tier else dict(rules.thresholds)
    amounts = [
        gettext("%(tier)s up to %(amount)s", tier=tier_name(name), amount=format_money(amount, currency))
        for name, amount in wanted.items()
        if amount
    ]
    if not amounts:
        return gettext("Nothing is approved without a person now.")
    return ngettext(
        "At once, where a named person or an answer stands behind it and fewer than %(num)s of your deals lies "
        "still: %(amounts)s.",
        "At once, where a named person or an answer stands behind it and fewer than %(num)s of your deals lie "
        "still: %(amounts)s.",
        rules.idle_most, amounts=", ".join(amounts),
    )  # fmt: skip
