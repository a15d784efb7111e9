"""A run as JSON, for pages that poll."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, request
from werkzeug.wrappers import Response as Answer

from tcma.base import access, clock
from tcma.base.access import PARTNER_ROLES, current
from tcma.base.db import transaction
from tcma.launches.queries.runs import Status, launch, status, zone_of
from tcma.launches.rules import ACTIVE
from tcma.launches.views import counting, telling
from tcma.launches.views.blueprint import bp


@bp.get("/runs/<uuid:launch_id>/progress")
@access.roles(*PARTNER_ROLES)
def progress(launch_id: UUID) -> Answer:
    """The run as JSON with an ETag, for a page that polls: a 304 costs 130 bytes.

    `to`, `accepted`, `waiting` and so on are of all mails; `done` and `total` of the one that is on its way.
    """
    actor = current()
    with transaction() as session:
        now, zone = clock.now(session), zone_of(session, actor.partner)
        found = status(session, launch(session, actor.partner, launch_id), now)
    text = json.dumps(_body(found, now, zone), ensure_ascii=False)
    answer = Response(text, mimetype="application/json")
    answer.set_etag(hashlib.sha256(text.encode()).hexdigest()[:20])
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)


def _body(found: Status, now: datetime, zone: str) -> dict[str, Any]:
    step, all_lines = found.current, [*counting.lines(), *counting.heard()]
    return {
        "state": found.launch.state.value,
        "active": found.launch.state in ACTIVE,
        "to": found.total("planned"),
        "accepted": found.total("accepted"),
        "refused": found.total("failed"),
        "waiting": found.waiting,
        "waiting_for": dict(found.waits),
        "unconfirmed": found.total("unconfirmed"),
        "done": step.counts["accepted"] if step else 0,
        "total": step.going if step else found.people,
        "rate_min": found.per_minute,
        "eta": telling.finished_at(found, now, zone),
        "words": telling.said(found, now, zone),
        "counts": {
            f"{number}.{line.key}": line.count(one)
            for number, one in enumerate(found.steps, 1) if one.step.planned_at
            for line in all_lines
        },
    }  # fmt: skip
