"""What stands in a picture, already in the reader's language: equal values are the same picture.

Of an ``unfinished`` one the last day isn't over.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A line of bars; ``direction`` is the sign of its change, ``change`` empty where there is none to tell."""

    name: str
    days: tuple[int, ...]
    total: str
    change: str
    direction: int


@dataclass(frozen=True, slots=True)
class RowsWords:
    """A picture of rows: of all sectors, or of what the bot does."""

    title: str
    period: str
    note: str
    total: str
    change: str
    against: str
    rows: tuple[Row, ...]
    unfinished: bool = True


@dataclass(frozen=True, slots=True)
class PeakWords:
    """A big day: its place among the days, how many of its articles its biggest story has, and both in words."""

    place: int
    told: int
    about: str
    title: str


@dataclass(frozen=True, slots=True)
class StoriesWords:
    """The picture of one sector."""

    title: str
    period: str
    note: str
    most: str
    first: str
    last: str
    days: tuple[int, ...]
    peaks: tuple[PeakWords, ...]
    unfinished: bool = True
