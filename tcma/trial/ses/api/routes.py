"""The API's addresses, taken from botocore's model, and the way every request goes."""

import json
import uuid
from typing import Any

from flask import Blueprint, Response, current_app, request

from tcma.trial.ses import model
from tcma.trial.ses.api.account import get_account
from tcma.trial.ses.api.call import Call, Handler
from tcma.trial.ses.api.configuration_sets import event_destinations, get_configuration_set
from tcma.trial.ses.api.identities import (
    create_email_identity,
    delete_email_identity,
    get_email_identity,
    list_email_identities,
    put_mail_from,
)
from tcma.trial.ses.api.send_bulk_email import send_bulk_email
from tcma.trial.ses.api.send_email import send_email
from tcma.trial.ses.api.suppression import (
    delete_suppressed_destination,
    get_suppressed_destination,
    list_suppressed_destinations,
    put_suppressed_destination,
)
from tcma.trial.ses.api.tenants import (
    associate,
    create_tenant,
    delete_tenant,
    dissociate,
    get_tenant,
    list_tenant_resources,
    list_tenants,
)
from tcma.trial.ses.errors import BAD_REQUEST, COMMON, ApiError
from tcma.trial.ses.faults import ConnectionAborted
from tcma.trial.ses.office import Office
from tcma.trial.ses.shapes import Mismatch

HANDLERS: dict[str, Handler] = {
    "SendEmail": send_email,
    "SendBulkEmail": send_bulk_email,
    "GetAccount": get_account,
    "GetEmailIdentity": get_email_identity,
    "CreateEmailIdentity": create_email_identity,
    "DeleteEmailIdentity": delete_email_identity,
    "ListEmailIdentities": list_email_identities,
    "PutEmailIdentityMailFromAttributes": put_mail_from,
    "GetConfigurationSet": get_configuration_set,
    "GetConfigurationSetEventDestinations": event_destinations,
    "CreateTenant": create_tenant,
    "GetTenant": get_tenant,
    "ListTenants": list_tenants,
    "DeleteTenant": delete_tenant,
    "CreateTenantResourceAssociation": associate,
    "DeleteTenantResourceAssociation": dissociate,
    "ListTenantResources": list_tenant_resources,
    "PutSuppressedDestination": put_suppressed_destination,
    "GetSuppressedDestination": get_suppressed_destination,
    "DeleteSuppressedDestination": delete_suppressed_destination,
    "ListSuppressedDestinations": list_suppressed_destinations,
}

bp = Blueprint("api", __name__)


def _office() -> Office:
    office: Office = current_app.extensions["office"]
    return office


def _view(operation: str) -> Any:
    def view(**path: str) -> Response:
        office = _office()
        entry = office.log.begin(operation)
        status: int | None = None
        error: str | None = None
        try:
            answer = HANDLERS[operation](_call(office, operation, path, entry))
            model.check_answer(operation, answer)
            status = 200
            return _json(answer, 200)
        except ApiError as problem:
            if problem.code not in model.errors_of(operation) and problem.code not in COMMON:
                raise AssertionError(f"{operation} has no error {problem.code}") from problem
            status, error = problem.status, problem.code
            return _refusal(problem)
        except ConnectionAborted:
            error = "connection reset"
            raise
        finally:
            office.log.end(entry, status=status, error=error)

    return view


def _call(office: Office, operation: str, path: dict[str, str], entry: Any) -> Call:
    if not request.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256 "):
        raise ApiError("MissingAuthenticationTokenException", "The request is not signed by AWS Signature Version 4.")
    raw = request.get_data(cache=False)
    try:
        body = json.loads(raw) if raw else {}
    except ValueError:
        raise ApiError(BAD_REQUEST, "The body is not JSON.") from None
    query = request.args.to_dict(flat=False)
    try:
        model.check_body(operation, body)
        model.check_query(operation, query)
    except Mismatch as mismatch:
        raise ApiError(BAD_REQUEST, str(mismatch)) from None
    return Call(office=office, body=body, path=path, query=query, entry=entry, size=len(raw))


def _json(body: dict[str, Any], status: int) -> Response:
    response = Response(json.dumps(body), status=status, content_type="application/json")
    response.headers["x-amzn-RequestId"] = str(uuid.uuid4())
    return response


def _refusal(problem: ApiError) -> Response:
    response = _json({"message": problem.message}, problem.status)
    response.headers["x-amzn-ErrorType"] = problem.code
    return response


@bp.route("/v2/<path:_rest>", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
def unknown(_rest: str) -> Response:
    """What SES has and the simulator hasn't, or neither."""
    return _refusal(ApiError("UnknownOperationException", f"No operation for {request.method} {request.path} here."))


for _operation in HANDLERS:
    _http = model.operation(_operation).http
    _rule = _http["requestUri"].replace("{", "<").replace("}", ">")
    bp.add_url_rule(_rule, endpoint=_operation, view_func=_view(_operation), methods=[_http["method"]])
