"""Pictures of trends: PNG of a phone's size, and no label leaves the sheet or touches another."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import combinations

import pytest

from bot.newsroom.trends import DayCounts, Peak, SectorTrend, Trend
from bot.sandbox.files import image_size
from bot.telegram import trend_pages
from bot.telegram.picture_pages import CAPTION_UNITS
from bot.telegram.pictures import drawing
from bot.telegram.pictures.canvas import WIDTH, Sheet
from bot.telegram.pictures.words import RowsWords, StoriesWords
from bot.telegram.texts import Texts
from bot.text.taxonomy import Taxonomy

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


@pytest.mark.parametrize(("language", "dark"), [("ru", False), ("kk", True), ("en", False)])  # colours move nothing
@pytest.mark.parametrize(("days", "size"), [(7, 1), (30, 0), (90, 99_999)])
def test_labels_stay_on_the_sheet_and_apart(
    taxonomy: Taxonomy, spoken: Mapping[str, Texts], language: str, dark: bool, days: int, size: int
) -> None:
    drawn = sheets(taxonomy, spoken[language], days, size, dark=dark)
    for near_the_right_edge in (days - 7, days - 3):
        drawn += sheets(taxonomy, spoken[language], days, size, dark=dark, first_peak=near_the_right_edge)
    for sheet in drawn:
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


def test_every_letter_of_the_three_languages_can_be_drawn(
    taxonomy: Taxonomy, spoken: Mapping[str, Texts], recwarn: pytest.WarningsRecorder
) -> None:
    letters = "ӘҒҚҢӨҰҮҺІәғқңөұүһі Ёё ЙйЩщ — «» “” + − …"
    peaks = (Peak(0, 1, 1, 1, letters),)
    trend = SectorTrend(dates(7), DayCounts("energy", (1,) * 7, 0), 1, peaks, compared=False)
    page = trend_pages.stories_page(trend, taxonomy["energy"], spoken["kk"], dark=False)
    drawing.png_of(page.words, dark=False)  # a missing glyph is a warning of matplotlib's
    assert not recwarn.list
