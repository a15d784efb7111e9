"""botocore's service models of SES v2 and SQS, held against every raw key that comes in and goes out.

botocore itself checks requests only before it serializes them, checks neither enums nor patterns, and drops
unknown keys of an answer without a word. Here a key the model doesn't know is an error in both directions.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from botocore.model import OperationModel, Shape
from botocore.session import Session

from tcma.trial.ses.shapes import Mismatch, checker

SES = "sesv2"


@cache
def _service(service: str = SES) -> Any:
    return Session().get_service_model(service)


def operation(name: str, service: str = SES) -> OperationModel:
    """The model of one operation, such as SendBulkEmail."""
    found: OperationModel = _service(service).operation_model(name)
    return found


def shape_named(name: str) -> Shape:
    found: Shape = _service().shape_for(name)
    return found


def error_status(code: str) -> int:
    """The HTTP status of a modelled error; NoShapeFoundError for any other name."""
    return int(shape_named(code).metadata["error"]["httpStatusCode"])


@cache
def errors_of(name: str) -> frozenset[str]:
    """The error shapes an operation may answer with."""
    return frozenset(e.name for e in operation(name).error_shapes)


@cache
def _body_checker(name: str, service: str) -> Callable[[Any], None]:
    return checker(operation(name, service).input_shape, body_only=True)


@cache
def _answer_checker(name: str, service: str) -> Callable[[Any], None]:
    return checker(operation(name, service).output_shape)


@cache
def _query_members(name: str) -> Mapping[str, Callable[[Any], None]]:
    shape = operation(name).input_shape
    members = shape.members.items() if shape else ()
    return {
        member.serialization["name"]: checker(member)
        for _, member in members
        if member.serialization.get("location") == "querystring"
    }


def check_body(name: str, body: Any, service: str = SES) -> None:
    """Refuses, with Mismatch, a request body that the model of operation `name` doesn't allow."""
    _body_checker(name, service)(body)


def check_query(name: str, query: Mapping[str, list[str]]) -> None:
    """Refuses, with Mismatch, query parameters the operation doesn't have; values are read by the operation."""
    known = _query_members(name)
    for key in query:
        if key not in known:
            raise Mismatch(f"'{key}' is not a query parameter of {name}")


def check_answer(name: str, answer: Any, service: str = SES) -> None:
    """Raises Mismatch if an answer has a key, enum value or type that the output shape lacks: a bug here."""
    _answer_checker(name, service)(answer)
