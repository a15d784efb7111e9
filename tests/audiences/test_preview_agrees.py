"""What the preview says beforehand is what the import does, also for whole domains that are not written to."""

from sqlalchemy.orm import Session

from tcma.audiences import actions, queries
from tcma.audiences.models import Import
from tests.audiences.begun import partner_of_alice
from tests.audiences.files import NOW, preview, store

FILE = "email\n" + "".join(
    f"{address}\n"
    for address in ("ann@own.example", "bo@shop.own.example", "cy@theirs.example", "di@mail.theirs.example",
                    "ed@plain.example", "flo@plain.example", "gus@plain.example", "fine@free.example")
)  # fmt: skip
NUMBERS = ("records", "imported", "updated", "duplicates", "refused", "suppressed")


def numbers(found: Import) -> dict[str, int]:
    return {name: found.counts[name] for name in NUMBERS}


def test_listed_domains_are_counted_before_as_they_are_after(session: Session) -> None:
    partner = partner_of_alice(session)
    for scope, partner_id, key in (("partner", partner, "@own.example"), ("programme", None, "@theirs.example"),
                                   ("partner", partner, "ed@plain.example"), ("global", None, "flo@plain.example"),
                                   ("vendor", None, "gus@plain.example")):  # fmt: skip
        actions.suppress(session, scope=scope, partner_id=partner_id, addr_key=key, reason="listed", now=NOW)
    before = preview(session, partner, FILE)
    assert numbers(before) == dict.fromkeys(NUMBERS, 0) | {"records": 8, "imported": 5, "suppressed": 3}
    assert before.counts["unavailable"] == 3
    assert sum(number for *_, number in before.counts["groups"]) == 2
    after = store(session, partner, FILE)
    assert numbers(after) == numbers(before)
    assert after.list_id is not None
    mailable, left_out = queries.count(session, partner_id=partner, list_id=after.list_id, now=NOW)
    assert (mailable, left_out) == (2, {"unavailable": 3})
