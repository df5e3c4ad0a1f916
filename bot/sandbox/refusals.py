"""What a refused call is answered with: a status, Telegram's words, and the parameters that go with some of them.

The words are those of the real server (tdlib/telegram-bot-api and TDLib), so that a bot which looks at them behaves
here as it does there.
"""

from bot.errors import SvodkaError

# 400 unless the name says otherwise; a part of the words is filled in where they are raised.
CHAT_NOT_FOUND = "chat not found"
MESSAGE_EMPTY = "message text is empty"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
WRONG_FILE = "wrong file identifier/HTTP URL specified"


class RefusedCallError(SvodkaError):
    """A Bot API call that is not carried out.

    ``status`` is the HTTP status and Bot API error code, ``description`` what the caller reads. ``retry_after`` is in
    seconds; ``migrate_to_chat_id`` tells which supergroup a group became.
    """

    def __init__(
        self, status: int, description: str, *, retry_after: int | None = None, migrate_to_chat_id: int | None = None
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after
        self.migrate_to_chat_id = migrate_to_chat_id


def bad_request(words: str) -> RefusedCallError:
    """Status 400 with ``words`` after the prefix that the real server puts there."""
    return RefusedCallError(400, f"Bad Request: {words}")


def forbidden(words: str) -> RefusedCallError:
    """Status 403: the bot may not write there."""
    return RefusedCallError(403, f"Forbidden: {words}")


def conflict(words: str) -> RefusedCallError:
    """Status 409: two ways of getting updates met."""
    return RefusedCallError(409, f"Conflict: {words}")


def too_large() -> RefusedCallError:
    """Status 413: more than the server takes."""
    return RefusedCallError(413, "Request Entity Too Large")


def too_many_requests(retry_after: int) -> RefusedCallError:
    """Status 429: come back in ``retry_after`` seconds."""
    return RefusedCallError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
