"""consent and rights"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = 'b7d40c2e91aa'
down_revision: str | None = '7d20c6b1f4aa'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


TEXTS = ('wording_version', 'language', 'ip', 'agent')


def upgrade() -> None:
    op.alter_column('contacts', 'partner_id', existing_type=sa.Uuid(), nullable=True)
    for name in TEXTS:
        op.add_column('consents', sa.Column(name, sa.String(), server_default='', nullable=False))
    op.add_column('consents', sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('programme', sa.Column('confirm_everyone', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('imports', sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('opt_ins',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('contact_id', sa.Uuid(), nullable=False),
        sa.Column('partner_id', sa.Uuid(), nullable=False),
        sa.Column('source', sa.String(), nullable=False),
        sa.Column('wording', sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in TEXTS),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_opt_ins_contact_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_opt_ins_partner_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_opt_ins')),
    )
    op.create_index(op.f('ix_opt_ins_contact_id'), 'opt_ins', ['contact_id'])
    op.create_index(op.f('ix_opt_ins_asked_at'), 'opt_ins', ['asked_at'])


def downgrade() -> None:
    op.drop_table('opt_ins')
    op.drop_column('imports', 'forgotten_at')
    op.drop_column('programme', 'confirm_everyone')
    for name in ('asked_at', *reversed(TEXTS)):
        op.drop_column('consents', name)
    # What stands for people who were erased can't go back to a partner: it has to be gone before this.
    op.alter_column('contacts', 'partner_id', existing_type=sa.Uuid(), nullable=False)
