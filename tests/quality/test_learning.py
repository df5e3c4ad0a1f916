"""What the scripts learn is what the program has: features of sentences, signals of events, rarities of stems."""

from statistics import fmean

import pytest

from bot.newsroom.features import WEIGHTS
from bot.text import events, rarity
from tests.quality import learn_events, learning, rarities
from tests.quality.conftest import Reached


@pytest.fixture(scope="module")
def labelled() -> list[learning.Example]:
    return learning.examples()


def test_the_weights_are_those_that_are_learnt(labelled: list[learning.Example]) -> None:
    assert list(WEIGHTS.values()) == pytest.approx(learning.learnt(labelled), abs=0.1)


def test_what_to_expect_of_an_article_that_was_never_seen(labelled: list[learning.Example], reached: Reached) -> None:
    overlaps = [overlap for _, overlap in learning.cross_validated(labelled)]
    reached("summaries.cross_validated", fmean(overlaps), cases=len(overlaps))


def test_the_signals_of_one_event_weigh_what_is_learnt() -> None:
    offset, weights = learn_events.learnt(learn_events.examples())
    assert pytest.approx(offset, abs=0.05) == events.OFFSET
    assert list(events.WEIGHTS) == pytest.approx(list(weights), abs=0.05)


def test_the_table_of_rarities_is_what_the_documents_that_are_not_kept_give() -> None:
    assert rarity.TABLE.read_text("utf-8").splitlines() == list(rarities.table())
