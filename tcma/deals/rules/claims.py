"""What a partner claims when it registers a deal."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

KINDS = ("new", "expansion", "renewal")
REQUIRED = (
    "account_name",
    "account_domain",
    "account_country",
    "contact_name",
    "contact_email",
    "amount",
    "currency",
    "expected_close",
)


@dataclass(frozen=True)
class Claim:
    """Empty text or None: not filled in. `product_lines` are keys of the rules of engagement."""

    account_name: str = ""
    account_domain: str = ""
    account_country: str = ""
    contact_name: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    amount: Decimal | None = None
    currency: str = ""
    expected_close: date | None = None
    description: str = ""
    kind: str = "new"
    contact_title: str = ""
    account_postal_code: str = ""
    account_vat: str = ""
    account_duns: str = ""
    product_lines: tuple[str, ...] = ()
    source: str = ""
    incumbent: str = ""
    relationship: str = ""

    def missing(self, *, products: bool = False) -> tuple[str, ...]:
        """Names of the required fields that are empty; the product lines are one where the programme has any."""
        required = (*REQUIRED, "product_lines") if products else REQUIRED
        return tuple(name for name in required if not getattr(self, name))
