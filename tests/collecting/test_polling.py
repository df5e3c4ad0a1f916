"""Whether a page of links may have lost some between its last and what was known before."""

import pytest

from bot.collecting.polling import gaping

NEW = [b"n%d" % number for number in range(10)]
OLD = [b"o%d" % number for number in range(10)]


@pytest.mark.parametrize(
    ("page", "gap"),
    [
        (NEW, True),
        ([OLD[0], *NEW], True),  # one is pinned on top
        ([*NEW, OLD[3]], True),  # one is popular, below
        ([*NEW[:3], *OLD[:7]], False),
        (OLD, False),
        ([NEW[0], OLD[0], OLD[1]], False),
        ([], False),
    ],
)
def test_a_few_known_links_on_a_page_of_new_ones_prove_nothing(page: list[bytes], gap: bool) -> None:
    assert gaping(page, set(OLD)) is gap
