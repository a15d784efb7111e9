"""Settings become an engine, a queue and adapters. Nothing else builds them."""

import gc
import logging
import re
import sys
from collections.abc import MutableMapping
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
from redis import Redis
from rq import Queue
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import sessionmaker

from tcma.adapters.dns import SimulatedRecords, SystemRecords
from tcma.adapters.hits import ValkeyHits
from tcma.adapters.local import NoCrm
from tcma.adapters.mailboxes import REPORT, mailbox_at
from tcma.adapters.pace import RedisPace
from tcma.adapters.salesforce import SalesforceReader
from tcma.adapters.ses import SesMailer, ses_client
from tcma.adapters.ses_identities import SesAccount, SesIdentities, SesTenants
from tcma.adapters.ses_suppression import SesSuppressionList
from tcma.adapters.smtp import Server, SmtpMailer
from tcma.adapters.sns import SimulatedCertificates, SnsCertificates
from tcma.adapters.sqs import SqsReceipts, sqs_client
from tcma.adapters.storage import LocalStorage
from tcma.adapters.traces import ValkeyTraces
from tcma.adapters.translate import translator
from tcma.adapters.webhooks import HttpPoster
from tcma.base.facts import ring_after_commit
from tcma.base.settings import Settings
from tcma.base.storage import Storage
from tcma.base.tools import provide
from tcma.commissions.actions import Ledger
from tcma.crm.ports import CrmReader
from tcma.deals.ports import Earnings
from tcma.delivery.actions import bounce_address
from tcma.delivery.ports import BounceMailbox, Certificates, Mailer, Pace, ReceiptQueue, SuppressionList
from tcma.localization.ports import Translator
from tcma.reactions import ring
from tcma.rights.ports import Traces
from tcma.senders.ports import Account, Identities, Records, Tenants
from tcma.tracking.actions.replying import LARGEST
from tcma.tracking.ports import HitBuffer, ReplyMailbox
from tcma.webhooks.ports import Poster

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

_LETTER = r"[\w.!#$%&'*+/=?^`{|}~-]"
_ADDRESS = re.compile(rf"(?<!{_LETTER}){_LETTER}++@[\w-]++(?:\.[\w-]++)*+")


def wire(settings: Settings, *, bind: Engine | Connection | None = None) -> None:
    """Give this process its tools. `bind` is the tests' one connection, in place of an engine."""
    provide(Settings, settings)
    _logs(settings.log_level)
    engine = bind or engine_of(settings)
    if isinstance(engine, Engine):
        provide(Engine, engine)
    sessions = sessionmaker(engine, expire_on_commit=False)
    provide(sessionmaker, sessions)

    provide(Event, Event())  # set when this process is asked to stop
    redis = Redis.from_url(settings.redis_url, socket_timeout=5, socket_connect_timeout=2)
    provide(Redis, redis)
    # RQ waits for work in blocking calls: it gets a connection without a read time-out.
    queue = Queue(connection=Redis.from_url(settings.redis_url), serializer="json")
    provide(Queue, queue)
    provide(Traces, ValkeyTraces(redis, queue))
    ring_after_commit(sessions, ring)

    client = ses_client(settings)
    mailer = _mailer(settings, client)
    provide(Mailer, mailer)
    if settings.bounce_mailbox:
        provide(BounceMailbox, mailbox_at(settings.bounce_mailbox, largest=REPORT, region=settings.aws_region))
    if settings.reply_mailbox:
        box = mailbox_at(settings.reply_mailbox, largest=LARGEST + 1, name="REPLY_MAILBOX", region=settings.aws_region)
        provide(ReplyMailbox, box)
    provide(Pace, RedisPace(redis, mailer.rate))
    provide(SuppressionList, SesSuppressionList(client))
    provide(Identities, SesIdentities(client))
    provide(Tenants, SesTenants(client))
    provide(Records, SimulatedRecords(settings.dns_url) if settings.dns_url else SystemRecords())
    receipts = SqsReceipts(sqs_client(settings), settings.sqs_queue_url) if settings.sqs_queue_url else None
    if receipts is not None:
        provide(ReceiptQueue, receipts)
    provide(Account, SesAccount(client, receipts))
    local = settings.sns_certificates_url
    provide(Certificates, SimulatedCertificates(local) if local else SnsCertificates())
    provide(Storage, LocalStorage(settings.storage_dir))
    provide(HitBuffer, ValkeyHits(redis))
    provide(Translator, translator(settings, redis))
    provide(Earnings, Ledger())
    provide(Poster, HttpPoster(settings.webhook_local_url))
    provide(CrmReader, _crm(settings))
    # What is loaded by now stays for as long as the process: the collector need not look through it time and again.
    gc.freeze()


def engine_of(settings: Settings) -> Engine:
    """Connections on which no transaction stands still for long: who is frozen in one would keep its locks.

    Nobody could pause a step or note an unsubscribe while a worker that holds them sleeps, and what it claimed would
    stay claimed. PostgreSQL ends such a connection; a machine that vanished is one that stands still too.
    """
    engine = create_engine(
        settings.database_url, pool_size=10, max_overflow=10, pool_pre_ping=True, hide_parameters=True
    )
    milliseconds = max(1, int(settings.transaction_idle_seconds * 1_000))

    @event.listens_for(engine, "connect")
    def _limit(connection: Any, _: object) -> None:
        connection.execute(f"SET idle_in_transaction_session_timeout = {milliseconds}")
        connection.commit()

    return engine


def _mailer(settings: Settings, ses: "SESV2Client") -> SesMailer | SmtpMailer:
    """By SMTP where a server is named, else by SES."""
    if not settings.smtp_url:
        return SesMailer(ses, settings.ses_configuration_set)
    server = Server.of(
        settings.smtp_url, connect_timeout=settings.ses_connect_timeout, read_timeout=settings.ses_read_timeout,
        ours=urlsplit(settings.public_url).hostname or "localhost",
    )
    domain = settings.bounce_domain
    return SmtpMailer(
        server, connections=settings.smtp_connections, domains=settings.smtp_domains, rate=settings.smtp_rate,
        deadline=settings.call_deadline_seconds, verp=partial(bounce_address, domain=domain) if domain else None,
    )


def _crm(settings: Settings) -> CrmReader:
    """Salesforce where an org is named."""
    if not settings.salesforce_url:
        return NoCrm()
    return SalesforceReader(
        settings.salesforce_url, settings.salesforce_client_id or "", settings.salesforce_client_secret or "",
        version=settings.salesforce_api_version, seconds=settings.salesforce_timeout,
    )  # fmt: skip


def _without_addresses(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What others write into an error, such as the row a constraint refused, or the recipient SES names."""
    for name, value in event.items():
        if isinstance(value, str) and "@" in value:
            event[name] = _ADDRESS.sub("(address)", value)
    return event


def _logs(level: str) -> None:
    """Structured lines on standard error; addresses of people never belong in them."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            _without_addresses,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
    )
