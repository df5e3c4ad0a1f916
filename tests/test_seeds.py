"""The seeds: the given article as it was given, samples that say so, and the list of feeds."""

import hashlib
import itertools
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.sources import opml
from bot.sources.files import read
from bot.text.language import Language
from bot.text.tagging import Tagger
from bot.text.taxonomy import Taxonomy
from storage.records import Draft
from tests.conftest import GIVEN, SEEDS

GIVEN_SHA256 = "ac46df02c036f360cf7f5a71af748228604f5c0a08d707e817532741698986cf"
FIRST, LAST = datetime(2025, 11, 6, tzinfo=UTC), datetime(2025, 11, 15, tzinfo=UTC)
SAME_STORY = 0.4
"""The share of shingles of the shorter text from which on two articles repeat each other."""
MARKS = {
    "ru": ("Образец: ", "Образец, написанный для «Сводки»: событие вымышлено."),
    "kk": ("Үлгі: ", "«Сводка» үшін жазылған үлгі: оқиға ойдан шығарылған."),
    "en": ("Sample: ", "A sample written for Svodka: the event is invented."),
}


@pytest.fixture(scope="module")
def samples() -> dict[str, Draft]:
    """The samples by the name of their file."""
    found = {Path(draft.address).name: draft for draft in read(SEEDS / "articles") if isinstance(draft, Draft)}
    del found[GIVEN.name]
    return found


def test_the_given_article_is_byte_for_byte_as_it_was_given() -> None:
    assert hashlib.sha256(GIVEN.read_bytes()).hexdigest() == GIVEN_SHA256


def test_every_seed_is_read() -> None:
    assert [str(refused) for refused in read(SEEDS / "articles") if not isinstance(refused, Draft)] == []


def test_every_sample_says_that_it_is_one(samples: dict[str, Draft]) -> None:
    for name, draft in samples.items():
        source, notice = MARKS[name[:2]]
        assert draft.source.startswith(source), name
        assert draft.text.endswith(f"\n\n{notice}"), name
        assert draft.url is None, name


def test_languages_kinds_and_days(samples: dict[str, Draft]) -> None:
    assert Counter(name[:2] for name in samples) == {"ru": 13, "kk": 9, "en": 8}
    assert {Path(name).suffix for name in samples} == {".md", ".txt", ".html"}
    days = [draft.published_at for draft in samples.values()]
    assert all(day is not None and FIRST <= day < LAST for day in days)
    for name, draft in samples.items():
        assert draft.published_at is not None
        assert f"{draft.published_at:%Y-%m-%d}" in name


def test_samples_read_like_news(samples: dict[str, Draft]) -> None:
    for name, draft in samples.items():
        *paragraphs, _notice = draft.text.split("\n\n")
        assert 3 <= len(paragraphs) <= 6, name
        assert all(120 <= len(paragraph) <= 600 for paragraph in paragraphs), name
        assert len(draft.title) <= 160, name


def test_some_samples_repeat_each_other_and_none_is_twice(samples: dict[str, Draft]) -> None:
    likeness = {
        (first, second): containment(samples[first].text, samples[second].text)
        for first, second in itertools.combinations(sorted(samples), 2)
    }
    repeated = {pair for pair, shared in likeness.items() if shared >= SAME_STORY}
    assert repeated == {
        ("en-2025-11-08-copper-plant.md", "en-2025-11-09-copper-plant-reprint.md"),
        ("kk-2025-11-08-su-qoimasy.md", "kk-2025-11-09-su-qoimasy-qaita.md"),
        ("ru-2025-11-07-poliklinika.md", "ru-2025-11-08-poliklinika-perepechatka.md"),
    }
    assert all(shared < SAME_STORY / 2 for pair, shared in likeness.items() if pair not in repeated)
    assert len({draft.title for draft in samples.values()}) == len(samples)


def containment(first: str, second: str) -> float:
    """The share of the three-word shingles of the shorter text that stand in the other too."""
    one, other = shingles(first), shingles(second)
    return len(one & other) / min(len(one), len(other))


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def test_the_sources_are_web_addresses_and_the_list_says_that_none_was_reached() -> None:
    content = (SEEDS / "sources.opml").read_bytes()
    found = opml.read(content)
    assert found.refused == ()
    kinds = Counter(str(outline.kind) for outline in found.taken)
    assert kinds == {"feed": 13, "sitemap": 3, "site": 14}
    assert all(urlsplit(outline.address).scheme == "https" for outline in found.taken)
    assert b"None of these addresses could be reached" in content


def test_every_source_stands_once_and_is_read_as_it_is_written() -> None:
    written = re.findall(r'(?:xmlUrl|\burl)="([^"]+)"', (SEEDS / "sources.opml").read_text("utf-8"))
    taken = opml.read((SEEDS / "sources.opml").read_bytes()).taken
    assert [outline.address for outline in taken] == written


def test_every_sector_stands_in_some_samples(samples: dict[str, Draft], tagger: Tagger, taxonomy: Taxonomy) -> None:
    articles: Counter[str] = Counter()
    for name, draft in samples.items():
        tagged = tagger.tag_passages(draft.title, draft.text.split("\n\n"), Language(name[:2]))
        articles.update({score.key for scores in tagged for score in scores})
    assert {sector.key for sector in taxonomy.sectors if articles[sector.key] < 2} == set()
