"""What an outlet adds to every article goes, news that speak alike stay: the cases in ``cases/trailers.toml``."""

import time
import tomllib
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.trailers import without_trailers
from bot.text.language import Language
from tests import corpora
from tests.sources.cases import CASES

DOUBTFUL: Mapping[str, Any] = tomllib.loads((CASES / "doubtful_trailers.toml").read_text("utf-8"))
BEFORE = "Запуск первого блока станции намечен на 2035 год, дорогу к площадке построят до весны."
CASES_OF_TRAILERS: list[Mapping[str, Any]] = tomllib.loads((CASES / "trailers.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES_OF_TRAILERS, ids=lambda case: case["name"])
def test_trailers(case: Mapping[str, Any]) -> None:
    assert without_trailers(case["given"]) == case["kept"]


@pytest.mark.parametrize("lines", DOUBTFUL["news"], ids="/".join)
def test_news_that_begin_as_trailers_do_stay(lines: list[str]) -> None:
    assert without_trailers(lines) == lines


@pytest.mark.parametrize("line", DOUBTFUL["outlets"])
def test_trailers_that_resemble_such_news_go(line: str) -> None:
    assert without_trailers([BEFORE, line]) == [BEFORE]


@pytest.mark.parametrize("language", [Language.RU, Language.KK, Language.EN])
def test_no_sentence_of_news_is_taken_for_a_trailer(language: Language) -> None:
    sentences = corpora.news_sentences(language)
    lost = [one for one in sentences if without_trailers([one]) != [one]]
    assert not lost


@pytest.mark.parametrize("treebank", ["kk_ktb", "ru_pud"])
def test_no_sentence_of_a_treebank_either(treebank: str) -> None:
    sentences = corpora.treebank_sentences(treebank)
    assert without_trailers(sentences) == sentences


@given(st.lists(st.text(min_size=1).filter(str.strip)))
def test_what_is_kept_is_a_part_of_what_was_given_in_its_order(blocks: list[str]) -> None:
    given_lines = iter("\n".join(blocks).split("\n"))
    for line in "\n".join(without_trailers(blocks)).split("\n"):
        assert any(one.startswith(line) for one in given_lines)


def test_calls_without_end_take_no_time() -> None:
    began = time.process_time()
    without_trailers(["подписывайтесь " * 20, "телеграм " * 30, "новости в " * 3_000, "Читайте также:\n• а" * 3_000])
    assert time.process_time() - began < 1
