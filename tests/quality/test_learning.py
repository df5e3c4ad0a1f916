"""The weights of a sentence's features are those that the script learns, and what cross-validation expects of them."""

from statistics import fmean

import pytest

from bot.newsroom.features import WEIGHTS
from tests.quality import learning
from tests.quality.conftest import Reached


@pytest.fixture(scope="module")
def labelled() -> list[learning.Example]:
    return learning.examples()


def test_the_weights_are_those_that_are_learnt(labelled: list[learning.Example]) -> None:
    assert list(WEIGHTS.values()) == pytest.approx(learning.learnt(labelled), abs=0.1)


def test_what_to_expect_of_an_article_that_was_never_seen(labelled: list[learning.Example], reached: Reached) -> None:
    overlaps = [overlap for _, overlap in learning.cross_validated(labelled)]
    reached("summaries.cross_validated", fmean(overlaps), cases=len(overlaps))
