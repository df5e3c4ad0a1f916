"""The languages that documents declare, in all the ways they do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.languages import primary_language


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("ru", "ru"),
        ("ru-RU", "ru"),
        ("ru_KZ.UTF-8", "ru"),
        (" EN-us ", "en"),
        ("rus", "ru"),
        ("kk-KZ", "kk"),
        ("kz", "kk"),
        ("Kazakh", "kk"),
        ("kk-Cyrl-KZ", "kk"),
        ("ky", "ky"),
        ("", None),
        ("русский", None),
        ("nonsense", None),
        ("12", None),
    ],
)
def test_a_declared_language(written: str, language: str | None) -> None:
    assert primary_language(written) == language


@given(st.text(max_size=20))
def test_any_text_is_a_short_tag_or_none(written: str) -> None:
    language = primary_language(written)
    assert language is None or (language.isascii() and language.islower() and 2 <= len(language) <= 3)
