"""The screens of what is collected: the list with its state, the card of one, what is asked before it goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Italic, Text, TextLink

from bot.telegram.admin_buttons import WatchButton, WatchesButton, WatchesStep, WatchList, WatchStep
from bot.telegram.buttons import button
from bot.telegram.paging import clip
from bot.telegram.reasons import told
from bot.telegram.render import BUTTON_UNITS, NAME_UNITS, Page, openable
from bot.telegram.texts import Texts
from bot.telegram.watch_labels import ENDED, FAILING, PAUSED, kind_of, moment, sign
from storage.watch_overview import Listed
from storage.watches import Watch, WatchCounts, WatchKind, WatchState

PER_PAGE = 8
"""Watches of one page: as many buttons as a phone shows at once."""

ADDRESS_UNITS = 300
"""Of an address; a card must stay a card."""

Rows = list[list[InlineKeyboardButton]]


@dataclass(frozen=True, slots=True)
class Overview:
    """A page of the list: which watches, from 1 which page of how many, and how all of them are doing."""

    watches: Sequence[Watch]
    number: int
    of: int
    counts: WatchCounts
    waiting: int


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks: in which language, when, and where."""

    texts: Texts
    now: datetime
    zone: tzinfo


def list_page(overview: Overview, texts: Texts, *, seeds: bool = False) -> Page:
    """How many there are and how they are doing; then a button for each. ``seeds``: a list to begin with is at hand."""
    counts = overview.counts
    add = button(texts("watches-add"), WatchesButton(step=WatchesStep.ADD))
    if not counts.active + counts.paused + counts.ended:
        content = Text(Bold(texts("watches-title")), "\n\n", texts("watches-none"))
        begin = [[button(texts("watches-seeds"), WatchesButton(step=WatchesStep.SEEDS))]] if seeds else []
        return Page(content, InlineKeyboardMarkup(inline_keyboard=[[add], *begin]))
    lines = [
        texts("watches-active", count=counts.active),
        f"{FAILING} {texts('watches-failing', count=counts.failing)}" if counts.failing else "",
        f"{PAUSED} {texts('watches-paused', count=counts.paused)}" if counts.paused else "",
        f"{ENDED} {texts('watches-ended', count=counts.ended)}" if counts.ended else "",
        texts("watches-waiting", count=overview.waiting) if overview.waiting else "",
    ]
    rows: Rows = [[_opens(watch, overview.number)] for watch in overview.watches]
    rows += _turns(overview, texts)
    rows.append([add, button(texts("watches-export"), WatchesButton(step=WatchesStep.EXPORT))])
    content = Text(Bold(texts("watches-title")), "\n\n", "\n".join(filter(None, lines)))
    return Page(content, InlineKeyboardMarkup(inline_keyboard=rows), overview.number, overview.of)


def card(watch: Watch, listed: Listed, sight: Sight, *, page: int, heading: str | None = None) -> Page:
    """A watch: what it is, how it is doing, what came of it; ``heading`` says what has just become of it."""
    texts = sight.texts
    lines: list[Text | str] = [heading, ""] if heading else []
    lines += [Bold(clip(watch.name, NAME_UNITS)), Text(kind_of(watch.kind, texts), " · ", _address(watch))]
    if watch.kind is WatchKind.SITE and watch.pattern:
        lines.append(Text(texts("watch-pattern"), " ", Code(clip(watch.pattern, ADDRESS_UNITS))))
    lines += ["", *_state(watch, sight), *_results(watch, listed, texts)]
    content = Text(*[part for line in lines for part in ("\n", line)][1:])
    return Page(content, InlineKeyboardMarkup(inline_keyboard=_steps(watch, texts, page)))


def remove_page(watch: Watch, texts: Texts, *, page: int) -> Page:
    """Asks before a watch goes."""
    content = Text(texts("watch-remove-ask", name=clip(watch.name, NAME_UNITS)), "\n\n", texts("watch-remove-note"))
    rows = [
        [step(texts("watch-remove-surely"), watch, WatchStep.REMOVE_SURELY, page)],
        [step(texts("watch-keep"), watch, WatchStep.CARD, page)],
    ]
    return Page(content, InlineKeyboardMarkup(inline_keyboard=rows))


def question_page(asked: Text, watch: Watch, texts: Texts, *, page: int) -> Page:
    """Asks for words; a button leads back."""
    rows = [[step(texts("watch-back"), watch, WatchStep.CARD, page)]]
    return Page(asked, InlineKeyboardMarkup(inline_keyboard=rows))


def step(label: str, watch: Watch, to: WatchStep, page: int) -> InlineKeyboardButton:
    """A button that leads to a step of a watch."""
    return button(label, WatchButton(watch_id=watch.id, step=to, page=page))


def _opens(watch: Watch, page: int) -> InlineKeyboardButton:
    return step(f"{sign(watch)} {clip(watch.name, BUTTON_UNITS)}", watch, WatchStep.CARD, page)


def _turns(overview: Overview, texts: Texts) -> Rows:
    """The row that turns pages; none for a single page."""
    number, of = overview.number, overview.of
    if of == 1:
        return []
    place = button(texts("page-of", page=str(number), pages=str(of)), WatchList(page=number))
    earlier = [button(texts("button-earlier"), WatchList(page=number - 1))] if number > 1 else []
    later = [button(texts("button-later"), WatchList(page=number + 1))] if number < of else []
    return [[*earlier, place, *later]]


def _address(watch: Watch) -> Text:
    shown = clip(watch.address, ADDRESS_UNITS)
    return TextLink(shown, url=watch.address) if openable(watch.address) else Code(shown)


def _state(watch: Watch, sight: Sight) -> list[Text | str]:
    """How it is doing, and when it is looked at; a channel's posts come by themselves."""
    texts = sight.texts
    lines: list[Text | str] = [f"{sign(watch)} {_doing(watch, texts)}"]
    if watch.kind is WatchKind.CHANNEL:
        seen = texts("watch-last-post", time=_at(watch.changed_at, sight)) if watch.changed_at else ""
        lines.append(seen or texts("watch-no-post"))
    else:
        lines.append(texts("watch-next", time=_next(watch.due_at, sight)) if watch.due_at else "")
        lines.append(texts("watch-last", time=_at(watch.polled_at, sight)) if watch.polled_at else "")
        lines.append(texts("watch-changed", time=_at(watch.changed_at, sight)) if watch.changed_at else "")
    if watch.error is not None and watch.error_at is not None:
        when = _at(watch.error_at, sight)
        lines.append(Text(texts("watch-error", time=when), " ", Italic(told(watch.error, texts))))
    return [line for line in lines if line]


def _doing(watch: Watch, texts: Texts) -> str:
    """What the sign before it means."""
    if watch.state is WatchState.PAUSED:
        return texts("watch-paused")
    if watch.state is WatchState.ENDED:
        return texts("watch-ended")
    if watch.failures:
        return texts("watch-failing", count=watch.failures)
    return texts("watch-working") if watch.polled_at else texts("watch-fresh")


def _results(watch: Watch, listed: Listed, texts: Texts) -> list[Text | str]:
    """What came of what it listed, and why some of it is no article."""
    if watch.kind is WatchKind.CHANNEL or not (listed.waiting or listed.stored or listed.refused):
        return []
    counts = texts("watch-entries", stored=listed.stored, waiting=listed.waiting, refused=listed.refused)
    whys = [Text("— ", Italic(told(why.reason, texts)), f": {why.entries}") for why in listed.reasons]
    return ["", counts, *whys]


def _steps(watch: Watch, texts: Texts, page: int) -> Rows:
    resting = watch.state is not WatchState.ACTIVE
    rest = (texts("watch-resume"), WatchStep.RESUME) if resting else (texts("watch-pause"), WatchStep.PAUSE)
    first = [step(rest[0], watch, rest[1], page)]
    if not resting and watch.kind is not WatchKind.CHANNEL:
        first.append(step(texts("watch-poll"), watch, WatchStep.POLL, page))
    second = [step(texts("watch-rename"), watch, WatchStep.NAME, page)]
    if watch.kind is WatchKind.SITE:
        second.append(step(texts("watch-edit-pattern"), watch, WatchStep.PATTERN, page))
    last = [step(texts("watch-remove"), watch, WatchStep.REMOVE, page)]
    return [first, second, [*last, button(texts("watch-list"), WatchList(page=page))]]


def _at(when: datetime, sight: Sight) -> str:
    return moment(when, sight.texts, now=sight.now, zone=sight.zone)


def _next(due_at: datetime, sight: Sight) -> str:
    return sight.texts("watch-now") if due_at <= sight.now else _at(due_at, sight)
