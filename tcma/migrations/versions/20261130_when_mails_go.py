"""quiet hours, times of each reader, steps that people join, and new domains that warm up"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = 'e91d30c47a2f'
down_revision: str | None = 'c4a1e58b70d3'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    # A programme that runs keeps sending as it did, until somebody sets its quiet hours.
    op.add_column('programme', sa.Column('quiet_from', sa.Time(), nullable=True))
    op.add_column('programme', sa.Column('quiet_until', sa.Time(), nullable=True))
    op.add_column('programme', sa.Column('quiet_weekends', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('contacts', sa.Column('timezone', sa.String(), server_default='', nullable=False))
    op.add_column('messages', sa.Column('timezone', sa.String(), server_default='', nullable=False))
    op.add_column('messages', sa.Column('leaves_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('messages', sa.Column('waits_for', sa.String(), server_default='', nullable=False))
    op.add_column('steps', sa.Column('local_at', sa.DateTime(), nullable=True))
    op.add_column('steps', sa.Column('open_until', sa.DateTime(timezone=True), nullable=True))
    op.create_table('warm_ups',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('domain', sa.String(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('taken', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Uuid(), nullable=True),
    sa.Column('ended_reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['ended_by'], ['people.id'], name=op.f('fk_warm_ups_ended_by_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_warm_ups')),
    sa.UniqueConstraint('domain', name=op.f('uq_warm_ups_domain'))
    )


def downgrade() -> None:
    op.drop_table('warm_ups')
    op.drop_column('steps', 'open_until')
    op.drop_column('steps', 'local_at')
    op.drop_column('messages', 'waits_for')
    op.drop_column('messages', 'leaves_at')
    op.drop_column('messages', 'timezone')
    op.drop_column('contacts', 'timezone')
    op.drop_column('programme', 'quiet_weekends')
    op.drop_column('programme', 'quiet_until')
    op.drop_column('programme', 'quiet_from')
