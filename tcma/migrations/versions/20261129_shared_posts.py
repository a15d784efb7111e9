"""shared posts"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '5c1e7a94d210'
down_revision: str | None = '5c1d0f6a9e42'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('day_salts',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_day_salts'))
    )
    op.create_table('own_visitors',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('visitor', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_own_visitors_partner_id_partners')),
    sa.PrimaryKeyConstraint('day', 'partner_id', 'visitor', name=op.f('pk_own_visitors'))
    )
    op.create_table('sharers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('email', sa.String(), server_default='', nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('named', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['people.id'], name=op.f('fk_sharers_created_by_people')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_sharers_partner_id_partners')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_sharers_person_id_people')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sharers'))
    )
    op.create_index(op.f('ix_sharers_partner_id'), 'sharers', ['partner_id'], unique=False)
    op.create_index('uq_sharers_email', 'sharers', ['partner_id', 'email'], unique=True, postgresql_where=sa.text("revoked_at IS NULL AND email <> ''"))
    op.create_index('uq_sharers_person', 'sharers', ['person_id'], unique=True, postgresql_where=sa.text('revoked_at IS NULL'))
    op.create_table('share_approvals',
    sa.Column('sharer_id', sa.Uuid(), nullable=False),
    sa.Column('registration_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_share_approvals_partner_id_partners')),
    sa.ForeignKeyConstraint(['sharer_id'], ['sharers.id'], name=op.f('fk_share_approvals_sharer_id_sharers')),
    sa.PrimaryKeyConstraint('sharer_id', 'registration_id', name=op.f('pk_share_approvals'))
    )
    op.create_table('share_links',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('sharer_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('asset_key', sa.String(), nullable=False),
    sa.Column('post', sa.String(), nullable=False),
    sa.Column('network', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('link_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['link_id'], ['links.id'], name=op.f('fk_share_links_link_id_links')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_share_links_partner_id_partners')),
    sa.ForeignKeyConstraint(['sharer_id'], ['sharers.id'], name=op.f('fk_share_links_sharer_id_sharers')),
    sa.ForeignKeyConstraint(['version_id'], ['kit_versions.id'], name=op.f('fk_share_links_version_id_kit_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share_links')),
    sa.UniqueConstraint('link_id', name=op.f('uq_share_links_link_id')),
    sa.UniqueConstraint('sharer_id', 'version_id', 'asset_key', 'post', 'network', 'language', name='uq_share_links_post')
    )
    op.add_column('links', sa.Column('code', sa.String(), nullable=True))
    op.create_unique_constraint(op.f('uq_links_code'), 'links', ['code'])
    op.add_column('touches', sa.Column('visitor', sa.String(), nullable=True))
    op.create_index('ix_touches_link', 'touches', ['link_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_touches_link', table_name='touches')
    op.drop_column('touches', 'visitor')
    op.drop_constraint(op.f('uq_links_code'), 'links', type_='unique')
    op.drop_column('links', 'code')
    op.drop_table('share_links')
    op.drop_table('share_approvals')
    op.drop_index('uq_sharers_person', table_name='sharers')
    op.drop_index('uq_sharers_email', table_name='sharers')
    op.drop_index(op.f('ix_sharers_partner_id'), table_name='sharers')
    op.drop_table('sharers')
    op.drop_table('own_visitors')
    op.drop_table('day_salts')
