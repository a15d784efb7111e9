"""What is to be started, and in which environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tcma.base.settings import ROOT

ACCOUNT = "123456789012"
REGION = "eu-central-1"
TOPIC = "ses-events"
# Nothing of the surroundings may lead a part of the trial to another database, account or host.
FOREIGN = ("PG", "AWS_", "GUNICORN_", "RQ_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy")


@dataclass(frozen=True)
class Plan:
    """`port` None: the last one, else 8000, or the next free one; 0: the last one, else any free one."""

    var: Path
    port: int | None = None
    workers: int = 2
    fill: bool = True
    durable: bool = True
    settings: Mapping[str, str] = field(default_factory=dict)

    def parts_settings(self, *, database_url: str, redis_url: str, url: str, simulator_url: str) -> dict[str, str]:
        """What this trial decides for every part; `settings` have the last word."""
        ours = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "PUBLIC_URL": url,
            "SECRET_KEYS": f"1:{self._secret('secret')}",
            "SUPPRESSION_KEY": self._secret("suppression"),
            "STORAGE_DIR": str(self.var / "storage"),
            "SES_ENDPOINT_URL": simulator_url,
            "SES_CONFIGURATION_SET": "tcma",
            "SES_TENANTS": "true",
            "DNS_URL": simulator_url,
            "SNS_TOPIC_ARN": f"arn:aws:sns:{REGION}:{ACCOUNT}:{TOPIC}",
            "SNS_ACCOUNT_ID": ACCOUNT,
            "SNS_CERTIFICATES_URL": simulator_url,
            "AWS_REGION": REGION,
            "REPLY_DOMAIN": "answers.northgate.example",
            "REPLY_MAILBOX": f"maildir:{self.var / 'answers'}",
            "TRANSLATION_ENGINE": "pseudo",
            "WEBHOOK_LOCAL_URL": simulator_url,
            "SALESFORCE_URL": f"{url}/trial/salesforce",
            "SALESFORCE_CLIENT_ID": "trial",
            "SALESFORCE_CLIENT_SECRET": "trial",
            "VAR_DIR": str(self.var),
        }
        return {**ours, **self.settings}

    def _secret(self, name: str) -> str:
        """Made once: links in mails that were sent yesterday work today, and who was erased stays so."""
        path = self.var / name
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
        return path.read_text().strip()


def surroundings() -> dict[str, str]:
    """The environment of this process without what would mislead a part."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": "trial",
        "AWS_SECRET_ACCESS_KEY": "trial",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1,localhost",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
    }
