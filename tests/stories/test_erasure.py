"""Someone goes through every door, buys, and asks to be forgotten: nothing of them is found, all counts stay."""

import json
import re
import subprocess
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest
from redis import Redis

from tcma.trial.servers.programs import postgres_programs
from tcma.trial.story import hosting, readers, selling, sending
from tcma.trial.story.browser import StoryBroke
from tcma.trial.story.crowd import Crowd, Sample
from tcma.trial.story.mailbox import wait_until
from tcma.trial.supervisor import Programme
from tests.stories.stage import Stage, firm

KIT = "ransomware-readiness"
PARTNER = firm("Sample Forgets")
EMAIL = "zornika.quillfeather@plumbline-atelier.example"
PERSON = Sample(EMAIL, "Zornika", "Quillfeather", "Plumbline Atelier", "en", "United Kingdom", "+44 20 7946 4711")
OTHERS = [Sample(f"sample.{n}@other-works-{n}.example", "Sample", f"Reader {n}", "Other works", "en") for n in range(2)]
NAMES = (EMAIL, "zornika.quillfeather", "zornika", "quillfeather", "7946 4711", "79464711")
COUNTED = {
    "money": "SELECT coalesce(sum(amount), 0), count(*) FROM credits",
    "deals": "SELECT coalesce(sum(amount), 0), count(*) FROM deals",
    # Those to contacts: people of the partner hear of deals a moment later.
    "mails": "SELECT count(*), count(DISTINCT contact_id) FROM messages WHERE state = 'accepted' "
             "AND contact_id IS NOT NULL",
    "touches": "SELECT count(*), count(DISTINCT contact_id) FROM touches WHERE counts",
    "responses": "SELECT count(*), count(DISTINCT contact_id) FROM responses",
    "leads": "SELECT count(*), count(DISTINCT contact_id) FROM leads",
    "registrations": "SELECT count(*) FROM event_registrations",
    "for whom": "SELECT count(*) FROM launch_people",
}


def test_nothing_is_found_of_who_was_erased_but_a_hash(quiet: Stage, tmp_path: Path) -> None:
    run, event = through_every_door(quiet)
    before = counted(quiet.programme)
    assert found(quiet.programme).keys() >= {"dump", "storage"}
    told(quiet, tmp_path)
    said = quiet.world.command("erase", f" {EMAIL.upper()} ")
    assert "clients.csv: the person's rows are cut out" in said
    assert found(quiet.programme) == {}
    assert counted(quiet.programme) == before
    assert stands(quiet.programme) == [("programme", "erased", True)]
    with pytest.raises(StoryBroke, match="ended with 1"):
        quiet.world.command("export-person", EMAIL)
    pages_still_work(quiet, run, event)
    nobody_brings_them_back(quiet)
    assert found(quiet.programme) == {}
    sending.press(quiet.world.browsers[PARTNER.slug], run, "Stop launch")


def through_every_door(quiet: Stage) -> tuple[sending.Run, hosting.Hosted]:
    """Imported, mailed, clicked, answered, noted, registered, won; and coming to an event."""
    world, slug = quiet.world, quiet.partner(PARTNER).slug
    crowd = Crowd([PERSON, *OTHERS], [], [], 0, 0)
    sending.bring_contacts(world, slug, crowd, name="clients.csv")
    run = sending.launch(world, slug, KIT)
    world.skip(minutes=2)
    sending.wait_sent(world, run, steps=1, people=3)
    wait_until(world.mailbox.settled, "all events to be told")
    world.skip(minutes=90)
    time.sleep(1.2)  # the web processes look at the clock's offset once a second
    letter = world.mailbox.letter(EMAIL)
    readers.click(world, letter)
    readers.answer(world, letter, message=f"Call {PERSON.phone}, says {PERSON.first_name}.")
    selling.note(world, slug, PERSON.name, f"{PERSON.name} is away until Monday")
    registered = selling.register_lead(world, slug, PERSON.name, amount="4000.01", country="GB")
    selling.approve(world, registered)
    selling.advance(world, registered, slug)
    selling.win(world, registered, order="NG-2027-4711", amount="4000.01")
    selling.look_at_reports(world, slug, "4,000")
    event = hosting.host(world, slug, seats=5)
    hosting.come(world, hosting.address_of(world, event), PERSON)
    wait_until(lambda: [one for one in world.mailbox.letters_of("event") if one.to == EMAIL], "a confirmation")
    wait_until(world.mailbox.settled, "all events to be told")
    return run, event


def told(quiet: Stage, folder: Path) -> None:
    """Everything that is held, by one command, as JSON and as tables."""
    held = json.loads(quiet.world.command("export-person", EMAIL))["held"]
    assert held.keys() >= {
        "contacts", "consents", "list_members", "messages", "attempts", "receipts", "hits", "touches", "responses",
        "launch_people", "event_registrations", "message_attachments", "leads", "lead_events", "registrations", "deals",
    }  # fmt: skip
    assert f"{PERSON.name} is away until Monday" in [row["note"] for row in held["leads"]]
    said = [row["answers"].get("message") for row in held["responses"]]
    assert f"Call {PERSON.phone}, says {PERSON.first_name}." in said
    quiet.world.command("export-person", EMAIL, "--csv", str(folder), "--partner", PARTNER.slug)
    assert {path.name for path in folder.iterdir()} == {f"{table}.csv" for table in held}
    with pytest.raises(StoryBroke, match="no partner"):
        quiet.world.command("export-person", EMAIL, "--partner", "nobody")


def counted(programme: Programme) -> dict[str, Any]:
    with psycopg.connect(database(programme)) as connection:
        return {name: connection.execute(query).fetchone() for name, query in COUNTED.items()}


def stands(programme: Programme) -> list[Any]:
    """What keeps the person unmailed, and whether it is by a hash."""
    with psycopg.connect(database(programme)) as connection:
        rows = connection.execute("SELECT scope, reason, addr_key LIKE '#%' FROM suppressions WHERE reason = 'erased'")
        return rows.fetchall()


def database(programme: Programme) -> str:
    return programme.settings["DATABASE_URL"].replace("postgresql+psycopg://", "postgresql://")


def found(programme: Programme) -> dict[str, str]:
    """Where something of the person can be read, and what stands around it."""
    named = re.compile("|".join(map(re.escape, NAMES)).encode(), re.IGNORECASE)
    return {
        where: repr(body[max(0, one.start() - 200) : one.end() + 80])
        for where, body in everything(programme) if (one := named.search(body))
    }  # fmt: skip


def everything(programme: Programme) -> Iterator[tuple[str, bytes]]:
    dump = postgres_programs() / "pg_dump"
    yield "dump", subprocess.run([dump, "--dbname", database(programme)], capture_output=True, check=True).stdout
    yield from files("storage", programme.var / "storage")
    yield from files("log", programme.var / "log")
    yield "log", programme.log.read_bytes()
    redis = Redis.from_url(programme.settings["REDIS_URL"])
    for key in redis.scan_iter():
        yield "valkey", key + (cast(bytes, redis.dump(key)) or b"")
        if redis.type(key) == b"hash":
            for value in cast(dict[bytes, bytes], redis.hgetall(key)).values():
                yield "valkey", value + unpacked(value)


def files(where: str, folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield where, path.name.encode() + path.read_bytes()


def unpacked(value: bytes) -> bytes:
    """RQ packs what it keeps of a job."""
    try:
        return zlib.decompress(value)
    except zlib.error:
        return b""


def pages_still_work(quiet: Stage, run: sending.Run, event: hosting.Hosted) -> None:
    partner, carlos = quiet.world.browsers[PARTNER.slug], quiet.world.browsers["carlos"]
    paths = ("/home", "/contacts", "/leads", "/deals", "/results", run.path, event.path, f"{run.path}/people/skipped")
    for path in paths:
        page = partner.get(path)
        assert page.status == 200, path
        assert not any(name in page.words.lower() for name in NAMES), path
    for path in ("/hq", "/hq/deals", "/hq/attribution"):
        assert carlos.get(path).status == 200, path
    assert "4,000" in partner.get("/results").words


def nobody_brings_them_back(quiet: Stage) -> None:
    """The same file again: the others are known, and the person is left out."""
    browser = quiet.world.browsers[PARTNER.slug]
    body = Crowd([PERSON, *OTHERS], [], [], 0, 0).csv()
    shown = browser.submit(
        browser.get("/contacts/import").form(field_name="file"), files={"file": ("again.csv", body)}
    )
    done = browser.submit(shown.form(field_name="basis"), {"basis": "express"}, button="Use these")
    rows, fresh, known, twice, said_no, bad = (int(one.text()) for one in done.tree.css(".kpi .v"))
    assert (rows, fresh, known, twice, said_no, bad) == (3, 0, 2, 0, 1, 0)
    said = quiet.world.command("erase", EMAIL)  # the new file holds them again
    assert "again.csv: the person's rows are cut out" in said

