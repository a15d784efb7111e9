"""the room of an online event"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '8f31d6a2c094'
down_revision: str | None = '5d20c8f1a7e3'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('events', sa.Column('room', sa.String(), server_default='', nullable=False))


def downgrade() -> None:
    op.drop_column('events', 'room')
