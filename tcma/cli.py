"""The `tcma` command."""

import json
import os
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.base.settings import VERSION, Settings
from tcma.base.words import N_, gettext, ngettext
from tcma.cli_brand import brand
from tcma.cli_crm import crm
from tcma.cli_deals import audit, import_accounts
from tcma.cli_ses import ses
from tcma.command import refusing, wired


@click.group()
@click.version_option(package_name=None, version=VERSION)
def main() -> None:
    """Through-channel marketing automation: kits in, co-branded campaigns out, revenue traced back."""


main.add_command(ses)
main.add_command(import_accounts)
main.add_command(audit)
main.add_command(crm)
main.add_command(brand)


@main.command()
@click.argument("kits", nargs=-1, required=True, metavar="KIT...",
                type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="Only check; publish nothing.")
@click.option("--mandatory", default="", metavar="WHY", help="Everyone has to take it, also what is scheduled or on "
              "its way; WHY is a sentence for partners.")
@refusing
def publish(kits: tuple[Path, ...], only_check: bool, mandatory: str) -> None:
    """Check kit folders and publish each as a version. Every problem is named with file, line and what to do.

    If any of them can't be published, none is.
    """
    from tcma.catalogue import rules

    readings = [rules.read_kit(kit) for kit in kits]
    for place, reading in zip(kits, readings, strict=True):
        for problem in reading.problems:
            click.echo(f"{place / problem.file}:{problem.line}: {problem.message} {problem.fix}".rstrip(), err=True)
    sound = [(one, one.kit) for one in readings if one.kit is not None and one.publishable]
    if len(sound) < len(readings):
        click.echo(gettext("Nothing was published."), err=True)
        sys.exit(1)
    if only_check:
        for _reading, kit in sound:
            click.echo(gettext("%(kit)s can be published.", kit=kit.title))
        return
    from tcma.localization import actions as localization

    wired()
    with transaction() as session:
        made = [(kit.title, localization.publish(session, kit=kit, copy=one.copy, media=one.media, actor_id=None,
                                                 now=clock.now(session), mandatory=mandatory).number)
                for one, kit in sound]
    for title, number in made:
        click.echo(gettext("%(kit)s is published as version %(number)s.", kit=title, number=number))


@main.command()
@click.argument("kit", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("languages", nargs=-1)
@refusing
def words(kit: Path, languages: tuple[str, ...]) -> None:
    """Write the kit's copy/LANGUAGE.po anew for translators: new texts are added, changed ones marked."""
    from tcma.catalogue import rules

    reading = rules.read_kit(kit)
    if reading.kit is None:
        for problem in reading.problems:
            click.echo(f"{kit / problem.file}:{problem.line}: {problem.message} {problem.fix}".rstrip(), err=True)
        sys.exit(1)
    wanted = languages or [tag for tag in reading.kit.languages if tag != reading.kit.source_language]
    for tag in wanted:
        path = kit / "copy" / f"{tag}.po"
        path.write_text(rules.write_po(reading.kit, tag, reading.copy.get(tag, {})), encoding="utf-8")
        click.echo(str(path))


@main.command()
@click.argument("kit")
@click.option("--to", "language", required=True, help="The language, such as fr or pt-BR.")
@click.option("--engine", type=click.Choice(["pseudo", "libretranslate", "google", "mymemory"]), default=None,
              help="Another engine than TRANSLATION_ENGINE says.")
@refusing
def translate(kit: str, language: str, engine: str | None) -> None:
    """Translate what KIT lacks in a language: a kit's slug (into its draft), or a folder (into its PO file).

    Says of each text what became of it. Exit status 1 if some were left untranslated.
    """
    from tcma.base.tools import use
    from tcma.localization import actions
    from tcma.localization.ports import Translator

    if engine == "libretranslate" and not os.environ.get("TRANSLATION_URL"):
        raise click.UsageError("libretranslate needs the address of its server: set TRANSLATION_URL.")
    wired(**({"translation_engine": engine} if engine else {}))
    work = actions.into_folder if (Path(kit) / "kit.toml").is_file() else actions.into_draft
    left = 0
    for key, said, fine in work(kit, language, use(Translator)):
        click.echo(f"{key}: {said}" if key else said)
        left += not fine
    sys.exit(1 if left else 0)


@main.command("import-contacts")
@click.option("--partner", "slug", required=True, help="The partner's short name, as in its address.")
@click.option("--basis", default="", help="Where they agreed, for rows that do not say: "
              "express, existing_customer, implied_purchase, implied_inquiry, published_business, "
              "corporate_subscriber, opt_out.")
@click.option("--wording", default="", help="Where exactly, in words: kept with each person as proof.")
@click.option("--encoding", default="", help="How its letters are written, if that is asked: utf-8, Windows-1250, ...")
@click.option("--email-column", default=None, help="Which column to write to, if that is asked: its name, or 1, 2, ...")
@click.option("--sheet", default="", help="Which sheet of a spreadsheet to read, if that is asked.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of each record.")
@click.option("--json", "as_json", is_flag=True, help="The account as JSON, alone on standard output.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_contacts(slug: str, basis: str, wording: str, encoding: str, email_column: str | None, sheet: str,
                    dry_run: bool, as_json: bool, file: Path) -> None:
    """Bring a file of contacts to a partner; every record is accounted for.

    Exit status 2 if the file is refused whole, or needs an answer: the question is on standard error, and in the JSON.
    """
    from tcma.audiences import actions
    from tcma.audiences.rules import Answers, told
    from tcma.audiences.rules.account_words import account_lines, json_lines, refused_lines
    from tcma.base.storage import Storage
    from tcma.base.tools import use

    wired()
    try:
        found = actions.import_file(use(Storage), file, slug=slug, basis=basis, wording=wording, dry_run=dry_run,
                                    answers=Answers(encoding, email_column, sheet))
    except Refusal as refusal:
        if as_json:
            click.echo(json.dumps(told(refusal), indent=2, ensure_ascii=False))
        for line in refused_lines(refusal):
            click.echo(line, err=True)
        sys.exit(2)
    for line in json_lines(found) if as_json else account_lines(found, dry_run=dry_run):
        click.echo(line)


@main.group()
def attribution() -> None:
    """Credit rules."""


@attribution.command("try")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print JSON (the only form there is).")
@refusing
def try_journey(file: Any, as_json: bool) -> None:
    """Compute a what-if journey under every credit rule, so that finance can check the formulas."""
    from tcma.attribution.rules import try_journey

    try:
        given = json.load(file)
    except (ValueError, RecursionError) as error:
        raise Refusal(N_("%(file)s is not JSON: %(error)s."), file=file.name, error=error) from error
    click.echo(json.dumps(try_journey(given), indent=2, ensure_ascii=False))


@main.command()
@click.option("--vendor", required=True, help="The vendor's name.")
@click.option("--domain", required=True, help="The domain that mails are sent from, verified at SES.")
@click.option("--address", required=True, help="The vendor's postal address.")
@click.option("--website", default="")
@click.option("--timezone", default="UTC")
@click.option("--currency", default="EUR")
@click.option("--admin-email", required=True)
@click.option("--admin-name", required=True)
@click.option("--quiet/--no-quiet", default=True, help="Quiet hours from 21:00 to 07:00, which the settings change.")
@click.option("--warm-up/--no-warm-up", default=True, help="The domain is new as a sender: 50 mails on its first day.")
@refusing
def init(vendor: str, domain: str, address: str, website: str, timezone: str, currency: str, admin_email: str,
         admin_name: str, quiet: bool, warm_up: bool) -> None:
    """Make the programme and invite its first administrator; prints the link that lets them in."""
    from tcma.base import tokens
    from tcma.base.access import Role
    from tcma.base.tools import use
    from tcma.delivery.rules.quiet import USUAL
    from tcma.partners.actions import invite, start_programme
    from tcma.senders.actions.warming import start_warm_up

    wired()
    with transaction() as session:
        start_programme(session, vendor_name=vendor, sender_domain=domain, postal_address=address, website=website,
                        timezone=timezone, currency=currency, quiet=USUAL if quiet else None)
        if warm_up:
            start_warm_up(session, domain, now=clock.now(session))
        invited = invite(session, email=admin_email, name=admin_name, role=Role.VENDOR_ADMIN, partner_id=None,
                         language="en", actor=None, now=clock.now(session))
        token = tokens.sign("invitation", invited.id.bytes)
    click.echo(f"{use(Settings).public_url}/in/{token}")


@main.command()
@refusing
def migrate() -> None:
    """Bring the database to the newest version of its tables."""
    from alembic import command
    from alembic.config import Config

    from tcma.base.settings import ROOT

    command.upgrade(Config(toml_file=str(ROOT / "pyproject.toml")), "head")


@main.command()
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@refusing
def status(as_json: bool) -> None:
    """How delivery stands, and whether its nine promises hold now. Exit status 1 if one is broken."""
    from dataclasses import asdict

    from redis import Redis
    from redis.exceptions import RedisError
    from rq import Queue

    from tcma.base.beat import Pulse, pulse
    from tcma.base.tools import use
    from tcma.delivery.queries import look_at_all, standing, told

    wired()
    try:
        alive: Pulse | None = pulse(use(Redis), use(Queue))
    except RedisError:
        alive = None
    with transaction() as session:
        found = told(standing(session, now=clock.now(session)), look_at_all(session))
    found["processes"] = asdict(alive) if alive else None
    lines = [f"{name}: {value}" for name, value in found.items() if name != "invariants"]
    lines += [f"{name}: {one['broken'] or 'kept'} {' '.join(one['examples'])}".rstrip()
              for name, one in found["invariants"].items()]
    click.echo(json.dumps(found, indent=2) if as_json else "\n".join(lines))
    sys.exit(1 if any(one["broken"] for one in found["invariants"].values()) else 0)


@main.command("rebuild-traits")
@refusing
def rebuild_traits() -> None:
    """Tell everyone's clicks, leads and deals to their contacts anew, for segments. It is kept as it happens, too."""
    from tcma.deals import actions

    wired()
    with transaction() as session:
        actions.rebuild_traits(session)
    click.echo(gettext("Done."))


@main.command()
@click.argument("email")
@click.option("--partner", default=None, help="Only what this partner holds, by its slug.")
@refusing
def erase(email: str, partner: str | None) -> None:
    """Erase everything of a person, for good. What is counted stays counted, and a keyed hash keeps them unmailed.

    Prints how many rows of which table went or name nobody now, and which files. Twice is fine: what broke off is
    mended by doing it again.
    """
    from tcma.rights.actions import erase_person
    from tcma.rights.ports import TracesAway

    wired()
    try:
        done = erase_person(email, partner_id=_partner(partner))
    except TracesAway as away:
        raise Refusal(N_("Valkey or Redis is away, so nothing is certain to be erased: do it again. %(reason)s"),
                      reason=away) from away
    for table, rows in done.rows.items():
        click.echo(ngettext("%(table)s: %(num)s row", "%(table)s: %(num)s rows", rows, table=table))
    for file in done.files:
        said = gettext("the person's rows are cut out")
        if file.deleted:
            said = gettext("deleted, since no record could be cut out of it")
        click.echo(f"{file.name}: {said}")
    click.echo(gettext("Erased. A keyed hash stays, so that nobody writes to this address again."))
    if done.signs_in:
        click.echo(gettext("This address also signs in here. Its account stays until its firm ends it."))


@main.command("export-person")
@click.argument("email")
@click.option("--partner", default=None, help="Only what this partner holds, by its slug.")
@click.option("--csv", "folder", type=click.Path(file_okay=False, path_type=Path), default=None,
              help="Write one CSV a table into this folder, in place of JSON on standard output.")
@refusing
def export_person(email: str, partner: str | None, folder: Path | None) -> None:
    """Everything that is held of a person, as JSON. Exit status 1 if that is nothing."""
    from tcma.rights.queries import find, told
    from tcma.rights.rules import as_csv

    wired()
    with transaction() as session:
        found = told(session, find(session, email, partner_id=_partner(partner)), now=clock.now(session))
    if folder is None:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, body in as_csv(found["held"]).items():
            (folder / name).write_text(body, encoding="utf-8", newline="")
            click.echo(str(folder / name))
    sys.exit(0 if found["held"] else 1)


def _partner(slug: str | None) -> UUID | None:
    """The partner of a slug. Raises Refusal."""
    from sqlalchemy import select

    from tcma.partners.models import Partner

    if slug is None:
        return None
    with transaction() as session:
        found = session.scalar(select(Partner.id).where(Partner.slug == slug))
    if found is None:
        raise Refusal(N_("There is no partner “%(slug)s”."), slug=slug)
    return found


@main.command()
@click.option("--once", is_flag=True, help="Run the whole chain in a folder of its own, print what came of it, stop.")
@click.option("--json", "as_json", is_flag=True, help="With --once: the result as JSON, alone on standard output.")
@click.option("--reset", is_flag=True, help="Begin anew: delete what earlier demos kept.")
@click.option("--port", type=int, default=None)
@click.option("--var", "var_dir", type=click.Path(path_type=Path), default=None)
@refusing
def demo(once: bool, as_json: bool, reset: bool, port: int | None, var_dir: Path | None) -> None:
    """The product on a full sample programme, with embedded servers, on this machine alone."""
    from tcma.base.settings import ROOT

    if once:
        from tcma.trial.once import run_once

        sys.exit(run_once(as_json=as_json))
    from tcma.trial.supervisor import run

    sys.exit(run(var_dir or ROOT / "var", reset=reset, port=port))


if __name__ == "__main__":
    main()
