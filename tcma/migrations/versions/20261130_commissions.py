"""commissions: plans, what earns, the ledger and payouts; partners that helped with a deal"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '6c2d81f0b9ae'
down_revision: str | None = '94177a1c03ec'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('deals', sa.Column('helpers', sa.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False))
    op.create_table('commission_plans',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('says', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], name=op.f('fk_commission_plans_made_by')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_commission_plans'))
    )
    op.create_table('commission_payouts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), sa.Identity(always=False, start=1), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('total', sa.Numeric(precision=18, scale=3), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], name=op.f('fk_commission_payouts_made_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commission_payouts')),
    sa.UniqueConstraint('number', name=op.f('uq_commission_payouts_number'))
    )
    op.create_table('commission_sales',
    sa.Column('deal_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('won_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('amount', sa.Numeric(precision=18, scale=3), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('tier', sa.String(), nullable=False),
    sa.Column('lines', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('plan', sa.Integer(), nullable=False),
    sa.Column('before', sa.Numeric(precision=18, scale=3), nullable=True),
    sa.Column('customer_paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['deal_id'], ['deals.id'], name=op.f('fk_commission_sales_deal_id')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_commission_sales_partner_id')),
    sa.PrimaryKeyConstraint('deal_id', name=op.f('pk_commission_sales'))
    )
    op.create_index('ix_commission_sales_won', 'commission_sales', ['partner_id', 'won_at'], unique=False)
    op.create_table('commission_entries',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('deal_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('helper', sa.Boolean(), nullable=False),
    sa.Column('amount', sa.Numeric(precision=18, scale=3), nullable=False),
    sa.Column('currency', sa.String(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('cause', sa.String(), nullable=False),
    sa.Column('calculation', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('reverses', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('until_paid', sa.Boolean(), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by', sa.Uuid(), nullable=True),
    sa.Column('paid_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('payout_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint('(amount < 0) = (reverses IS NOT NULL)', name=op.f('ck_commission_entries_sign')),
    sa.ForeignKeyConstraint(['approved_by'], ['people.id'], name=op.f('fk_commission_entries_approved_by')),
    sa.ForeignKeyConstraint(['deal_id'], ['commission_sales.deal_id'], name=op.f('fk_commission_entries_deal_id')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_commission_entries_partner_id')),
    sa.ForeignKeyConstraint(['payout_id'], ['commission_payouts.id'], name=op.f('fk_commission_entries_payout_id')),
    sa.ForeignKeyConstraint(['reverses'], ['commission_entries.id'], name=op.f('fk_commission_entries_reverses')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commission_entries')),
    sa.UniqueConstraint('reverses', name=op.f('uq_commission_entries_reverses'))
    )
    op.create_index(op.f('ix_commission_entries_deal_id'), 'commission_entries', ['deal_id'], unique=False)
    op.create_index('ix_commission_entries_partner', 'commission_entries', ['partner_id', 'made_at'], unique=False)
    op.create_index(op.f('ix_commission_entries_payout_id'), 'commission_entries', ['payout_id'], unique=False)
    op.create_index('ix_commission_entries_state', 'commission_entries', ['state', 'currency'], unique=False)


def downgrade() -> None:
    op.drop_table('commission_entries')
    op.drop_table('commission_sales')
    op.drop_table('commission_payouts')
    op.drop_table('commission_plans')
    op.drop_column('deals', 'helpers')
