"""Trends as messages: what stands in the picture, the same in words below it, and the buttons."""

from datetime import date
from functools import partial

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.formatting import Bold, Text
from babel.dates import format_date

from bot.newsroom.trends import SectorTrend, Trend
from bot.telegram.buttons import SectorButton, TrendButton, button
from bot.telegram.paging import clip
from bot.telegram.picture_pages import (
    PicturePage,
    captioned,
    days_of,
    number,
    periods_row,
    signed,
    theme_button,
)
from bot.telegram.pictures.words import PeakWords, Row, RowsWords, StoriesWords
from bot.telegram.render import full_button, label
from bot.telegram.texts import Texts
from bot.text.taxonomy import Sector, Taxonomy

ROWS = 15
"""Sectors in a picture; a taxonomy may have more."""

BUTTONS = 6
"""Sectors that a picture of all offers, the first ones."""

TITLE_UNITS = 140


def sectors_page(trend: Trend, taxonomy: Taxonomy, texts: Texts, *, dark: bool, past: bool = False) -> PicturePage:
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
    period = days_of(trend.dates, texts)
    compared = texts("trends-change") if trend.compared else ""
    against = texts("trends-changed", days=days) if trend.compared else ""
    words = RowsWords(
        texts("trends-title"),
        period,
        texts("trends-bars-past" if past else "trends-bars"),
        texts("trends-total"),
        compared,
        against,
        rows,
        not past,
    )
    keyboard = [periods_row(days, texts, partial(_button, "", dark))]
    offered = [
        button(label(taxonomy[one.sector], texts.language), TrendButton(sector=one.sector, days=days, dark=dark))
        for one in shown[:BUTTONS]
        if one.total
    ]
    keyboard += [offered[n : n + 2] for n in range(0, len(offered), 2)]
    keyboard.append([theme_button(texts, partial(_button, "", days=days), dark=dark)])
    heading: list[Text | str] = [Bold(texts("trends-title")), "\n", period, "\n"]
    if trend.compared:
        heading += [texts("trends-compared", days=days), "\n"]
    lines = [f"{clip(row.name, 40)} — {row.total}" + (f" ({row.change})" if row.change else "") for row in rows]
    return PicturePage(words, captioned(heading, lines, _note("trends-counted", texts, past=past)), _markup(keyboard))


def stories_page(trend: SectorTrend, sector: Sector, texts: Texts, *, dark: bool, past: bool = False) -> PicturePage:
    """One sector's days, and the stories that made the biggest of them; ``past`` as above."""
    days = len(trend.dates)
    period = days_of(trend.dates, texts)
    told = texts("trends-articles", count=trend.counts.total, number=number(trend.counts.total, texts))
    stories = texts("answer-stories", count=trend.stories)
    summary = f"{told} · {stories}"
    if trend.compared:
        change = signed(trend.counts.change, texts)
        summary = f"{summary} · {texts('trends-against', change=change, days=days)}"
    peaks = _peaks(trend, texts)
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
        periods_row(days, texts, partial(_button, sector.key, dark)),
        *([full_button(peak.article_id, str(n), peak.title, texts)] for n, peak in enumerate(trend.peaks, start=1)),
        [
            button(texts("trends-all"), TrendButton(sector="", days=days, dark=dark)),
            button(label(sector, texts.language), SectorButton(sector=sector.key)),
        ],
        [theme_button(texts, partial(_button, sector.key, days=days), dark=dark)],
    ]
    return PicturePage(
        words, captioned(heading, lines, _note("trends-counted-sector", texts, past=past)), _markup(keyboard)
    )


def _peaks(trend: SectorTrend, texts: Texts) -> tuple[PeakWords, ...]:
    """The biggest days in words."""
    return tuple(
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


def offer(taxonomy: Taxonomy, language: str) -> InlineKeyboardMarkup:
    """A button for each sector's trend."""
    buttons = [
        button(label(sector, language), TrendButton(sector=sector.key, days=30, dark=False))
        for sector in taxonomy.sectors
    ]
    return _markup([buttons[n : n + 2] for n in range(0, len(buttons), 2)])


def _note(counted: str, texts: Texts, *, past: bool) -> str:
    """How it was counted, and what is to be known of the last day."""
    return f"{texts(counted)} {texts('trends-past' if past else 'trends-unfinished')}"


def _day(day: date, texts: Texts) -> str:
    return format_date(day, format="d MMMM", locale=texts.language)


def _button(sector: str, dark: bool, days: int) -> TrendButton:
    return TrendButton(sector=sector, days=days, dark=dark)


def _markup(rows: list[list[InlineKeyboardButton]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=rows)
