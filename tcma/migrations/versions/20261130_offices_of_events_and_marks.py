"""events have an office whose brand they wear, logos a square mark"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = 'c3f7a1d96e28'
down_revision: str | None = '8f31d6a2c094'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('events', sa.Column('office_id', sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f('fk_events_office_id'), 'events', 'offices', ['office_id'], ['id'])
    op.add_column('compositions', sa.Column('office_id', sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f('fk_compositions_office_id'), 'compositions', 'offices', ['office_id'], ['id'])
    for name in ('brand_kits', 'offices'):
        op.add_column(name, sa.Column('mark_key', sa.String(), nullable=True))


def downgrade() -> None:
    for name in ('offices', 'brand_kits'):
        op.drop_column(name, 'mark_key')
    op.drop_constraint(op.f('fk_compositions_office_id'), 'compositions', type_='foreignkey')
    op.drop_column('compositions', 'office_id')
    op.drop_constraint(op.f('fk_events_office_id'), 'events', type_='foreignkey')
    op.drop_column('events', 'office_id')
