"""Configuration sets: there are those the simulator was started with, and each publishes the same events."""

from typing import Any

from tcma.trial.ses.api.call import Call
from tcma.trial.ses.errors import NOT_FOUND, ApiError

_NAMES = {"Rendering Failure": "RENDERING_FAILURE"}


def _existing(call: Call) -> str:
    name, options = call.path["ConfigurationSetName"], call.office.options
    if name not in (options.configuration_sets or (options.default_configuration_set,)):
        raise ApiError(NOT_FOUND, f"Configuration set <{name}> does not exist.")
    return name


def get_configuration_set(call: Call) -> dict[str, Any]:
    return {
        "ConfigurationSetName": _existing(call),
        "SendingOptions": {"SendingEnabled": True},
        "ReputationOptions": {"ReputationMetricsEnabled": True},
        "SuppressionOptions": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
        "Tags": [],
    }


def event_destinations(call: Call) -> dict[str, Any]:
    _existing(call)
    options = call.office.options
    return {"EventDestinations": [{
        "Name": "sns", "Enabled": True, "SnsDestination": {"TopicArn": options.topic_arn},
        "MatchingEventTypes": [_NAMES.get(name, name.upper()) for name in options.events],
    }]}  # fmt: skip
