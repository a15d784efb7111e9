"""Addresses of a partner's or the vendor's own programs that are told what happened: signed, tried again, logged.

Tables: webhooks, webhook_deliveries. Facts: webhook disabled.
"""
