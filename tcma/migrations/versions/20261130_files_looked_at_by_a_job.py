"""Files of contacts that a job looks at

Revision ID: 4e9a1c77b2d5
"""

import sqlalchemy as sa
from alembic import op

revision: str = '4e9a1c77b2d5'
down_revision: str | None = 'b7d40c2e91aa'
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.add_column('imports', sa.Column('turn_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('imports', 'turn_at')
