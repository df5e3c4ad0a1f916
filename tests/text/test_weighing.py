"""From evidence to sectors: what adds up, what a passage takes over from its context, and what is enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.weighing import FEWEST_WORDS, MOST_SECTORS, USUAL_WORDS, Calibration, score

WEIGHTS = st.dictionaries(st.sampled_from(["energy", "sport", "culture", "health"]), st.floats(-20, 40))

plain = Calibration(
    threshold=2.0,
    companion=3.0,
    relative=0.5,
    enough=6.0,
    repeated=0.5,
    title=2.0,
    article=0.5,
    most_context=5.0,
    leaning_words=40,
    leaning_evidence=10.0,
)
"""Round numbers to reckon with; the shipped ones may change when somebody measures better ones."""


def keys(weights: dict[str, float]) -> list[str]:
    """The sectors that so much evidence gives."""
    return [key for key, _ in plain.decide(weights)]


def test_a_term_adds_its_weight_in_a_passage_of_usual_length() -> None:
    assert plain.adds(3.0, 1, opening=False, length=USUAL_WORDS) == 3.0
    assert plain.adds(3.0, 1, opening=False, length=4 * USUAL_WORDS) == 1.5
    assert plain.adds(-3.0, 1, opening=False, length=4 * USUAL_WORDS) == -1.5
    assert plain.adds(3.0, 1, opening=False, length=1) == plain.adds(3.0, 1, opening=False, length=FEWEST_WORDS)


def test_a_repeated_term_adds_half_of_itself_up_to_four_times() -> None:
    added = [plain.adds(2.0, times, opening=False, length=USUAL_WORDS) for times in (1, 2, 3, 4, 5, 100)]
    assert added == [2.0, 3.0, 4.0, 5.0, 5.0, 5.0]


def test_the_opening_of_a_long_passage_counts_more() -> None:
    assert plain.adds(2.0, 1, opening=True, length=USUAL_WORDS) == 2.0
    assert plain.adds(2.0, 1, opening=True, length=10 * USUAL_WORDS) == 3.0


def test_the_strongest_sector_needs_the_threshold() -> None:
    assert keys({"energy": 1.9}) == []
    assert keys({"energy": 2.0}) == ["energy"]
    assert keys({}) == []
    assert keys({"energy": -4.0}) == []


@pytest.mark.parametrize(
    ("strongest", "needed"),
    [(2.0, 3.0), (6.0, 3.0), (8.0, 4.0), (12.0, 6.0), (100.0, 6.0)],
)
def test_another_sector_needs_a_share_of_it_within_bounds(strongest: float, needed: float) -> None:
    assert plain.needed(strongest) == needed
    if strongest >= needed:
        assert keys({"energy": strongest, "sport": needed}) == ["energy", "sport"]
        assert keys({"energy": strongest, "sport": needed - 0.01}) == ["energy"]


def test_a_passage_gets_three_sectors_at_most() -> None:
    assert keys({"energy": 9.0, "sport": 8.0, "culture": 7.0, "health": 7.0}) == ["energy", "sport", "culture"]


def test_a_short_passage_leans_on_its_title_in_full() -> None:
    context = plain.contexts({"sport": 2.0}, [{}])[0]
    assert context == {"sport": 4.0}
    assert plain.lean({}, 10, context) == {"sport": 4.0}


def test_a_long_passage_and_one_with_a_subject_of_its_own_lean_less() -> None:
    assert plain.lean({}, 80, {"sport": 4.0}) == {"sport": 2.0}
    assert plain.lean({"energy": 10.0}, 10, {"sport": 4.0}) == {"energy": 10.0, "sport": 2.0}
    assert plain.lean({"sport": 10.0}, 10, {"sport": 4.0}) == {"sport": 14.0}


def test_passages_of_an_article_share_what_they_are_about() -> None:
    alone, beside, neither = plain.contexts({}, [{"energy": 6.0}, {"energy": 2.0}, {}])
    assert alone == {"energy": 0.5}
    assert beside == {"energy": 1.5}
    assert neither == {"energy": 2.0}


def test_a_context_gives_so_much_and_nothing_against() -> None:
    assert plain.contexts({"sport": 9.0, "energy": -3.0}, [{}])[0] == {"sport": 5.0, "energy": 0.0}


@given(own=WEIGHTS, title=WEIGHTS, length=st.integers(0, 10_000))
def test_what_comes_out_is_sound(own: dict[str, float], title: dict[str, float], length: int) -> None:
    weights = Calibration().lean(own, length, Calibration().contexts(title, [own])[0])
    found = Calibration().decide(weights)
    assert len(found) <= MOST_SECTORS
    assert [one for _, one in found] == sorted((one for _, one in found), reverse=True)
    assert all(0 < one <= 1 for _, one in found)
    assert all(weights[key] >= own.get(key, 0.0) for key in weights)


def test_more_evidence_is_surer() -> None:
    scores = [score(weight) for weight in (0.0, 2.4, 6.0, 20.0)]
    assert scores == sorted(scores)
    assert scores[0] == 0
    assert scores[2] == pytest.approx(0.632, abs=0.001)
