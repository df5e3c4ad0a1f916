"""Texts that repeat each other, and articles that tell one story."""

import json
import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.language import Language
from bot.text.similarity import SAME_STORY, Reading, containment, repetition, same_story, shingles, sketch
from tests.corpora import corpus
from tests.text.hostile import HOSTILE

TEXT = " ".join(f"слово{number}" for number in range(400))
NEWS = (
    "В Алматинской области начали строить атомную станцию. Мощность двух блоков составит 2,4 гигаватта. "
    "Первый блок введут в строй в 2035 году. Подрядчиком выбрали «Росатом»."
)


def rewritten(text: str, share: float) -> str:
    """``text`` with that share of its words exchanged for others."""
    chance = random.Random(1)
    return " ".join(f"иное{i}" if chance.random() < share else word for i, word in enumerate(text.split()))


def test_shingles_are_the_runs_of_three_words() -> None:
    assert len(shingles("один два три четыре пять")) == 3
    assert len(shingles("раз два раз два раз два")) == 2


@pytest.mark.parametrize(("text", "number"), [("", 0), ("— !", 0), ("Одно", 1), ("Два слова", 1), ("Три слова тут", 1)])
def test_short_texts_have_one_shingle_or_none(text: str, number: int) -> None:
    assert len(shingles(text)) == number


def test_case_punctuation_and_white_space_don_t_count() -> None:
    assert shingles("Ёлка, «нефть»\nи газ") == shingles("елка нефть  и ГАЗ!")


def test_shingles_are_the_same_in_every_process() -> None:
    """Stored ones are compared with those of later runs, and Python's own hash changes with each."""
    program = "from bot.text.similarity import shingles; print(sorted(shingles('Нефть и газ подорожали')))"
    apart = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert json.loads(apart) == sorted(shingles("Нефть и газ подорожали"))


@given(st.text(alphabet="аб в"))
def test_shingles_fit_a_signed_column(text: str) -> None:
    assert all(0 <= one < 2**63 for one in shingles(text))


@given(st.frozensets(st.integers()), st.frozensets(st.integers()))
def test_containment_is_a_share_and_symmetric(a: frozenset[int], b: frozenset[int]) -> None:
    assert 0.0 <= containment(a, b) == containment(b, a) <= 1.0
    assert containment(a, a | b) == (1.0 if a else 0.0)
    assert containment(a, frozenset()) == 0.0


@pytest.mark.parametrize(
    "changed",
    [rewritten(TEXT, 0.1), " ".join(TEXT.split()[:200]), " ".join(TEXT.split()[150:]), "Источник сообщает. " + TEXT],
    ids=["a tenth rewritten", "its first half", "its end", "with an opening of its own"],
)
def test_a_repetition_contains_enough_of_its_original(changed: str) -> None:
    assert containment(shingles(TEXT), shingles(changed)) >= SAME_STORY


def test_a_text_of_its_own_contains_little_of_another() -> None:
    assert containment(shingles(TEXT), shingles(rewritten(TEXT, 0.8))) < SAME_STORY / 4


def test_the_sample_of_a_short_text_is_all_of_it() -> None:
    assert sketch(shingles(NEWS)) == shingles(NEWS)


def test_the_sample_of_a_long_text_is_an_eighth() -> None:
    whole = shingles(" ".join(str(number) for number in range(80_000)))
    assert sketch(whole) < whole
    assert len(sketch(whole)) / len(whole) == pytest.approx(1 / 8, rel=0.05)


def test_samples_overlap_where_their_texts_do() -> None:
    """What is kept depends on the shingle alone, so two samples agree on their common part."""
    a, b = shingles(TEXT), shingles(rewritten(TEXT, 0.2))
    assert sketch(a) & sketch(b) == {one for one in a & b if one in sketch(a)}
    assert sketch(a) & sketch(b)


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_texts_are_compared_too(pattern: str) -> None:
    text = pattern * (20_000 // len(pattern))
    assert containment(shingles(text), shingles(text)) in {0.0, 1.0}
    same, score = same_story("", text, "", text)
    assert same is (score >= 0.5)


def test_the_same_event_in_other_words_is_the_same_story() -> None:
    same, score = same_story(
        "Строительство АЭС началось",
        NEWS,
        "Казахстан начал строительство атомной станции",
        "Строить атомную станцию мощностью 2,4 гигаватта начал «Росатом» в Алматинской области; блок введут в 2035-м.",
    )
    assert same
    assert score > 0.5


def test_two_events_of_one_field_are_two_stories() -> None:
    same, score = same_story(
        "Строительство АЭС началось", NEWS, "Выросли тарифы на свет", "Жители Караганды будут платить за свет больше."
    )
    assert not same
    assert score < 0.5


def test_the_report_of_another_day_repeats_and_is_another_story() -> None:
    report = "Официальный курс доллара {} тенге, евро {} тенге, рубля {} тенге, сообщил Национальный банк."
    today, tomorrow = report.format("538,12", "622,4", "6,61"), report.format("541,9", "627,05", "6,68")
    assert containment(shingles(today), shingles(tomorrow)) > SAME_STORY / 2
    same, _ = same_story("Курсы валют", today, "Курсы валют", tomorrow)
    assert not same
    same, _ = same_story("Курсы валют", today, "Курсы валют", today.replace("6,61", "6,68"))
    assert same


def test_a_story_is_the_same_as_itself_whatever_the_order() -> None:
    assert same_story("Заголовок", NEWS, "Заголовок", NEWS) == (True, 1.0)
    a, b = ("Цены", "Цены на нефть выросли."), ("Нефть", "Нефть подорожала, цены выросли на десятую часть.")
    assert same_story(*a, *b) == pytest.approx(same_story(*b, *a))


def test_nothing_is_the_same_as_nothing_is_not_claimed() -> None:
    assert same_story("", "", "", "") == (False, 0.0)


@given(st.text(), st.text())
def test_the_score_decides(a: str, b: str) -> None:
    same, score = same_story("", a, "", b)
    assert 0.0 <= score <= 1.0
    assert same is (score >= 0.5)


def test_pairs_of_the_data_are_told_apart() -> None:
    """F1 of "the same" over 90 pairs of articles."""
    pairs = [json.loads(line) for line in corpus("stories.jsonl").read_text("utf-8").splitlines()]
    right = found = true = 0
    for pair in pairs:
        a, b = pair["a"], pair["b"]
        same, _ = same_story(a["title"] or "", a["text"], b["title"] or "", b["text"])
        right, found, true = right + (same and pair["same"]), found + same, true + pair["same"]
    assert 2 * right / (found + true) >= 0.82


def reading(title: str, start: int, end: int) -> Reading:
    return Reading(title, " ".join(TEXT.split()[start:end]), Language.RU)


@pytest.mark.parametrize(
    ("part", "repeats"),
    [
        (reading("Иное", 0, 400), True),
        (reading("Иное", 20, 380), True),
        (reading("Иное", 0, 120), True),
        (reading("", 220, 400), True),
        (reading("Иное", 220, 400), False),
        (reading("", 280, 400), False),
        (reading("", 140, 260), False),
        (reading("Иное", 0, 60), False),
    ],
    ids=[
        "whole",
        "most",
        "first part",
        "half, untitled",
        "half, of another title",
        "end, untitled",
        "middle",
        "too little",
    ],
)
def test_what_stands_among_others_in_a_larger_text_is_no_repetition_of_it(part: Reading, repeats: bool) -> None:
    whole = reading("Событие", 0, 400)
    assert containment(whole.runs, part.runs) == 1.0
    assert (repetition(whole, part) >= SAME_STORY) is repeats
    assert repetition(part, whole) == repetition(whole, part)


@given(st.integers(100, 300), st.integers(0, 40))
def test_an_article_does_not_repeat_two_of_its_parts(cut: int, gap: int) -> None:
    whole = reading("Событие", 0, 400)
    parts = reading("Одно", 0, cut), reading("Другое", cut + gap, 400)
    assert sum(repetition(whole, part) >= SAME_STORY for part in parts) <= 1


def test_a_mended_figure_under_the_same_title_is_no_other_report() -> None:
    mended = NEWS.replace("2,4", "2,6").replace("2035", "2036")
    assert same_story("Строят АЭС", NEWS, "Строят АЭС", mended)[0]
