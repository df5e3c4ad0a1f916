"""What the bot has done, as a picture for its admins: a row of bars for each thing it counts, and how it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from math import isinf

from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Text
from babel.numbers import format_decimal

from bot.counting import ASKED, BOUNDS_S, FAILED, LOST, SENT, durations_of
from bot.telegram.admin_buttons import StatsButton
from bot.telegram.broadcast_pages import lasting
from bot.telegram.picture_pages import PicturePage, captioned, days_of, number, periods_row, signed, theme_button
from bot.telegram.pictures.words import Row, RowsWords
from bot.telegram.texts import Texts
from storage.statistics import Statistics
from storage.vitals import Vitals

SEEN_DAYS = (1, 7, 30)
"""Readers are counted who asked within so many days."""

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Series:
    """A thing that is counted: its numbers on as many days before a period, and on those of the period."""

    key: str
    before: Sequence[int]
    days: Sequence[int]


@dataclass(frozen=True, slots=True)
class Doings:
    """What is known of a bot at a moment, about the days of a period (``dates``).

    ``tallies`` have the numbers of each day of the period, by name.
    """

    dates: tuple[date, ...]
    series: tuple[Series, ...]
    tallies: Mapping[str, Sequence[int]]
    stands: Statistics
    vitals: Vitals
    at: datetime


def doings(
    dates: Sequence[date],
    *,
    tallies: Mapping[str, Sequence[int]],
    articles: Sequence[int],
    came: Sequence[int],
    went: Sequence[int],
    stands: Statistics,
    vitals: Vitals,
    at: datetime,
) -> Doings:
    """What is known; of numbers by day there are twice as many as ``dates``: first those of the days before."""
    days = len(dates)
    nothing = [0] * 2 * days
    counted = {
        "asked": tallies.get(ASKED, nothing),
        "failed": tallies.get(FAILED, nothing),
        "came": came,
        "went": went,
        "articles": articles,
        "sent": tallies.get(SENT, nothing),
        "lost": tallies.get(LOST, nothing),
    }
    series = tuple(Series(key, numbers[:days], numbers[days:]) for key, numbers in counted.items())
    own = {name: numbers[days:] for name, numbers in tallies.items()}
    return Doings(tuple(dates), series, own, stands, vitals, at)


def stats_page(known: Doings, texts: Texts, *, dark: bool) -> PicturePage:
    """A picture of a period, and in words how the bot is."""
    days = len(known.dates)
    rows = tuple(_row(one, texts) for one in known.series)
    compared = any(row.change for row in rows)
    period = days_of(known.dates, texts)
    words = RowsWords(
        texts("stats-title"),
        period,
        texts("stats-bars"),
        texts("stats-total"),
        texts("trends-change") if compared else "",
        texts("trends-changed", days=days) if compared else "",
        rows,
    )
    lines = [f"{row.name} — {row.total}" + (f" ({row.change})" if row.change else "") for row in rows]
    if compared:
        lines.append(texts("stats-compared", days=days))
    keyboard = [
        periods_row(days, texts, partial(_button, dark)),
        [theme_button(texts, partial(_button, days=days), dark=dark)],
    ]
    heading: list[Text | str] = [Bold(texts("stats-title")), "\n", period, "\n"]
    note = f"{texts('stats-counted')} {texts('trends-unfinished')}"
    caption = captioned(heading, [*lines, "", *_now(known, texts)], note)
    return PicturePage(words, caption, InlineKeyboardMarkup(inline_keyboard=keyboard))


def _row(one: Series, texts: Texts) -> Row:
    """A row; nothing is compared with a time that nothing is known of."""
    total, before = sum(one.days), sum(one.before)
    change = total - before
    told = signed(change, texts) if before else ""
    return Row(texts(f"stats-{one.key}"), tuple(one.days), number(total, texts), told, (change > 0) - (change < 0))


def _now(known: Doings, texts: Texts) -> list[str]:
    """How the bot is at this moment, a line each."""
    stands, vitals = known.stands, known.vitals
    told = partial(_told, texts)
    audience = stands.audience
    seen = dict(zip(("day", "week", "month"), stands.seen, strict=True))
    lines = [
        told(
            "stats-readers",
            total=audience.total,
            private=audience.private,
            groups=audience.groups,
            channels=audience.channels,
        ),
        told("stats-seen", **seen),
        told("stats-subscriptions", total=stands.subscriptions, paused=stands.paused),
        told("stats-sources", **{key: vitals.sources[key] for key in ("active", "failing", "paused")}),
        told("stats-stored", articles=stands.articles, size=-(-stands.size // MB)),
        told("stats-waiting", total=sum(vitals.deliveries.values())),
    ]
    if vitals.overdue_since is not None:
        lines[-1] += texts("stats-overdue", time=lasting(known.at - vitals.overdue_since, texts))
    durations = durations_of({name: sum(numbers) for name, numbers in known.tallies.items()})
    half, most = durations.within(0.5), durations.within(0.99)
    if half is not None and most is not None:
        lines.append(texts("stats-answers", half=_bound(half, texts), most=_bound(most, texts)))
    if stands.processes > 1:
        lines.append(told("stats-processes", total=stands.processes))
    return lines


def _told(texts: Texts, key: str, **numbers: int) -> str:
    return texts(key, **{name: number(value, texts) for name, value in numbers.items()})


def _bound(seconds: float, texts: Texts) -> str:
    """«до 0,05 с», «дольше 10 с»."""
    written = format_decimal(BOUNDS_S[-1] if isinf(seconds) else seconds, locale=texts.language)
    return texts("stats-longer" if isinf(seconds) else "stats-within", seconds=written)


def _button(dark: bool, days: int) -> StatsButton:
    return StatsButton(days=days, dark=dark)
