"""The account's suppression list at Amazon SES."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tcma.adapters.ses_identities import asked
from tcma.delivery.ports import Later, Listed
from tcma.senders import ports

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

_REASONS = {"BOUNCE": "bounced", "COMPLAINT": "complained"}
_WORDS = {ours: theirs for theirs, ours in _REASONS.items()}
_PAGE = 1_000


class SesSuppressionList:
    """A `SuppressionList`."""

    def __init__(self, client: "SESV2Client") -> None:
        self._client = client

    def listed(self, since: datetime) -> Iterator[Sequence[Listed]]:
        more: dict[str, Any] = {}
        while True:
            page = _later(lambda more=more: self._client.list_suppressed_destinations(
                StartDate=since, PageSize=_PAGE, **more
            ))  # fmt: skip
            yield [
                Listed(one["EmailAddress"], _REASONS[one["Reason"]])
                for one in page.get("SuppressedDestinationSummaries", ()) if one.get("Reason") in _REASONS
            ]
            if not page.get("NextToken"):
                return
            more = {"NextToken": page["NextToken"]}

    def put(self, listed: Listed) -> bool:
        try:
            _later(lambda: self._client.put_suppressed_destination(
                EmailAddress=listed.email, Reason=_WORDS[listed.reason]  # type: ignore[arg-type]  # one of two words
            ))  # fmt: skip
        except ports.Never:
            return False
        return True


def _later(call: Any) -> Any:
    try:
        return asked(call) or {}
    except ports.Later as error:
        raise Later(str(error)) from error
