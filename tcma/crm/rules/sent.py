"""What became of partners' deals, as a CSV file or a program's list: a deal a record."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from tcma.base.errors import Refusal
from tcma.base.storage import Body
from tcma.base.words import N_
from tcma.crm.rules.mapping import Mapping as CrmMapping
from tcma.crm.rules.reading import amount_of, number_of
from tcma.crm.rules.records import CrmOpportunity, Kind, Unreadable
from tcma.deals.rules.amounts import parse_amount
from tcma.deals.rules.book import list_of, moment, table_of

SOURCE = "sent"
FIELDS = ("registration", "stage", "amount", "currency", "order_number", "changed", "id", "name", "product")
_NEEDS = ("registration", "stage")


def read_csv(
    body: Body, encoding: str, mapping: CrmMapping, *, now: datetime, language: str = "en"
) -> Iterator[CrmOpportunity | Unreadable]:
    """The records of a file; amounts as people of the language write them. Raises Refusal for what is no table."""
    for line, given in table_of(body, encoding, _NEEDS):
        if isinstance(given, Refusal):
            yield Unreadable(Kind.OPPORTUNITY, str(line), now, given)
        else:
            yield _record(str(line), given, mapping, now, language)


def read_json(body: bytes, mapping: CrmMapping, *, now: datetime) -> Iterator[CrmOpportunity | Unreadable]:
    """The records of a JSON list. Raises Refusal."""
    for number, given in enumerate(list_of(body, N_("Send a list of objects, one for each deal.")), 1):
        yield _record(str(number), given, mapping, now, "en")


def _record(
    line: str, given: Mapping[str, str], mapping: CrmMapping, now: datetime, language: str
) -> CrmOpportunity | Unreadable:
    said = {name: " ".join(given.get(name, "").split()) for name in FIELDS}
    said["id"] = said["id"] or " ".join(given.get("external_id", "").split())
    try:
        number = number_of(said["registration"])
        if not number or not said["stage"]:
            raise Refusal(N_("It names no registration, or no stage."))
        means = mapping.means(said["stage"])
        return CrmOpportunity(
            said["id"][:100] or f"registration-{number}", moment(said["changed"]) or now,
            name=said["name"][:200] or str(number), stage=said["stage"][:100], means=means,
            amount=_amount(said["amount"], language), currency=said["currency"].upper()[:10], registration=number,
            order_number=said["order_number"][:100], product=said["product"][:100], closed=means in ("won", "lost"),
        )  # fmt: skip
    except Refusal as refusal:
        return Unreadable(Kind.OPPORTUNITY, said["id"][:100] or line, now, refusal)


def _amount(text: str, language: str) -> Decimal | None:
    try:
        return amount_of(parse_amount(text, language))
    except ValueError:
        raise Refusal(N_("“%(text)s” is not an amount. Write 12000."), text=text[:40]) from None
