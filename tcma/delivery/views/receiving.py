"""Where SNS brings the receipts."""

import structlog
from flask import request
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from tcma.base import access
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.delivery import actions
from tcma.delivery.actions.receiving import opened
from tcma.delivery.ports import Certificates, Later
from tcma.delivery.rules.sns import LARGEST, Forged
from tcma.delivery.views.blueprint import bp

log = structlog.get_logger(__name__)


@bp.post("/receipts/sns")
@access.own_proof
def receive() -> Response:
    """Store an event raw and answer 200; it is applied after. A forged one is a 403, and stored nowhere.

    A 503 makes SNS bring it again: for a certificate that can't be had now, or a database that can't write.
    """
    settings, certificates = use(Settings), use(Certificates)
    body = request.get_data(cache=False) if (request.content_length or 0) <= LARGEST else b"x" * (LARGEST + 1)
    try:
        found = opened(body, topic=settings.sns_topic_arn, account=settings.sns_account_id, certificates=certificates)
        if found is not None:
            with transaction() as session:
                actions.store_receipt(session, sns_message_id=found.message_id, body=found.event)
    except Forged as forged:
        log.warning("notification refused", reason=str(forged))
        return Response("This is not a notification from our topic.\n", 403, content_type="text/plain; charset=utf-8")
    except Later as later:
        log.warning("notification put off", reason=str(later))
        return _later()
    except DBAPIError as error:
        log.error("notification not stored", error=str(error.orig))
        return _later()
    return Response("", 200)


def _later() -> Response:
    return Response("Try again later.\n", 503, content_type="text/plain; charset=utf-8")
