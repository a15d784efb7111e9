"""Names of things at SES, as AWS writes them."""


def partition(region: str) -> str:
    return "aws-cn" if region.startswith("cn-") else "aws-us-gov" if region.startswith("us-gov-") else "aws"


def arn_of(kind: str, name: str, *, region: str, account: str) -> str:
    """`kind` is identity, configuration-set or tenant."""
    return f"arn:{partition(region)}:ses:{region}:{account}:{kind}/{name}"
