"""botocore shapes compiled into functions that check JSON values, key by key."""

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any

from botocore.model import Shape

Check = Callable[[Any], None]


class Mismatch(Exception):
    """A value the model doesn't allow; `str` names the place, such as Content.Simple.Subject."""

    def __init__(self, reason: str, path: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.path = path

    def under(self, key: str) -> "Mismatch":
        """The same, seen from one level up."""
        joint = "" if not self.path or self.path.startswith("[") else "."
        return Mismatch(self.reason, f"{key}{joint}{self.path}")

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason


def checker(shape: Shape | None, *, body_only: bool = False) -> Check:
    """A function that raises Mismatch unless a JSON value fits `shape`; members bound to address or query left out."""
    if shape is None:
        return _nothing
    if shape.type_name == "structure":
        return _structure(shape, body_only)
    if shape.type_name == "list":
        return _list(shape)
    if shape.type_name == "map":
        return _map(shape)
    return _scalar(shape)


def _nothing(value: Any) -> None:
    if value not in ({}, None):
        raise Mismatch("no body is expected")


def _structure(shape: Any, body_only: bool) -> Check:
    members = {
        member.serialization.get("name", name): checker(member)
        for name, member in shape.members.items()
        if not (body_only and "location" in member.serialization)
    }
    required = [name for name in shape.required_members if name in members]
    by_case = {name.lower(): name for name in members}

    def check(value: Any) -> None:
        if not isinstance(value, dict):
            raise Mismatch("must be an object")
        for key, part in value.items():
            inner = members.get(key)
            if inner is None:
                meant = by_case.get(key.lower())
                hint = f"; the member is spelt '{meant}'" if meant else ""
                raise Mismatch(f"'{key}' is not a member of {shape.name}{hint}")
            try:
                inner(part)
            except Mismatch as mismatch:
                raise mismatch.under(key) from None
        for name in required:
            if name not in value:
                raise Mismatch(f"member '{name}' is required")

    return check


def _list(shape: Any) -> Check:
    inner = checker(shape.member)
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max")

    def check(value: Any) -> None:
        if not isinstance(value, list):
            raise Mismatch("must be a list")
        if len(value) < low or (high is not None and len(value) > high):
            raise Mismatch(f"has {len(value)} members; {low} to {high} are allowed")
        for number, part in enumerate(value):
            try:
                inner(part)
            except Mismatch as mismatch:
                raise mismatch.under(f"[{number}]") from None

    return check


def _map(shape: Any) -> Check:
    inner = checker(shape.value)

    def check(value: Any) -> None:
        if not isinstance(value, dict):
            raise Mismatch("must be an object")
        for key, part in value.items():
            try:
                inner(part)
            except Mismatch as mismatch:
                raise mismatch.under(key) from None

    return check


def _scalar(shape: Shape) -> Check:
    kind = shape.type_name
    if kind == "string":
        return _string(shape)
    if kind == "blob":
        return _blob
    types: tuple[type, ...] = {
        "boolean": (bool,),
        "integer": (int,),
        "long": (int,),
        "double": (int, float),
        "float": (int, float),
        "timestamp": (int, float),
    }[kind]

    def check(value: Any) -> None:
        if not isinstance(value, types) or (kind != "boolean" and isinstance(value, bool)):
            raise Mismatch(f"must be of type {kind}")

    return check


def _string(shape: Shape) -> Check:
    allowed = frozenset(shape.metadata.get("enum", ()))
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max")
    pattern = re.compile(shape.metadata["pattern"]) if "pattern" in shape.metadata else None

    def check(value: Any) -> None:
        if not isinstance(value, str):
            raise Mismatch("must be a string")
        if allowed and value not in allowed:
            raise Mismatch(f"'{value}' is not one of {', '.join(sorted(allowed))}")
        if len(value) < low or (high is not None and len(value) > high):
            raise Mismatch(f"has {len(value)} characters; {low} to {high or 'any number'} are allowed")
        if pattern is not None and not pattern.fullmatch(value):
            raise Mismatch(f"doesn't match the pattern {pattern.pattern}")

    return check


def _blob(value: Any) -> None:
    try:
        base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise Mismatch("must be base64") from None
