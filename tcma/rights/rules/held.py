"""Every table of the product: what it holds of people, how that is found, and what becomes of it.

A test compares this with the database: a new table or column stands here, or the build is red.
"""

from tcma.rights.rules.kinds import Held, Way
from tcma.rights.rules.needles import GONE

_CONTACT = "t.contact_id = ANY(:contacts)"
_MESSAGE = "t.message_id = ANY(:messages)"
_MINE = "(CAST(:partner_id AS uuid) IS NULL OR t.partner_id = :partner_id)"
_NAME = f"'{GONE}'"
_TECHNIQUE = "ids, times, states, what was sent and on which way: counted, and of nobody in particular"

HELD = (
    # audiences
    Held("contacts", Way.CLEAR, "t.id = ANY(:contacts)",
         cleared=dict.fromkeys(("email", "addr_key", "first_name", "last_name", "company", "title", "phone", "country",
                                "language", "timezone", "source"), "''")
         | {"id": "a new one", "partner_id": "NULL", "held_as": "NULL",
            "account_domain": "kept if a deal of the firm is registered"},
         plain="created_at updated_at words", hidden="words held_as",
         why="a row of nobody takes its place, so that counts stay"),
    Held("consents", Way.DELETE, _CONTACT, plain="id contact_id partner_id purpose basis source wording "
         "wording_version language ip agent asked_at given_at expires_at withdrawn_at"),
    Held("opt_ins", Way.DELETE, _CONTACT, plain="id contact_id partner_id source wording wording_version language ip "
         "agent office_id asked_at expires_at confirmed_at"),
    Held("list_members", Way.DELETE, _CONTACT, plain="list_id contact_id"),
    Held("contact_traits", Way.DELETE, _CONTACT, plain="contact_id partner_id touches touched_at lead deals"),
    Held("contact_tags", Way.DELETE, _CONTACT, plain="tag_id contact_id partner_id"),
    Held("contact_notes", Way.DELETE, _CONTACT, plain="id partner_id contact_id author_id author body at"),
    Held("contact_merges", Way.DELETE,
         f"(t.kept_id = ANY(:contacts) OR t.dropped ->> 'addr_key' = ANY(:keys) AND {_MINE})",
         plain="id partner_id kept_id dropped_id dropped replaced merged_by merged_name at done_at"),
    Held("topic_refusals", Way.DELETE, f"t.addr_key = ANY(:keys) AND {_MINE}",
         plain="partner_id addr_key topic message_id at",
         why="who was erased is written to about nothing"),
    Held("former_contacts", Way.CLEAR, f"(t.addr_key = ANY(:keys) AND {_MINE} OR t.kept_id = ANY(:contacts))",
         cleared={"addr_key": "coalesce(CAST(:hashes AS jsonb) ->> t.addr_key, t.addr_key)", "kept_id": "NULL",
                  "language": "''"}, plain="id partner_id gone_at",
         why="so that the links of old mails still take a no"),
    Held("imports", Way.SWEEP, f"{_MINE} AND t.left_out::text ILIKE :like", swept=("reading", "counts", "left_out"),
         plain="id partner_id list_id file_name storage_key digest state basis wording done turn_at created_by "
         "created_at stored_at forgotten_at",
         why="about the file and whoever imported it; the file itself is cut or deleted",
         hidden="reading counts storage_key digest"),
    Held("suppressions", Way.CLEAR, "t.addr_key = :key AND (CAST(:partner_id AS uuid) IS NULL "
         "OR t.partner_id = :partner_id)", cleared={"addr_key": "a keyed hash", "message_id": "NULL"},
         plain="id scope partner_id reason origin_partner_id copy_of_id at written_at", hidden="copy_of_id",
         why="the keyed hash stays for ever, so that nobody writes to the person again"),
    # composing: mails to a partner's people may name a contact
    Held("compositions", Way.SWEEP, "false", swept=("subject", "html", "text"),
         plain="id partner_id version_id asset_id office_id language fields content_hash created_at", why=_TECHNIQUE),
    # delivery
    Held("messages", Way.CLEAR, "t.id = ANY(:messages)",
         cleared={"email": "''", "addr_key": ":pseudonym", "values": "'{}'",
                  "recipient_key": "CASE WHEN t.recipient_key <> t.addr_key THEN t.recipient_key "
                  "ELSE 'erased-' || t.id END"},
         link="contact_id",
         plain="id step_id partner_id language state reason claim_id lease_until not_before tries changed_at "
         "headline attachments_hash timezone leaves_at waits_for", why=_TECHNIQUE,
         hidden="claim_id lease_until not_before recipient_key"),
    Held("message_attachments", Way.DELETE, _MESSAGE, plain="message_id position partner_id name content_type data"),
    Held("attempts", Way.CLEAR, _MESSAGE, cleared={"detail": "''"},
         plain="id message_id partner_id claim_id begun_at ended_at outcome ses_message_id healed_at",
         why=_TECHNIQUE, hidden="claim_id"),
    Held("attempt_decisions", Way.CLEAR, _MESSAGE, cleared={"reason": "''"},
         plain="id attempt_id message_id partner_id kind person_id at", why="that somebody decided, and what"),
    Held("delivery_events", Way.CLEAR, _MESSAGE, cleared={"detail": "''"},
         plain="id attempt_id message_id partner_id kind at", why=_TECHNIQUE),
    Held("receipts", Way.CLEAR, "t.applied_at IS NOT NULL AND (t.body -> 'mail' -> 'tags' -> 'attempt' ->> 0 "
         "= ANY(:attempt_tags) OR CAST(:partner_id AS uuid) IS NULL AND t.body::text ILIKE :like)",
         cleared={"body": "'{}'", "note": "''"}, plain="id sns_message_id received_at applied_at", why=_TECHNIQUE),
    # tracking
    Held("hits", Way.DELETE, _MESSAGE, plain="id link_id message_id at received_at method ip agent prefetch kind "
         "reason signs visitor"),
    Held("touches", Way.CLEAR, _CONTACT, cleared={"visitor": "NULL", "browser": "NULL"}, link="contact_id",
         plain="id at kind channel counts partner_id message_id link_id hit_id kit_id version_id asset_id launch_id "
         "language", why="credits of won deals point at them"),
    Held("responses", Way.CLEAR, _CONTACT, cleared={"answers": "'{}'"}, link="contact_id",
         plain="id at kind partner_id touch_id kit_id version_id asset_id launch_id language key variant",
         why="counted; `key` is a random number of the form, or an id"),
    Held("held_answers", Way.DELETE, f"lower(t.email) = :key AND {_MINE}",
         plain="id at partner_id asset_id launch_id office_id message_id link_id language variant meaning email "
         "answers agreed wording why taken looked_at looked_by",
         why="nobody has taken it for a person's yet, or somebody has and then it is a contact"),
    # launches, events, social
    Held("launch_people", Way.CLEAR, _CONTACT, link="contact_id", plain="launch_id partner_id language",
         why="how many a launch was for"),
    Held("event_invitees", Way.CLEAR, _CONTACT, link="contact_id", plain="event_id partner_id language expected",
         why="how many were invited"),
    Held("event_registrations", Way.CLEAR, "t.id = ANY(:seats)",
         cleared={"email": "''", "first_name": _NAME, "last_name": "''", "company": "''", "dietary": "''",
                  "check_in_key": "''"}, link="contact_id",
         plain="id event_id partner_id language state position offer_expires_at sequence walk_in checked_in_at "
         "registered_at cancelled_at updated_at", why="how many came; a seat still ahead is given back"),
    Held("sharers", Way.CLEAR, f"lower(t.email) = :key AND {_MINE}",
         cleared={"name": _NAME, "email": "''", "named": "false", "revoked_at": "coalesce(t.revoked_at, :now)"},
         plain="id partner_id person_id language created_by created_at", why="what came of their posts is counted"),
    # leads and deals
    Held("leads", Way.CLEAR, _CONTACT, cleared={"note": "''"}, link="contact_id",
         plain="id partner_id vendor_lead_id first_response_id last_response_id kit_id asset_id launch_id state "
         "next_on assigned_to due_at remind_at contacted_at created_at updated_at", why="counted"),
    Held("lead_tasks", Way.DELETE, "t.lead_id = ANY(:leads)",
         plain="id lead_id partner_id text due_on assigned_to created_by created_at done_at"),
    # What was asked of the vendor is the vendor's: a partner that erases somebody erases its own lead of it.
    Held("vendor_lead_events", Way.CLEAR, "CAST(:partner_id AS uuid) IS NULL AND t.vendor_lead_id IN "
         "(SELECT v.id FROM vendor_leads AS v WHERE v.addr_key = ANY(:keys))", cleared={"detail": "''"},
         plain="id vendor_lead_id at kind partner_id person_id rule", why="the way of a lead, counted"),
    Held("vendor_leads", Way.CLEAR, "CAST(:partner_id AS uuid) IS NULL AND t.addr_key = ANY(:keys)",
         cleared=dict.fromkeys(("email", "addr_key", "last_name", "title", "phone", "message"), "''")
         | {"first_name": _NAME, "key": "'erased-' || t.id",
            "state": "CASE WHEN t.state = 'accepted' THEN t.state ELSE 'discarded' END"},
         plain="id source source_name brought_by company account_domain country product vertical language "
         "partner_id created_at assigned_at updated_at", why="that a firm asked, and to whom it went", hidden="key"),
    Held("webhook_deliveries", Way.DELETE, f"t.body::text ILIKE :like AND {_MINE}",
         plain="id webhook_id partner_id kind body created_at due_at tries tried_at delivered_at answer"),
    Held("lead_events", Way.CLEAR, "t.lead_id = ANY(:leads)", cleared={"detail": "''"},
         plain="id lead_id partner_id at person_id response_id kind", why="the history of the lead"),
    Held("registrations", Way.CLEAR, "t.id = ANY(:claims)",
         cleared={"contact_name": _NAME, "contact_email": "''", "contact_phone": "''", "contact_title": "''"},
         swept=("description", "decision", "relationship", "extension_reason"), link="contact_id",
         plain="id number partner_id submitted_by tier lead_id accounts account_name account_domain account_country "
         "account_postal_code account_vat account_duns amount currency expected_close kind product_lines source "
         "incumbent co_sell state submitted_at decided_at decided_by decision_rule protected_until "
         "protection_due_at window_ends_at waiting_since answer_due_at escalate_at approved_under active_at "
         "appealed_at appealed_from extension_asked_at extended_at created_at idempotency_key",
         why="the business with the firm, and its money", hidden="idempotency_key accounts escalate_at"),
    Held("deal_messages", Way.CLEAR, "t.registration_id = ANY(:claims)", swept=("body",),
         plain="id registration_id partner_id side kind author_id at", why="what both firms wrote about the business"),
    Held("deal_files", Way.DELETE, "t.registration_id = ANY(:claims)",
         plain="id registration_id partner_id name content_type size storage_key added_by added_at",
         hidden="storage_key"),
    Held("deals", Way.CLEAR, f"({_CONTACT} OR t.registration_id = ANY(:claims))", link="contact_id",
         plain="id registration_id partner_id account_domain stage amount currency opened_at closed_at order_number "
         "review_since helpers",
         why="money"),
    # partners: somebody who was invited and never came
    Held("invitations", Way.DELETE, "lower(t.email) = :key AND NOT EXISTS (SELECT FROM people AS p "
         f"WHERE p.email = :key) AND {_MINE}",
         plain="id email name role partner_id language invited_by invited_at expires_at accepted_at"),
    Held("facts", Way.CLEAR, "t.subject_id = ANY(:contacts)", link="subject_id",
         plain="id name at delivered_at", why="that something happened"),
)

OF_NOBODY = {
    "accounts": ("id external_id name name_key country vat duns own named customer owner given_to given_at "
                 "merged_into created_at updated_at", "firms; the owner works for the vendor"),
    "account_domains": ("domain account_id drawn", "firms"),
    "opportunities": ("id account_id external_id name stage owner opened_at closed_at updated_at",
                      "what the vendor sells to firms; the owner works for the vendor"),
    "crm_setup": ("id mapping every_minutes accounts_until opportunities_until changed_by changed_at", "settings"),
    "crm_records": ("source kind external_id version body number parent account_id taken outcome reason seen_at",
                    "firms and what is sold to them; the owner works for the vendor"),
    "crm_conflicts": ("id source external_id name what ours theirs takeable registration_id account_id found_at "
                      "decision later_at decided_by decided_at", "what the vendor's systems say of firms"),
    "crm_reads": ("id source dry replay since asked_by asked_at due_at at_kind at_version at_id counts lines problem "
                  "finished_at", "what was read of firms"),
    "engagement_versions": ("number says made_by made_at", "rules"),
    "deal_desk": ("id off holidays", "a calendar"),
    "deal_authorisations": ("id partner_id family country", "what a firm may sell"),
    "deal_prechecks": ("id partner_id person_id domain country answer rule at",
                       "firms that were asked about; who asked has an account"),
    "deal_log": ("id registration_id partner_id position at actor_id actor_side before after rule inputs reason "
                 "previous_hash hash",
                 "a chained log that is never changed; of a contact it holds keyed hashes only"),
    "credit_runs": ("id deal_id partner_id amount currency conversion_at lookback_days half_life_days touches at "
                    "superseded_at", "money"),
    "credits": ("id run_id model deal_id deal_partner_id closed_at touch_id touch_at partner_id kit_id version_id "
                "asset_id launch_id language channel amount currency", "money"),
    "commission_plans": ("number says made_by made_at", "rules"),
    "commission_sales": ("deal_id partner_id won_at amount currency tier lines plan before customer_paid_at", "money"),
    "commission_entries": ("id deal_id partner_id helper amount currency state cause calculation reverses made_at "
                           "due_at until_paid approved_at approved_by paid_at payout_id", "money"),
    "commission_payouts": ("id number currency total made_by made_at", "money"),
    "segments": ("id partner_id name filter created_by created_at updated_at deleted_at", "what a partner filters by"),
    "tags": ("id partner_id name created_at", "words of a partner"),
    "partner_topics": ("partner_id topic names updated_at", "what a partner writes about"),
    "api_keys": ("id partner_id name digest list_id created_by created_at used_at revoked_at",
                 "a partner's own programs"),
    "webhooks": ("id partner_id url secret created_by created_at failing_since disabled_at removed_at",
                 "an address of a firm's program"),
    "lead_offers": ("id vendor_lead_id partner_id rule state offered_at due_at answered_at answered_by reason",
                    "which partner was asked; who answered works for it"),
    "lead_intakes": ("partner_id takes countries cap last_offer_at updated_at", "a firm"),
    "routing_turns": ("rule_id partner_id credit", "a firm's turn"),
    "routing_versions": ("id number content updated_at updated_by published_at", "rules about firms"),
    "contact_lists": ("id partner_id name created_at updated_at", "names of lists"),
    "brand_kits": ("partner_id colour on_colour ink logo_key logo_width logo_height contact_name contact_email "
                   "contact_phone postal_address legal_footer updated_at dark_logo_key colours jurisdiction "
                   "legal_facts legal_more mark_key",
                   "the partner's own imprint, which it changes itself"),
    "offices": ("id partner_id name company_name colour logo_key dark_logo_key logo_width logo_height contact_name "
                "contact_email contact_phone website postal_address legal_footer updated_at closed_at mark_key",
                "the partner's own imprint, which it changes itself"),
    "file_links": ("id partner_id version_id asset_key medium language office_id target link_id created_at", "ids"),
    "file_words": ("id partner_id kit_id language words updated_at", "the partner's words to many"),
    "kits": ("id slug kind created_at retired_at", "content"),
    "kit_versions": ("id kit_id number title content content_hash published_at published_by mandatory", "content"),
    "assets": ("id version_id kit_id key kind title position", "content"),
    "kit_media": ("version_id name body", "content"),
    "kit_drafts": ("id slug based_on content copy media updated_at updated_by", "content"),
    "links": ("id composition_id partner_id version_id asset_id language position kind label url origin_id code",
              "addresses of pages"),
    "steps": ("id partner_id origin origin_id version_id asset_id position policy service sender reply_to due_at "
              "content_hash held_at held_reason cancelled_at stopped_at planned_at planned finished_at topic local_at "
              "open_until",
              "a mail to many; sender and replies are the partner's"),
    "guard_holds": ("id partner_id cause sent bounced complained at lifted_at lifted_by lifted_reason",
                    "figures of a partner; who lifted it works for the vendor"),
    "delivery_checks": ("id run_id invariant broken examples seconds at", "counts, and ids of rows"),
    "ses_marks": ("name at", "how far we are in step with SES"),
    "sending_holds": ("id reason partner_id subject detail since look_at ended_at times",
                      "why nothing leaves; SES's words, its domain"),
    "step_contents": ("step_id language composition_id", "ids"),
    "events": ("id partner_id kit_id version_id starts_at timezone minutes place address room capacity languages "
               "own_words state sequence idempotency_key list_id segment_id people_filters invited_at hold_until "
               "created_by created_at updated_at published_at cancelled_at over_at office_id", "the host's event"),
    "event_mails": ("id event_id partner_id position round asset_key audience due_at own_due step_id skipped "
                    "created_at", "a mail to many"),
    "launches": ("id partner_id kit_id version_id list_id own_words set_aside languages when_kind starts_at state "
                 "hold_until scheduled_at scheduled_by idempotency_key paused_at stopped_at finished_at created_at "
                 "updated_at segment_id people_filter sender office_id",
                 "the partner's words to many"),
    "segment_texts": ("version_id language key source text state", "content"),
    "translation_memory": ("source_language language digest source length text approved_at", "content"),
    "glossary_terms": ("term position", "content"),
    "translation_jobs": ("id draft_id language engine state reason detail failures not_before leased_until started_at "
                         "started_by", "content"),
    "translation_items": ("job_id key position source state text reason detail attempts near_source near_text "
                          "near_percent later", "content"),
    "programme": ("id vendor_name website postal_address sender_domain timezone currency mark_key protection_days "
                  "unreviewed_languages confirm_everyone leaving_stops_all quiet_from quiet_until "
                  "quiet_weekends", "the vendor"),
    "partners": ("id slug name country region language timezone tier products industries website mails_per_week "
                 "joined_at deactivated_at", "a firm"),
    "senders": ("id partner_id domain local mail_from tokens zone status seen chosen added_at added_by checked_at "
                "verified_at problem", "a firm's domain"),
    "warm_ups": ("id domain level day taken started_at ended_at ended_by ended_reason", "a firm's domain"),
    "sites": ("id partner_id host proof seen added_at added_by checked_at verified_at problem", "a firm's domain"),
    "page_tests": ("place asset_id partner_id by_itself chosen chosen_at chosen_by", "how a page is shown"),
    "tenants": ("partner_id name resources made_at", "a firm"),
    "people": ("id email name role partner_id language timezone theme password_hash created_at deactivated_at",
               "who signs in: an account of its own, ended by its firm"),
    "web_sessions": ("id person_id token_hash started_at seen_at expires_at agent", "who signs in"),
    "sign_in_attempts": ("id account address at", "keyed hashes, kept for an hour"),
    "password_resets": ("id person_id asked_at expires_at used_at", "who signs in"),
    "share_links": ("id sharer_id partner_id version_id asset_key post network language link_id created_at", "ids"),
    "share_approvals": ("sharer_id registration_id partner_id at", "ids"),
    "day_salts": ("day salt", "gone after two days"),
    "own_visitors": ("day partner_id visitor", "a hash that is gone after two days"),
    "clock_offset": ("id offset", "the trial's clock"),
}  # fmt: skip
"""{table: (its columns, why it holds nothing of a contact)}"""
