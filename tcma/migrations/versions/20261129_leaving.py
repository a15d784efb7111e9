"""leaving: a reason is a row, topics, links of people who are gone"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '7d20c6b1f4aa'
down_revision: str | None = '7d3f0c91b6e8'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('programme', sa.Column('leaving_stops_all', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('steps', sa.Column('topic', sa.String(), server_default='', nullable=False))
    # The new rule of one row a reason is wider than the old of one row an address.
    op.create_index('uq_suppressions_partner_reason', 'suppressions', ['partner_id', 'addr_key', 'reason'], unique=True, postgresql_where=sa.text('partner_id IS NOT NULL'))
    op.create_index('uq_suppressions_everyone_reason', 'suppressions', ['addr_key', 'scope', 'reason'], unique=True, postgresql_where=sa.text('partner_id IS NULL'))
    op.drop_index('uq_suppressions_partner', table_name='suppressions', postgresql_where=sa.text('partner_id IS NOT NULL'))
    op.drop_index('uq_suppressions_everyone', table_name='suppressions', postgresql_where=sa.text('partner_id IS NULL'))
    op.create_table('topic_refusals',
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('addr_key', sa.String(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('message_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_topic_refusals_partner_id')),
    sa.PrimaryKeyConstraint('partner_id', 'addr_key', 'topic', name=op.f('pk_topic_refusals'))
    )
    op.create_table('partner_topics',
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('names', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_partner_topics_partner_id')),
    sa.PrimaryKeyConstraint('partner_id', 'topic', name=op.f('pk_partner_topics'))
    )
    op.create_table('former_contacts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=True),
    sa.Column('addr_key', sa.String(), nullable=False),
    sa.Column('kept_id', sa.Uuid(), nullable=True),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('gone_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_former_contacts_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_former_contacts'))
    )


def downgrade() -> None:
    op.drop_table('former_contacts')
    op.drop_table('partner_topics')
    op.drop_table('topic_refusals')
    # One row an address again: the first stays.
    op.execute("""
    DELETE FROM suppressions USING suppressions AS other
    WHERE suppressions.addr_key = other.addr_key AND suppressions.scope = other.scope
      AND suppressions.partner_id IS NOT DISTINCT FROM other.partner_id AND suppressions.id > other.id
    """)
    op.execute("DELETE FROM suppressions WHERE scope = 'vendor'")
    op.create_index('uq_suppressions_everyone', 'suppressions', ['addr_key', 'scope'], unique=True, postgresql_where=sa.text('partner_id IS NULL'))
    op.create_index('uq_suppressions_partner', 'suppressions', ['partner_id', 'addr_key'], unique=True, postgresql_where=sa.text('partner_id IS NOT NULL'))
    op.drop_index('uq_suppressions_everyone_reason', table_name='suppressions', postgresql_where=sa.text('partner_id IS NULL'))
    op.drop_index('uq_suppressions_partner_reason', table_name='suppressions', postgresql_where=sa.text('partner_id IS NOT NULL'))
    op.drop_column('steps', 'topic')
    op.drop_column('programme', 'leaving_stops_all')
