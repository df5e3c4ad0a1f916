"""What a watch is called in a line: its kind, how it is doing, and moments in the time of whoever looks."""

from datetime import datetime, timedelta, tzinfo

from bot.telegram.texts import Texts
from storage.watches import Watch, WatchKind, WatchState

WORKING, FAILING, PAUSED, ENDED, FRESH = "✅", "⚠️", "⏸", "⛔", "🕓"


def kind_of(kind: WatchKind, texts: Texts) -> str:
    """«лента», «сайт»."""
    match kind:
        case WatchKind.FEED:
            return texts("watch-kind-feed")
        case WatchKind.SITEMAP:
            return texts("watch-kind-sitemap")
        case WatchKind.SITE:
            return texts("watch-kind-site")
        case WatchKind.CHANNEL:
            return texts("watch-kind-channel")


def sign(watch: Watch) -> str:
    """How a watch is doing, at a glance."""
    if watch.state is WatchState.PAUSED:
        return PAUSED
    if watch.state is WatchState.ENDED:
        return ENDED
    if watch.failures:
        return FAILING
    return FRESH if watch.polled_at is None else WORKING


def moment(when: datetime, texts: Texts, *, now: datetime, zone: tzinfo) -> str:
    """«сегодня, 14:05», «вчера, 23:50», «12 ноября 2025, 09:00», in a zone."""
    there, today = when.astimezone(zone), now.astimezone(zone).date()
    time = f"{there:%H:%M}"
    if there.date() == today:
        return texts("watch-today", time=time)
    if there.date() == today - timedelta(days=1):
        return texts("watch-yesterday", time=time)
    if there.date() == today + timedelta(days=1):
        return texts("watch-tomorrow", time=time)
    return f"{texts.date(when, zone)}, {time}"
