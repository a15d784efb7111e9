"""Registration, approval and the way of a deal to won or lost; the vendor's book of accounts and its rules.

Tables: registrations, deals, deal_log, deal_messages, deal_files, accounts, account_domains, opportunities,
engagement_versions, deal_desk, deal_authorisations, deal_prechecks. Facts: deal registered, decided, questioned, won,
lost, corrected, expired, raised, appealed, ended, extension asked, extension decided, stepped.
"""
