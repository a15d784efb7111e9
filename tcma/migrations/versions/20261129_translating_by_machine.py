"""translating by machine"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = '00b62d93f359'
down_revision: str | None = '5c1e7a94d210'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('glossary_terms',
    sa.Column('term', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('term', name=op.f('pk_glossary_terms'))
    )
    op.create_table('translation_memory',
    sa.Column('source_language', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('length', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('source_language', 'language', 'digest', name=op.f('pk_translation_memory'))
    )
    op.create_index('ix_translation_memory_length', 'translation_memory', ['source_language', 'language', 'length'], unique=False)
    op.create_table('translation_jobs',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('draft_id', sa.Uuid(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('engine', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('running', 'done', 'stopped', 'failed', name='jobstate', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=True),
    sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_by', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['draft_id'], ['kit_drafts.id'], name=op.f('fk_translation_jobs_draft_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['started_by'], ['people.id'], name=op.f('fk_translation_jobs_started_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_translation_jobs')),
    sa.UniqueConstraint('draft_id', 'language', name=op.f('uq_translation_jobs_draft_id_language'))
    )
    op.create_index('ix_translation_jobs_running', 'translation_jobs', ['id'], unique=False, postgresql_where=sa.text("state = 'running'"))
    op.create_table('translation_items',
    sa.Column('job_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'memory', 'machine', 'offered', 'refused', 'person', name='itemstate', native_enum=False, length=40), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('near_source', sa.String(), nullable=False),
    sa.Column('near_text', sa.String(), nullable=False),
    sa.Column('near_percent', sa.Integer(), nullable=False),
    sa.Column('later', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['translation_jobs.id'], name=op.f('fk_translation_items_job_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('job_id', 'key', name=op.f('pk_translation_items'))
    )


def downgrade() -> None:
    op.drop_table('translation_items')
    op.drop_index('ix_translation_jobs_running', table_name='translation_jobs', postgresql_where=sa.text("state = 'running'"))
    op.drop_table('translation_jobs')
    op.drop_index('ix_translation_memory_length', table_name='translation_memory')
    op.drop_table('translation_memory')
    op.drop_table('glossary_terms')
