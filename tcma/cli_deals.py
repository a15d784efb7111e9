"""Commands about deals: the vendor's accounts from a file, and whether the log of registrations is whole."""

import json
import sys
from pathlib import Path

import click

from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.words import N_, gettext, ngettext
from tcma.command import refusing, wired

_SHOWN = 100
_WHAT = {
    "changed": N_("row %(position)s is not what was written"),
    "missing": N_("row %(position)s is missing"),
    "state": N_("after row %(position)s it is in a state that no row leads to"),
}


@click.command("import-accounts")
@click.option("--encoding", default="", help="How its letters are written, if that is asked: utf-8, cp1252, ...")
@click.option("--json", "as_json", is_flag=True, help="The account as JSON, alone on standard output.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@refusing
def import_accounts(encoding: str, as_json: bool, file: Path) -> None:
    """Bring a CSV file of the vendor's own accounts, owners and opportunities. The same file again changes nothing.

    Exit status 1 if records were left out, 2 if the file is refused whole.
    """
    from tcma.deals.actions import bring_accounts
    from tcma.deals.rules.book import read_csv

    wired()
    with transaction() as session:
        found = bring_accounts(session, read_csv(file.read_bytes(), encoding), now=clock.now(session))
    left_out = [{"line": one.line, "message": str(one.why)} for one in found.left_out]
    if as_json:
        told = {"added": found.added, "changed": found.changed, "same": found.same, "left_out": left_out}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.echo(gettext("%(added)s new, %(changed)s changed, %(same)s as they were.", added=found.added,
                           changed=found.changed, same=found.same))  # fmt: skip
        for one in left_out[:_SHOWN]:
            click.echo(gettext("Line %(line)s: %(why)s", line=one["line"], why=one["message"]), err=True)
        if len(left_out) > _SHOWN:
            click.echo(ngettext("%(num)s more record was left out.", "%(num)s more records were left out.",
                                len(left_out) - _SHOWN), err=True)  # fmt: skip
    sys.exit(1 if left_out else 0)


@click.group()
def audit() -> None:
    """Logs that are chained by their hashes."""


@audit.command()
@refusing
def verify() -> None:
    """Whether every row of the log of registrations is what was written. Exit status 1 if one is not, naming it."""
    from tcma.deals.queries import logged, number_of, verify_log

    wired()
    with transaction() as session:
        broken = [(number_of(session, one.registration_id), one) for one in verify_log(session)]
        looked = logged(session)
    for number, one in broken:
        what = gettext(_WHAT[one.what], position=one.position)
        click.echo(gettext("Registration %(number)s: %(what)s", number=number, what=what))
    click.echo(ngettext("%(num)s row was looked at.", "%(num)s rows were looked at.", looked), err=True)
    sys.exit(1 if broken else 0)
