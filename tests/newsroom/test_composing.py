"""Whatever comes in, a digest keeps its length, gives each section its turn, and says nothing twice."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.newsroom.composing import Candidate, compose, rank, weight, worth_reading
from storage.arrivals import NewStory
from storage.records import Passage
from tests.conftest import EVENING, oil

# Few different texts, so that much repeats: whole, in part, or not at all.
texts = st.lists(st.sampled_from([oil(number) for number in range(12)]), min_size=1, max_size=3).map(" ".join)


def story(number: int, *passages: tuple[int, float]) -> NewStory:
    """A story with new passages (id, score)."""
    return NewStory(number, max(score for _, score in passages), json.dumps(passages))


def passage(id_: int, story_id: int, text: str) -> Passage:
    """A passage of an article that has the number of its story."""
    return Passage(id_, story_id, story_id, 0, 0, len(text), text, 0.0, f"Сюжет {story_id}", "ru", EVENING)


@st.composite
def news(draw: st.DrawFn) -> tuple[list[Candidate], dict[int, Passage]]:
    """Candidates of several sections that share stories and passages."""
    read = {
        id_: passage(id_, draw(st.integers(1, 6)), text)
        for id_, text in enumerate(draw(st.lists(texts, min_size=1, max_size=12)))
    }
    candidates = []
    for section in range(draw(st.integers(1, 4))):
        for story_id in {one.story_id for one in read.values()}:
            own = [one.id for one in read.values() if one.story_id == story_id]
            chosen = draw(st.lists(st.sampled_from(own), unique=True))
            if chosen:
                new = story(story_id, *((id_, draw(st.floats(0.1, 1.0))) for id_ in chosen))
                candidates.append(Candidate(section, new.score, new))
    return sorted(candidates, key=lambda one: -one.weight), read


def runs(text: str) -> set[tuple[str, ...]]:
    """The runs of three words."""
    said = text.lower().split()
    return set(zip(said, said[1:], said[2:], strict=False))


def figures(text: str) -> set[str]:
    """The words with digits in them."""
    return {word for word in text.lower().split() if any(map(str.isdigit, word))}


@given(news(), st.lists(texts, max_size=3), st.integers(0, 8))
def test_nothing_is_told_twice_and_no_more_than_is_asked_for(
    given_news: tuple[list[Candidate], dict[int, Passage]], told: list[str], length: int
) -> None:
    candidates, read = given_news
    composed = compose(candidates, read, told, length=length)
    assert len(composed.told) <= length
    said = {run for text in told for run in runs(text)}
    for candidate, one in sorted(composed.told, key=lambda pair: candidates.index(pair[0])):
        assert one.story_id == candidate.story.story_id
        assert one.excerpts
        for excerpt in one.excerpts:
            assert excerpt.text in {read[id_].text for id_, _ in candidate.story.passages} or len(excerpt.text) < 800
    for _, one in composed.told:
        for excerpt in one.excerpts:
            new = runs(excerpt.text)
            assert len(new & said) < 0.6 * len(new) or not figures(excerpt.text) <= {
                word for run in said for word in run
            }
            said |= new
    told_candidates = {candidate for candidate, _ in composed.told}
    assert not told_candidates & composed.silent


@given(news(), st.integers(0, 8))
def test_no_section_waits_while_another_has_two(
    given_news: tuple[list[Candidate], dict[int, Passage]], length: int
) -> None:
    candidates, read = given_news
    composed = compose(candidates, read, [], length=length)
    served = [candidate.section for candidate, _ in composed.told]
    waiting = {one.section for one in candidates if one not in composed.silent} - set(served)
    assert not waiting or len(served) == len(set(served)) == length
    if len(served) < length:
        assert len(served) + len(composed.silent) == len(candidates)


def sections_of(*weights: Sequence[float]) -> list[Sequence[tuple[float, NewStory]]]:
    """Sections with stories of these scores."""
    return [
        rank([story(10 * place + number, (number, score)) for number, score in enumerate(scores)], {})
        for place, scores in enumerate(weights)
    ]


def test_the_heaviest_are_read_and_some_of_each_section() -> None:
    light, heavy = [0.1] * 9, [0.9] * 9
    candidates = worth_reading(sections_of(light, heavy), 5)
    assert [one.section for one in candidates] == [1, 1, 1, 1, 1, 0, 0, 0]
    assert len(worth_reading(sections_of(light, heavy), 1000)) == 18
    assert worth_reading([], 5) == []


def test_a_story_weighs_more_the_more_tell_it_and_each_doubling_alike() -> None:
    assert weight(0.8, 1) == 0.8
    assert weight(0.8, 4) - weight(0.8, 2) == pytest.approx(weight(0.8, 2) - weight(0.8, 1))
    assert weight(0.6, 4) == pytest.approx(0.9)
    ranked = rank([story(1, (1, 0.9)), story(2, (2, 0.7)), story(3, (3, 0.7))], {3: 3})
    assert [one.story_id for _, one in ranked] == [3, 1, 2]


def test_a_passage_that_is_gone_is_passed_over() -> None:
    (candidate,) = worth_reading([rank([story(1, (1, 0.9), (2, 0.8))], {})], 5)
    composed = compose([candidate], {2: passage(2, 1, oil(1))}, [], length=5)
    assert [excerpt.text for _, one in composed.told for excerpt in one.excerpts] == [oil(1)]
    assert compose([candidate], {}, [], length=5).silent == {candidate}
