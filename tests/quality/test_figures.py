"""The ratchet itself: what is noted is held against its floor, and floors rise only."""

import pytest

from tests.quality.figures import Figure, Figures, Floor, load, raised


def test_a_figure_below_its_floor_fails() -> None:
    figures = Figures({"sentences.ru": Floor(0.99, 0.997)})
    figures.note("sentences.ru", 0.99, cases=10)
    with pytest.raises(AssertionError, match=r"0\.9890, below its floor 0\.99 \(10 cases\)"):
        figures.note("sentences.ru", 0.989, cases=10)


def test_a_figure_needs_a_floor() -> None:
    with pytest.raises(AssertionError, match=r"write sentences\.kk = 0\.980"):
        Figures({}).note("sentences.kk", 0.98, cases=1)


def test_the_table_marks_what_is_below_its_target() -> None:
    figures = Figures({"a.x": Floor(0.5, 0.9), "a.y": Floor(0.5, None)})
    figures.note("a.y", 0.7, cases=3)
    figures.note("a.x", 0.7, cases=3)
    assert [line.split() for line in figures.table()][1:3] == [
        ["a.x", "0.7000", "0.500", "0.900", "3", "*"],
        ["a.y", "0.7000", "0.500", "3"],
    ]


def test_floors_rise_and_never_fall() -> None:
    source = "# why\n[a]\nx = [0.500, 0.9]\ny = 0.800\nz = 0.1\n"
    figures = [Figure("a.x", 0.7129, 3), Figure("a.y", 0.5, 3)]
    assert raised(source, figures) == "# why\n[a]\nx = [0.712, 0.9]\ny = 0.800\nz = 0.1\n"


def test_the_file_of_floors_is_well_formed() -> None:
    for name, floor in load().items():
        assert 0 <= floor.least <= 1, name
        assert floor.target is None or 0 < floor.target <= 1, name
