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
                                "language", "source"), "''")
         | {"id": "a new one", "partner_id": "NULL", "held_as": "NULL",
            "account_domain": "kept if a deal of the firm is registered"},
         plain="created_at updated_at words", hidden="words held_as",
         why="a row of nobody takes its place, so that counts stay"),
    Held("consents", Way.DELETE, _CONTACT, plain="id contact_id partner_id purpose basis source wording "
         "wording_version language ip agent asked_at given_at expires_at withdrawn_at"),
    Held("opt_ins", Way.DELETE, _CONTACT, plain="id contact_id partner_id source wording wording_version language ip "
         "agent asked_at expires_at confirmed_at"),
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
         plain="id partner_id version_id asset_id language fields content_hash created_at", why=_TECHNIQUE),
    # delivery
    Held("messages", Way.CLEAR, "t.id = ANY(:messages)",
         cleared={"email": "''", "addr_key": ":pseudonym", "values": "'{}'",
                  "recipient_key": "CASE WHEN t.recipient_key <> t.addr_key THEN t.recipient_key "
                  "ELSE 'erased-' || t.id END"},
         link="contact_id",
         plain="id step_id partner_id language state reason claim_id lease_until not_before tries changed_at "
         "headline attachments_hash", why=_TECHNIQUE, hidden="claim_id lease_until not_before recipient_key"),
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
         "reason"),
    Held("touches", Way.CLEAR, _CONTACT, cleared={"visitor": "NULL"}, link="contact_id",
         plain="id at kind channel counts partner_id message_id link_id hit_id kit_id version_id asset_id launch_id "
         "language", why="credits of won deals point at them"),
    Held("responses", Way.CLEAR, _CONTACT, cleared={"answers": "'{}'"}, link="contact_id",
         plain="id at kind partner_id touch_id kit_id version_id asset_id launch_id language key",
         why="counted; `key` is a random number of the form, or an id"),
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
         plain="id partner_id first_response_id last_response_id kit_id asset_id launch_id state created_at "
         "updated_at", why="counted"),
    Held("lead_events", Way.CLEAR, "t.lead_id = ANY(:leads)", cleared={"detail": "''"},
         plain="id lead_id partner_id at person_id response_id kind", why="the history of the lead"),
    Held("registrations", Way.CLEAR, "t.id = ANY(:claims)",
         cleared={"contact_name": _NAME, "contact_email": "''", "contact_phone": "''"},
         swept=("description", "decision"), link="contact_id",
         plain="id number partner_id submitted_by tier lead_id account_name account_domain account_country amount "
         "currency expected_close kind state submitted_at decided_at decided_by decision_rule protected_until "
         "protection_due_at window_ends_at created_at idempotency_key",
         why="the business with the firm, and its money", hidden="idempotency_key"),
    Held("deals", Way.CLEAR, f"({_CONTACT} OR t.registration_id = ANY(:claims))", link="contact_id",
         plain="id registration_id partner_id account_domain stage amount currency opened_at closed_at order_number",
         why="money"),
    # partners: somebody who was invited and never came
    Held("invitations", Way.DELETE, "lower(t.email) = :key AND NOT EXISTS (SELECT FROM people AS p "
         f"WHERE p.email = :key) AND {_MINE}",
         plain="id email name role partner_id language invited_by invited_at expires_at accepted_at"),
    Held("facts", Way.CLEAR, "t.subject_id = ANY(:contacts)", link="subject_id",
         plain="id name at delivered_at", why="that something happened"),
)

OF_NOBODY = {
    "deal_log": ("id registration_id partner_id position at actor_id actor_side before after rule inputs reason "
                 "previous_hash hash",
                 "a chained log that is never changed; of a contact it holds keyed hashes only"),
    "credit_runs": ("id deal_id partner_id amount currency conversion_at lookback_days half_life_days touches at "
                    "superseded_at", "money"),
    "credits": ("id run_id model deal_id deal_partner_id closed_at touch_id touch_at partner_id kit_id version_id "
                "asset_id launch_id language channel amount currency", "money"),
    "segments": ("id partner_id name filter created_by created_at updated_at deleted_at", "what a partner filters by"),
    "tags": ("id partner_id name created_at", "words of a partner"),
    "partner_topics": ("partner_id topic names updated_at", "what a partner writes about"),
    "api_keys": ("id partner_id name digest list_id created_by created_at used_at revoked_at",
                 "a partner's own programs"),
    "contact_lists": ("id partner_id name created_at updated_at", "names of lists"),
    "brand_kits": ("partner_id colour on_colour ink logo_key logo_width logo_height contact_name contact_email "
                   "contact_phone postal_address legal_footer updated_at",
                   "the partner's own imprint, which it changes itself"),
    "kits": ("id slug kind created_at", "content"),
    "kit_versions": ("id kit_id number title content content_hash published_at published_by", "content"),
    "assets": ("id version_id kit_id key kind title position", "content"),
    "kit_media": ("version_id name body", "content"),
    "kit_drafts": ("id slug based_on content copy media updated_at updated_by", "content"),
    "links": ("id composition_id partner_id version_id asset_id language position kind label url origin_id code",
              "addresses of pages"),
    "steps": ("id partner_id origin origin_id version_id asset_id position policy service sender reply_to due_at "
              "content_hash held_at held_reason cancelled_at stopped_at planned_at planned finished_at topic",
              "a mail to many; sender and replies are the partner's"),
    "guard_holds": ("id partner_id cause sent bounced complained at lifted_at lifted_by lifted_reason",
                    "figures of a partner; who lifted it works for the vendor"),
    "delivery_checks": ("id run_id invariant broken examples seconds at", "counts, and ids of rows"),
    "ses_marks": ("name at", "how far we are in step with SES"),
    "sending_holds": ("id reason partner_id subject detail since look_at ended_at times",
                      "why nothing leaves; SES's words, its domain"),
    "step_contents": ("step_id language composition_id", "ids"),
    "events": ("id partner_id kit_id version_id starts_at timezone minutes place address capacity languages own_words "
               "state sequence idempotency_key list_id segment_id people_filters invited_at hold_until created_by "
               "created_at updated_at published_at cancelled_at over_at", "the host's event"),
    "event_mails": ("id event_id partner_id position round asset_key audience due_at own_due step_id skipped "
                    "created_at", "a mail to many"),
    "launches": ("id partner_id kit_id version_id list_id own_words languages when_kind starts_at state hold_until "
                 "scheduled_at scheduled_by idempotency_key paused_at stopped_at finished_at created_at updated_at "
                 "segment_id people_filter sender",
                 "the partner's words to many"),
    "segment_texts": ("version_id language key source text state", "content"),
    "translation_memory": ("source_language language digest source length text approved_at", "content"),
    "glossary_terms": ("term position", "content"),
    "translation_jobs": ("id draft_id language engine state reason detail failures not_before leased_until started_at "
                         "started_by", "content"),
    "translation_items": ("job_id key position source state text reason detail attempts near_source near_text "
                          "near_percent later", "content"),
    "programme": ("id vendor_name website postal_address sender_domain timezone currency mark_key protection_days "
                  "unreviewed_languages confirm_everyone leaving_stops_all", "the vendor"),
    "partners": ("id slug name country region language timezone tier website mails_per_week joined_at "
                 "deactivated_at", "a firm"),
    "senders": ("id partner_id domain local mail_from tokens zone status seen chosen added_at added_by checked_at "
                "verified_at problem", "a firm's domain"),
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
