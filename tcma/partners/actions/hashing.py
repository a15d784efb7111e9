"""Password hashes: argon2id."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from tcma.base.settings import Settings
from tcma.base.tools import use


@cache
def _hasher(profile: str) -> PasswordHasher:
    if profile == "low":  # OWASP's least: 19 MiB and two passes, for small machines and tests
        return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


def _ours() -> PasswordHasher:
    return _hasher(use(Settings).argon2_profile)


@cache
def _nobodys(profile: str) -> str:
    return _hasher(profile).hash("nobody has this password")


def hashed(password: str) -> str:
    """The hash to keep."""
    return _ours().hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether `password` is the one; without a kept hash the work is done all the same, and the answer is no."""
    try:
        _ours().verify(kept or _nobodys(use(Settings).argon2_profile), password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with other costs than are in force."""
    return _ours().check_needs_rehash(kept)
