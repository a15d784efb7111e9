"""decisions about mails without an answer, holds of partners, checks of the invariants"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = 'c41d7b90e5f3'
down_revision: str | None = 'c4a90d1e77b3'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('attempt_decisions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('attempt_id', sa.Uuid(), nullable=False),
    sa.Column('message_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Enum('send_again', 'leave', 'once_more', name='decisionkind', native_enum=False, length=40), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempts.id'], name=op.f('fk_attempt_decisions_attempt_id_attempts')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_attempt_decisions_message_id_messages')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_attempt_decisions_partner_id_partners')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_attempt_decisions_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attempt_decisions'))
    )
    op.create_index(op.f('ix_attempt_decisions_attempt_id'), 'attempt_decisions', ['attempt_id'], unique=False)
    op.create_index(op.f('ix_attempt_decisions_message_id'), 'attempt_decisions', ['message_id'], unique=False)
    op.create_index(op.f('ix_attempt_decisions_partner_id'), 'attempt_decisions', ['partner_id'], unique=False)
    op.create_table('guard_holds',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('cause', sa.String(), nullable=False),
    sa.Column('sent', sa.Integer(), nullable=False),
    sa.Column('bounced', sa.Integer(), nullable=False),
    sa.Column('complained', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by', sa.Uuid(), nullable=True),
    sa.Column('lifted_reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['lifted_by'], ['people.id'], name=op.f('fk_guard_holds_lifted_by_people')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_guard_holds_partner_id_partners')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guard_holds'))
    )
    op.create_index('ix_guard_holds_partner', 'guard_holds', ['partner_id', 'at'], unique=False)
    op.create_index('uq_guard_holds_open', 'guard_holds', ['partner_id'], unique=True, postgresql_where=sa.text('lifted_at IS NULL'))
    op.create_table('delivery_checks',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('invariant', sa.String(), nullable=False),
    sa.Column('broken', sa.Integer(), nullable=False),
    sa.Column('examples', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('seconds', sa.Float(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery_checks'))
    )
    op.create_index('ix_delivery_checks_at', 'delivery_checks', ['at'], unique=False)
    op.create_index('ix_delivery_checks_run', 'delivery_checks', ['run_id'], unique=False)
    op.create_index('ix_attempts_may_be_out', 'attempts', ['message_id'], unique=False, postgresql_where=sa.text("outcome IN ('unknown', 'superseded')"))
    op.create_index('ix_messages_sent', 'messages', ['partner_id', 'changed_at'], unique=False, postgresql_where=sa.text("state = 'accepted'"))
    op.create_index('ix_messages_unconfirmed', 'messages', ['partner_id'], unique=False, postgresql_where=sa.text("state = 'unconfirmed'"))
    op.add_column('steps', sa.Column('stopped_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('suppressions', sa.Column('written_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False))


def downgrade() -> None:
    op.drop_column('suppressions', 'written_at')
    op.drop_column('steps', 'stopped_at')
    op.drop_index('ix_attempts_may_be_out', table_name='attempts', postgresql_where=sa.text("outcome IN ('unknown', 'superseded')"))
    op.drop_index('ix_messages_unconfirmed', table_name='messages', postgresql_where=sa.text("state = 'unconfirmed'"))
    op.drop_index('ix_messages_sent', table_name='messages', postgresql_where=sa.text("state = 'accepted'"))
    op.drop_table('delivery_checks')
    op.drop_table('guard_holds')
    op.drop_table('attempt_decisions')
