"""crm"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = 'c31f7a90d254'
down_revision: str | None = '6c2d81f0b9ae'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_JSON = postgresql.JSONB(none_as_null=True, astext_type=sa.Text())
_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('crm_setup',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('mapping', _JSON, nullable=False),
    sa.Column('every_minutes', sa.Integer(), nullable=False),
    sa.Column('accounts_until', _AT, nullable=True),
    sa.Column('opportunities_until', _AT, nullable=True),
    sa.Column('changed_by', sa.Uuid(), nullable=True),
    sa.Column('changed_at', _AT, nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_crm_setup_one_row')),
    sa.ForeignKeyConstraint(['changed_by'], ['people.id'], name=op.f('fk_crm_setup_changed_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_crm_setup'))
    )
    op.create_table('crm_records',
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=False),
    sa.Column('version', _AT, nullable=False),
    sa.Column('body', _JSON, nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('parent', sa.String(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('taken', _JSON, nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('seen_at', _AT, nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_crm_records_account_id')),
    sa.PrimaryKeyConstraint('source', 'kind', 'external_id', name=op.f('pk_crm_records'))
    )
    op.create_index('ix_crm_records_number', 'crm_records', ['number'], unique=False, postgresql_where=sa.text('number <> 0'))
    op.create_index('ix_crm_records_parent', 'crm_records', ['source', 'parent'], unique=False)
    op.create_index('ix_crm_records_open', 'crm_records', ['outcome'], unique=False, postgresql_where=sa.text("outcome IN ('waiting', 'conflict')"))
    op.create_table('crm_conflicts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('ours', sa.String(), nullable=False),
    sa.Column('theirs', sa.String(), nullable=False),
    sa.Column('takeable', sa.Boolean(), nullable=False),
    sa.Column('registration_id', sa.Uuid(), nullable=True),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('found_at', _AT, nullable=False),
    sa.Column('decision', sa.String(), nullable=False),
    sa.Column('later_at', _AT, nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_at', _AT, nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_crm_conflicts_account_id')),
    sa.ForeignKeyConstraint(['decided_by'], ['people.id'], name=op.f('fk_crm_conflicts_decided_by')),
    sa.ForeignKeyConstraint(['registration_id'], ['registrations.id'], name=op.f('fk_crm_conflicts_registration_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_crm_conflicts')),
    sa.UniqueConstraint('source', 'external_id', 'what', 'theirs', name=op.f('uq_crm_conflicts_source_external_id_what_theirs'))
    )
    op.create_index('ix_crm_conflicts_open', 'crm_conflicts', ['found_at'], unique=False, postgresql_where=sa.text("decision = ''"))
    op.create_index(op.f('ix_crm_conflicts_registration_id'), 'crm_conflicts', ['registration_id'], unique=False)
    op.create_table('crm_reads',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('dry', sa.Boolean(), nullable=False),
    sa.Column('replay', sa.Boolean(), nullable=False),
    sa.Column('since', _AT, nullable=True),
    sa.Column('asked_by', sa.Uuid(), nullable=True),
    sa.Column('asked_at', _AT, nullable=False),
    sa.Column('due_at', _AT, nullable=True),
    sa.Column('at_kind', sa.String(), nullable=False),
    sa.Column('at_version', _AT, nullable=True),
    sa.Column('at_id', sa.String(), nullable=False),
    sa.Column('counts', _JSON, nullable=False),
    sa.Column('lines', _JSON, nullable=False),
    sa.Column('problem', sa.String(), nullable=False),
    sa.Column('finished_at', _AT, nullable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['people.id'], name=op.f('fk_crm_reads_asked_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_crm_reads'))
    )
    op.create_index('ix_crm_reads_due', 'crm_reads', ['due_at'], unique=False, postgresql_where=sa.text('due_at IS NOT NULL'))


def downgrade() -> None:
    op.drop_table('crm_reads')
    op.drop_table('crm_conflicts')
    op.drop_table('crm_records')
    op.drop_table('crm_setup')
