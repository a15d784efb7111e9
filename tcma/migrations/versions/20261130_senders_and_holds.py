"""senders, tenants, and what holds sending back"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = 'c4a1e58b70d3'
down_revision: str | None = '8d1f5b30c6ae'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


RENAMED = ("ix_{}_partner", "uq_{}_open")
CONSTRAINTS = ("fk_{}_lifted_by_people", "fk_{}_partner_id_partners", "pk_{}")


def _rename(old: str, new: str) -> None:
    op.rename_table(old, new)
    for index in RENAMED:
        op.execute(f"ALTER INDEX {index.format(old)} RENAME TO {index.format(new)}")
    for constraint in CONSTRAINTS:
        op.execute(f"ALTER TABLE {new} RENAME CONSTRAINT {constraint.format(old)} TO {constraint.format(new)}")


def upgrade() -> None:
    _rename('sending_holds', 'guard_holds')  # the guard's: the name is for what holds the account
    op.create_table('sending_holds',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.Enum('day_quota', 'paused', 'suspended', 'keys', 'configuration', 'sender', 'away', name='holdreason', native_enum=False, length=40), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=True),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('look_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_sending_holds_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sending_holds'))
    )
    op.create_index('uq_sending_holds_open', 'sending_holds', ['reason', 'partner_id', 'subject'], unique=True, postgresql_where=sa.text('ended_at IS NULL'), postgresql_nulls_not_distinct=True)
    op.create_table('ses_marks',
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_ses_marks'))
    )
    op.create_table('senders',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('domain', sa.String(), nullable=False),
    sa.Column('local', sa.String(), nullable=False),
    sa.Column('mail_from', sa.String(), nullable=False),
    sa.Column('tokens', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('zone', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('seen', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('chosen', sa.Boolean(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by', sa.Uuid(), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('problem', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['added_by'], ['people.id'], name=op.f('fk_senders_added_by')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_senders_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_senders')),
    sa.UniqueConstraint('partner_id', 'domain', name=op.f('uq_senders_partner_id_domain'))
    )
    op.create_index('uq_senders_verified', 'senders', ['domain'], unique=True, postgresql_where=sa.text('verified_at IS NOT NULL'))
    op.create_index('uq_senders_chosen', 'senders', ['partner_id'], unique=True, postgresql_where=sa.text('chosen'))
    op.add_column('launches', sa.Column('sender', sa.String(), server_default='', nullable=False))
    op.create_table('tenants',
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('resources', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_tenants_partner_id')),
    sa.PrimaryKeyConstraint('partner_id', name=op.f('pk_tenants')),
    sa.UniqueConstraint('name', name=op.f('uq_tenants_name'))
    )


def downgrade() -> None:
    op.drop_table('tenants')
    op.drop_column('launches', 'sender')
    op.drop_table('senders')
    op.drop_table('ses_marks')
    op.drop_table('sending_holds')
    _rename('guard_holds', 'sending_holds')
