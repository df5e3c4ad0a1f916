"""A store to measure stories in: a fresh database, and articles as it gets them, without passages."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.newsroom.intake import text_hash
from bot.text import tellings
from bot.text.language import Language
from bot.text.similarity import shingles, sketch
from storage.engine import Database, open_database
from storage.migrate import migrate
from storage.records import Draft, NewArticle, SourceKind
from tests.conftest import EVENING


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A fresh database."""
    opened = await open_database(f"sqlite:///{tmp_path / 'svodka.db'}")
    await migrate(opened)
    yield opened
    await opened.close()


def article(title: str, text: str, language: Language, number: int) -> NewArticle:
    """An article, the ``number``th minute after the evening's."""
    told = tellings.read(title, text, language)
    return NewArticle(
        draft=Draft(f"file:///{number}", "Агентство", SourceKind.FILE, title=title, text=text),
        language=language,
        published_at=EVENING + timedelta(minutes=number),
        text_hash=text_hash(text),
        passages=(),
        shingles=sketch(shingles(text)),
        telling=tellings.write(told),
        terms=tellings.terms(told),
    )
