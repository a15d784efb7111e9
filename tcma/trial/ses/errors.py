"""The errors of the SES API: names and statuses as botocore's model has them, plus AWS's common ones."""

from tcma.trial.ses.model import error_status

# docs.aws.amazon.com/ses/latest/APIReference-V2/CommonErrors.html; they are in no operation's model.
COMMON = {
    "InternalFailure": 500,
    "ServiceUnavailable": 503,
    "MissingAuthenticationTokenException": 403,
    "UnknownOperationException": 404,
}

BAD_REQUEST = "BadRequestException"
LIMIT_EXCEEDED = "LimitExceededException"
MESSAGE_REJECTED = "MessageRejected"
NOT_FOUND = "NotFoundException"
PAUSED = "SendingPausedException"
SUSPENDED = "AccountSuspendedException"
TOO_MANY = "TooManyRequestsException"
ALREADY_EXISTS = "AlreadyExistsException"


class ApiError(Exception):
    """A refusal as the API words it; `code` is what boto3 shows as Error.Code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = COMMON.get(code) or error_status(code)
