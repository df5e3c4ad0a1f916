"""Summaries: the best sentences of an article, verbatim and in its order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.newsroom.summaries import MOST_SENTENCES, best_sentences, summarise, taken
from bot.text.anaphora import leans
from bot.text.language import Language
from bot.text.sentences import sentences
from tests.conftest import GIVEN
from tests.text.hostile import HOSTILE

RU, KK, EN = Language.RU, Language.KK, Language.EN

TITLE = "В Казахстане начали строить атомную станцию"
NEWS = (
    "В Алматинской области начали строить первую в стране атомную станцию. Погода была ясной. "
    "Мощность двух блоков составит 2,4 гигаватта, сообщил глава агентства Алмасадам Саткалиев. "
    "Он поблагодарил строителей. «Это важный день», — сказал один из них. "
    "Первый блок атомной станции введут в строй в 2035 году, второй годом позже. "
    "В Алматинской области начали строить первую атомную станцию в стране. Гостей угостили чаем."
)


def chosen(text: str, count: int, title: str = TITLE, language: Language = RU) -> list[str]:
    return [span.cut(text) for span in summarise(text, title=title, language=language, count=count)]


def test_a_summary_tells_what_happened() -> None:
    assert chosen(NEWS, 3) == [
        "В Алматинской области начали строить первую в стране атомную станцию.",
        "Мощность двух блоков составит 2,4 гигаватта, сообщил глава агентства Алмасадам Саткалиев.",
        "Первый блок атомной станции введут в строй в 2035 году, второй годом позже.",
    ]


def test_the_given_article_begins_with_what_it_is_about() -> None:
    text = GIVEN.read_text("utf-8")
    summary = chosen(text, 3, title="")
    assert summary[0].endswith("передает BAQ.KZ.")
    assert all(sentence in text for sentence in summary)


def test_a_repetition_is_not_chosen_while_there_is_something_else() -> None:
    assert not any("первую атомную станцию в стране" in sentence for sentence in chosen(NEWS, 4))


@pytest.mark.parametrize(
    ("language", "news", "leaning"),
    [
        (RU, "Министр Иванов открыл мост. Он поблагодарил строителей моста за труд и сроки. Мост короткий.", "Он"),
        (KK, "Министр көпір ашты. Ол құрылысшыларға көпір үшін алғыс айтты, сый берді. Көпір қысқа.", "Ол"),
        (EN, "Minister Smith opened a bridge. He thanked the builders of the bridge for work. It is short.", "He"),
    ],
)
def test_what_leans_on_its_neighbour_is_not_shown_without_it(language: Language, news: str, leaning: str) -> None:
    for count in (1, 2):
        summary = chosen(news, count, title="", language=language)
        if any(sentence.startswith(leaning) for sentence in summary):
            assert news.startswith(summary[0])


@settings(max_examples=50)
@given(
    st.lists(st.sampled_from(["Он пришёл.", "Мост открыт 5 мая.", "Астана строит.", "Это так.", "Цены?"]), min_size=1),
    st.integers(1, 6),
)
def test_nothing_leans_on_what_is_left_out(texts: list[str], count: int) -> None:
    indexes = best_sentences(texts, title="", language=RU, count=count)
    assert all(index == 0 or index - 1 in indexes or not leans(texts[index], RU) for index in indexes)


@given(st.lists(st.tuples(st.floats(-5, 5), st.booleans()), max_size=12), st.integers(0, 12))
def test_as_many_are_taken_as_asked_for_whatever_leans(sentences: list[tuple[float, bool]], count: int) -> None:
    """However many lean on others: the first sentence opens the text, and what follows a taken one may be taken."""
    ratings, leaning = [rating for rating, _ in sentences], [leans for _, leans in sentences]
    indexes = taken(ratings, leaning, lambda _: [0.0] * len(sentences), count)
    assert len(indexes) == min(count, len(sentences))
    assert indexes == sorted(set(indexes))
    assert all(index == 0 or index - 1 in indexes or not leaning[index] for index in indexes)


def test_a_near_copy_of_what_is_taken_comes_last() -> None:
    alike = [[1.0, 0.9, 0.2], [0.9, 1.0, 0.2], [0.2, 0.2, 1.0]]
    assert taken([3.0, 2.9, 0.1], [False] * 3, lambda index: alike[index], 2) == [0, 2]


def test_a_short_text_is_its_own_summary() -> None:
    assert chosen("Одно. Два.", 3) == ["Одно.", "Два."]
    assert chosen("", 3) == []


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("language", [RU, Language.OTHER])
def test_hostile_texts_have_summaries(pattern: str, language: Language) -> None:
    text = pattern * (10_000 // len(pattern))
    spans = summarise(text, title=pattern, language=language, count=2)
    assert len(spans) == min(2, len(sentences(text, language)))


@settings(max_examples=50)
@given(st.text(alphabet="абв. \n?!«»1АБ"), st.text(max_size=20), st.integers(1, 5), st.sampled_from(Language))
def test_a_summary_is_made_of_whole_sentences_in_their_order(
    text: str, title: str, count: int, language: Language
) -> None:
    spans = summarise(text, title=title, language=language, count=count)
    every = sentences(text, language)
    assert spans == [span for span in every if span in spans]
    assert len(spans) == min(count, len(every))


def test_what_is_too_late_in_the_text_is_not_looked_at() -> None:
    texts = ["Погода ясная."] * MOST_SENTENCES + ["Станцию мощностью 5 гигаватт построит Росатом в 2035 году."]
    assert max(best_sentences(texts, title=texts[-1], language=RU, count=3)) < MOST_SENTENCES
