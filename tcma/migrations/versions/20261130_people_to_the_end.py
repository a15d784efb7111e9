"""people to the end: noes under a hash are counted, copies of others' noes end with them, invitations to segments"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = 'c41f7be05d92'
down_revision: str | None = '4e9a1c77b2d5'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    # Who was erased elsewhere before this is found by the next import of theirs; nothing can hash here.
    op.add_column('contacts', sa.Column('held_as', sa.String(), nullable=True))
    op.add_column('suppressions', sa.Column('copy_of_id', sa.Uuid(), nullable=True))
    op.create_index(op.f('ix_suppressions_copy_of_id'), 'suppressions', ['copy_of_id'])
    op.create_foreign_key(op.f('fk_suppressions_copy_of_id'), 'suppressions', 'suppressions', ['copy_of_id'], ['id'], ondelete='CASCADE')
    op.drop_index('uq_suppressions_partner_reason', table_name='suppressions', postgresql_where=sa.text('partner_id IS NOT NULL'))
    op.create_index('uq_suppressions_partner_reason', 'suppressions', ['partner_id', 'addr_key', 'reason', 'copy_of_id'], unique=True, postgresql_where=sa.text('partner_id IS NOT NULL'), postgresql_nulls_not_distinct=True)
    op.create_index('ix_suppressions_hashed', 'suppressions', ['addr_key'], postgresql_where=sa.text("addr_key LIKE '#%'"))
    op.add_column('events', sa.Column('segment_id', sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f('fk_events_segment_id'), 'events', 'segments', ['segment_id'], ['id'])
    op.add_column('events', sa.Column('people_filters', postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column('event_invitees', sa.Column('expected', sa.Boolean(), server_default=sa.text('false'), nullable=False))


def downgrade() -> None:
    op.drop_column('event_invitees', 'expected')
    op.drop_column('events', 'people_filters')
    op.drop_constraint(op.f('fk_events_segment_id'), 'events', type_='foreignkey')
    op.drop_column('events', 'segment_id')
    op.drop_index('ix_suppressions_hashed', table_name='suppressions', postgresql_where=sa.text("addr_key LIKE '#%'"))
    op.execute('DELETE FROM suppressions WHERE copy_of_id IS NOT NULL AND ctid <> (SELECT min(s.ctid) FROM suppressions AS s WHERE (s.partner_id, s.addr_key, s.reason) = (suppressions.partner_id, suppressions.addr_key, suppressions.reason))')
    op.drop_index('uq_suppressions_partner_reason', table_name='suppressions', postgresql_where=sa.text('partner_id IS NOT NULL'), postgresql_nulls_not_distinct=True)
    op.create_index('uq_suppressions_partner_reason', 'suppressions', ['partner_id', 'addr_key', 'reason'], unique=True, postgresql_where=sa.text('partner_id IS NOT NULL'))
    op.drop_constraint(op.f('fk_suppressions_copy_of_id'), 'suppressions', type_='foreignkey')
    op.drop_index(op.f('ix_suppressions_copy_of_id'), table_name='suppressions')
    op.drop_column('suppressions', 'copy_of_id')
    op.drop_column('contacts', 'held_as')
