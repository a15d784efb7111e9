"""Commands about the vendor's CRM: read it, or take what a file says of partners' deals."""

import json
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.base.words import N_, gettext
from tcma.command import refusing, wired

if TYPE_CHECKING:
    from tcma.crm.rules import Line

_SHOWN = 100


@click.group()
def crm() -> None:
    """The vendor's CRM."""


@crm.command("read")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--since", default="", help="Read again what was changed there since then: 2027-02-01, or with a time.")
@click.option("--all", "everything", is_flag=True, help="Read all of it again.")
@click.option("--json", "as_json", is_flag=True, help="The account as JSON, alone on standard output.")
@refusing
def read_crm(dry_run: bool, since: str, everything: bool, as_json: bool) -> None:
    """Read what is new in the CRM, in this process, to the end.

    Exit status 1 if something was refused or waits for a person's decision, 2 if it can't be read.
    """
    from tcma.base.tools import use
    from tcma.crm import actions
    from tcma.crm.ports import CrmReader
    from tcma.crm.queries import one_read
    from tcma.crm.rules.lines import of_kept
    from tcma.deals.rules.book import moment

    wired()
    reader, begin = use(CrmReader), moment(since)
    if not reader.source:
        raise Refusal(N_("No CRM is set up: set SALESFORCE_URL, SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET."))
    with transaction() as session:
        made = actions.ask_read(
            session, source=reader.source, dry=dry_run, actor=None, now=clock.now(session), since=begin,
            replay=everything,
        )  # fmt: skip
    while True:
        actions.take_turn(reader, made.id)
        with transaction() as session:
            found, now = one_read(session, made.id), clock.now(session)
            if found.due_at is not None and found.problem:  # whoever asked is here, and reads why
                actions.broke_off(session, made.id, found.problem, now=now)
        if found.due_at is None:
            break
        if found.due_at > now:  # a worker has taken this turn, or the next is a moment away
            time.sleep(0.2)
    if found.problem:
        raise Refusal(found.problem)
    _tell(found.counts, [of_kept(one) for one in found.lines], as_json)


@crm.command("take")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@click.option("--encoding", default="", help="How its letters are written, if that is asked: utf-8, cp1252, ...")
@click.option("--json", "as_json", is_flag=True, help="The account as JSON, alone on standard output.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@refusing
def take_file(dry_run: bool, encoding: str, as_json: bool, file: Path) -> None:
    """Take a CSV file of stages and orders of registered deals. The same file again changes nothing.

    Exit status 1 if something was refused or waits for a person's decision, 2 if the file is refused whole.
    """
    from tcma.crm.actions import take_sent
    from tcma.crm.rules import tally
    from tcma.crm.rules.sent import read_csv

    wired()
    body = file.read_bytes()
    lines = take_sent(lambda mapping, now: read_csv(body, encoding, mapping, now=now), dry=dry_run)
    _tell(tally(lines), lines, as_json)


def _tell(counts: Mapping[str, Any], lines: "Iterable[Line]", as_json: bool) -> None:
    told = [one.told() for one in lines if one.outcome != "unchanged"]
    if as_json:
        click.echo(json.dumps({"counts": dict(counts), "records": told}, indent=2, ensure_ascii=False))
    else:
        click.echo(", ".join(f"{name}: {many}" for name, many in counts.items() if many) or gettext("Nothing is new."))
        for one in told[:_SHOWN]:
            changes = "; ".join(f"{each['what']}: {each['before']} -> {each['after']}" for each in one["changes"])
            words = " ".join(filter(None, [changes, one["reason"]]))
            click.echo(f"{one['kind']} {one['id']} {one['outcome']}: {words}".rstrip(": "))
    sys.exit(1 if counts.get("refused") or counts.get("conflict") else 0)

