"""Receipts from Amazon SQS, by long polling."""

from collections.abc import Sequence
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tcma.base.settings import Settings
from tcma.delivery.ports import Brought, Later

AT_ONCE = 10  # SQS's limit


class SqsReceipts:
    """A `ReceiptQueue`."""

    def __init__(self, client: Any, url: str) -> None:
        self._client, self._url = client, url

    def receive(self, seconds: int) -> list[Brought]:
        answer = _asked(lambda: self._client.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=AT_ONCE, WaitTimeSeconds=seconds
        ))  # fmt: skip
        return [Brought(one["ReceiptHandle"], one["Body"].encode()) for one in answer.get("Messages", ())]

    def done(self, handles: Sequence[str]) -> None:
        for start in range(0, len(handles), AT_ONCE):
            entries = [{"Id": str(number), "ReceiptHandle": handle}
                       for number, handle in enumerate(handles[start:start + AT_ONCE])]  # fmt: skip
            _asked(lambda entries=entries: self._client.delete_message_batch(
                QueueUrl=self._url, Entries=entries
            ))  # fmt: skip

    def attributes(self) -> dict[str, str]:
        """What SQS says of the queue, by its own names. Raises Later."""
        answer = _asked(lambda: self._client.get_queue_attributes(QueueUrl=self._url, AttributeNames=["All"]))
        return dict(answer.get("Attributes", {}))


def _asked(call: Any) -> Any:
    """Whatever goes wrong, asking again hurts nobody: what was brought and not done with comes again."""
    try:
        return call()
    except (BotoCoreError, ClientError) as error:
        raise Later(str(error)) from error


def sqs_client(settings: Settings) -> Any:
    """Credentials by boto3's own chain, or none that matter for the simulator. A long poll ends before it gives up."""
    session = boto3.session.Session("simulator", "simulator") if settings.sqs_endpoint_url else boto3.session.Session()
    return session.client(
        "sqs", region_name=settings.aws_region, endpoint_url=settings.sqs_endpoint_url,
        config=Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30),
    )
