"""The pages of a launch: how they do, and which of their variants everyone sees."""

from collections.abc import Sequence
from html import escape
from typing import Any
from uuid import UUID

from flask import redirect as to
from flask import request, url_for
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction
from tcma.base.errors import NotFound
from tcma.base.web import toast
from tcma.base.words import format_number, format_percent
from tcma.base.words import gettext as _
from tcma.catalogue.queries import asset_row
from tcma.launches.queries.online import tested
from tcma.launches.queries.runs import launch
from tcma.launches.views.blueprint import bp
from tcma.tracking.actions import choose_variant, let_decide
from tcma.tracking.queries import Comparison
from tcma.tracking.rules.comparing import Tally, Verdict, interval

FEW = 20
"""Under so many people a share says more than is known: only their number is shown."""


@bp.post("/runs/<uuid:launch_id>/pages/<asset_key>/<any(variant, decides):verb>")
@access.roles(*PARTNER_MARKETING)
def compare(launch_id: UUID, asset_key: str, verb: str) -> Answer:
    """Show one variant to everyone, or go on comparing; or let it be decided by itself, or not."""
    actor = current()
    with transaction() as session:
        run = launch(session, actor.partner, launch_id)
        page = tested(session, run, asset_row(session, run.version_id, asset_key))
        if not page.content.variants:
            raise NotFound
        if verb == "decides":
            let_decide(session, page, by_itself=request.form.get("by_itself") == "yes")
            said = _("Saved.")
        else:
            name = request.form.get("variant", "")
            choose_variant(session, page, variant=name, person_id=actor.person_id, now=clock.now(session))
            said = _("Everyone sees “%(name)s” now.", name=name) if name else _("The variants are compared again.")
    toast(said)
    return to(url_for("launches.run", launch_id=launch_id) + "#pages")


def rows(found: Comparison) -> Sequence[dict[str, Any]]:
    """Each variant with its counts, as a table shows them."""
    return [{"name": name, "tally": one, "rate": rate(one)} for name, one in found.tallies.items()]


def rate(tally: Tally) -> str:
    """The share of those who answered, and between which shares it truly lies; '' where too few came to say."""
    if tally.rate is None or tally.seen < FEW:
        return ""
    low, high = interval(tally)
    return _(
        "%(rate)s (%(low)s to %(high)s)", rate=format_percent(tally.rate, digits=1), low=format_percent(low, digits=1),
        high=format_percent(high, digits=1),
    )  # fmt: skip


def verdict(found: Comparison) -> str:
    """What the counts say, in plain words."""
    judged = found.judgement
    if judged.verdict is Verdict.UNEVEN:
        return _("The visits did not fall evenly on the variants, as they should. Something other than people may be "
                 "among them, so these numbers decide nothing.")  # fmt: skip
    if not judged.best:
        return _("No variant is ahead. It goes on until one clearly is, or you pick one.")
    if judged.verdict is Verdict.BETTER:
        return _("“%(name)s” gets more answers. Were they equally good, a lead as clear as this would come about in at "
                 "most %(chance)s of such comparisons, however often you look.",
                 name=judged.best, chance=format_percent(max(judged.chance, 0.001), digits=1))  # fmt: skip
    if judged.chance >= 0.5:
        return _("“%(name)s” is ahead, and it is too early to say: chance alone would do that.", name=judged.best)
    return _("“%(name)s” is ahead, and it is too early to say: chance alone would do as much in up to %(chance)s of "
             "such comparisons.", name=judged.best, chance=format_percent(judged.chance))  # fmt: skip


def frame(address: str, title: str) -> str:
    """What a partner pastes into its own website: the form in a frame, without a script."""
    return f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="760" loading="lazy"></iframe>'


def people(tally: Tally) -> str:
    """How many answered of how many came."""
    return _("%(answered)s of %(seen)s", answered=format_number(tally.answered), seen=format_number(tally.seen))
