"""people and segments: traits, segments, tags, notes, merges, words to search by"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '7d3f0c91b6e8'
down_revision: str | None = 'b3f0a91c77d2'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

# What was done before this table was there. The same as `rebuild_traits`, in the words of this day.
TOUCHES = """
INSERT INTO contact_traits (contact_id, partner_id, touches, touched_at)
SELECT c.id, c.partner_id, count(*), max(t.at)
FROM contacts c JOIN touches t ON t.contact_id = c.id AND t.counts GROUP BY c.id
"""
LEADS = """
INSERT INTO contact_traits (contact_id, partner_id, lead)
SELECT c.id, c.partner_id, l.state FROM contacts c JOIN leads l ON l.contact_id = c.id
ON CONFLICT (contact_id) DO UPDATE SET lead = excluded.lead
"""
DEALS = """
INSERT INTO contact_traits (contact_id, partner_id, deals)
SELECT c.id, c.partner_id, array_agg(DISTINCT CASE
    WHEN r.state IN ('submitted', 'under_review', 'info_requested') THEN 'registered'
    WHEN d.stage IS NOT NULL THEN d.stage::text ELSE 'refused' END)
FROM contacts c JOIN registrations r ON r.contact_id = c.id AND r.state <> 'draft'
LEFT JOIN deals d ON d.registration_id = r.id GROUP BY c.id
ON CONFLICT (contact_id) DO UPDATE SET deals = excluded.deals
"""


def upgrade() -> None:
    op.create_table('tags',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_tags_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tags'))
    )
    op.create_index('uq_tags_name', 'tags', ['partner_id', sa.literal_column('lower(name)')], unique=True)
    op.create_table('contact_merges',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('kept_id', sa.Uuid(), nullable=False),
    sa.Column('dropped_id', sa.Uuid(), nullable=False),
    sa.Column('dropped', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('replaced', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('merged_by', sa.Uuid(), nullable=True),
    sa.Column('merged_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['kept_id'], ['contacts.id'], name=op.f('fk_contact_merges_kept_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['merged_by'], ['people.id'], name=op.f('fk_contact_merges_merged_by')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_contact_merges_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_merges'))
    )
    op.create_index(op.f('ix_contact_merges_dropped_id'), 'contact_merges', ['dropped_id'], unique=False)
    op.create_index(op.f('ix_contact_merges_kept_id'), 'contact_merges', ['kept_id'], unique=False)
    op.create_table('contact_notes',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('contact_id', sa.Uuid(), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=True),
    sa.Column('author', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_contact_notes_author_id')),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_contact_notes_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_contact_notes_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_notes'))
    )
    op.create_index('ix_contact_notes_contact', 'contact_notes', ['contact_id', 'at'], unique=False)
    op.create_table('contact_tags',
    sa.Column('tag_id', sa.Uuid(), nullable=False),
    sa.Column('contact_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_contact_tags_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_contact_tags_partner_id')),
    sa.ForeignKeyConstraint(['tag_id'], ['tags.id'], name=op.f('fk_contact_tags_tag_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('tag_id', 'contact_id', name=op.f('pk_contact_tags'))
    )
    op.create_index(op.f('ix_contact_tags_contact_id'), 'contact_tags', ['contact_id'], unique=False)
    op.create_table('contact_traits',
    sa.Column('contact_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('touches', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lead', sa.String(), server_default=sa.text("''"), nullable=False),
    sa.Column('deals', sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contacts.id'], name=op.f('fk_contact_traits_contact_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_contact_traits_partner_id')),
    sa.PrimaryKeyConstraint('contact_id', name=op.f('pk_contact_traits'))
    )
    op.create_index(op.f('ix_contact_traits_partner_id'), 'contact_traits', ['partner_id'], unique=False)
    op.create_table('segments',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('filter', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['people.id'], name=op.f('fk_segments_created_by')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_segments_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_segments'))
    )
    op.create_index(op.f('ix_segments_partner_id'), 'segments', ['partner_id'], unique=False)
    op.create_index('uq_segments_name', 'segments', ['partner_id', sa.literal_column('lower(name)')], unique=True, postgresql_where=sa.text('deleted_at IS NULL'))
    # Writes the table of contacts anew: about a minute for a million.
    op.execute("SET LOCAL statement_timeout = '30min'")
    op.add_column('contacts', sa.Column('words', postgresql.TSVECTOR(), sa.Computed("to_tsvector('simple'::regconfig, translate(((((((((email)::text || ' '::text) || (first_name)::text) || ' '::text) || (last_name)::text) || ' '::text) || (company)::text)), '@.-_+/:<&'::text, '         '::text))", persisted=True), nullable=False))
    op.create_index('ix_contacts_came', 'contacts', ['partner_id', 'id'], unique=False)
    op.create_index('ix_contacts_phone', 'contacts', ['partner_id', 'phone'], unique=False, postgresql_where=sa.text("phone <> ''"))
    op.create_index('ix_contacts_words', 'contacts', ['words'], unique=False, postgresql_using='gin')
    op.add_column('launches', sa.Column('segment_id', sa.Uuid(), nullable=True))
    op.add_column('launches', sa.Column('people_filter', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True))
    op.create_foreign_key(op.f('fk_launches_segment_id'), 'launches', 'segments', ['segment_id'], ['id'])
    for statement in (TOUCHES, LEADS, DEALS):
        op.execute(statement)


def downgrade() -> None:
    op.drop_constraint(op.f('fk_launches_segment_id'), 'launches', type_='foreignkey')
    op.drop_column('launches', 'people_filter')
    op.drop_column('launches', 'segment_id')
    op.drop_index('ix_contacts_came', table_name='contacts')
    op.drop_index('ix_contacts_words', table_name='contacts', postgresql_using='gin')
    op.drop_index('ix_contacts_phone', table_name='contacts', postgresql_where=sa.text("phone <> ''"))
    op.drop_column('contacts', 'words')
    op.drop_index('uq_segments_name', table_name='segments', postgresql_where=sa.text('deleted_at IS NULL'))
    op.drop_index(op.f('ix_segments_partner_id'), table_name='segments')
    op.drop_table('segments')
    op.drop_index(op.f('ix_contact_traits_partner_id'), table_name='contact_traits')
    op.drop_table('contact_traits')
    op.drop_index(op.f('ix_contact_tags_contact_id'), table_name='contact_tags')
    op.drop_table('contact_tags')
    op.drop_index('ix_contact_notes_contact', table_name='contact_notes')
    op.drop_table('contact_notes')
    op.drop_index(op.f('ix_contact_merges_kept_id'), table_name='contact_merges')
    op.drop_index(op.f('ix_contact_merges_dropped_id'), table_name='contact_merges')
    op.drop_table('contact_merges')
    op.drop_index('uq_tags_name', table_name='tags')
    op.drop_table('tags')
