"""pages and forms"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = 'e27c5d1f90ab'
down_revision: str | None = '3e8a51c7d964'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('responses', sa.Column('variant', sa.String(), server_default='', nullable=False))
    op.create_table('page_tests',
        sa.Column('place', sa.Uuid(), nullable=False),
        sa.Column('asset_id', sa.Uuid(), nullable=False),
        sa.Column('partner_id', sa.Uuid(), nullable=False),
        sa.Column('by_itself', sa.Boolean(), nullable=True),
        sa.Column('chosen', sa.String(), server_default='', nullable=False),
        sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('chosen_by', sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(['asset_id'], ['assets.id'], name=op.f('fk_page_tests_asset_id')),
        sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_page_tests_partner_id')),
        sa.ForeignKeyConstraint(['chosen_by'], ['people.id'], name=op.f('fk_page_tests_chosen_by')),
        sa.PrimaryKeyConstraint('place', 'asset_id', name=op.f('pk_page_tests')),
    )
    op.create_index(op.f('ix_page_tests_partner_id'), 'page_tests', ['partner_id'])
    op.create_table('held_answers',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('partner_id', sa.Uuid(), nullable=False),
        sa.Column('asset_id', sa.Uuid(), nullable=False),
        sa.Column('launch_id', sa.Uuid(), nullable=True),
        sa.Column('message_id', sa.Uuid(), nullable=True),
        sa.Column('link_id', sa.Uuid(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ('language', 'variant', 'meaning', 'email')),
        sa.Column('answers', JSONB(none_as_null=True), nullable=False),
        sa.Column('agreed', sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ('wording', 'why')),
        sa.Column('taken', sa.Boolean(), nullable=True),
        sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('looked_by', sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_held_answers_partner_id')),
        sa.ForeignKeyConstraint(['asset_id'], ['assets.id'], name=op.f('fk_held_answers_asset_id')),
        sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_held_answers_message_id')),
        sa.ForeignKeyConstraint(['link_id'], ['links.id'], name=op.f('fk_held_answers_link_id')),
        sa.ForeignKeyConstraint(['looked_by'], ['people.id'], name=op.f('fk_held_answers_looked_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_held_answers')),
    )
    op.create_index(op.f('ix_held_answers_at'), 'held_answers', ['at'])
    op.create_index(
        'ix_held_answers_waiting', 'held_answers', ['partner_id', 'at'], postgresql_where=sa.text('taken IS NULL')
    )
    op.create_table('sites',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('partner_id', sa.Uuid(), nullable=False),
        sa.Column('host', sa.String(), nullable=False),
        sa.Column('proof', sa.String(), nullable=False),
        sa.Column('seen', JSONB(none_as_null=True), nullable=False),
        sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('added_by', sa.Uuid(), nullable=False),
        sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('problem', sa.String(), server_default='', nullable=False),
        sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_sites_partner_id')),
        sa.ForeignKeyConstraint(['added_by'], ['people.id'], name=op.f('fk_sites_added_by')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sites')),
        sa.UniqueConstraint('partner_id', name=op.f('uq_sites_partner_id')),
    )
    op.create_index(
        'uq_sites_verified', 'sites', ['host'], unique=True, postgresql_where=sa.text('verified_at IS NOT NULL')
    )


def downgrade() -> None:
    for table in ('sites', 'held_answers', 'page_tests'):
        op.drop_table(table)
    op.drop_column('responses', 'variant')
