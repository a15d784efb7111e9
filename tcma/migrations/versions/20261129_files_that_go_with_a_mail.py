"""files that go with a mail"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '5c1d0f6a9e42'
down_revision: str | None = '95e72ba6985e'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('messages', sa.Column('attachments_hash', sa.String(), server_default='', nullable=False))
    op.create_table('message_attachments',
    sa.Column('message_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('data', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_message_attachments_message_id')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_message_attachments_partner_id')),
    sa.PrimaryKeyConstraint('message_id', 'position', name=op.f('pk_message_attachments'))
    )


def downgrade() -> None:
    op.drop_table('message_attachments')
    op.drop_column('messages', 'attachments_hash')
