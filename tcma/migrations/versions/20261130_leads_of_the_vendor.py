"""leads of the vendor"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = '2a9e6c10b47d'
down_revision: str | None = 'e27c5d1f90ab'
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table('lead_intakes',
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('takes', sa.Boolean(), nullable=False),
    sa.Column('countries', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('products', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('verticals', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('cap', sa.Integer(), nullable=True),
    sa.Column('last_offer_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_lead_intakes_partner_id')),
    sa.PrimaryKeyConstraint('partner_id', name=op.f('pk_lead_intakes'))
    )
    op.create_table('routing_turns',
    sa.Column('rule_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('credit', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_routing_turns_partner_id')),
    sa.PrimaryKeyConstraint('rule_id', 'partner_id', name=op.f('pk_routing_turns'))
    )
    op.create_table('routing_versions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=True),
    sa.Column('content', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_by', sa.Uuid(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['updated_by'], ['people.id'], name=op.f('fk_routing_versions_updated_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_routing_versions'))
    )
    op.create_index('uq_routing_versions_draft', 'routing_versions', [sa.literal_column('(number IS NULL)')], unique=True, postgresql_where=sa.text('number IS NULL'))
    op.create_index('uq_routing_versions_number', 'routing_versions', ['number'], unique=True, postgresql_where=sa.text('number IS NOT NULL'))
    op.create_table('vendor_leads',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('source_name', sa.String(), nullable=False),
    sa.Column('brought_by', sa.Uuid(), nullable=True),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('addr_key', sa.String(), nullable=False),
    sa.Column('first_name', sa.String(), nullable=False),
    sa.Column('last_name', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('message', sa.String(), nullable=False),
    sa.Column('company', sa.String(), nullable=False),
    sa.Column('account_domain', sa.String(), nullable=False),
    sa.Column('country', sa.String(), nullable=False),
    sa.Column('product', sa.String(), nullable=False),
    sa.Column('vertical', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('new', 'offered', 'accepted', 'unassigned', 'discarded', name='vendorstate', native_enum=False, length=40), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['brought_by'], ['people.id'], name=op.f('fk_vendor_leads_brought_by')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_vendor_leads_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vendor_leads')),
    sa.UniqueConstraint('key', name=op.f('uq_vendor_leads_key'))
    )
    op.create_index('ix_vendor_leads_account', 'vendor_leads', ['account_domain'], unique=False)
    op.create_index('ix_vendor_leads_addr_key', 'vendor_leads', ['addr_key'], unique=False)
    op.create_index(op.f('ix_vendor_leads_partner_id'), 'vendor_leads', ['partner_id'], unique=False)
    op.create_index('ix_vendor_leads_state', 'vendor_leads', ['state', 'id'], unique=False)
    op.create_table('webhooks',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=True),
    sa.Column('url', sa.String(), nullable=False),
    sa.Column('secret', sa.String(), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('failing_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['created_by'], ['people.id'], name=op.f('fk_webhooks_created_by')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_webhooks_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhooks'))
    )
    op.create_index(op.f('ix_webhooks_partner_id'), 'webhooks', ['partner_id'], unique=False)
    op.create_table('lead_offers',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('vendor_lead_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('state', sa.Enum('open', 'accepted', 'declined', 'timed_out', 'withdrawn', name='offerstate', native_enum=False, length=40), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by'], ['people.id'], name=op.f('fk_lead_offers_answered_by')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_lead_offers_partner_id')),
    sa.ForeignKeyConstraint(['vendor_lead_id'], ['vendor_leads.id'], name=op.f('fk_lead_offers_vendor_lead_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_offers')),
    sa.UniqueConstraint('vendor_lead_id', 'partner_id', name=op.f('uq_lead_offers_vendor_lead_id_partner_id'))
    )
    op.create_index('ix_lead_offers_due', 'lead_offers', ['due_at'], unique=False, postgresql_where=sa.text("state = 'open'"))
    op.create_index(op.f('ix_lead_offers_partner_id'), 'lead_offers', ['partner_id'], unique=False)
    op.create_index('uq_lead_offers_open', 'lead_offers', ['vendor_lead_id'], unique=True, postgresql_where=sa.text("state = 'open'"))
    op.create_table('vendor_lead_events',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('vendor_lead_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('rule', sa.String(), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_vendor_lead_events_partner_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_vendor_lead_events_person_id')),
    sa.ForeignKeyConstraint(['vendor_lead_id'], ['vendor_leads.id'], name=op.f('fk_vendor_lead_events_vendor_lead_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vendor_lead_events'))
    )
    op.create_index(op.f('ix_vendor_lead_events_vendor_lead_id'), 'vendor_lead_events', ['vendor_lead_id'], unique=False)
    op.create_table('webhook_deliveries',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('webhook_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('body', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_webhook_deliveries_partner_id')),
    sa.ForeignKeyConstraint(['webhook_id'], ['webhooks.id'], name=op.f('fk_webhook_deliveries_webhook_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_webhook_deliveries'))
    )
    op.create_index(op.f('ix_webhook_deliveries_created_at'), 'webhook_deliveries', ['created_at'], unique=False)
    op.create_index('ix_webhook_deliveries_due', 'webhook_deliveries', ['due_at'], unique=False, postgresql_where=sa.text('due_at IS NOT NULL'))
    op.create_index('ix_webhook_deliveries_log', 'webhook_deliveries', ['webhook_id', 'created_at'], unique=False)
    op.create_table('lead_tasks',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('lead_id', sa.Uuid(), nullable=False),
    sa.Column('partner_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('assigned_to', sa.Uuid(), nullable=True),
    sa.Column('created_by', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['assigned_to'], ['people.id'], name=op.f('fk_lead_tasks_assigned_to')),
    sa.ForeignKeyConstraint(['created_by'], ['people.id'], name=op.f('fk_lead_tasks_created_by')),
    sa.ForeignKeyConstraint(['lead_id'], ['leads.id'], name=op.f('fk_lead_tasks_lead_id')),
    sa.ForeignKeyConstraint(['partner_id'], ['partners.id'], name=op.f('fk_lead_tasks_partner_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_tasks'))
    )
    op.create_index(op.f('ix_lead_tasks_lead_id'), 'lead_tasks', ['lead_id'], unique=False)
    op.create_index('ix_lead_tasks_open', 'lead_tasks', ['partner_id'], unique=False, postgresql_where=sa.text('done_at IS NULL'))
    op.alter_column('api_keys', 'partner_id',
               existing_type=sa.UUID(),
               nullable=True)
    op.add_column('leads', sa.Column('vendor_lead_id', sa.Uuid(), nullable=True))
    op.add_column('leads', sa.Column('next_on', sa.Date(), nullable=True))
    op.add_column('leads', sa.Column('assigned_to', sa.Uuid(), nullable=True))
    op.add_column('leads', sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('leads', sa.Column('remind_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('leads', sa.Column('contacted_at', sa.DateTime(timezone=True), nullable=True))
    op.alter_column('leads', 'first_response_id',
               existing_type=sa.UUID(),
               nullable=True)
    op.alter_column('leads', 'last_response_id',
               existing_type=sa.UUID(),
               nullable=True)
    op.alter_column('leads', 'kit_id',
               existing_type=sa.UUID(),
               nullable=True)
    op.alter_column('leads', 'asset_id',
               existing_type=sa.UUID(),
               nullable=True)
    op.create_index('ix_leads_remind', 'leads', ['remind_at'], unique=False, postgresql_where=sa.text('remind_at IS NOT NULL'))
    op.create_index('ix_leads_vendor_lead', 'leads', ['vendor_lead_id'], unique=False)
    op.create_foreign_key(op.f('fk_leads_assigned_to'), 'leads', 'people', ['assigned_to'], ['id'])
    op.create_foreign_key(op.f('fk_leads_vendor_lead_id'), 'leads', 'vendor_leads', ['vendor_lead_id'], ['id'])


def downgrade() -> None:
    op.drop_constraint(op.f('fk_leads_vendor_lead_id'), 'leads', type_='foreignkey')
    op.drop_constraint(op.f('fk_leads_assigned_to'), 'leads', type_='foreignkey')
    op.drop_index('ix_leads_vendor_lead', table_name='leads')
    op.drop_index('ix_leads_remind', table_name='leads', postgresql_where=sa.text('remind_at IS NOT NULL'))
    op.alter_column('leads', 'asset_id',
               existing_type=sa.UUID(),
               nullable=False)
    op.alter_column('leads', 'kit_id',
               existing_type=sa.UUID(),
               nullable=False)
    op.alter_column('leads', 'last_response_id',
               existing_type=sa.UUID(),
               nullable=False)
    op.alter_column('leads', 'first_response_id',
               existing_type=sa.UUID(),
               nullable=False)
    op.drop_column('leads', 'contacted_at')
    op.drop_column('leads', 'remind_at')
    op.drop_column('leads', 'due_at')
    op.drop_column('leads', 'assigned_to')
    op.drop_column('leads', 'next_on')
    op.drop_column('leads', 'vendor_lead_id')
    op.alter_column('api_keys', 'partner_id',
               existing_type=sa.UUID(),
               nullable=False)
    op.drop_index('ix_lead_tasks_open', table_name='lead_tasks', postgresql_where=sa.text('done_at IS NULL'))
    op.drop_index(op.f('ix_lead_tasks_lead_id'), table_name='lead_tasks')
    op.drop_table('lead_tasks')
    op.drop_index('ix_webhook_deliveries_log', table_name='webhook_deliveries')
    op.drop_index('ix_webhook_deliveries_due', table_name='webhook_deliveries', postgresql_where=sa.text('due_at IS NOT NULL'))
    op.drop_index(op.f('ix_webhook_deliveries_created_at'), table_name='webhook_deliveries')
    op.drop_table('webhook_deliveries')
    op.drop_index(op.f('ix_vendor_lead_events_vendor_lead_id'), table_name='vendor_lead_events')
    op.drop_table('vendor_lead_events')
    op.drop_index('uq_lead_offers_open', table_name='lead_offers', postgresql_where=sa.text("state = 'open'"))
    op.drop_index(op.f('ix_lead_offers_partner_id'), table_name='lead_offers')
    op.drop_index('ix_lead_offers_due', table_name='lead_offers', postgresql_where=sa.text("state = 'open'"))
    op.drop_table('lead_offers')
    op.drop_index(op.f('ix_webhooks_partner_id'), table_name='webhooks')
    op.drop_table('webhooks')
    op.drop_index('ix_vendor_leads_state', table_name='vendor_leads')
    op.drop_index(op.f('ix_vendor_leads_partner_id'), table_name='vendor_leads')
    op.drop_index('ix_vendor_leads_addr_key', table_name='vendor_leads')
    op.drop_index('ix_vendor_leads_account', table_name='vendor_leads')
    op.drop_table('vendor_leads')
    op.drop_index('uq_routing_versions_number', table_name='routing_versions', postgresql_where=sa.text('number IS NOT NULL'))
    op.drop_index('uq_routing_versions_draft', table_name='routing_versions', postgresql_where=sa.text('number IS NULL'))
    op.drop_table('routing_versions')
    op.drop_table('routing_turns')
    op.drop_table('lead_intakes')
