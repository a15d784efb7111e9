"""The product on trial: embedded servers, SES simulator, personas, a clock that skips. `app.py` never imports it."""
