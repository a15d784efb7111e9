"""The database: one Base, one way to open a session, one commit per request or job."""

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, Enum, MetaData, Numeric
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, sessionmaker
from uuid_utils.compat import uuid7

from tcma.base.tools import use


def new_id() -> UUID:
    """A time-ordered UUID (version 7)."""
    return uuid7()


Id = Annotated[UUID, mapped_column(primary_key=True, default=new_id)]


def _values(members: type[enum.Enum]) -> list[str]:
    return [str(member.value) for member in members]


class Base(DeclarativeBase):
    """Every table. Names of constraints follow one convention, so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        Decimal: Numeric(18, 3),  # Kuwaiti dinars have three digits
        dict[str, Any]: JSONB(none_as_null=True),
        list[Any]: JSONB(none_as_null=True),
        enum.Enum: Enum(enum.Enum, native_enum=False, length=40, create_constraint=False, values_callable=_values),
    }


@contextmanager
def transaction() -> Iterator[Session]:
    """Open a session; commit if the block ends well, roll back if it does not."""
    with use(sessionmaker).begin() as session:
        yield session
