"""How figures, rules and findings are said."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import dates, numbers

from tcma.attribution.queries import AssetName, Coverage
from tcma.attribution.rules import Model
from tcma.base.web.charts import isolate
from tcma.base.words import (
    N_,
    direction,
    format_money,
    format_number,
    format_percent,
    gettext,
    language,
    language_name,
    locale,
    ngettext,
)
from tcma.reports.queries import Panel, Report
from tcma.reports.rules import ENOUGH, share, wilson

MODELS = {
    Model.FIRST: N_("First touch"),
    Model.LAST: N_("Last touch"),
    Model.LINEAR: N_("Every touch"),
    Model.POSITION: N_("First and last"),
    Model.DECAY: N_("Recent touches"),
}
MEANING = {
    Model.FIRST: N_("All credit goes to the first thing somebody at the account did."),
    Model.LAST: N_("All credit goes to the last thing somebody at the account did before the order."),
    Model.LINEAR: N_("Every touch before the order gets the same credit."),
    Model.POSITION: N_(
        "40 percent of the credit goes to the first touch, 40 percent to the last, the rest to those between."
    ),
    Model.DECAY: N_("A touch gets half the credit of one that came 30 days later."),
}
BLIND = {
    Model.FIRST: N_("It cannot show what kept a deal going."),
    Model.LAST: N_("It cannot show what opened the door."),
    Model.LINEAR: N_("It cannot tell a glance from a conversation."),
    Model.POSITION: N_("Its 40, 20 and 40 are a convention, and not measured."),
    Model.DECAY: N_("It favours whatever runs shortly before orders come."),
}
KINDS = {
    "email": N_("Email"),
    "page": N_("Landing page"),
    "social": N_("Social posts"),
    "banner": N_("Banner"),
    "document": N_("Download"),
    "event": N_("Event"),
}
CHANNELS = {
    "email": (N_("Email"), "d1"),
    "event": (N_("Events"), "d2"),
    "web": (N_("Social and web"), "d4"),
    "": (N_("No known touch"), "hatch"),
}
PERIODS = {
    "30": N_("Last 30 days"),
    "90": N_("Last 90 days"),
    "365": N_("Last 12 months"),
    "all": N_("All time"),
}


def short_money(amount: Decimal, currency: str) -> str:
    """$1.67M, €480K; below a hundred thousand in full units, below a hundred with cents."""
    size = abs(amount)
    if size < 100_000:
        return format_money(amount, currency, digits=bool(size % 1) and size < 100)
    digits = 2 if size >= 1_000_000 else 0
    # A word such as the Arabic "thousand" inside a figure would turn it round: figures keep their Latin signs.
    spoken = locale("en") if direction() == "rtl" else locale(language())
    return numbers.format_compact_currency(amount, currency, locale=spoken, fraction_digits=digits)


def in_words(amount: Decimal, currency: str) -> str:
    """`short_money` inside a sentence: its signs stay in their order in a right-to-left one."""
    figure = short_money(amount, currency)
    return isolate(figure) if direction() == "rtl" else figure


def several(amounts: Mapping[str, Decimal]) -> str:
    """Each currency by itself: nothing is converted."""
    return ", ".join(in_words(amount, currency) for currency, amount in amounts.items())


def part_of(part: Decimal, whole: Decimal, cases: int, currency: str) -> str:
    """'91% of €1.84M'; without the percent where there are few cases."""
    percent = share(part, whole, cases)
    if not whole:
        return gettext(N_("n/a, nothing won"))
    if percent is None:
        return gettext(N_("of %(whole)s"), whole=in_words(whole, currency))
    return gettext(
        N_("%(percent)s of %(whole)s"), percent=format_percent(percent), whole=in_words(whole, currency)
    )


def asset_title(name: AssetName | None) -> str:
    """Kit and asset; the kit alone where both are called the same."""
    if name is None:
        return gettext(N_("No known touch"))
    return name.title if name.title == name.kit_title else f"{name.kit_title} · {name.title}"


def part_name(by: str, name: str) -> str:
    """A version, a language or a partner."""
    if by == "version":
        return gettext(N_("Version %(number)s"), number=name)
    return language_name(name, language()) if by == "language" and name else name


def own_title(name: AssetName | None) -> str:
    """The asset's alone."""
    return gettext(N_("No known touch")) if name is None else name.title


def kind_of(name: AssetName | None) -> str:
    if name is None:
        return gettext(N_("Not credited"))
    return gettext(KINDS.get(name.kind, name.kind))


def bucket_name(start: date, unit: str) -> str:
    """'12 May', or 'May 2026'."""
    return dates.format_skeleton("yMMM" if unit == "month" else "MMMd", start, locale=locale(language()))


def day(moment: datetime, timezone: str) -> str:
    """'1 February 2026', where the programme is."""
    local = moment.astimezone(ZoneInfo(timezone)).date()
    return dates.format_skeleton("yMMMMd", local, locale=locale(language()))


def finding(found: Report, panel: Panel) -> str:
    """What was seen, in how many deals, and how sure that is. Never why people bought."""
    coverage, top = found.coverage, next(iter(panel.ranks), None)
    if coverage is None or top is None or top.key is None or not top.amount:
        return gettext(N_("No won deal of this period has a known touch."))
    seen, all_deals = found.touched.get(top.key, 0), coverage.deals
    leads = gettext(
        N_("“%(asset)s” has the most credit by this rule, %(amount)s of %(won)s won."),
        asset=asset_title(top.name), amount=in_words(top.amount, found.currency),
        won=in_words(coverage.amount, found.currency),
    )  # fmt: skip
    if all_deals < ENOUGH:
        sure = ngettext(
            "People touched it in %(seen)s of %(num)s won deal. Too few to say more: one deal can change the order.",
            "People touched it in %(seen)s of %(num)s won deals. Too few to say more: one deal can change the order.",
            all_deals, seen=format_number(seen),
        )  # fmt: skip
    else:
        low, high = wilson(seen, all_deals) or (0.0, 1.0)
        sure = gettext(
            N_("People touched it in %(seen)s of %(all)s won deals; the true share may be anything from %(low)s to "
               "%(high)s."),
            seen=format_number(seen), all=format_number(all_deals), low=format_percent(round(low, 2)),
            high=format_percent(round(high, 2)),
        )  # fmt: skip
    return f"{leads} {sure}"


def others(found: list[Coverage]) -> str:
    """What else was won, and is not in the sums."""
    return ", ".join(
        ngettext("%(amount)s in %(num)s deal", "%(amount)s in %(num)s deals", one.deals,
                 amount=in_words(one.amount, one.currency))
        for one in found
    )  # fmt: skip
