"""Trends as messages: what stands in the picture, the same in words below it, and the buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Italic, Text
from babel.dates import format_date
from babel.numbers import format_decimal

from bot.newsroom.trends import SectorTrend, Trend
from bot.telegram.buttons import SectorButton, TrendButton, button
from bot.telegram.gallery import Words
from bot.telegram.paging import clip
from bot.telegram.pictures.words import PeakWords, Row, SectorsWords, StoriesWords
from bot.telegram.render import full_button, label
from bot.telegram.texts import Texts
from bot.text.taxonomy import Sector, Taxonomy

OFFERED = (7, 30, 90)
"""Periods that there are pictures of, in days."""

ROWS = 15
"""Sectors in a picture; a taxonomy may have more."""

BUTTONS = 6
"""Sectors that a picture of all offers, the first ones."""

CAPTION_UNITS = 1024
"""A caption after its entities are parsed (Bot API, sendPhoto)."""

TITLE_UNITS = 140


@dataclass(frozen=True, slots=True)
class TrendPage:
    """A picture's words, its caption and its buttons."""

    words: Words
    caption: Text
    keyboard: InlineKeyboardMarkup


def sectors_page(trend: Trend, taxonomy: Taxonomy, texts: Texts, *, dark: bool, past: bool = False) -> TrendPage:
    """All sectors, those with most articles first; ``past``: the days end with the last article, not today."""
    days = len(trend.dates)
    shown = trend.sectors[:ROWS]
    rows = tuple(
        Row(
            taxonomy[one.sector].names[texts.language],
            one.days,
            number(one.total, texts),
            signed(one.change, texts) if trend.compared else "",
            (one.change > 0) - (one.change < 0),
        )
        for one in shown
    )
    period = _period(trend.dates, texts)
    compared = texts("trends-change") if trend.compared else ""
    against = texts("trends-changed", days=days) if trend.compared else ""
    words = SectorsWords(
        texts("trends-title"),
        period,
        texts("trends-bars-past" if past else "trends-bars"),
        texts("trends-total"),
        compared,
        against,
        rows,
        not past,
    )
    keyboard = [_periods("", days, texts, dark=dark)]
    offered = [
        button(label(taxonomy[one.sector], texts.language), TrendButton(sector=one.sector, days=days, dark=dark))
        for one in shown[:BUTTONS]
        if one.total
    ]
    keyboard += [offered[n : n + 2] for n in range(0, len(offered), 2)]
    keyboard.append([_theme("", days, texts, dark=dark)])
    heading: list[Text | str] = [Bold(texts("trends-title")), "\n", period, "\n"]
    if trend.compared:
        heading += [texts("trends-compared", days=days), "\n"]
    lines = [f"{clip(row.name, 40)} — {row.total}" + (f" ({row.change})" if row.change else "") for row in rows]
    return TrendPage(words, _caption(heading, lines, _note("trends-counted", texts, past=past)), _markup(keyboard))


def stories_page(trend: SectorTrend, sector: Sector, texts: Texts, *, dark: bool, past: bool = False) -> TrendPage:
    """One sector's days, and the stories that made the biggest of them; ``past`` as above."""
    days = len(trend.dates)
    period = _period(trend.dates, texts)
    told = texts("trends-articles", count=trend.counts.total, number=number(trend.counts.total, texts))
    stories = texts("answer-stories", count=trend.stories)
    summary = f"{told} · {stories}"
    if trend.compared:
        change = signed(trend.counts.change, texts)
        summary = f"{summary} · {texts('trends-against', change=change, days=days)}"
    peaks = tuple(
        PeakWords(
            peak.place,
            peak.told,
            texts(
                "trends-peak",
                day=_day(trend.dates[peak.place], texts),
                articles=texts("trends-articles", count=peak.articles, number=number(peak.articles, texts)),
                told=number(peak.told, texts),
            ),
            peak.title,
        )
        for peak in trend.peaks
    )
    most = texts("trends-most", number=number(max(trend.counts.days), texts))
    words = StoriesWords(
        sector.names[texts.language],
        period,
        summary,
        most,
        _day(trend.dates[0], texts),
        _day(trend.dates[-1], texts),
        trend.counts.days,
        peaks,
        not past,
    )
    heading: list[Text | str] = [Bold(label(sector, texts.language)), "\n", period, "\n", summary, "\n"]
    lines = [f"{n}. {peak.about}\n{clip(peak.title, TITLE_UNITS)}" for n, peak in enumerate(peaks, start=1)]
    keyboard = [
        _periods(sector.key, days, texts, dark=dark),
        *([full_button(peak.article_id, str(n), peak.title, texts)] for n, peak in enumerate(trend.peaks, start=1)),
        [
            button(texts("trends-all"), TrendButton(sector="", days=days, dark=dark)),
            button(label(sector, texts.language), SectorButton(sector=sector.key)),
        ],
        [_theme(sector.key, days, texts, dark=dark)],
    ]
    return TrendPage(
        words, _caption(heading, lines, _note("trends-counted-sector", texts, past=past)), _markup(keyboard)
    )


def offer(taxonomy: Taxonomy, language: str) -> InlineKeyboardMarkup:
    """A button for each sector's trend."""
    buttons = [
        button(label(sector, language), TrendButton(sector=sector.key, days=30, dark=False))
        for sector in taxonomy.sectors
    ]
    return _markup([buttons[n : n + 2] for n in range(0, len(buttons), 2)])


def number(value: int, texts: Texts) -> str:
    """A number as the language writes it."""
    return format_decimal(value, locale=texts.language)


def signed(value: int, texts: Texts) -> str:
    """A difference: «+12», «−3», «0»."""
    sign = {1: "+", -1: "−"}.get((value > 0) - (value < 0), "")
    return sign + number(abs(value), texts)


def _note(counted: str, texts: Texts, *, past: bool) -> str:
    """How it was counted, and what is to be known of the last day."""
    return f"{texts(counted)} {texts('trends-past' if past else 'trends-unfinished')}"


def _caption(heading: Sequence[Text | str], lines: Sequence[str], note: str) -> Text:
    """The heading, as many lines as there is room for, and how it was counted."""
    last = Italic(note)
    used = len(Text(*heading)) + len(last) + 2
    parts: list[Text | str] = list(heading)
    for line in lines:
        size = len(Text(line)) + 1
        if used + size > CAPTION_UNITS:
            break
        parts += ["\n", line]
        used += size
    return Text(*parts, "\n\n" if lines else "\n", last)


def _period(dates: Sequence[date], texts: Texts) -> str:
    """The first and the last day of a period."""
    first, last = (datetime.combine(day, time(12), UTC) for day in (dates[0], dates[-1]))
    return texts.period(first, last, UTC)


def _day(day: date, texts: Texts) -> str:
    return format_date(day, format="d MMMM", locale=texts.language)


def _periods(sector: str, days: int, texts: Texts, *, dark: bool) -> list[InlineKeyboardButton]:
    """The row that asks for another period; the one that is shown has a mark."""
    named = {offered: texts("trends-days", days=offered) for offered in OFFERED}
    return [
        button(f"• {name} •" if offered == days else name, TrendButton(sector=sector, days=offered, dark=dark))
        for offered, name in named.items()
    ]


def _theme(sector: str, days: int, texts: Texts, *, dark: bool) -> InlineKeyboardButton:
    return button(
        texts("trends-light") if dark else texts("trends-dark"), TrendButton(sector=sector, days=days, dark=not dark)
    )


def _markup(rows: list[list[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=rows)
