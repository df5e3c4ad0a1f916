"""Callback and inline queries that wait for the bot's answer."""

import asyncio
from dataclasses import dataclass, field

from bot.sandbox.refusals import QUERY_TOO_OLD, bad_request
from bot.sandbox.values import JsonObject

# The oldest unanswered ones are forgotten: nobody waits for them any more.
_MAX_OPEN = 10_000


@dataclass(slots=True)
class Queries:
    """Who pressed what (``presses``: chat and user by callback query) and who waits for inline results."""

    presses: dict[str, tuple[int, int]] = field(default_factory=dict)
    inline: dict[str, asyncio.Future[JsonObject]] = field(default_factory=dict)
    _count: int = 0

    def new_id(self, now: float) -> str:
        """An identifier that no other query of this sandbox or an earlier one has."""
        self._count += 1
        return f"{int(now * 1000)}{self._count:06}"

    def pressed(self, query_id: str, chat_id: int, user_id: int) -> None:
        """Remember a press until it is answered."""
        self.presses[query_id] = chat_id, user_id
        if len(self.presses) > _MAX_OPEN:
            del self.presses[next(iter(self.presses))]

    def answered(self, query_id: str) -> tuple[int, int]:
        """Chat and user of a press that the bot answers; raises RefusedCallError for an unknown or answered one."""
        try:
            return self.presses.pop(query_id)
        except KeyError:
            raise bad_request(QUERY_TOO_OLD) from None

    def resolve_inline(self, query_id: str, answer: JsonObject) -> None:
        """Hand the bot's results to whoever waits; raises RefusedCallError where nobody does."""
        waiting = self.inline.pop(query_id, None)
        if waiting is None or waiting.done():
            raise bad_request(QUERY_TOO_OLD)
        waiting.set_result(answer)
