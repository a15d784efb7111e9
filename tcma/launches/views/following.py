"""What a partner does next about a run, one verb each."""

from typing import Any

from flask import url_for

from tcma.base.words import gettext as _
from tcma.base.words import ngettext
from tcma.catalogue.rules import Kit
from tcma.launches.queries.runs import Status
from tcma.launches.rules import LaunchState


def next_steps(found: Status, kit: Kit, clicked: int, held: int, *, may: bool) -> list[dict[str, Any]]:
    """The most pressing first. `may`: the person launches campaigns. `held`: answers that somebody has to look at."""
    items: list[dict[str, Any]] = []
    if clicked:
        items.append({
            "icon": "phone", "kind": "ok", "label": _("Call list"), "href": "/leads",
            "title": ngettext("%(num)s person clicked", "%(num)s people clicked", clicked),
            "note": _("Call while it is fresh"),
        })  # fmt: skip
    if held and may:
        items.append({
            "icon": "shield-check", "kind": "warn", "label": _("Look at them"), "href": url_for("launches.held"),
            "title": ngettext("%(num)s answer seems to be a program's", "%(num)s answers seem to be a program's", held),
        })  # fmt: skip
    for fate, number, title in (
        ("refused", found.refused, _("Refused by their servers")),
        ("failed", found.total("failed"), _("Refused by Amazon SES")),
    ):
        if number and may:
            items.append({
                "icon": "triangle-alert", "kind": "warn", "title": title,
                "label": ngettext("See %(num)s", "See the %(num)s", number),
                "href": url_for("launches.fates", launch_id=found.launch.id, fate=fate),
            })  # fmt: skip
    if (silent := found.total("unconfirmed")) and may:
        items.append({
            "icon": "triangle-alert", "kind": "warn", "title": _("Handed over without an answer"),
            "note": ngettext("%(num)s mail", "%(num)s mails", silent), "label": _("Decide"), "href": "/sending",
        })  # fmt: skip
    posts = kit.of_kind("social")
    if posts and may and found.launch.state is not LaunchState.STOPPED:
        items.append({
            "icon": "share-2", "kind": "acc", "title": _("Share it in your own name"),
            "note": ngettext("%(num)s post is written", "%(num)s posts are written", len(posts[0].posts)),
            "label": _("Share"), "href": "/share",
        })  # fmt: skip
    return items
