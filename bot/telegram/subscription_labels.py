"""What a subscription is called, in a line: what it is about, when it comes, where it goes, when it is due next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from babel.dates import format_date

from bot.delivery import subscribing
from bot.delivery.schedule import zone_of
from bot.telegram import zones
from bot.telegram.paging import clip, units
from bot.telegram.render import label
from bot.telegram.texts import Texts
from bot.text.taxonomy import Taxonomy
from storage.records import Interest, Plan, Reader, Rhythm, Subscription

TITLE_UNITS = 60
"""Of a story's title, a source's or a channel's name inside a line."""

DAYS = {"ru": "EEEE, d MMMM", "kk": "d MMMM, EEEE", "en": "EEEE, d MMMM"}
NEAR_DAYS = {"ru": "d MMMM", "kk": "d MMMM", "en": "d MMMM"}
"""How a day to come is written (CLDR patterns); one beside «завтра» without its weekday."""


@dataclass(frozen=True, slots=True)
class Names:
    """What stories and sources are called, by id; what is gone isn't in it."""

    stories: Mapping[int, str] = field(default_factory=dict)
    sources: Mapping[int, str] = field(default_factory=dict)


def topics(interest: Interest, taxonomy: Taxonomy, names: Names, texts: Texts) -> list[str]:
    """What an interest consists of, a line each; what is gone from the taxonomy or the database is left out."""
    sectors = [label(sector, texts.language) for sector in taxonomy if sector.key in interest.sectors]
    queries = [texts("subscribe-query", words=query) for query in interest.words]
    # Stories that turned out to be one are called alike.
    titles = dict.fromkeys(names.stories[one] for one in interest.stories if one in names.stories)
    stories = [texts("subscribe-story", title=clip(title, TITLE_UNITS)) for title in titles]
    sources = dict.fromkeys(names.sources[one] for one in interest.sources if one in names.sources)
    return [*sectors, *queries, *stories, *(f"📰 {clip(name, TITLE_UNITS)}" for name in sources)]


def what(interest: Interest, taxonomy: Taxonomy, names: Names, texts: Texts, *, room: int) -> str:
    """What an interest is about, in at most ``room`` units: as many of its topics as fit, the others counted."""
    parts = topics(interest, taxonomy, names, texts)
    if not parts:
        return texts("subscribe-nothing-left")
    for shown in range(len(parts), 0, -1):
        named = ", ".join(parts[:shown])
        rest = len(parts) - shown
        told = texts("subscribe-and-more", what=named, count=rest) if rest else named
        if units(told) <= room:
            return told
    return clip(parts[0], room)


def when(plan: Plan, texts: Texts) -> str:
    """«по средам в 09:00»."""
    time = clock(plan.minute)
    match plan.rhythm:
        case Rhythm.AT_ONCE:
            return texts("subscribe-at-once-told")
        case Rhythm.DAILY:
            return texts("subscribe-daily-told", time=time)
        case Rhythm.WEEKDAYS:
            return texts("subscribe-weekdays-told", time=time)
        case Rhythm.WEEKLY:
            return texts("subscribe-weekly-told", weekday=plan.weekday, time=time)


def where(reader: Reader, here: Reader, texts: Texts) -> str:
    """Where a reader is, as seen from ``here``."""
    title = clip(reader.title or f"#{reader.chat_id}", TITLE_UNITS)
    if reader.kind == "channel":
        return texts("subscribe-to-channel", title=title)
    if reader.id != here.id:
        return texts("subscribe-to-other-group", title=title)
    if reader.thread_id:
        return texts("subscribe-to-topic")
    return texts("subscribe-to-here") if reader.kind == "private" else texts("subscribe-to-group")


def clock(minute: int) -> str:
    """A minute of the day as ``09:00``."""
    return f"{minute // 60:02}:{minute % 60:02}"


def local_time(reader: Reader, now: datetime) -> str:
    """What a reader's clock shows."""
    return now.astimezone(zone_of(reader.timezone)).strftime("%H:%M")


def local(reader: Reader, texts: Texts, now: datetime) -> str:
    """«Сейчас 14:05 (Алматы, UTC+5).»"""
    zone = zones.told(reader.timezone, texts.language, now)
    return texts("subscribe-local", time=local_time(reader, now), zone=zone)


def next_day(subscription: Subscription, texts: Texts, now: datetime) -> str:
    """«завтра, 23 ноября»: the reader's local date of the next digest."""
    due = subscribing.next_date(subscription, now=now)
    today = now.astimezone(zone_of(subscription.reader.timezone)).date()
    if due == today:
        return texts("subscribe-today", day=_day(due, NEAR_DAYS, texts))
    if due == today + timedelta(days=1):
        return texts("subscribe-tomorrow", day=_day(due, NEAR_DAYS, texts))
    return _day(due, DAYS, texts)


def weekday(number: int, texts: Texts) -> str:
    """A day of the week (Monday 0), short."""
    monday = date(2024, 1, 1)
    return _day(monday + timedelta(days=number), dict.fromkeys(DAYS, "ccc"), texts)


def _day(day: date, patterns: Mapping[str, str], texts: Texts) -> str:
    return format_date(day, format=patterns[texts.language], locale=texts.language)
