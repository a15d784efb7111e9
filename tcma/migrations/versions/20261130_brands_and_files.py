"""brands and files: a logo for dark ground, what the law of a country wants said, offices, links and words in files"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '6b1e80d4c7f5'
down_revision: str | None = 'c31f7a90d254'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('brand_kits', sa.Column('dark_logo_key', sa.String(), nullable=True))
    op.add_column('brand_kits', sa.Column('colours', postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column('brand_kits', sa.Column('jurisdiction', sa.String(), server_default='', nullable=False))
    op.add_column('brand_kits', sa.Column('legal_facts', postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False))
    op.add_column('brand_kits', sa.Column('legal_more', sa.String(), server_default='', nullable=False))
    op.create_table(
        'offices',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('partner_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.String(), nullable=False),
        sa.Column('company_name', sa.String(), nullable=False),
        sa.Column('colour', sa.String(), nullable=False),
        sa.Column('logo_key', sa.String(), nullable=True),
        sa.Column('dark_logo_key', sa.String(), nullable=True),
        sa.Column('logo_width', sa.Integer(), nullable=False),
        sa.Column('logo_height', sa.Integer(), nullable=False),
        sa.Column('contact_name', sa.String(), nullable=False),
        sa.Column('contact_email', sa.String(), nullable=False),
        sa.Column('contact_phone', sa.String(), nullable=False),
        sa.Column('website', sa.String(), nullable=False),
        sa.Column('postal_address', sa.String(), nullable=False),
        sa.Column('legal_footer', sa.String(), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_offices_partner_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_offices')),
    )
    op.create_index(op.f('ix_offices_partner_id'), 'offices', ['partner_id'])
    op.add_column('launches', sa.Column('office_id', sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f('fk_launches_office_id'), 'launches', 'offices', ['office_id'], ['id'])
    op.create_table(
        'file_links',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('partner_id', sa.Uuid(), nullable=False),
        sa.Column('version_id', sa.Uuid(), nullable=False),
        sa.Column('asset_key', sa.String(), nullable=False),
        sa.Column('medium', sa.String(), nullable=False),
        sa.Column('language', sa.String(), nullable=False),
        sa.Column('target', sa.String(), nullable=False),
        sa.Column('link_id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['link_id'], ['links.id'], name=op.f('fk_file_links_link_id')),
        sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_file_links_partner_id')),
        sa.ForeignKeyConstraint(['version_id'], ['kit_versions.id'], name=op.f('fk_file_links_version_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_file_links')),
        sa.UniqueConstraint('link_id', name=op.f('uq_file_links_link_id')),
        sa.UniqueConstraint('partner_id', 'version_id', 'asset_key', 'medium', 'language', 'target', name='uq_file_links_place'),
    )
    op.create_table(
        'file_words',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('partner_id', sa.Uuid(), nullable=False),
        sa.Column('kit_id', sa.Uuid(), nullable=False),
        sa.Column('language', sa.String(), nullable=False),
        sa.Column('words', postgresql.JSONB(), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(['kit_id'], ['kits.id'], name=op.f('fk_file_words_kit_id')),
        sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_file_words_partner_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_file_words')),
        sa.UniqueConstraint('partner_id', 'kit_id', 'language', name='uq_file_words_kit'),
    )


def downgrade() -> None:
    op.drop_table('file_words')
    op.drop_table('file_links')
    op.drop_constraint(op.f('fk_launches_office_id'), 'launches', type_='foreignkey')
    op.drop_column('launches', 'office_id')
    op.drop_index(op.f('ix_offices_partner_id'), table_name='offices')
    op.drop_table('offices')
    for column in ('legal_more', 'legal_facts', 'jurisdiction', 'colours', 'dark_logo_key'):
        op.drop_column('brand_kits', column)
