"""`make bench-import`: an import against ORM and email-validator, row by row; its time and memory at any size.

Each measurement is a child process with a partner of its own, so that its peak is its own; the two ways take turns,
and the ratio is of their medians. Prints `name value goal met|not met` lines; exit status 1 if one is not met.
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import select

from bench.people import addresses, write
from bench.programme import a_partner, programme
from tcma.audiences import actions
from tcma.audiences.models import Consent, Contact, ContactList, ListMember
from tcma.audiences.rules import Answers, BadAddress, read_address
from tcma.base import clock
from tcma.base.db import new_id, transaction
from tcma.base.settings import Settings
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.partners.models import Partner
from tcma.wiring import wire

ROUNDS = 3


def ours(path: Path, slug: str) -> int:
    """The whole import as `tcma import-contacts` does it: kept, looked through, stored, accounted for."""
    said = actions.import_file(use(Storage), path, slug=slug, basis="express", answers=Answers())
    return int(said["imported"] + said["updated"])


def naive(path: Path, slug: str) -> int:
    """One row after the other: validate, look for the contact, add it, its consent and its place on the list."""
    kept = 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    for start in range(0, len(rows), 500):
        with transaction() as session:
            now = clock.now(session)
            partner_id = session.scalars(select(Partner.id).where(Partner.slug == slug)).one()
            found = session.scalar(select(ContactList).where(ContactList.partner_id == partner_id))
            if found is None:
                found = ContactList(partner_id=partner_id, name=path.name, created_at=now, updated_at=now)
                session.add(found)
                session.flush()
            for row in rows[start : start + 500]:
                try:
                    checked = validate_email(row["E-Mail"], check_deliverability=False, allow_smtputf8=False)
                except EmailNotValidError:
                    continue
                key = checked.normalized.casefold()
                contact = session.scalar(
                    select(Contact).where(Contact.partner_id == partner_id, Contact.addr_key == key)
                )
                if contact is None:
                    contact = Contact(
                        id=new_id(), partner_id=partner_id, email=checked.normalized, addr_key=key,
                        account_domain=checked.domain, created_at=now, updated_at=now,
                    )  # fmt: skip
                    session.add(contact)
                    session.flush()
                    session.add(Consent(contact_id=contact.id, partner_id=partner_id, basis="express",
                                        source="import", given_at=now))  # fmt: skip
                    session.add(ListMember(list_id=found.id, contact_id=contact.id))
                contact.first_name, contact.last_name = row["Vorname"], row["Nachname"]
                contact.company, contact.phone, contact.updated_at = row["Firma"], row["Telefon"], now
                kept += 1
    return kept


def child(way: str, path: Path, slug: str) -> None:
    """Measure one import in this process; prints JSON."""
    wire(Settings())  # type: ignore[call-arg]  # its fields come from the environment
    before, began, busy = _peak(), time.perf_counter(), time.process_time()
    kept = {"ours": ours, "naive": naive}[way](path, slug)
    took = time.perf_counter() - began
    sys.stdout.write(json.dumps({"seconds": took, "people": kept, "peak": _peak(), "before": before,
                                 "busy": time.process_time() - busy}))


def _peak() -> float:
    """The most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(way: str, path: Path) -> dict[str, Any]:
    """One import in a child."""
    slug = f"{way}-{new_id()}"
    a_partner(slug)
    done = subprocess.run(
        [sys.executable, "-m", "bench.import_contacts", "--child", way, str(path), slug],
        env=os.environ | {"PYTHONPATH": os.getcwd()}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(done.stderr[-3_000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def differing(number: int) -> int:
    """How many of so many addresses our reading and email-validator judge differently."""
    wrong = 0
    for text in addresses(number, seed=2):
        try:
            checked = validate_email(text.strip(), check_deliverability=False, strict=True)
            expected: str | None = checked.ascii_email and checked.ascii_email.lower()
        except EmailNotValidError:
            expected = None
        try:
            found: str | None = read_address(text).key
        except BadAddress:
            found = None
        wrong += found != expected
    return wrong


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def goal(name: str, value: float, words: str, met: bool) -> bool:
    say(f"{name} {value:.3g} {words} {'met' if met else 'not met'}")
    return met


def run(sizes: list[int], compared: int, checked: int) -> Iterator[bool]:
    """Every goal, one after the other."""
    with tempfile.TemporaryDirectory(prefix="tcma-bench-") as folder, programme():
        small, large = Path(folder) / "small.csv", Path(folder) / "large.csv"
        write(small, compared)
        write(large, compared * 10)
        rates: dict[str, list[float]] = {"naive": [], "ours": []}
        for _ in range(ROUNDS):
            for way, path, rows in (("naive", small, compared), ("ours", large, compared * 10)):
                found = measured(way, path)
                rates[way].append(rows / found["seconds"])
                say(f"  {way}: {rows:,} rows, {rows / found['seconds']:,.0f} rows/s, "
                    f"{found['busy'] / rows * 1e6:,.0f} us of CPU a row")
        ratio = median(rates["ours"]) / median(rates["naive"])
        yield goal("import-ratio", ratio, "x >=12", ratio >= 12)
        wrong = differing(checked)
        yield goal("import-verdicts-differing", wrong, f"of {checked:,} =0", wrong == 0)
        peaks = []
        for rows in sizes:
            path = Path(folder) / f"{rows}.csv"
            write(path, rows, seed=rows)
            found = measured("ours", path)
            peaks.append(found["peak"])
            say(f"  {rows:,} rows: {path.stat().st_size / 1e6:.0f} MB, {found['people']:,} people, "
                f"{rows / found['seconds']:,.0f} rows/s, {found['busy']:.1f} s of CPU, {found['before']:.0f} MB before")
            most = 20 * max(rows / 100_000, 1)
            yield goal(f"import-{rows}-seconds", found["seconds"], f"s <{most:.0f}", found["seconds"] < most)
            yield goal(f"import-{rows}-peak", found["peak"], "MB <300", found["peak"] < 300)
        if len(peaks) > 1:
            more = peaks[-1] - peaks[0]
            # Twelve bytes remember each whom the file named; nothing else is kept of a row.
            yield goal("import-peak-growth", more, "MB <=20", more <= 20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[100_000, 1_000_000], help="rows of the large imports")
    parser.add_argument("--compared", type=int, default=3_000, help="rows of the slow way; ours takes 10 times that")
    parser.add_argument("--checked", type=int, default=100_000, help="addresses judged twice")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child[0], Path(given.child[1]), given.child[2])
        return
    sys.exit(0 if all(list(run(given.sizes, given.compared, given.checked))) else 1)


if __name__ == "__main__":
    main()
