"""The screens that offer something to be collected: what was found at an address, a channel, a list of sources."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Code, Text, TextLink

from bot.collecting.finding import Found
from bot.sources.listing import ListedEntry
from bot.telegram.admin_buttons import OfferButton, OfferStep, WatchButton, WatchStep
from bot.telegram.buttons import button
from bot.telegram.offers import OneChannel, WholeList
from bot.telegram.paging import clip
from bot.telegram.reasons import told
from bot.telegram.render import BUTTON_UNITS, NAME_UNITS, TITLE_UNITS, Page, openable
from bot.telegram.texts import Texts
from bot.telegram.watch_labels import kind_of, moment
from bot.telegram.watch_pages import ADDRESS_UNITS, Sight
from storage.watches import WatchKind

SHOWN_ENTRIES = 3
MOST_FINDS = 5
"""Of what was found at an address; what comes later is likely older or less."""

Rows = list[list[InlineKeyboardButton]]


def finds_page(found: Sequence[Found], place: int, sight: Sight, *, known: int | None) -> Page:
    """One of the finds with what it lists now; ``known`` is the watch that has its address already."""
    one, texts = found[place], sight.texts
    lines: list[Text | str] = [
        texts("add-found", kind=kind_of(one.kind, texts)),
        Bold(clip(one.name, NAME_UNITS)),
        _address(one.address),
    ]
    if one.pattern is not None:
        lines.append(Text(texts("watch-pattern"), " ", Code(clip(one.pattern, ADDRESS_UNITS))))
    lines += ["", texts("add-entries") if one.entries else texts("add-no-entries")]
    lines += [_entry(entry, sight) for entry in one.entries[:SHOWN_ENTRIES]]
    rows: Rows = []
    if known is None:
        rows.append([_step(texts("add-surely"), OfferStep.ADD, place)])
    else:
        lines += ["", texts("add-known")]
        rows.append([button(texts("watch-open"), WatchButton(watch_id=known, step=WatchStep.CARD))])
    if one.kind is WatchKind.SITE:
        rows.append([_step(texts("add-pattern"), OfferStep.PATTERN, place)])
    for other, there in enumerate(found):
        if other != place:
            label = texts("add-other", kind=kind_of(there.kind, texts), name=clip(there.name, NAME_UNITS))
            rows.append([_step(clip(label, BUTTON_UNITS), OfferStep.SHOW, other)])
    rows.append([_step(texts("add-cancel"), OfferStep.CANCEL)])
    return Page(_lines(lines), InlineKeyboardMarkup(inline_keyboard=rows))


def channel_page(offer: OneChannel, texts: Texts, *, known: int | None) -> Page:
    """A channel that the bot is in."""
    watch = offer.watch
    address = watch.home or watch.address
    lines: list[Text | str] = [
        texts("add-found", kind=kind_of(WatchKind.CHANNEL, texts)),
        Bold(clip(watch.name, NAME_UNITS)),
        _address(address),
        "",
        texts("add-channel") if known is None else texts("add-known"),
    ]
    if known is None:
        rows = [[_step(texts("add-surely"), OfferStep.ADD)], [_step(texts("add-cancel"), OfferStep.CANCEL)]]
    else:
        rows = [[button(texts("watch-open"), WatchButton(watch_id=known, step=WatchStep.CARD))]]
    return Page(_lines(lines), InlineKeyboardMarkup(inline_keyboard=rows))


def import_page(offer: WholeList, texts: Texts, *, known: int, wrong: int) -> Page:
    """What a list of sources holds: how much of it is new, known, and none of the web."""
    new = len(offer.watches)
    lines: list[Text | str] = [texts("import-found", count=new) if new else texts("import-nothing")]
    lines += [texts("import-known", count=known)] if known else []
    lines += [texts("import-wrong", count=wrong)] if wrong else []
    if not new:
        return Page(_lines(lines))
    rows = [
        [_step(texts("import-surely", count=new), OfferStep.ADD)],
        [_step(texts("add-cancel"), OfferStep.CANCEL)],
    ]
    return Page(_lines(lines), InlineKeyboardMarkup(inline_keyboard=rows))


def ask_page(texts: Texts) -> Page:
    """Asks for an address."""
    rows = [[_step(texts("add-cancel"), OfferStep.CANCEL)]]
    return Page(Text(texts("add-ask")), InlineKeyboardMarkup(inline_keyboard=rows))


def pattern_page(one: Found, place: int, texts: Texts) -> Page:
    """Asks for a site's link pattern."""
    now = Code(clip(one.pattern or "—", ADDRESS_UNITS))
    content = Text(texts("watch-pattern-ask"), "\n\n", texts("watch-pattern-now"), " ", now)
    rows = [[_step(texts("add-back"), OfferStep.SHOW, place)]]
    return Page(content, InlineKeyboardMarkup(inline_keyboard=rows))


def nothing_page(why: str, texts: Texts) -> Page:
    """Says that there is nothing to be collected at an address, and how a site's pattern could help."""
    return Page(Text(texts("add-nothing", why=told(why, texts)), "\n\n", texts("add-nothing-pattern")))


def _step(label: str, to: OfferStep, place: int = 0) -> InlineKeyboardButton:
    return button(label, OfferButton(step=to, place=place))


def _entry(entry: ListedEntry, sight: Sight) -> Text:
    """«• Запущен третий блок · сегодня, 14:05»"""
    title = clip(entry.title, TITLE_UNITS) or sight.texts("add-untitled")
    linked = entry.address is not None and openable(entry.address)
    named = TextLink(title, url=str(entry.address)) if linked else Text(title)
    at = entry.published_at
    when = sight.texts("add-no-date") if at is None else moment(at, sight.texts, now=sight.now, zone=sight.zone)
    return Text("• ", named, " · ", when)


def _address(address: str) -> Text:
    shown = clip(address, ADDRESS_UNITS)
    return TextLink(shown, url=address) if openable(address) else Code(shown)


def _lines(lines: Sequence[Text | str]) -> Text:
    return Text(*[part for line in lines for part in ("\n", line)][1:])
