"""Messages on their way: plan, claim, begin, call, record, heal; receipts.

Tables: steps, step_contents, messages, message_attachments, attempts, receipts, delivery_events.
Facts: step due, receipts stored.
"""
