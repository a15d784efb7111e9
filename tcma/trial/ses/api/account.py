"""GetAccount: the account's quota and standing."""

from typing import Any

from tcma.trial.ses.api.call import Call


def get_account(call: Call) -> dict[str, Any]:
    office = call.office
    stopped = office.faults.paused or office.faults.suspended
    return {
        "DedicatedIpAutoWarmupEnabled": False,
        "EnforcementStatus": "SHUTDOWN" if office.faults.suspended else "HEALTHY",
        "ProductionAccessEnabled": True,
        "SendingEnabled": not stopped,
        "SendQuota": {
            "Max24HourSend": office.quota.max_24_hour_send,
            "MaxSendRate": office.quota.max_send_rate,
            "SentLast24Hours": office.quota.sent_last_24_hours(office.state.now()),
        },
        "SuppressionAttributes": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
    }
