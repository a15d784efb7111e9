"""Is it working: the machine, the processes, and what the last look at the promise found."""

import shutil

import structlog
from flask import redirect, render_template, url_for
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock, facts
from tcma.base.access import Role, current
from tcma.base.beat import Pulse, pulse
from tcma.base.db import transaction
from tcma.base.settings import VERSION, Settings
from tcma.base.tools import use
from tcma.base.web import toast
from tcma.base.words import gettext
from tcma.delivery import queries
from tcma.delivery.actions import CHECK_ASKED
from tcma.delivery.views import wording
from tcma.delivery.views.blueprint import bp

log = structlog.get_logger(__name__)


@bp.get("/hq/status")
@access.roles(Role.VENDOR_ADMIN)
def status() -> str:
    """What waits and since when, who works, what is held, and I1 to I9."""
    with transaction() as session:
        now = clock.now(session)
        stands, checks = queries.standing(session, now=now), queries.last_look(session)
        held = queries.account_holds(session)
        return render_template(
            "delivery/status.html", stands=stands, checks=checks, held=held, pulse=_pulse(), wording=wording,
            free=_free(), version=VERSION, timezone=current().timezone,
        )  # fmt: skip


@bp.post("/hq/status/check")
@access.roles(Role.VENDOR_ADMIN)
def check() -> Answer:
    """Ask for a look at the invariants now; a worker does it."""
    with transaction() as session:
        facts.record(session, CHECK_ASKED, current().person_id)
    toast(gettext("They are being looked at. Load the page again in a moment."))
    return redirect(url_for("delivery.status"), 303)


def _pulse() -> Pulse | None:
    try:
        return pulse(use(Redis), use(Queue))
    except RedisError as error:
        log.error("redis away", error=repr(error))
        return None


def _free() -> int | None:
    """Gigabytes that are free where files are kept; None where that can't be told."""
    folder = use(Settings).storage_dir
    try:
        return shutil.disk_usage(folder if folder.exists() else folder.parent).free // 10**9
    except OSError:
        return None
