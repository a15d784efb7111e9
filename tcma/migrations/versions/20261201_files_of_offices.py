"""links in files are apart for each office; an opt-in and a held answer know whose brand the page wore"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = 'd7e20b94a1c6'
down_revision: str | None = 'c3f7a1d96e28'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

BEFORE = ['partner_id', 'version_id', 'asset_key', 'medium', 'language', 'target']
PLACE = [*BEFORE[:-1], 'office_id', 'target']


def upgrade() -> None:
    op.add_column('opt_ins', sa.Column('office_id', sa.Uuid(), nullable=True))
    for name in ('held_answers', 'file_links'):
        op.add_column(name, sa.Column('office_id', sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f'fk_{name}_office_id'), name, 'offices', ['office_id'], ['id'])
    op.drop_constraint('uq_file_links_place', 'file_links', type_='unique')
    op.create_unique_constraint('uq_file_links_place', 'file_links', PLACE, postgresql_nulls_not_distinct=True)


def downgrade() -> None:
    op.drop_constraint('uq_file_links_place', 'file_links', type_='unique')
    op.execute('DELETE FROM file_links WHERE office_id IS NOT NULL')
    op.create_unique_constraint('uq_file_links_place', 'file_links', BEFORE)
    for name in ('file_links', 'held_answers'):
        op.drop_constraint(op.f(f'fk_{name}_office_id'), name, type_='foreignkey')
        op.drop_column(name, 'office_id')
    op.drop_column('opt_ins', 'office_id')
