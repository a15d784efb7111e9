"""frequency cap"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '8d1f5b30c6ae'
down_revision: str | None = 'c41d7b90e5f3'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('partners', sa.Column('mails_per_week', sa.Integer(), server_default=sa.text('3'), nullable=False))
    op.create_index('ix_messages_out', 'messages', ['addr_key', 'step_id'], unique=False, postgresql_where=sa.text("state IN ('sending', 'accepted', 'unconfirmed')"))


def downgrade() -> None:
    op.drop_index('ix_messages_out', table_name='messages', postgresql_where=sa.text("state IN ('sending', 'accepted', 'unconfirmed')"))
    op.drop_column('partners', 'mails_per_week')
