"""The order of locks, one for all of delivery, so that two transactions never wait for each other.

The step's row, the addresses (sorted by key), the messages (by id), their attempts (by id). Nobody
writes an attempt without the lock of its message.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Text, Uuid, cast, func, literal, select
from sqlalchemy.orm import Session

from tcma.delivery.models import Attempt, Message


def locked(session: Session, owners: Mapping[UUID, UUID]) -> tuple[dict[UUID, Message], dict[UUID, Attempt]]:
    """The messages and attempts of `owners` (attempt id -> message id), locked, as they are now."""
    fresh = {"populate_existing": True}
    messages = session.scalars(
        select(Message).where(Message.id.in_(owners.values())).order_by(Message.id).with_for_update(),
        execution_options=fresh,
    )
    of_messages = {message.id: message for message in messages}
    attempts = session.scalars(
        select(Attempt).where(Attempt.id.in_(owners)).order_by(Attempt.id).with_for_update(), execution_options=fresh
    )
    return of_messages, {attempt.id: attempt for attempt in attempts}


def uuids(ids: Iterable[UUID]) -> ColumnElement[list[UUID]]:
    """Ids for the database as one array: a statement of one form, however many there are. As one text they cross the
    wire at a quarter of the cost."""
    return cast(func.string_to_array(literal("\n".join(map(str, ids)), Text), "\n"), ARRAY(Uuid))
