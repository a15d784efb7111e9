"""accounts, opportunities, rules of engagement, evidence and threads of deal registrations"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '94177a1c03ec'
down_revision: str | None = '2a9e6c10b47d'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('deal_desk',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('off', sa.ARRAY(sa.Integer()), nullable=False),
    sa.Column('holidays', sa.ARRAY(sa.Date()), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_deal_desk_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_desk'))
    )
    op.create_table('accounts',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('name_key', sa.String(), nullable=False),
    sa.Column('country', sa.String(), nullable=False),
    sa.Column('vat', sa.String(), nullable=False),
    sa.Column('duns', sa.String(), nullable=False),
    sa.Column('own', sa.Boolean(), nullable=False),
    sa.Column('named', sa.Boolean(), nullable=False),
    sa.Column('customer', sa.Boolean(), nullable=False),
    sa.Column('owner', sa.String(), nullable=False),
    sa.Column('given_to', sa.Uuid(), nullable=True),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('merged_into', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['given_to'], ['partners.id'], name=op.f('fk_accounts_given_to')),
    sa.ForeignKeyConstraint(['merged_into'], ['accounts.id'], name=op.f('fk_accounts_merged_into')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accounts')),
    sa.UniqueConstraint('external_id', name=op.f('uq_accounts_external_id'))
    )
    op.create_index('ix_accounts_duns', 'accounts', ['duns'], unique=False, postgresql_where=sa.text("duns <> ''"))
    op.create_index('ix_accounts_name', 'accounts', ['name_key', 'country'], unique=False)
    op.create_index('ix_accounts_vat', 'accounts', ['vat'], unique=False, postgresql_where=sa.text("vat <> ''"))
    op.create_table('deal_authorisations',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('family', sa.String(), nullable=False),
    sa.Column('country', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_deal_authorisations_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_authorisations'))
    )
    op.create_index(op.f('ix_deal_authorisations_partner_id'), 'deal_authorisations', ['partner_id'], unique=False)
    op.create_table('account_domains',
    sa.Column('domain', sa.String(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('drawn', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_account_domains_account_id')),
    sa.PrimaryKeyConstraint('domain', 'account_id', name=op.f('pk_account_domains'))
    )
    op.create_index(op.f('ix_account_domains_account_id'), 'account_domains', ['account_id'], unique=False)
    op.create_index('ix_account_domains_drawn', 'account_domains', ['drawn'], unique=False)
    op.create_table('deal_prechecks',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('domain', sa.String(), nullable=False),
    sa.Column('country', sa.String(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_deal_prechecks_partner_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_deal_prechecks_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_prechecks'))
    )
    op.create_index('ix_deal_prechecks_partner', 'deal_prechecks', ['partner_id', 'at'], unique=False)
    op.create_table('engagement_versions',
    sa.Column('number', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('says', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['people.id'], name=op.f('fk_engagement_versions_made_by')),
    sa.PrimaryKeyConstraint('number', name=op.f('pk_engagement_versions'))
    )
    op.create_table('opportunities',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('external_id', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('stage', sa.String(), nullable=False),
    sa.Column('owner', sa.String(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_opportunities_account_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opportunities')),
    sa.UniqueConstraint('external_id', name=op.f('uq_opportunities_external_id'))
    )
    op.create_index(op.f('ix_opportunities_account_id'), 'opportunities', ['account_id'], unique=False)
    op.create_table('deal_files',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('registration_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('storage_key', sa.String(), nullable=False),
    sa.Column('added_by', sa.Uuid(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['added_by'], ['people.id'], name=op.f('fk_deal_files_added_by')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_deal_files_partner_id')),
    sa.ForeignKeyConstraint(['registration_id'], ['registrations.id'], name=op.f('fk_deal_files_registration_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_files'))
    )
    op.create_index(op.f('ix_deal_files_registration_id'), 'deal_files', ['registration_id'], unique=False)
    op.create_table('deal_messages',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('registration_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('side', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('author_id', sa.Uuid(), nullable=True),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['people.id'], name=op.f('fk_deal_messages_author_id')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_deal_messages_partner_id')),
    sa.ForeignKeyConstraint(['registration_id'], ['registrations.id'], name=op.f('fk_deal_messages_registration_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_messages'))
    )
    op.create_index(op.f('ix_deal_messages_registration_id'), 'deal_messages', ['registration_id'], unique=False)
    op.add_column('deals', sa.Column('review_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('registrations', sa.Column('accounts', sa.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False))
    op.add_column('registrations', sa.Column('account_postal_code', sa.String(), server_default='', nullable=False))
    op.add_column('registrations', sa.Column('account_vat', sa.String(), server_default='', nullable=False))
    op.add_column('registrations', sa.Column('account_duns', sa.String(), server_default='', nullable=False))
    op.add_column('registrations', sa.Column('contact_title', sa.String(), server_default='', nullable=False))
    op.add_column('registrations', sa.Column('product_lines', sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False))
    op.add_column('registrations', sa.Column('source', sa.String(), server_default='', nullable=False))
    op.add_column('registrations', sa.Column('incumbent', sa.String(), server_default='', nullable=False))
    op.add_column('registrations', sa.Column('relationship', sa.String(), server_default='', nullable=False))
    op.add_column('registrations', sa.Column('co_sell', sa.String(), server_default='', nullable=False))
    op.add_column('registrations', sa.Column('waiting_since', sa.DateTime(timezone=True), nullable=True))
    op.add_column('registrations', sa.Column('answer_due_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('registrations', sa.Column('escalate_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('registrations', sa.Column('approved_under', sa.Numeric(precision=18, scale=3), nullable=True))
    op.add_column('registrations', sa.Column('active_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('registrations', sa.Column('appealed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('registrations', sa.Column('appealed_from', sa.Uuid(), nullable=True))
    op.add_column('registrations', sa.Column('extension_asked_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('registrations', sa.Column('extension_reason', sa.String(), server_default='', nullable=False))
    op.add_column('registrations', sa.Column('extended_at', sa.DateTime(timezone=True), nullable=True))
    op.create_index('ix_registrations_accounts', 'registrations', ['accounts'], unique=False, postgresql_using='gin')
    op.create_index('ix_registrations_contact_email', 'registrations', ['contact_email'], unique=False)
    op.create_index('ix_registrations_escalate', 'registrations', ['escalate_at'], unique=False, postgresql_where=sa.text('escalate_at IS NOT NULL'))
    op.create_foreign_key(op.f('fk_registrations_appealed_from'), 'registrations', 'people', ['appealed_from'], ['id'])
    _fill()


def _fill() -> None:
    """An account for each firm that is registered already; the key of its name is made anew when it is brought again."""
    op.execute("""
        INSERT INTO accounts (id, name, name_key, country, vat, duns, own, named, customer, owner, created_at, updated_at)
        SELECT gen_random_uuid(), min(account_name), lower(regexp_replace(min(account_name), '[^[:alnum:]]', '', 'g'))
            || ' ' || account_domain, account_country, '', '', false, false, false, '', min(created_at), min(created_at)
        FROM registrations WHERE account_domain <> '' AND submitted_at IS NOT NULL
        GROUP BY account_domain, account_country
    """)
    op.execute("""
        INSERT INTO account_domains (domain, account_id, drawn)
        SELECT split_part(name_key, ' ', 2), id, split_part(name_key, ' ', 2) FROM accounts
    """)
    op.execute("UPDATE accounts SET name_key = split_part(name_key, ' ', 1)")
    op.execute("""
        UPDATE registrations AS r SET accounts = ARRAY[a.id]
        FROM accounts AS a JOIN account_domains AS d ON d.account_id = a.id
        WHERE r.account_domain = d.domain AND r.account_country = a.country AND r.submitted_at IS NOT NULL
    """)
    op.execute("UPDATE registrations SET waiting_since = submitted_at WHERE state = 'under_review'")
    op.execute("UPDATE registrations SET active_at = decided_at WHERE state = 'approved'")


def downgrade() -> None:
    op.drop_constraint(op.f('fk_registrations_appealed_from'), 'registrations', type_='foreignkey')
    op.drop_index('ix_registrations_escalate', table_name='registrations', postgresql_where=sa.text('escalate_at IS NOT NULL'))
    op.drop_index('ix_registrations_contact_email', table_name='registrations')
    op.drop_index('ix_registrations_accounts', table_name='registrations', postgresql_using='gin')
    op.drop_column('registrations', 'extended_at')
    op.drop_column('registrations', 'extension_reason')
    op.drop_column('registrations', 'extension_asked_at')
    op.drop_column('registrations', 'appealed_from')
    op.drop_column('registrations', 'appealed_at')
    op.drop_column('registrations', 'active_at')
    op.drop_column('registrations', 'approved_under')
    op.drop_column('registrations', 'escalate_at')
    op.drop_column('registrations', 'answer_due_at')
    op.drop_column('registrations', 'waiting_since')
    op.drop_column('registrations', 'co_sell')
    op.drop_column('registrations', 'relationship')
    op.drop_column('registrations', 'incumbent')
    op.drop_column('registrations', 'source')
    op.drop_column('registrations', 'product_lines')
    op.drop_column('registrations', 'contact_title')
    op.drop_column('registrations', 'account_duns')
    op.drop_column('registrations', 'account_vat')
    op.drop_column('registrations', 'account_postal_code')
    op.drop_column('registrations', 'accounts')
    op.drop_column('deals', 'review_since')
    op.drop_index(op.f('ix_deal_messages_registration_id'), table_name='deal_messages')
    op.drop_table('deal_messages')
    op.drop_index(op.f('ix_deal_files_registration_id'), table_name='deal_files')
    op.drop_table('deal_files')
    op.drop_index(op.f('ix_opportunities_account_id'), table_name='opportunities')
    op.drop_table('opportunities')
    op.drop_table('engagement_versions')
    op.drop_index('ix_deal_prechecks_partner', table_name='deal_prechecks')
    op.drop_table('deal_prechecks')
    op.drop_index('ix_account_domains_drawn', table_name='account_domains')
    op.drop_index(op.f('ix_account_domains_account_id'), table_name='account_domains')
    op.drop_table('account_domains')
    op.drop_index(op.f('ix_deal_authorisations_partner_id'), table_name='deal_authorisations')
    op.drop_table('deal_authorisations')
    op.drop_index('ix_accounts_vat', table_name='accounts', postgresql_where=sa.text("vat <> ''"))
    op.drop_index('ix_accounts_name', table_name='accounts')
    op.drop_index('ix_accounts_duns', table_name='accounts', postgresql_where=sa.text("duns <> ''"))
    op.drop_table('accounts')
    op.drop_table('deal_desk')
