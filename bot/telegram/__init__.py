"""The Telegram side: updates in, messages out, all through one aiogram Dispatcher."""
