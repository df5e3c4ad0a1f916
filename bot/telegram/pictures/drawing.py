"""Draws trends as PNG: rows of small bars, or one sector as bars of days with its peaks below.

Imports matplotlib, by the canvas: call it in a thread, import it there.
"""

from bot.telegram.pictures.canvas import DARK, LARGE, LIGHT, MARGIN, PLAIN, SMALL, WIDTH, Sheet, bars
from bot.telegram.pictures.words import RowsWords, StoriesWords

ROW = 68
CHART = 440
PEAK = 160
INNER = WIDTH - 2 * MARGIN


def draw_rows(words: RowsWords, *, dark: bool) -> Sheet:
    """Rows: each has its name, its days as bars on a scale of its own, their total, and the change."""
    sheet = Sheet(274 + ROW * len(words.rows) + 40, DARK if dark else LIGHT)
    _head(sheet, words.title, words.period, words.note)
    theme = sheet.theme
    right = WIDTH - MARGIN
    change = sheet.widest([words.change, *(row.change for row in words.rows)], size=PLAIN)
    numbers = sheet.widest([words.total, *(row.total for row in words.rows)], size=PLAIN, bold=True)
    total = right - change - 36 if words.change else right
    left = MARGIN + 385
    width = total - numbers - 30 - left
    sheet.write(total, 256, words.total, size=SMALL, colour=theme.muted, align="right")
    if words.change:
        sheet.write(MARGIN, 256, words.against, size=SMALL, colour=theme.muted, room=total - numbers - 20 - MARGIN)
        sheet.write(right, 256, words.change, size=SMALL, colour=theme.muted, align="right")
    for number, row in enumerate(words.rows):
        top = 274 + number * ROW
        base = top + 48
        empty = not any(row.days)
        sheet.fill([(MARGIN, top, INNER, 1)], theme.line)
        sheet.write(MARGIN, base, row.name, colour=theme.muted if empty else "", room=365)
        drawn = bars(row.days, (left, top + 12, width, 40), top=max(row.days))
        sheet.fill([(left, top + 53, width, 1.5)], theme.line)
        over = len(drawn) - words.unfinished
        sheet.fill(drawn[:over], theme.accent)
        sheet.fill(drawn[over:], theme.bar)
        sheet.write(total, base, row.total, bold=not empty, colour=theme.muted if empty else "", align="right")
        colour = {1: theme.up, -1: theme.down}.get(row.direction, theme.muted)
        sheet.write(right, base, row.change, colour=colour, align="right")
    return sheet


def draw_stories(words: StoriesWords, *, dark: bool) -> Sheet:
    """Bars of days; the share of the biggest story of the biggest days is set apart, and named below by number."""
    sheet = Sheet(300 + CHART + 90 + PEAK * len(words.peaks) + 30, DARK if dark else LIGHT)
    theme = sheet.theme
    _head(sheet, words.title, words.period, words.note)
    top, most = 290, max(1, *words.days)
    sheet.write(MARGIN, 256, words.most, size=SMALL, colour=theme.muted, room=INNER)
    drawn = bars(words.days, (MARGIN, top + 45, INNER, CHART - 45), top=most)
    over = len(drawn) - words.unfinished
    sheet.fill(drawn[:over], theme.bar)
    sheet.fill(drawn[over:], theme.line)
    sheet.fill([(MARGIN, top + CHART, INNER, 2)], theme.muted)
    _dates(sheet, words.first, words.last, top + CHART + 44)
    taken: list[tuple[float, float]] = []
    for number, peak in enumerate(words.peaks, start=1):
        left, up, width, height = drawn[peak.place]
        share = height * peak.told / words.days[peak.place]
        sheet.fill([(left, up + height - share, width, share)], theme.accent)
        _number(sheet, number, left + width / 2, up - 12, taken)
    for number, peak in enumerate(words.peaks, start=1):
        under = top + CHART + 90 + (number - 1) * PEAK
        sheet.fill([(MARGIN, under, INNER, 1)], theme.line)
        sheet.write(MARGIN, under + 44, str(number), bold=True, colour=theme.accent)
        sheet.write(MARGIN + 48, under + 44, peak.about, size=SMALL, colour=theme.muted, room=INNER - 48)
        for line, text in enumerate(sheet.lines(peak.title, room=INNER - 48, most=2)):
            sheet.write(MARGIN + 48, under + 90 + line * 44, text, room=INNER - 48)
    return sheet


def _head(sheet: Sheet, title: str, period: str, note: str) -> None:
    sheet.write(MARGIN, 92, title, size=LARGE, bold=True, room=INNER)
    sheet.write(MARGIN, 146, period, size=PLAIN, room=INNER)
    sheet.write(MARGIN, 192, note, size=SMALL, colour=sheet.theme.muted, room=INNER)


def _dates(sheet: Sheet, first: str, last: str, y: float) -> None:
    sheet.write(MARGIN, y, first, size=SMALL, colour=sheet.theme.muted)
    sheet.write(WIDTH - MARGIN, y, last, size=SMALL, colour=sheet.theme.muted, align="right")


def _number(sheet: Sheet, number: int, x: float, y: float, taken: list[tuple[float, float]]) -> None:
    """A peak's number over its bar, beside it where its neighbour's stands there."""

    def is_free(at: float) -> bool:
        return not any(abs(at - there) < PLAIN and abs(y - high) < PLAIN + 12 for there, high in taken)

    beside = (x + away * side for away in range(0, WIDTH, 2) for side in (1, -1))
    x = next((at for at in beside if MARGIN <= at <= WIDTH - MARGIN and is_free(at)), x)
    taken.append((x, y))
    sheet.write(x, y, str(number), bold=True, colour=sheet.theme.accent, align="center")


def png_of(words: RowsWords | StoriesWords, *, dark: bool) -> bytes:
    """The picture that has these words."""
    sheet = draw_rows(words, dark=dark) if isinstance(words, RowsWords) else draw_stories(words, dark=dark)
    return sheet.png()
