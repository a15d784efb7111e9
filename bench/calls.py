"""Goal 3: the CPU of one bulk call, for each of its recipients, against one SendEmail each. In turns, on the sink."""

import time
from statistics import median
from typing import Any

import boto3
from botocore.config import Config

from bench.compose import PUBLIC, the_mail
from bench.goals import Goal, at_least, say
from bench.mailing import SENDER
from bench.sinks import Target
from tcma.adapters.ses import SesMailer
from tcma.base.db import new_id
from tcma.delivery.ports import Batch, Entry
from tcma.delivery.rules.mail import list_headers

ROUNDS, CALLS = 5, 60
SIZE = 50


def a_batch() -> Batch:
    """The mail of the kit to fifty people, as delivery hands it over."""
    mail = the_mail()
    entries = []
    for number in range(SIZE):
        token = "A1b2" * 16
        values = {field.name: f"{PUBLIC}/r/{token}" if field.source in "lup" else "Sample" for field in mail.fields}
        headers = list_headers(unsubscribe_url=f"{PUBLIC}/u/{token}", list_name="Kestrel Systems",
                               list_domain="northgate.example", feedback=(str(new_id()), "kestrel", "launch"))
        tags = {"attempt": str(new_id()), "partner": "kestrel", "origin": "launch", "step": str(new_id())}
        entries.append(Entry(new_id(), f"person{number}@example.com", values, headers, tags))
    return Batch(SENDER, "", mail.subject, mail.html, mail.text, entries)


def one_each(client: Any, batch: Batch) -> None:
    """What one writes with boto3's documentation at hand: every mail a request, its parts filled."""
    for entry in batch.entries[:2]:
        client.send_email(
            FromEmailAddress=batch.sender, Destination={"ToAddresses": [entry.email]},
            Content={"Simple": {
                "Subject": {"Data": batch.subject},
                "Body": {"Html": {"Data": batch.html}, "Text": {"Data": batch.text}},
                "Headers": [{"Name": name, "Value": value} for name, value in entry.headers.items()],
            }},
            EmailTags=[{"Name": name, "Value": value} for name, value in entry.tags.items()],
        )  # fmt: skip


def measured(target: Target) -> list[Goal]:
    """Microseconds of CPU for a recipient, both ways."""
    client = boto3.session.Session("x", "x").client(
        "sesv2", region_name="eu-central-1", endpoint_url=target.url, config=Config(retries={"total_max_attempts": 1})
    )
    mailer, batch = SesMailer(client, None), a_batch()
    costs: dict[str, list[float]] = {"one": [], "bulk": []}
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(CALLS):
            one_each(client, batch)
        costs["one"].append((time.process_time() - began) / (CALLS * 2) * 1e6)
        began = time.process_time()
        for _ in range(CALLS):
            mailer.send(batch)
        costs["bulk"].append((time.process_time() - began) / (CALLS * SIZE) * 1e6)
    one, bulk = median(costs["one"]), median(costs["bulk"])
    say(f"  SendEmail {one:,.0f} us of CPU a recipient, SendBulkEmail of {SIZE} {bulk:,.0f} us")
    return [at_least("3 CPU of a call, for a recipient", one / bulk, 10)]
