"""claims in turn"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = 'c4a90d1e77b3'
down_revision: str | None = 'c41f7be05d92'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_index('ix_messages_turn', 'messages', ['step_id', 'language', 'attachments_hash', 'not_before'], unique=False, postgresql_where=sa.text("state = 'queued'"))
    op.drop_index('ix_messages_queued', table_name='messages')
    op.create_index('ix_messages_claim', 'messages', ['claim_id'], unique=False, postgresql_where=sa.text('claim_id IS NOT NULL'))
    op.drop_index(op.f('ix_messages_claim_id'), table_name='messages')
    op.drop_index('ix_attempts_ses', table_name='attempts')
    op.drop_index(op.f('ix_attempts_claim_id'), table_name='attempts')


def downgrade() -> None:
    op.create_index(op.f('ix_attempts_claim_id'), 'attempts', ['claim_id'], unique=False)
    op.create_index('ix_attempts_ses', 'attempts', ['ses_message_id'], unique=False)
    op.create_index(op.f('ix_messages_claim_id'), 'messages', ['claim_id'], unique=False)
    op.drop_index('ix_messages_claim', table_name='messages')
    op.create_index('ix_messages_queued', 'messages', ['step_id', 'not_before'], unique=False, postgresql_where=sa.text("state = 'queued'"))
    op.drop_index('ix_messages_turn', table_name='messages')
