"""Pictures of trends: PNG of a phone's size, and no label leaves the sheet or touches another."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest

from bot.newsroom.trends import DayCounts, Peak, SectorTrend, Trend
from bot.sandbox.files import image_size
from bot.telegram import trend_pages
from bot.telegram.picture_pages import CAPTION_UNITS
from bot.telegram.pictures import drawing
from bot.telegram.pictures.canvas import WIDTH, Sheet
from bot.telegram.pictures.words import RowsWords, StoriesWords
from bot.telegram.stats_pages import doings, stats_page
from bot.telegram.texts import Texts
from bot.text.taxonomy import Taxonomy
from storage.broadcasts import Audience
from storage.statistics import Statistics
from storage.vitals import Vitals

LONG = "Қазақстан мен Ресей алғашқы атом электр стансасын салу туралы келісімге қол қойды $5 млрд " * 3


def dates(days: int) -> tuple[date, ...]:
    return tuple(date(2026, 1, 3) - timedelta(days=ago) for ago in reversed(range(days)))


def sheets(taxonomy: Taxonomy, texts: Texts, days: int, size: int, *, dark: bool, first_peak: int = 0) -> list[Sheet]:
    """Both pictures, where every day has ``size`` articles, with three peaks side by side."""
    rows = tuple(DayCounts(one.key, (size,) * days, 5 * size * days) for one in taxonomy.sectors)
    all_of_them = trend_pages.sectors_page(Trend(dates(days), rows, compared=size > 0), taxonomy, texts, dark=dark)
    peaks = tuple(Peak(place, size, size, place, LONG) for place in range(first_peak, first_peak + 3) if size)
    sheet = SectorTrend(dates(days), rows[0], 3 * size, peaks, compared=size > 0)
    one = trend_pages.stories_page(sheet, taxonomy.sectors[0], texts, dark=dark)
    for page in (all_of_them, one):
        assert len(page.caption) <= CAPTION_UNITS
    assert isinstance(all_of_them.words, RowsWords)
    assert isinstance(one.words, StoriesWords)
    return [drawing.draw_rows(all_of_them.words, dark=dark), drawing.draw_stories(one.words, dark=dark)]


def assert_fits(sheet: Sheet) -> None:
    """A PNG of a phone's size, and all its words apart from each other."""
    png = sheet.png()
    width, height = image_size(png) or (0, 0)
    assert width == WIDTH
    assert 400 < height <= 1350
    boxes = [(text.get_text(), text.get_window_extent()) for axes in sheet.figure.axes for text in axes.texts]
    for text, box in boxes:
        assert min(box.x0, box.y0) >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text
    for (text, box), (other, there) in combinations([one for one in boxes if one[0]], 2):
        assert not box.overlaps(there), (text, other)


@pytest.mark.parametrize(("language", "dark"), [("ru", False), ("kk", True), ("en", False)])  # colours move nothing
@pytest.mark.parametrize(("days", "size"), [(7, 1), (30, 0), (90, 99_999)])
def test_labels_stay_on_the_sheet_and_apart(
    taxonomy: Taxonomy, spoken: Mapping[str, Texts], language: str, dark: bool, days: int, size: int
) -> None:
    drawn = sheets(taxonomy, spoken[language], days, size, dark=dark)
    for near_the_right_edge in (days - 7, days - 3):
        drawn += sheets(taxonomy, spoken[language], days, size, dark=dark, first_peak=near_the_right_edge)
    for sheet in drawn:
        assert_fits(sheet)


@pytest.mark.parametrize("language", ["ru", "kk", "en"])
def test_what_the_bot_has_done_fits_with_a_million_readers(spoken: Mapping[str, Texts], language: str) -> None:
    many = [10_000_000] * 180
    stands = Statistics(Audience(999_999, 99_999, 99_999), (999_999,) * 3, 999_999, 99_999, 99_999_999, 10**12, 99)
    vitals = Vitals({"pending": 999_999}, None, None, {"active": 999, "paused": 99, "failing": 99}, None, 0)
    tallies = dict.fromkeys(("asked", "failed", "sent", "lost", "answered 0.5", "answered inf"), many)
    at = datetime(2026, 1, 3, tzinfo=UTC)
    late = replace(vitals, overdue_since=at - timedelta(days=9))
    known = doings(
        dates(90),
        tallies=tallies,
        articles=[0] * 90 + many[90:],
        came=many,
        went=many,
        stands=stands,
        vitals=late,
        at=at,
    )
    page = stats_page(known, spoken[language], dark=False)
    assert len(page.caption) <= CAPTION_UNITS
    assert spoken[language]("stats-processes", total="99") in page.caption.as_kwargs()["text"]
    assert isinstance(page.words, RowsWords)
    sheet = drawing.draw_rows(page.words, dark=False)
    assert_fits(sheet)
    written = {text.get_text() for axes in sheet.figure.axes for text in axes.texts}
    assert {page.words.title, page.words.note, *(row.name for row in page.words.rows)} <= written  # nothing is cut


def test_every_letter_of_the_three_languages_can_be_drawn(
    taxonomy: Taxonomy, spoken: Mapping[str, Texts], recwarn: pytest.WarningsRecorder
) -> None:
    letters = "ӘҒҚҢӨҰҮҺІәғқңөұүһі Ёё ЙйЩщ — «» “” + − …"
    peaks = (Peak(0, 1, 1, 1, letters),)
    trend = SectorTrend(dates(7), DayCounts("energy", (1,) * 7, 0), 1, peaks, compared=False)
    page = trend_pages.stories_page(trend, taxonomy["energy"], spoken["kk"], dark=False)
    drawing.png_of(page.words, dark=False)  # a missing glyph is a warning of matplotlib's
    assert not recwarn.list
