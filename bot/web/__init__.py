"""What the running bot answers over HTTP, other than to Telegram's questions in the sandbox."""
