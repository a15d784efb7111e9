"""Amazon SQS as boto3 speaks to it: JSON posts whose header names the operation, held to botocore's model."""

import hashlib
import json
import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, request

from tcma.trial.ses import model
from tcma.trial.ses.office import Office
from tcma.trial.ses.queue import RECEIVES, VISIBLE_AGAIN, Queue
from tcma.trial.ses.shapes import Mismatch

SERVICE, TARGET = "sqs", "AmazonSQS."
bp = Blueprint("sqs", __name__)


class QueueError(Exception):
    """A refusal; `code` is the name of a shape."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def _receive(queue: Queue, body: dict[str, Any]) -> dict[str, Any]:
    most, wait = body.get("MaxNumberOfMessages", 1), body.get("WaitTimeSeconds", 0)
    hidden = body.get("VisibilityTimeout", VISIBLE_AGAIN)
    _within("MaxNumberOfMessages", most, 1, 10)
    _within("WaitTimeSeconds", wait, 0, 20)
    _within("VisibilityTimeout", hidden, 0, 43_200)
    found = queue.receive(most, wait=wait, hidden=hidden)
    return {"Messages": [
        {"MessageId": one.id, "ReceiptHandle": one.handle, "Body": one.body,
         "MD5OfBody": hashlib.md5(one.body.encode(), usedforsecurity=False).hexdigest(),
         "Attributes": {"ApproximateReceiveCount": str(one.receives)}}
        for one in found
    ]} if found else {}  # fmt: skip


def _delete(queue: Queue, body: dict[str, Any]) -> dict[str, Any]:
    if not queue.delete(body["ReceiptHandle"]):
        raise QueueError("ReceiptHandleIsInvalid", "The input receipt handle is invalid.")
    return {}


def _delete_batch(queue: Queue, body: dict[str, Any]) -> dict[str, Any]:
    entries = body["Entries"]
    names = [one["Id"] for one in entries]
    if not entries:
        raise QueueError("EmptyBatchRequest", "There should be at least one entry.")
    if len(entries) > 10:
        raise QueueError("TooManyEntriesInBatchRequest", "Maximum number of entries per request are 10.")
    if len(set(names)) != len(names):
        raise QueueError("BatchEntryIdsNotDistinct", "Two entries have the same Id.")
    done = {one["Id"]: queue.delete(one["ReceiptHandle"]) for one in entries}
    failed = {"SenderFault": True, "Code": "ReceiptHandleIsInvalid"}
    return {
        "Successful": [{"Id": name} for name, fine in done.items() if fine],
        "Failed": [{"Id": name, **failed} for name, fine in done.items() if not fine],
    }


def _hide(queue: Queue, body: dict[str, Any]) -> dict[str, Any]:
    _within("VisibilityTimeout", body["VisibilityTimeout"], 0, 43_200)
    if not queue.hide(body["ReceiptHandle"], body["VisibilityTimeout"]):
        raise QueueError("MessageNotInflight", "The message is not under way.")
    return {}


def _attributes(queue: Queue, body: dict[str, Any]) -> dict[str, Any]:
    counts, options = queue.counts(), _office().options
    arn = f"arn:aws:sqs:{options.region}:{options.account_id}:{queue.name}"
    known = {
        "ApproximateNumberOfMessages": str(counts["visible"]),
        "ApproximateNumberOfMessagesNotVisible": str(counts["under_way"]),
        "VisibilityTimeout": str(VISIBLE_AGAIN), "QueueArn": arn,
        "RedrivePolicy": json.dumps({"deadLetterTargetArn": f"{arn}-dead", "maxReceiveCount": RECEIVES}),
    }  # fmt: skip
    names = body.get("AttributeNames") or []
    return {"Attributes": known if "All" in names else {name: known[name] for name in names if name in known}}


HANDLERS: dict[str, Callable[[Queue, dict[str, Any]], dict[str, Any]]] = {
    "ReceiveMessage": _receive,
    "DeleteMessage": _delete,
    "DeleteMessageBatch": _delete_batch,
    "ChangeMessageVisibility": _hide,
    "GetQueueAttributes": _attributes,
}


def _office() -> Office:
    office: Office = current_app.extensions["office"]
    return office


def _within(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise QueueError("InvalidAttributeName", f"Value {value} for parameter {name} is invalid: {low} to {high}.")


@bp.post("/")
def call() -> Response:
    """One operation on the queue."""
    operation = request.headers.get("X-Amz-Target", "").removeprefix(TARGET)
    try:
        if not request.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 "):
            raise QueueError("InvalidSecurity", "The request is not signed by AWS Signature Version 4.")
        if operation not in HANDLERS:
            raise QueueError("UnsupportedOperation", f"No operation {operation} here.")
        body = _body(operation)
        queue = _office().queue
        if queue is None or body["QueueUrl"].rstrip("/").rpartition("/")[2] != queue.name:
            raise QueueError("QueueDoesNotExist", "The specified queue does not exist.")
        answer = HANDLERS[operation](queue, body)
    except QueueError as problem:
        said = {"__type": f"com.amazonaws.sqs#{problem.code}", "message": str(problem)}
        return _json(said, 400)
    model.check_answer(operation, answer, SERVICE)
    return _json(answer, 200)


def _body(operation: str) -> dict[str, Any]:
    try:
        body: dict[str, Any] = json.loads(request.get_data(cache=False) or b"{}")
        model.check_body(operation, body, SERVICE)
    except (ValueError, Mismatch) as problem:
        raise QueueError("UnsupportedOperation", f"{operation}: {problem}") from problem
    return body


def _json(body: dict[str, Any], status: int) -> Response:
    response = Response(json.dumps(body), status=status, content_type="application/x-amz-json-1.0")
    response.headers["x-amzn-RequestId"] = str(uuid.uuid4())
    return response
