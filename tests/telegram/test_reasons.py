"""Reasons are told in the language of whoever looks; what has no words of its own stays as it was told."""

from collections.abc import Mapping

import pytest

from bot.collecting.post_intake import NOT_IN_CHANNEL
from bot.telegram.reasons import KEYS, REASON_UNITS, told
from bot.telegram.texts import LANGUAGES, LOCALES, Texts
from tests.locales import messages

TOLD = [
    ("the server answers 503", "сервер отвечает 503"),
    ("it could not be reached (Connection refused)", "сервер недоступен"),
    ("there was no whole answer within 15 s", "за 15 с сервер так и не ответил целиком"),
    ("no link of the page matches /ru/#", "ни одна ссылка страницы не подходит под шаблон"),
    (NOT_IN_CHANNEL, "бота нет в канале"),
    ("the parser met <b>something</b> new", "the parser met <b>something</b> new"),
    ("the server answers 5033", "the server answers 5033"),
]


@pytest.mark.parametrize(("reason", "words"), TOLD)
def test_reasons_have_words(spoken: Mapping[str, Texts], reason: str, words: str) -> None:
    assert told(reason, spoken["ru"]) == words


def test_a_long_reason_is_clipped(spoken: Mapping[str, Texts]) -> None:
    assert len(told("x" * 5000, spoken["en"])) <= REASON_UNITS


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_texts_have_each_reason_and_no_other(language: str) -> None:
    keys, _ = messages(LOCALES / language)
    assert {key for key in keys if key.startswith("reason-")} == set(KEYS.values())
