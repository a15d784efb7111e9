"""what partners sell and know is the partner's; kits retire, versions are mandatory, words are set aside"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '5d20c8f1a7e3'
down_revision: str | None = '6b1e80d4c7f5'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_JSON = postgresql.JSONB(none_as_null=True, astext_type=sa.Text())


def upgrade() -> None:
    for name in ('products', 'industries'):
        op.add_column('partners', sa.Column(name, _JSON, server_default=sa.text("'[]'"), nullable=False))
    op.execute(
        "UPDATE partners AS p SET products = i.products, industries = i.verticals "
        "FROM lead_intakes AS i WHERE i.partner_id = p.id"
    )
    op.drop_column('lead_intakes', 'products')
    op.drop_column('lead_intakes', 'verticals')
    op.add_column('kits', sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('kit_versions', sa.Column('mandatory', sa.String(), server_default='', nullable=False))
    op.add_column('launches', sa.Column('set_aside', _JSON, server_default=sa.text("'{}'"), nullable=False))


def downgrade() -> None:
    op.drop_column('launches', 'set_aside')
    op.drop_column('kit_versions', 'mandatory')
    op.drop_column('kits', 'retired_at')
    for name in ('products', 'verticals'):
        op.add_column('lead_intakes', sa.Column(name, _JSON, server_default=sa.text("'[]'"), nullable=False))
        op.alter_column('lead_intakes', name, server_default=None)
    op.execute(
        "UPDATE lead_intakes AS i SET products = p.products, verticals = p.industries "
        "FROM partners AS p WHERE i.partner_id = p.id"
    )
    op.drop_column('partners', 'products')
    op.drop_column('partners', 'industries')
