"""consent and rights"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = 'b7d40c2e91aa'
down_revision: str | None = '00b62d93f359'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.alter_column('contacts', 'partner_id', existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    # What stands for people who were erased can't go back to a partner: nothing else may point at it any more.
    op.alter_column('contacts', 'partner_id', existing_type=sa.Uuid(), nullable=False)
