"""What a deployment decides, read once from the environment, loudly.

Every field is described in docs/settings.md; a test compares the two.
"""

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]
VERSION = "0.1.0"


class Settings(BaseSettings):
    """Environment variables of the same name in capitals; unknown values are refused at start."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    database_url: str = Field(repr=False)  # with its password; a tool that prints the settings prints no secret
    redis_url: str = Field(repr=False)
    secret_keys: Annotated[tuple[tuple[int, bytes], ...], NoDecode] = Field(repr=False)
    suppression_key: Annotated[bytes, NoDecode] = Field(repr=False)
    public_url: str = "http://127.0.0.1:8000"
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    storage_dir: Path = ROOT / "var" / "storage"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    aws_region: str = "eu-central-1"
    ses_endpoint_url: str | None = None
    ses_configuration_set: str | None = None
    ses_tenants: bool = False
    dns_url: str | None = None
    sns_topic_arn: str | None = None
    sns_account_id: str | None = None
    sns_certificates_url: str | None = None
    sqs_queue_url: str | None = None
    sqs_endpoint_url: str | None = None

    smtp_url: str | None = Field(default=None, repr=False)
    smtp_domains: Annotated[tuple[str, ...], NoDecode] = ()
    smtp_connections: int = Field(default=10, ge=1, le=50)
    smtp_rate: float = Field(default=50, gt=0)
    bounce_domain: str | None = None
    bounce_mailbox: str | None = Field(default=None, repr=False)
    reply_domain: str | None = None
    reply_mailbox: str | None = Field(default=None, repr=False)

    hold_seconds: int = Field(default=60, ge=0, le=3600)
    claim_lease_seconds: float = Field(default=60, gt=0)
    sending_lease_seconds: float = Field(default=300, gt=0)
    transaction_idle_seconds: float = Field(default=60, gt=0)
    call_deadline_seconds: float = Field(default=10, gt=0)
    ses_connect_timeout: float = Field(default=5, gt=0)
    ses_read_timeout: float = Field(default=20, gt=0)
    batch_size: int = Field(default=50, ge=1, le=50)
    batches_per_claim: int = Field(default=4, ge=1, le=10)
    send_concurrency: int = Field(default=2, ge=1, le=8)

    webhook_local_url: str | None = None

    salesforce_url: str | None = None
    salesforce_client_id: str | None = None
    salesforce_client_secret: str | None = Field(default=None, repr=False)
    salesforce_api_version: str = Field(default="62.0", pattern=r"^\d\d\.0$")
    salesforce_timeout: float = Field(default=30, gt=0, le=60)

    translation_engine: Literal["none", "pseudo", "libretranslate", "google", "mymemory"] = "none"
    translation_url: str | None = None
    translation_key: str | None = Field(default=None, repr=False)
    translation_rate: float = Field(default=5, gt=0, le=1000)
    translation_timeout: float = Field(default=15, gt=0, le=60)

    visitor_cookie_countries: Annotated[tuple[str, ...], NoDecode] = ()

    keep_raw_events_days: int = Field(default=90, ge=1, le=90)
    keep_click_addresses_days: int = Field(default=30, ge=0, le=30)
    keep_uploads_days: int = Field(default=30, ge=1, le=30)
    keep_opt_ins_days: int = Field(default=30, ge=7, le=30)
    keep_prechecks_days: int = Field(default=365, ge=1, le=365)
    keep_audit_years: int = Field(default=7, ge=1, le=30)

    argon2_profile: Literal["default", "low"] = "default"
    sign_in_attempts: int = Field(default=10, ge=1)

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _keys(cls, value: object) -> object:
        """`2:hex,1:hex`: the first signs, all verify. 32 bytes each."""
        if not isinstance(value, str):
            return value
        keys = []
        for part in value.split(","):
            number, _, text = part.strip().partition(":")
            key = bytes.fromhex(text)
            if len(key) < 32 or not 0 < int(number) < 256:
                raise ValueError("SECRET_KEYS: write number:key, the number 1 to 255, the key 64 hex digits or more")
            keys.append((int(number), key))
        return tuple(keys)

    @field_validator("suppression_key", mode="before")
    @classmethod
    def _hash_key(cls, value: object) -> object:
        """64 hex digits: what BLAKE2b takes as a key is 64 bytes at most."""
        if not isinstance(value, str):
            return value
        key = bytes.fromhex(value.strip())
        if not 32 <= len(key) <= 64:
            raise ValueError("SUPPRESSION_KEY: write 64 hex digits")
        return key

    @field_validator("smtp_domains", mode="before")
    @classmethod
    def _names(cls, value: object) -> object:
        """`one.example, two.example`."""
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("visitor_cookie_countries", mode="before")
    @classmethod
    def _countries(cls, value: object) -> object:
        """`US,CA`: ISO 3166-1."""
        if not isinstance(value, str):
            return value
        found = tuple(filter(None, map(str.strip, value.upper().split(","))))
        if not all(len(one) == 2 and one.isalpha() for one in found):
            raise ValueError("VISITOR_COOKIE_COUNTRIES: write codes of two letters with commas between, such as US,CA")
        return found

    @field_validator("public_url")
    @classmethod
    def _no_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @model_validator(mode="after")
    def _engine_has_address(self) -> "Settings":
        if self.translation_engine == "libretranslate" and not self.translation_url:
            raise ValueError("TRANSLATION_URL: the engine libretranslate needs the address of its server")
        return self

    @model_validator(mode="after")
    def _tenants_have_names(self) -> "Settings":
        """What a tenant may use is named by ARNs, which carry the account."""
        if self.ses_tenants and not (self.sns_account_id and self.ses_configuration_set):
            raise ValueError("SES_TENANTS: set SNS_ACCOUNT_ID and SES_CONFIGURATION_SET too")
        return self

    @model_validator(mode="after")
    def _mail_server_has_domains(self) -> "Settings":
        if self.smtp_url and not self.smtp_domains:
            raise ValueError("SMTP_DOMAINS: name the domains that the server of SMTP_URL sends and signs for")
        if self.smtp_url and self.ses_tenants:
            raise ValueError("SES_TENANTS: SMTP_URL is set, so nothing is sent by SES; unset one of the two")
        return self

    @model_validator(mode="after")
    def _mailbox_has_domain(self) -> "Settings":
        if self.bounce_mailbox and not self.bounce_domain:
            raise ValueError("BOUNCE_DOMAIN: name the domain whose mail comes into BOUNCE_MAILBOX")
        if bool(self.reply_mailbox) != bool(self.reply_domain):
            raise ValueError("REPLY_DOMAIN and REPLY_MAILBOX: set both, or neither; replies would come and nobody look")
        return self

    @model_validator(mode="after")
    def _org_lets_us_in(self) -> "Settings":
        if not self.salesforce_url:
            return self
        parts = urlsplit(self.salesforce_url)
        if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and _is_here(parts))):
            raise ValueError("SALESFORCE_URL: write the address of the org, such as https://acme.my.salesforce.com")
        if not (self.salesforce_client_id and self.salesforce_client_secret):
            raise ValueError("SALESFORCE_CLIENT_ID and SALESFORCE_CLIENT_SECRET: the org wants both")
        return self

    @property
    def sqs_queue_arn(self) -> str:
        """Of the queue that receipts come by, '' for none: its address ends in /ACCOUNT/NAME."""
        if not self.sqs_queue_url:
            return ""
        account, _, name = self.sqs_queue_url.rstrip("/").rpartition("/")
        return f"arn:aws:sqs:{self.aws_region}:{account.rpartition('/')[2]}:{name}"

    @property
    def claim_size(self) -> int:
        """Most messages of one claim."""
        return self.batch_size * self.batches_per_claim

    @property
    def call_size(self) -> int:
        """Most messages of one call: SES's limit, or by SMTP a whole claim, which keeps its connections busy."""
        return self.claim_size if self.smtp_url else self.batch_size

    @property
    def claims_at_once(self) -> int:
        """Claims that a worker has in hand: one by SMTP, whose call keeps all of its connections busy."""
        return 1 if self.smtp_url else self.send_concurrency

    @property
    def secure(self) -> bool:
        return self.public_url.startswith("https://")


def _is_here(parts: SplitResult) -> bool:
    return parts.hostname in ("127.0.0.1", "localhost", "::1")
