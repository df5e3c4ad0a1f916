"""A Telegram Bot API server for this machine: to try the bot without a token, and for the tests."""
