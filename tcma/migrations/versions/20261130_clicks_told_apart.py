"""clicks told apart"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '3e8a51c7d964'
down_revision: str | None = 'e91d30c47a2f'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.add_column('hits', sa.Column('signs', sa.String(), server_default='', nullable=False))
    op.add_column('hits', sa.Column('visitor', sa.String(), server_default='', nullable=False))
    op.add_column('touches', sa.Column('browser', sa.String(), nullable=True))
    op.create_index('ix_touches_browser', 'touches', ['browser'], unique=False, postgresql_where=sa.text('browser IS NOT NULL'))


def downgrade() -> None:
    op.drop_index('ix_touches_browser', table_name='touches', postgresql_where=sa.text('browser IS NOT NULL'))
    op.drop_column('touches', 'browser')
    op.drop_column('hits', 'visitor')
    op.drop_column('hits', 'signs')
