"""What has happened since the process began, as plain numbers: rooms count, and whoever watches the bot reads.

Nothing here names a person, a chat or a text, and no label takes more values than there are sectors, methods or words
of ours.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import inf
from typing import TypeVar

ASKED, FAILED, SENT, LOST = "asked", "failed", "sent", "lost"
"""Tallies: what people asked, what came to nothing by a failure, deliveries that arrived, and that surely or perhaps
didn't."""

QUESTIONS = ("message", "callback_query", "inline_query")
"""Kinds of updates by which people ask."""

DONE, REFUSED, HELD_BACK, UNANSWERED = "done", "refused", "held back", "failed"
"""How a call of the Bot API ends: carried out, 4xx, 429, and 5xx or no answer."""

CALLS = (
    "sendMessage",
    "sendPhoto",
    "sendDocument",
    "sendRichMessage",
    "sendChatAction",
    "editMessageText",
    "editMessageMedia",
    "editMessageCaption",
    "editMessageReplyMarkup",
    "answerCallbackQuery",
    "answerInlineQuery",
)
"""What the bot calls for people again and again."""

BOUNDS_S = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds; the targets of DESIGN.md lie between 0.015 and 1."""


Label = TypeVar("Label")


@dataclass(slots=True)
class Durations:
    """How long something took, by ``BOUNDS_S``: the last number is of what took longer than all of them."""

    numbers: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_S) + 1))
    total_s: float = 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.numbers[bisect_left(BOUNDS_S, seconds)] += 1
        self.total_s += seconds

    def within(self, share: float) -> float | None:
        """The lowest bound (seconds) that a share (0 to 1) took no longer than; infinite where that was longer than all
        bounds, ``None`` where there is nothing.
        """
        so_far, wanted = 0, share * sum(self.numbers)
        for bound, number in zip((*BOUNDS_S, inf), self.numbers, strict=True):
            so_far += number
            if so_far and so_far >= wanted:
                return bound
        return None


@dataclass(slots=True)
class Counts:
    """What the rooms count.

    ``answers`` by the kind of update, from its coming in to the first call that is seen; ``calls`` by method and
    outcome, ``articles``, ``looks`` and ``deliveries`` by outcome, ``passages`` by sector, ``logged`` by level.

    What can be foreseen is there from the start, as nothing: who watches sees that a number rises only where it knows
    from what, and that it doesn't only where there is a number.
    """

    answers: dict[str, Durations] = field(default_factory=lambda: {kind: Durations() for kind in QUESTIONS})
    updates: Counter[tuple[str, str]] = field(default_factory=lambda: _none(*product(QUESTIONS, ("handled", "failed"))))
    calls: Counter[tuple[str, str]] = field(
        default_factory=lambda: _none(*product(CALLS, (DONE, REFUSED, HELD_BACK, UNANSWERED)))
    )
    articles: Counter[str] = field(default_factory=lambda: _none("new", "changed", "known"))
    passages: Counter[str] = field(default_factory=Counter)
    looks: Counter[str] = field(default_factory=lambda: _none("read", "failed", "ended"))
    deliveries: Counter[str] = field(default_factory=lambda: _none("sent", "empty", "dropped", "failed", "unknown"))
    logged: Counter[str] = field(default_factory=lambda: _none("warning", "error", "critical"))

    def answered(self, kind: str, seconds: float) -> None:
        """An update of a kind was answered after so long."""
        self.answers.setdefault(kind, Durations()).add(seconds)

    def stored(self, outcome: str, sectors: Iterable[Iterable[str]]) -> None:
        """A text came in; ``sectors`` are those of each passage, where it was new."""
        self.articles[outcome] += 1
        for keys in sectors:
            self.passages.update(list(keys))  # of a mapping it would add up the values

    def tally(self) -> Counter[str]:
        """What is kept by the hour, so far, by the names that it is kept under."""
        told = Counter(
            {
                ASKED: sum(number for (kind, _), number in self.updates.items() if kind in QUESTIONS),
                FAILED: sum(number for (_, outcome), number in self.updates.items() if outcome == "failed"),
                SENT: self.deliveries["sent"],
                LOST: self.deliveries["failed"] + self.deliveries["dropped"] + self.deliveries["unknown"],
            }
        )
        for durations in self.answers.values():
            told.update(dict(zip(_ANSWERED, durations.numbers, strict=True)))
        return told


def _none(*labels: Label) -> Counter[Label]:
    return Counter(dict.fromkeys(labels, 0))


def durations_of(tallies: Mapping[str, int]) -> Durations:
    """How long answers took, of what was kept; the sum of all isn't."""
    return Durations([tallies.get(name, 0) for name in _ANSWERED])


_ANSWERED = tuple(f"answered {bound:g}" for bound in (*BOUNDS_S, inf))
