"""A CloudFormation template of what the product needs at AWS; its outputs are the settings and the DNS records."""

from typing import Any

from tcma.senders.rules.checking import EVENTS
from tcma.senders.rules.policy import policy

RECEIVES = 5  # times a receipt is brought before it goes to the dead letters
KEPT = 14 * 86_400  # seconds
VISIBLE_AGAIN = 60  # seconds until a receipt that nobody stored is brought again


def stack(*, vendor_domain: str, configuration_set: str) -> dict[str, Any]:
    """One stack per account and region; the names are those of the settings."""
    name = configuration_set or "tcma"
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Amazon SES for tcma: domain, configuration set, receipts by SNS and SQS, and a policy.",
        "Parameters": {
            "Domain": {"Type": "String", "Default": vendor_domain, "Description": "The domain that mails come from"},
            "ConfigurationSet": {"Type": "String", "Default": name},
        },
        "Resources": {**_sending(), **_receipts(), "Policy": _policy()},
        "Outputs": _outputs(),
    }


def _ref(name: str) -> dict[str, str]:
    return {"Ref": name}


def _of(name: str, attribute: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [name, attribute]}


def _sub(text: str) -> dict[str, str]:
    return {"Fn::Sub": text}


def _sending() -> dict[str, Any]:
    return {
        "Identity": {"Type": "AWS::SES::EmailIdentity", "Properties": {
            "EmailIdentity": _ref("Domain"),
            "DkimAttributes": {"SigningEnabled": True},
            "MailFromAttributes": {
                "MailFromDomain": _sub("bounce.${Domain}"), "BehaviorOnMxFailure": "USE_DEFAULT_VALUE",
            },
            "FeedbackAttributes": {"EmailForwardingEnabled": False},
        }},
        "Set": {"Type": "AWS::SES::ConfigurationSet", "Properties": {
            "Name": _ref("ConfigurationSet"),
            "SuppressionOptions": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
            "ReputationOptions": {"ReputationMetricsEnabled": True},
            "SendingOptions": {"SendingEnabled": True},
        }},
        "Destination": {
            "Type": "AWS::SES::ConfigurationSetEventDestination", "DependsOn": "TopicPolicy", "Properties": {
            "ConfigurationSetName": _ref("Set"),
            "EventDestination": {
                "Name": "sns", "Enabled": True, "MatchingEventTypes": [_camel(event) for event in EVENTS],
                "SnsDestination": {"TopicARN": _ref("Topic")},
            },
        }},
    }  # fmt: skip


def _camel(event: str) -> str:
    """CloudFormation spells events its own way: send, renderingFailure."""
    first, *rest = event.lower().split("_")
    return first + "".join(word.capitalize() for word in rest)


def _receipts() -> dict[str, Any]:
    return {
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"SignatureVersion": "2"}},
        "TopicPolicy": {"Type": "AWS::SNS::TopicPolicy", "Properties": {
            "Topics": [_ref("Topic")],
            "PolicyDocument": _let("ses.amazonaws.com", "sns:Publish", _ref("Topic"),
                                   {"StringEquals": {"AWS:SourceAccount": _ref("AWS::AccountId")}}),
        }},
        "DeadLetters": {"Type": "AWS::SQS::Queue", "Properties": {
            "MessageRetentionPeriod": KEPT, "SqsManagedSseEnabled": True,
        }},
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {
            "MessageRetentionPeriod": KEPT, "VisibilityTimeout": VISIBLE_AGAIN, "ReceiveMessageWaitTimeSeconds": 20,
            "SqsManagedSseEnabled": True,
            "RedrivePolicy": {"deadLetterTargetArn": _of("DeadLetters", "Arn"), "maxReceiveCount": RECEIVES},
        }},
        "QueuePolicy": {"Type": "AWS::SQS::QueuePolicy", "Properties": {
            "Queues": [_ref("Queue")],
            "PolicyDocument": _let("sns.amazonaws.com", "sqs:SendMessage", _of("Queue", "Arn"),
                                   {"ArnEquals": {"aws:SourceArn": _ref("Topic")}}),
        }},
        "Subscription": {"Type": "AWS::SNS::Subscription", "DependsOn": "QueuePolicy", "Properties": {
            "TopicArn": _ref("Topic"), "Protocol": "sqs", "Endpoint": _of("Queue", "Arn"), "RawMessageDelivery": False,
        }},
    }  # fmt: skip


def _let(service: str, action: str, resource: Any, condition: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": resource,
        "Condition": condition,
    }]}  # fmt: skip


def _policy() -> dict[str, Any]:
    """The same as `tcma ses policy`, with the stack's own names in place of ours."""
    document = policy(region="${AWS::Region}", account="${AWS::AccountId}", configuration_set="${Set}",
                      queue_arn="${Queue.Arn}")  # fmt: skip
    for statement in document["Statement"]:
        statement["Resource"] = [_sub(_own_partition(one)) if "$" in one else one for one in statement["Resource"]]
    return {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}


def _own_partition(arn: str) -> str:
    return arn.replace("arn:aws:", "arn:${AWS::Partition}:", 1)


def _outputs() -> dict[str, Any]:
    settings = {
        "AWSREGION": _ref("AWS::Region"), "SESCONFIGURATIONSET": _ref("Set"), "SNSTOPICARN": _ref("Topic"),
        "SNSACCOUNTID": _ref("AWS::AccountId"), "SQSQUEUEURL": _ref("Queue"),
    }  # fmt: skip
    found: dict[str, Any] = {name: {"Value": value} for name, value in settings.items()}
    for number in (1, 2, 3):
        found[f"DKIM{number}"] = {
            "Description": "CNAME: its name, then its value",
            "Value": {"Fn::Join": [" ", [
                _of("Identity", f"DkimDNSTokenName{number}"), _of("Identity", f"DkimDNSTokenValue{number}"),
            ]]},
        }  # fmt: skip
    found["MX"] = {"Value": _sub("bounce.${Domain} 10 feedback-smtp.${AWS::Region}.amazonses.com")}
    found["SPF"] = {"Value": _sub("bounce.${Domain} v=spf1 include:amazonses.com ~all")}
    found["DMARC"] = {"Value": _sub("_dmarc.${Domain} v=DMARC1; p=none;")}
    found["Policy"] = {"Value": _ref("Policy")}
    return found
