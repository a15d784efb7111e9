"""The operations of the SES v2 API, one file per family."""
